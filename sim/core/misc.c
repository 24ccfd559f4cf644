// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * misc.c - character devices of major 10 that are one file_operations and a name
 */
#include <linux/miscdevice.h>

#include <linux/bug.h>
#include <linux/cdev.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "kernel/finding.h"
#include "kernel/rest.h"

#define MISC_DYNAMIC_FIRST	127	/* from here down */

static LIST_HEAD(misc_list);	/* misc_mtx: */
static DEFINE_MUTEX(misc_mtx);

static char *misc_devnode(const struct device *dev, umode_t *mode)
{
	const struct miscdevice *c = dev_get_drvdata(dev);

	if (mode && c->mode)
		*mode = c->mode;
	return c->nodename ? kstrdup(c->nodename, GFP_KERNEL) : NULL;
}

static const struct class misc_class = {
	.name		= "misc",
	.devnode	= misc_devnode,
};

static struct miscdevice *misc_find(int minor)
{
	struct miscdevice *c;

	lockdep_assert_held(&misc_mtx);
	list_for_each_entry(c, &misc_list, list)
		if (c->minor == minor)
			return c;
	return NULL;
}

/*
 * Opens take misc_mtx, so that misc_deregister() is over or has not begun; the driver's own
 * open() runs under it too.
 */
static int misc_open(struct inode *inode, struct file *file)
{
	const struct file_operations *new_fops = NULL;
	struct miscdevice *c;
	int ret = -ENODEV;

	mutex_lock(&misc_mtx);
	c = misc_find(iminor(inode));
	if (c)
		new_fops = fops_get(c->fops);
	if (new_fops) {
		file->private_data = c;
		replace_fops(file, new_fops);
		ret = file->f_op->open ? file->f_op->open(inode, file) : 0;
	}
	mutex_unlock(&misc_mtx);
	return ret;
}

static const struct file_operations misc_fops = {
	.open	= misc_open,
	.llseek	= noop_llseek,
};

static struct cdev *misc_cdev;

/* Linux has a number from 256 on when these run out, which nothing here can need. */
static int misc_dynamic_minor(void)
{
	int minor;

	for (minor = MISC_DYNAMIC_FIRST; minor >= 0; minor--)
		if (!misc_find(minor))
			return minor;
	return -EBUSY;
}

int misc_register(struct miscdevice *misc)
{
	bool dynamic = misc->minor == MISC_DYNAMIC_MINOR;
	int ret = 0;

	INIT_LIST_HEAD(&misc->list);
	mutex_lock(&misc_mtx);
	if (dynamic) {
		ret = misc_dynamic_minor();
		if (ret < 0)
			goto out_unlock;
		misc->minor = ret;
		ret = 0;
	} else if (misc_find(misc->minor)) {
		ret = -EBUSY;
		goto out_unlock;
	}
	misc->this_device = device_create_with_groups(&misc_class, misc->parent,
						      MKDEV(MISC_MAJOR, misc->minor), misc,
						      misc->groups, "%s", misc->name);
	if (IS_ERR(misc->this_device)) {
		ret = PTR_ERR(misc->this_device);
		if (dynamic)
			misc->minor = MISC_DYNAMIC_MINOR;
		goto out_unlock;
	}
	list_add(&misc->list, &misc_list);
out_unlock:
	mutex_unlock(&misc_mtx);
	return ret;
}
EXPORT_SYMBOL_GPL(misc_register);

void misc_deregister(struct miscdevice *misc)
{
	if (WARN_ON(list_empty(&misc->list)))
		return;
	mutex_lock(&misc_mtx);
	list_del_init(&misc->list);
	device_destroy(&misc_class, MKDEV(MISC_MAJOR, misc->minor));
	if (misc->minor <= MISC_DYNAMIC_FIRST)
		misc->minor = MISC_DYNAMIC_MINOR;
	mutex_unlock(&misc_mtx);
}
EXPORT_SYMBOL_GPL(misc_deregister);

static void misc_at_rest(void)
{
	struct miscdevice *c, *next;

	list_for_each_entry_safe(c, next, &misc_list, list) {
		finding_report(FINDING_STATE, "misc device left behind", "%s\n", c->name);
		list_del_init(&c->list);
	}
}
DEFINE_REST_CHECK(misc, misc_at_rest);

static void misc_stop(void)
{
	if (misc_cdev)
		cdev_del(misc_cdev);
	misc_cdev = NULL;
	unregister_chrdev_region(MKDEV(MISC_MAJOR, 0), 256);
	class_unregister(&misc_class);
}
__exitcall_level(misc_stop, 40);

static int misc_start(void)
{
	int ret = class_register(&misc_class);

	if (ret)
		return ret;
	ret = register_chrdev_region(MKDEV(MISC_MAJOR, 0), 256, "misc");
	if (ret)
		goto out_class;
	ret = -ENOMEM;
	misc_cdev = cdev_alloc();
	if (!misc_cdev)
		goto out_region;
	misc_cdev->ops = &misc_fops;
	return cdev_add(misc_cdev, MKDEV(MISC_MAJOR, 0), 256);

out_region:
	unregister_chrdev_region(MKDEV(MISC_MAJOR, 0), 256);
out_class:
	class_unregister(&misc_class);
	return ret;
}
/* Before subsystems, which register theirs. */
arch_initcall(misc_start);
