// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cdev.c - character devices: from a number to operations
 *
 * An inode of a device node holds its cdev only while files are open on it; Linux caches it
 * in the inode for longer, and cdev_purge()s. cdev_lock covers the list of live cdevs, so
 * that an open either gets a reference or does not find it.
 */
#include <linux/cdev.h>

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "kernel/finding.h"
#include "kernel/rest.h"

static DEFINE_SPINLOCK(cdev_lock);
static LIST_HEAD(cdev_live);	/* cdev_lock: struct cdev.list */

/* Both the object and its module's code are needed for as long as a file is open on it. */
static bool pin(struct cdev *p)
{
	struct module *code = p->owner;

	if (!try_module_get(code))
		return false;
	if (kobject_get_unless_zero(&p->kobj))
		return true;
	module_put(code);
	return false;
}

void cdev_put(struct cdev *p)
{
	if (p) {
		struct module *code = p->owner;	/* read while *p is sure to be there */

		kobject_put(&p->kobj);
		module_put(code);
	}
}
EXPORT_SYMBOL_GPL(cdev_put);

static struct cdev *find_live(dev_t number)
{
	struct cdev *p;

	lockdep_assert_held(&cdev_lock);
	list_for_each_entry(p, &cdev_live, list) {
		if (number >= p->dev && number - p->dev < p->count)
			return p;
	}
	return NULL;
}

static struct cdev *find_and_pin(dev_t number)
{
	struct cdev *p;

	spin_lock(&cdev_lock);
	p = find_live(number);
	if (p && !pin(p))
		p = NULL;
	spin_unlock(&cdev_lock);
	return p;
}

static void set_cdev(struct inode *inode, struct cdev *p)
{
	spin_lock(&cdev_lock);
	inode->i_cdev = p;
	spin_unlock(&cdev_lock);
}

/* The file takes on the device's operations, and runs its open() at once. */
static int become(struct file *filp, struct inode *inode, const struct file_operations *fops)
{
	replace_fops(filp, fops);
	return filp->f_op->open ? filp->f_op->open(inode, filp) : 0;
}

static int open_by_number(struct inode *inode, struct file *filp)
{
	struct cdev *p = find_and_pin(inode->i_rdev);
	const struct file_operations *fops;
	int ret;

	if (!p)
		return -ENXIO;
	fops = fops_get(p->ops);
	if (!fops) {
		cdev_put(p);
		return -ENXIO;
	}
	/* The file's release drops both: the operations' module and the cdev. */
	set_cdev(inode, p);
	ret = become(filp, inode, fops);
	if (ret) {
		set_cdev(inode, NULL);
		cdev_put(p);
	}
	return ret;
}

const struct file_operations def_chr_fops = {
	.open	= open_by_number,
	.llseek	= noop_llseek,
};

static void cdevs_at_rest(void)
{
	struct cdev *p, *next;

	list_for_each_entry_safe(p, next, &cdev_live, list) {
		finding_report(FINDING_STATE, "character device left behind", "%u:%u\n",
			       MAJOR(p->dev), MINOR(p->dev));
		list_del_init(&p->list);
	}
}
DEFINE_REST_CHECK(cdevs, cdevs_at_rest);

int cdev_add(struct cdev *p, dev_t dev, unsigned int count)
{
	p->dev = dev;
	p->count = count;
	spin_lock(&cdev_lock);
	list_add_tail(&p->list, &cdev_live);
	spin_unlock(&cdev_lock);
	kobject_get(p->kobj.parent);
	return 0;
}
EXPORT_SYMBOL_GPL(cdev_add);

void cdev_set_parent(struct cdev *p, struct kobject *kobj)
{
	WARN_ON(!kobj->state_initialized);
	p->kobj.parent = kobj;
}
EXPORT_SYMBOL_GPL(cdev_set_parent);

int cdev_device_add(struct cdev *cdev, struct device *dev)
{
	bool numbered = dev->devt != 0;
	int ret = 0;

	if (numbered) {
		cdev_set_parent(cdev, &dev->kobj);
		ret = cdev_add(cdev, dev->devt, 1);
	}
	if (ret)
		return ret;
	ret = device_add(dev);
	/* Whoever opened it in between keeps it; nobody opens it from here on. */
	if (ret && numbered)
		cdev_del(cdev);
	return ret;
}
EXPORT_SYMBOL_GPL(cdev_device_add);

void cdev_device_del(struct cdev *cdev, struct device *dev)
{
	device_del(dev);
	if (dev->devt)
		cdev_del(cdev);
}
EXPORT_SYMBOL_GPL(cdev_device_del);

void cdev_del(struct cdev *p)
{
	spin_lock(&cdev_lock);
	list_del_init(&p->list);
	spin_unlock(&cdev_lock);
	kobject_put(&p->kobj);
}
EXPORT_SYMBOL_GPL(cdev_del);

/* The parent is what the cdev is embedded in: it goes last. */
static void release_embedded(struct kobject *kobj)
{
	kobject_put(kobj->parent);
}

static void release_own(struct kobject *kobj)
{
	struct kobject *outer = kobj->parent;

	kfree(container_of(kobj, struct cdev, kobj));
	kobject_put(outer);
}

static const struct kobj_type embedded_cdev = { .release = release_embedded };
static const struct kobj_type own_cdev = { .release = release_own };

struct cdev *cdev_alloc(void)
{
	struct cdev *own = kzalloc(sizeof(*own), GFP_KERNEL);

	if (!own)
		return NULL;
	INIT_LIST_HEAD(&own->list);
	kobject_init(&own->kobj, &own_cdev);
	return own;
}
EXPORT_SYMBOL_GPL(cdev_alloc);

void cdev_init(struct cdev *cdev, const struct file_operations *fops)
{
	*cdev = (struct cdev) { .ops = fops };
	INIT_LIST_HEAD(&cdev->list);
	kobject_init(&cdev->kobj, &embedded_cdev);
}
EXPORT_SYMBOL_GPL(cdev_init);
