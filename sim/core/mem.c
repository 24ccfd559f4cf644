// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mem.c - /dev/null and /dev/zero: files that every machine has
 *
 * Linux makes class devices for them. Here they are two inodes without a device behind
 * them, since a world is built in microseconds; nothing in sysfs shows them.
 */
#include "mem.h"

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define MEM_MAJOR	1

static ssize_t null_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	return 0;
}

static ssize_t null_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	return count;
}

static ssize_t zero_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	size_t left = clear_user(buf, count);

	return left == count && count ? -EFAULT : count - left;
}

static const struct file_operations null_fops = {
	.llseek	= noop_llseek,
	.read	= null_read,
	.write	= null_write,
};

static const struct file_operations zero_fops = {
	.llseek	= noop_llseek,
	.read	= zero_read,
	.write	= null_write,
};

struct inode *mem_inode(const char *name)
{
	bool zero = !strcmp(name, "zero");
	struct inode *inode;

	if (!zero && strcmp(name, "null"))
		return ERR_PTR(-ENOENT);
	inode = alloc_anon_inode(NULL);
	if (IS_ERR(inode))
		return inode;
	inode->i_mode = S_IFCHR | 0666;
	inode->i_rdev = MKDEV(MEM_MAJOR, zero ? 5 : 3);
	inode->i_fop = zero ? &zero_fops : &null_fops;
	return inode;
}
