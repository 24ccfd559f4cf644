/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/pseudo_fs.c */
#ifndef _LINUX_MOUNT_H
#define _LINUX_MOUNT_H

#include <linux/types.h>

struct super_block;
struct dentry;
struct file_system_type;

/* A mounted file system. Counted: simple_pin_fs() and simple_release_fs(). */
struct vfsmount {
	struct dentry		*mnt_root;
	struct super_block	*mnt_sb;
	int			mnt_flags;
};

/* Mount @type for the kernel's own use; ERR_PTR on failure. Pair: kern_unmount(). */
struct vfsmount *kern_mount(struct file_system_type *type);
void kern_unmount(struct vfsmount *mnt);
void mntput(struct vfsmount *mnt);
struct vfsmount *mntget(struct vfsmount *mnt);

#endif
