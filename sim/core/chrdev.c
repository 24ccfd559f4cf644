// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * chrdev.c - a major number with its operations in one call, as drivers did before cdev_add()
 */
#include <linux/fs.h>

#include <linux/cdev.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

struct old_chrdev {
	struct list_head	entry;		/* old_chrdevs_lock */
	dev_t			from;
	unsigned int		count;
	struct cdev		*cdev;
};

static DEFINE_MUTEX(old_chrdevs_lock);
static LIST_HEAD(old_chrdevs);

static int add_cdev(struct old_chrdev *old, const char *name, const struct file_operations *fops)
{
	int ret;

	old->cdev = cdev_alloc();
	if (!old->cdev)
		return -ENOMEM;
	old->cdev->owner = fops->owner;
	old->cdev->ops = fops;
	kobject_set_name(&old->cdev->kobj, "%s", name);
	ret = cdev_add(old->cdev, old->from, old->count);
	if (ret)
		kobject_put(&old->cdev->kobj);
	return ret;
}

int __register_chrdev(unsigned int major, unsigned int baseminor, unsigned int count,
		      const char *name, const struct file_operations *fops)
{
	struct old_chrdev *old = kzalloc(sizeof(*old), GFP_KERNEL);
	int ret;

	if (!old)
		return -ENOMEM;
	old->from = MKDEV(major, baseminor);
	old->count = count;
	ret = major ? register_chrdev_region(old->from, count, name) :
	      alloc_chrdev_region(&old->from, baseminor, count, name);
	if (ret)
		goto out_free;
	ret = add_cdev(old, name, fops);
	if (ret)
		goto out_region;
	mutex_lock(&old_chrdevs_lock);
	list_add(&old->entry, &old_chrdevs);
	mutex_unlock(&old_chrdevs_lock);
	return major ? 0 : MAJOR(old->from);
out_region:
	unregister_chrdev_region(old->from, count);
out_free:
	kfree(old);
	return ret;
}
EXPORT_SYMBOL(__register_chrdev);

void __unregister_chrdev(unsigned int major, unsigned int baseminor, unsigned int count,
			 const char *name)
{
	const dev_t from = MKDEV(major, baseminor);
	struct old_chrdev *old, *found = NULL;

	mutex_lock(&old_chrdevs_lock);
	list_for_each_entry(old, &old_chrdevs, entry) {
		if (old->from == from && old->count == count) {
			list_del(&old->entry);
			found = old;
			break;
		}
	}
	mutex_unlock(&old_chrdevs_lock);
	if (!found)
		return;
	cdev_del(found->cdev);
	unregister_chrdev_region(from, count);
	kfree(found);
}
EXPORT_SYMBOL(__unregister_chrdev);
