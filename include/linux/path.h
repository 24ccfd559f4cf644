/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _LINUX_PATH_H
#define _LINUX_PATH_H

struct dentry;
struct vfsmount;

/* Where a file was found. Kept for the shape of struct file; both may be NULL. */
struct path {
	struct vfsmount	*mnt;
	struct dentry	*dentry;
};

#endif
