// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sysfs_fops.c - reading, writing and polling the files in sysfs
 *
 * Each operation holds an active reference for as long as it is inside the attribute, and
 * none, nor the mutex that ->mmap() takes under mmap_lock, while it copies from or to user
 * space: a page fault there would tie the two to mmap_lock.
 */
#include "core/sysfs.h"

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>

#include "core/kernfs.h"
#include "core/sysfs_open.h"
#include "core/sysfs_rw.h"

static bool can_read(struct kernfs_node *kn)
{
	if (!(kn->mode & 0444))
		return false;
	return kn->file.bin ? sysfs_bin_attr(kn)->read || sysfs_bin_attr(kn)->mmap
			    : sysfs_text_ops(kn) && sysfs_text_ops(kn)->show;
}

static bool can_write(struct kernfs_node *kn)
{
	if (!(kn->mode & 0222))
		return false;
	return kn->file.bin ? sysfs_bin_attr(kn)->write || sysfs_bin_attr(kn)->mmap
			    : sysfs_text_ops(kn) && sysfs_text_ops(kn)->store;
}

/*
 * As in Linux, three classes: a file that can be mapped takes its mutex under mmap_lock, and
 * what others do under theirs would look like a cycle.
 */
static void init_mutexes(struct sysfs_open *of)
{
	mutex_init(&of->seq_lock);
	if (of->can_mmap)
		mutex_init(&of->mutex);
	else if (of->file->f_mode & FMODE_WRITE)
		mutex_init(&of->mutex);
	else
		mutex_init(&of->mutex);
}

static int sysfs_open(struct inode *inode, struct file *file)
{
	struct kernfs_node *kn = inode->i_private;
	struct sysfs_open *of;
	int ret = -EACCES;

	if (!kernfs_get_active(kn))
		return -ENODEV;
	/* Also for root: a file that nothing can read is not opened for reading. */
	if ((file->f_mode & FMODE_READ && !can_read(kn)) ||
	    (file->f_mode & FMODE_WRITE && !can_write(kn)))
		goto out_put;
	ret = -ENOMEM;
	of = kzalloc(sizeof(*of), GFP_KERNEL);
	if (!of)
		goto out_put;
	of->file = file;
	of->event = atomic_read(&kn->file.event);
	of->kn = kn;
	of->can_mmap = kn->file.bin && sysfs_bin_attr(kn)->mmap;
	init_mutexes(of);
	kernfs_get(kn);
	spin_lock(&sysfs_lock);
	list_add_tail(&of->entry, &kn->file.opens);
	spin_unlock(&sysfs_lock);
	file->private_data = of;
	ret = 0;
out_put:
	kernfs_put_active(kn);
	return ret;
}

static int sysfs_release(struct inode *inode, struct file *file)
{
	struct sysfs_open *of = file->private_data;

	spin_lock(&sysfs_lock);
	list_del(&of->entry);
	spin_unlock(&sysfs_lock);
	kernfs_put(of->kn);
	kfree(of->text);
	kfree(of);
	return 0;
}

static ssize_t show_text(struct sysfs_open *of)
{
	guard(mutex)(&of->mutex);
	if (!of->text)
		of->text = kzalloc(PAGE_SIZE, GFP_KERNEL);
	if (!of->text)
		return -ENOMEM;
	WRITE_ONCE(of->event, atomic_read(&of->kn->file.event));
	return sysfs_show_text(of->kn, of->text);
}

/* Shown anew when read from the start, so that a reader that seeks back sees changes. */
static ssize_t read_text(struct sysfs_open *of, char __user *buf, size_t count, loff_t *pos)
{
	ssize_t ret;

	guard(mutex)(&of->seq_lock);
	if (!*pos || !of->text) {
		ret = show_text(of);
		if (ret < 0)
			return ret;
		of->length = ret;
	}
	return simple_read_from_buffer(buf, count, pos, of->text, of->length);
}

static ssize_t bin_access(struct sysfs_open *of, char *buf, size_t count, loff_t pos, bool write)
{
	struct kernfs_node *kn = of->kn;
	struct bin_attribute *battr;
	ssize_t ret = -EIO;

	if (!kernfs_get_active(kn))
		return -ENODEV;
	battr = sysfs_bin_attr(kn);
	if (battr->size && pos >= battr->size) {
		ret = write ? -EFBIG : 0;
	} else {
		if (battr->size)
			count = min_t(loff_t, count, battr->size - pos);
		if (write && battr->write)
			ret = battr->write(of->file, kn->kobj, battr, buf, pos, count);
		else if (!write && battr->read)
			ret = battr->read(of->file, kn->kobj, battr, buf, pos, count);
	}
	kernfs_put_active(kn);
	return ret;
}

static ssize_t read_bin(struct sysfs_open *of, char __user *to, size_t count, loff_t *pos)
{
	char *buf;
	ssize_t ret;

	count = min_t(size_t, count, PAGE_SIZE);
	buf = kmalloc(count + 1, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	mutex_lock(&of->mutex);
	ret = bin_access(of, buf, count, *pos, false);
	mutex_unlock(&of->mutex);
	if (ret > 0 && copy_to_user(to, buf, ret))
		ret = -EFAULT;
	if (ret > 0)
		*pos += ret;
	kfree(buf);
	return ret;
}

static ssize_t sysfs_fop_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	struct sysfs_open *of = file->private_data;

	return of->kn->file.bin ? read_bin(of, buf, count, pos) : read_text(of, buf, count, pos);
}

static ssize_t sysfs_fop_write(struct file *file, const char __user *from, size_t count,
			       loff_t *pos)
{
	struct sysfs_open *of = file->private_data;
	ssize_t ret = -EFAULT;
	char *buf;

	count = min_t(size_t, count, PAGE_SIZE);
	buf = kmalloc(count + 1, GFP_KERNEL);
	if (!buf)
		return -ENOMEM;
	if (copy_from_user(buf, from, count))
		goto out_free;
	buf[count] = '\0';
	mutex_lock(&of->mutex);
	ret = of->kn->file.bin ? bin_access(of, buf, count, *pos, true)
			       : sysfs_store_text(of->kn, buf, count);
	mutex_unlock(&of->mutex);
	if (ret > 0)
		*pos += ret;
out_free:
	kfree(buf);
	return ret;
}

static __poll_t sysfs_fop_poll(struct file *file, struct poll_table_struct *table)
{
	struct sysfs_open *of = file->private_data;
	__poll_t ret = DEFAULT_POLLMASK;

	poll_wait(file, &sysfs_notify_waitq, table);
	/* Gone, or changed since it was last read; who reads it now holds its locks, not we. */
	if (READ_ONCE(of->kn->removing) ||
	    READ_ONCE(of->event) != atomic_read(&of->kn->file.event))
		ret |= EPOLLERR | EPOLLPRI;
	return ret;
}

const struct file_operations sysfs_file_operations = {
	.open		= sysfs_open,
	.release	= sysfs_release,
	.read		= sysfs_fop_read,
	.write		= sysfs_fop_write,
	.poll		= sysfs_fop_poll,
	.mmap		= sysfs_fop_mmap,
	.llseek		= default_llseek,
};
