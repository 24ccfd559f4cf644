// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libfs.c - ready-made file operations
 */
#include <linux/fs.h>

#include <linux/compat.h>
#include <linux/minmax.h>
#include <linux/uaccess.h>

loff_t noop_llseek(struct file *file, loff_t offset, int whence)
{
	return file->f_pos;
}

loff_t no_llseek(struct file *file, loff_t offset, int whence)
{
	return -ESPIPE;
}

/* Where @whence counts from; negative: nowhere we know. */
static loff_t seek_base(const struct file *file, int whence, loff_t size)
{
	if (whence == SEEK_CUR)
		return file->f_pos;
	if (whence == SEEK_END)
		return size;
	return whence == SEEK_SET ? 0 : -EINVAL;
}

/* @size: the end, for SEEK_END; @limit: the furthest one may go. */
static loff_t seek_to(struct file *file, loff_t offset, int whence, loff_t size, loff_t limit)
{
	loff_t base = seek_base(file, whence, size);
	loff_t pos = base + offset;

	if (base < 0 || pos < 0 || pos > limit)
		return -EINVAL;
	file->f_pos = pos;
	return pos;
}

loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence, loff_t size)
{
	return seek_to(file, offset, whence, size, size);
}

loff_t default_llseek(struct file *file, loff_t offset, int whence)
{
	struct inode *owner = file_inode(file);
	loff_t pos;

	down_read(&owner->i_rwsem);
	pos = seek_to(file, offset, whence, owner->i_size, LLONG_MAX);
	up_read(&owner->i_rwsem);
	return pos;
}

loff_t vfs_llseek(struct file *file, loff_t offset, int whence)
{
	bool seekable = file->f_mode & FMODE_LSEEK;

	return seekable ? file->f_op->llseek(file, offset, whence) : -ESPIPE;
}

/* What a file without positions cannot do. */
#define POSITIONED (FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE)

int nonseekable_open(struct inode *inode, struct file *file)
{
	file->f_mode &= ~POSITIONED;
	return 0;
}

/* Nor does it keep one, so that readers and writers need not wait for each other. */
int stream_open(struct inode *inode, struct file *file)
{
	file->f_mode = (file->f_mode & ~(POSITIONED | FMODE_ATOMIC_POS)) | FMODE_STREAM;
	return 0;
}

int simple_open(struct inode *inode, struct file *file)
{
	void *private = inode->i_private;

	if (private)
		file->private_data = private;
	return 0;
}

long compat_ptr_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	const struct file_operations *ops = file->f_op;
	unsigned long wide = (unsigned long)compat_ptr(arg);

	return ops->unlocked_ioctl ? ops->unlocked_ioctl(file, cmd, wide) : -ENOIOCTLCMD;
}

/* How much of @wanted lies in the buffer from @pos on. */
static ssize_t within(loff_t pos, size_t wanted, size_t available)
{
	if (pos < 0)
		return -EINVAL;
	return pos < available ? min(wanted, (size_t)(available - pos)) : 0;
}

/* Move the position on; only a copy of nothing at all is a fault. */
static ssize_t advance(loff_t *pos, size_t tried, size_t left)
{
	size_t copied = tried - left;

	if (!copied)
		return -EFAULT;
	*pos += copied;
	return copied;
}

ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *pos,
				const void *from, size_t available)
{
	ssize_t part = within(*pos, count, available);

	if (part <= 0)
		return part;
	return advance(pos, part, copy_to_user(to, from + *pos, part));
}

ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *pos,
			       const void __user *from, size_t count)
{
	ssize_t part = within(*pos, count, available);

	if (part <= 0)
		return part;
	return advance(pos, part, copy_from_user(to + *pos, from, part));
}
