// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * anon_inodes.c - files without a name, which share one inode
 */
#include <linux/anon_inodes.h>

#include <linux/file.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/module.h>

#include "file.h"

/* Its own reference is the machine's: it is never put. */
static struct inode anon_inode;

static int __init anon_inode_init(void)
{
	inode_init(&anon_inode, S_IRUSR | S_IWUSR);
	return 0;
}
fs_initcall(anon_inode_init);

static struct file *anon_inode_file(const char *name, const struct file_operations *fops,
				    void *priv, int flags, struct inode *inode)
{
	struct file *file;

	if (fops->owner && !try_module_get(fops->owner))
		return ERR_PTR(-ENOENT);
	file = alloc_file_pseudo(inode, NULL, name, flags & (O_ACCMODE | O_NONBLOCK), fops);
	if (IS_ERR(file))
		module_put(fops->owner);
	else
		file->private_data = priv;
	return file;
}

struct file *anon_inode_getfile(const char *name, const struct file_operations *fops,
				void *priv, int flags)
{
	struct file *file;

	ihold(&anon_inode);
	file = anon_inode_file(name, fops, priv, flags, &anon_inode);
	if (IS_ERR(file))
		iput(&anon_inode);
	return file;
}

struct file *anon_inode_getfile_fmode(const char *name, const struct file_operations *fops,
				      void *priv, int flags, fmode_t f_mode)
{
	struct file *file = anon_inode_getfile(name, fops, priv, flags);

	if (!IS_ERR(file))
		file->f_mode |= f_mode;
	return file;
}

struct file *anon_inode_create_getfile(const char *name, const struct file_operations *fops,
				       void *priv, int flags, const struct inode *context_inode)
{
	struct inode *inode = alloc_anon_inode(NULL);
	struct file *file;

	if (IS_ERR(inode))
		return ERR_CAST(inode);
	file = anon_inode_file(name, fops, priv, flags, inode);
	if (IS_ERR(file))
		iput(inode);
	return file;
}

struct file *anon_inode_getfile_secure(const char *name, const struct file_operations *fops,
				       void *priv, int flags, const struct inode *context_inode)
{
	return anon_inode_create_getfile(name, fops, priv, flags, context_inode);
}

int anon_inode_getfd(const char *name, const struct file_operations *fops, void *priv, int flags)
{
	struct file *file;
	int fd = get_unused_fd_flags(flags);

	if (fd < 0)
		return fd;
	file = anon_inode_getfile(name, fops, priv, flags);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		return PTR_ERR(file);
	}
	fd_install(fd, file);
	return fd;
}
