// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * inode.c - struct inode: what a file is, apart from who opened it
 *
 * Linux keeps the inode of a name as long as the name. Names here live in sysfs and
 * devtmpfs, which have no inodes: each open makes one. So two opens of a device
 * node share no address_space; a driver that zaps the mappings of all its files
 * gives them an inode of its own, as vfio does.
 */
#include "file.h"

#include <linux/bug.h>
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

static void address_space_init(struct address_space *mapping, struct inode *host)
{
	mapping->host = host;
	init_rwsem(&mapping->i_mmap_rwsem);
	INIT_LIST_HEAD(&mapping->i_mmap);
}

void inode_init(struct inode *inode, umode_t mode)
{
	memset(inode, 0, sizeof(*inode));
	inode->i_mode = mode;
	atomic_set(&inode->i_count, 1);
	spin_lock_init(&inode->i_lock);
	init_rwsem(&inode->i_rwsem);
	address_space_init(&inode->i_data, inode);
	inode->i_mapping = &inode->i_data;
}

struct inode *alloc_anon_inode(struct super_block *sb)
{
	struct inode *inode = kmalloc(sizeof(*inode), GFP_KERNEL);

	if (!inode)
		return ERR_PTR(-ENOMEM);
	inode_init(inode, S_IRUSR | S_IWUSR);
	inode->i_sb = sb;
	return inode;
}

void ihold(struct inode *inode)
{
	int users = atomic_inc_return(&inode->i_count);

	atomic_counted(&inode->i_count, users - 1, 1);
	WARN_ON(users < 2);
}

void iput(struct inode *inode)
{
	if (!atomic_dec_and_test(&inode->i_count))
		return;
	WARN_ON(!list_empty(&inode->i_data.i_mmap));
	if (inode->i_evict)
		inode->i_evict(inode);
	kfree(inode);
}

static int do_open(struct file *file, struct inode *inode)
{
	int ret;

	file->f_mode |= FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE;
	if (S_ISREG(inode->i_mode))
		file->f_mode |= FMODE_ATOMIC_POS;
	file->f_op = fops_get(inode->i_fop);
	if (!file->f_op)
		return -ENODEV;
	if (file->f_op->open) {
		ret = file->f_op->open(inode, file);
		if (ret)
			goto out_fops;
	}
	file->f_mode |= FMODE_OPENED;
	file_mode_init(file);
	if (!file->f_op->llseek)
		file->f_mode &= ~FMODE_LSEEK;
	return 0;

out_fops:
	fops_put(file->f_op);
	return ret;
}

struct file *open_inode(struct inode *inode, const char *name, int flags)
{
	struct file *file = alloc_empty_file(flags, current_cred());
	int ret;

	if (IS_ERR(file))
		return file;
	file->f_name = name;
	file->f_inode = inode;
	file->f_mapping = inode->i_mapping;
	ihold(inode);
	ret = do_open(file, inode);
	if (ret) {
		fput(file);
		return ERR_PTR(ret);
	}
	return file;
}
