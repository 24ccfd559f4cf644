/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/pseudo_fs.c */
#ifndef _LINUX_PSEUDO_FS_H
#define _LINUX_PSEUDO_FS_H

#include <linux/fs_context.h>

struct super_operations;
struct dentry_operations;

struct pseudo_fs_context {
	const struct super_operations	*ops;
	const struct dentry_operations	*dops;
	unsigned long			magic;
};

/* For ->init_fs_context of a file system without files of its own; NULL: no memory. */
struct pseudo_fs_context *init_pseudo(struct fs_context *fc, unsigned long magic);

#endif
