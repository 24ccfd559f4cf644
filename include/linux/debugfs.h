/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
/* debugfs.h - as of a kernel without CONFIG_DEBUG_FS: nothing is there, and nobody minds */
#ifndef _LINUX_DEBUGFS_H
#define _LINUX_DEBUGFS_H

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/seq_file.h>
#include <linux/types.h>

struct dentry;
struct device;

static inline struct dentry *debugfs_create_dir(const char *name, struct dentry *parent)
{
	return ERR_PTR(-ENODEV);
}

static inline struct dentry *debugfs_create_file(const char *name, umode_t mode,
						 struct dentry *parent, void *data,
						 const struct file_operations *fops)
{
	return ERR_PTR(-ENODEV);
}

static inline struct dentry *debugfs_lookup(const char *name, struct dentry *parent)
{
	return ERR_PTR(-ENODEV);
}

static inline void debugfs_create_devm_seqfile(struct device *dev, const char *name,
					       struct dentry *parent,
					       int (*read_fn)(struct seq_file *s, void *data))
{
}

static inline void debugfs_create_u32(const char *name, umode_t mode, struct dentry *parent,
				      u32 *value)
{
}

static inline void debugfs_create_u64(const char *name, umode_t mode, struct dentry *parent,
				      u64 *value)
{
}

static inline void debugfs_create_bool(const char *name, umode_t mode, struct dentry *parent,
				       bool *value)
{
}

static inline void debugfs_remove(struct dentry *dentry)
{
}

static inline void debugfs_remove_recursive(struct dentry *dentry)
{
}

static inline bool debugfs_initialized(void)
{
	return false;
}

#endif
