/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mdev_private.h - what the files of mdev share */
#ifndef MDEV_PRIVATE_H
#define MDEV_PRIVATE_H

#include <linux/mdev.h>

#include "kernel/variant.h"

extern const struct bus_type mdev_bus_type;
extern const struct attribute_group *mdev_device_groups[];

#define to_mdev_type(_kobj)	container_of(_kobj, struct mdev_type, kobj)

int parent_create_sysfs_files(struct mdev_parent *parent);
void parent_remove_sysfs_files(struct mdev_parent *parent);

int mdev_create_sysfs_files(struct mdev_device *mdev);
void mdev_remove_sysfs_files(struct mdev_device *mdev);

int mdev_device_create(struct mdev_type *type, const guid_t *uuid);
int mdev_device_remove(struct mdev_device *mdev);

#endif
