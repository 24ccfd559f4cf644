/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/anon_inodes.c */
#ifndef _LINUX_ANON_INODES_H
#define _LINUX_ANON_INODES_H

#include <linux/types.h>

struct file_operations;
struct inode;
struct file;

/*
 * A file without a name in any file system; all share one inode. Takes a reference
 * on @fops->owner. ERR_PTR on failure. @name is borrowed.
 */
struct file *anon_inode_getfile(const char *name, const struct file_operations *fops,
				void *priv, int flags);
struct file *anon_inode_getfile_fmode(const char *name, const struct file_operations *fops,
				      void *priv, int flags, fmode_t f_mode);

/* The same with an inode of its own. */
struct file *anon_inode_create_getfile(const char *name, const struct file_operations *fops,
				       void *priv, int flags, const struct inode *context_inode);
struct file *anon_inode_getfile_secure(const char *name, const struct file_operations *fops,
				       void *priv, int flags, const struct inode *context_inode);

/* The file installed in the caller's table: the fd is visible to others on return. */
int anon_inode_getfd(const char *name, const struct file_operations *fops, void *priv, int flags);

#endif
