/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * devtmpfs.h - the names in /dev: each device with a number has one while it is added
 */
#ifndef CORE_DEVTMPFS_H
#define CORE_DEVTMPFS_H

#include <linux/types.h>

struct device;

/* The number and mode of @path below /dev ("vfio/12"); 0 or -ENOENT. */
int devtmpfs_lookup(const char *path, dev_t *devt, umode_t *mode);

/* Name number @index of all, in order of creation: bytes copied, 0 past the last. */
ssize_t devtmpfs_list(unsigned int index, char *name, size_t size);

/* Both for device_add() and device_del() alone. */
int devtmpfs_create_node(struct device *dev);
void devtmpfs_delete_node(struct device *dev);

#endif
