// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * read_write.c - read, write and ioctl on a file, once the number has been looked up
 */
#include <linux/fs.h>

#include <linux/minmax.h>
#include <linux/uaccess.h>

ssize_t vfs_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	if (!(file->f_mode & FMODE_READ))
		return -EBADF;
	if (!(file->f_mode & FMODE_CAN_READ))
		return -EINVAL;
	if (!access_ok(buf, count))
		return -EFAULT;
	if (pos && *pos < 0)
		return -EINVAL;
	return file->f_op->read(file, buf, min_t(size_t, count, MAX_RW_COUNT), pos);
}

ssize_t vfs_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	if (!(file->f_mode & FMODE_WRITE))
		return -EBADF;
	if (!(file->f_mode & FMODE_CAN_WRITE))
		return -EINVAL;
	if (!access_ok(buf, count))
		return -EFAULT;
	if (pos && *pos < 0)
		return -EINVAL;
	return file->f_op->write(file, buf, min_t(size_t, count, MAX_RW_COUNT), pos);
}

long vfs_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	long ret = -ENOTTY;

	if (file->f_op->unlocked_ioctl)
		ret = file->f_op->unlocked_ioctl(file, cmd, arg);
	return ret == -ENOIOCTLCMD ? -ENOTTY : ret;
}
