/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sysfs_rw.h - what opening, reading and writing a file in sysfs share
 */
#ifndef CORE_SYSFS_RW_H
#define CORE_SYSFS_RW_H

#include <linux/sysfs.h>
#include <linux/wait.h>

#include "core/sysfs.h"

extern struct wait_queue_head sysfs_notify_waitq;	/* for any file to change */

const struct sysfs_ops *sysfs_text_ops(struct kernfs_node *kn);

/* Into @page, of PAGE_SIZE bytes and zeroed; its length. */
ssize_t sysfs_show_text(struct kernfs_node *kn, char *page);

/* @buf is @count bytes and a zero. */
ssize_t sysfs_store_text(struct kernfs_node *kn, const char *buf, size_t count);

#endif
