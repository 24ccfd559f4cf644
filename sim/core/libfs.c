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

static loff_t seek_to(struct file *file, loff_t offset, int whence, loff_t size)
{
	switch (whence) {
	case SEEK_SET:
		break;
	case SEEK_CUR:
		offset += file->f_pos;
		break;
	case SEEK_END:
		offset += size;
		break;
	default:
		return -EINVAL;
	}
	if (offset < 0)
		return -EINVAL;
	file->f_pos = offset;
	return offset;
}

loff_t fixed_size_llseek(struct file *file, loff_t offset, int whence, loff_t size)
{
	loff_t pos = file->f_pos;
	loff_t ret = seek_to(file, offset, whence, size);

	if (ret > size) {
		file->f_pos = pos;
		ret = -EINVAL;
	}
	return ret;
}

loff_t default_llseek(struct file *file, loff_t offset, int whence)
{
	struct inode *inode = file_inode(file);
	loff_t ret;

	down_read(&inode->i_rwsem);
	ret = seek_to(file, offset, whence, inode->i_size);
	up_read(&inode->i_rwsem);
	return ret;
}

loff_t vfs_llseek(struct file *file, loff_t offset, int whence)
{
	if (!(file->f_mode & FMODE_LSEEK))
		return -ESPIPE;
	return file->f_op->llseek(file, offset, whence);
}

int nonseekable_open(struct inode *inode, struct file *file)
{
	file->f_mode &= ~(FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE);
	return 0;
}

int stream_open(struct inode *inode, struct file *file)
{
	file->f_mode &= ~(FMODE_LSEEK | FMODE_PREAD | FMODE_PWRITE | FMODE_ATOMIC_POS);
	file->f_mode |= FMODE_STREAM;
	return 0;
}

int simple_open(struct inode *inode, struct file *file)
{
	if (inode->i_private)
		file->private_data = inode->i_private;
	return 0;
}

long compat_ptr_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	if (!file->f_op->unlocked_ioctl)
		return -ENOIOCTLCMD;
	return file->f_op->unlocked_ioctl(file, cmd, (unsigned long)compat_ptr(arg));
}

ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *pos,
				const void *from, size_t available)
{
	size_t left;

	if (*pos < 0)
		return -EINVAL;
	if (*pos >= available || !count)
		return 0;
	count = min(count, (size_t)(available - *pos));
	left = copy_to_user(to, from + *pos, count);
	if (left == count)
		return -EFAULT;
	*pos += count - left;
	return count - left;
}

ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *pos,
			       const void __user *from, size_t count)
{
	size_t left;

	if (*pos < 0)
		return -EINVAL;
	if (*pos >= available || !count)
		return 0;
	count = min(count, (size_t)(available - *pos));
	left = copy_from_user(to + *pos, from, count);
	if (left == count)
		return -EFAULT;
	*pos += count - left;
	return count - left;
}
