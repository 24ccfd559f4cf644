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

static struct kobject *cdev_get(struct cdev *p)
{
	struct module *owner = p->owner;
	struct kobject *kobj;

	if (!try_module_get(owner))
		return NULL;
	kobj = kobject_get_unless_zero(&p->kobj);
	if (!kobj)
		module_put(owner);
	return kobj;
}

void cdev_put(struct cdev *p)
{
	struct module *owner;

	if (!p)
		return;
	owner = p->owner;
	kobject_put(&p->kobj);
	module_put(owner);
}
EXPORT_SYMBOL_GPL(cdev_put);

static struct cdev *cdev_find_get(dev_t devt)
{
	struct cdev *p, *found = NULL;

	spin_lock(&cdev_lock);
	list_for_each_entry(p, &cdev_live, list) {
		if (devt >= p->dev && devt - p->dev < p->count) {
			if (cdev_get(p))
				found = p;
			break;
		}
	}
	spin_unlock(&cdev_lock);
	return found;
}

static int chrdev_open(struct inode *inode, struct file *filp)
{
	const struct file_operations *fops;
	struct cdev *p = cdev_find_get(inode->i_rdev);
	int ret = -ENXIO;

	if (!p)
		return ret;
	fops = fops_get(p->ops);
	if (!fops)
		goto out_put;
	/* The file's release drops both: the operations' module and the cdev. */
	spin_lock(&cdev_lock);
	inode->i_cdev = p;
	spin_unlock(&cdev_lock);
	replace_fops(filp, fops);
	if (filp->f_op->open) {
		ret = filp->f_op->open(inode, filp);
		if (ret)
			goto out_forget;
	}
	return 0;

out_forget:
	spin_lock(&cdev_lock);
	inode->i_cdev = NULL;
	spin_unlock(&cdev_lock);
out_put:
	cdev_put(p);
	return ret;
}

const struct file_operations def_chr_fops = {
	.open	= chrdev_open,
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
	int ret;

	if (dev->devt) {
		cdev_set_parent(cdev, &dev->kobj);
		ret = cdev_add(cdev, dev->devt, 1);
		if (ret)
			return ret;
	}
	ret = device_add(dev);
	if (ret && dev->devt)
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
static void cdev_default_release(struct kobject *kobj)
{
	struct kobject *parent = kobj->parent;

	kobject_put(parent);
}

static void cdev_dynamic_release(struct kobject *kobj)
{
	struct kobject *parent = kobj->parent;

	kfree(container_of(kobj, struct cdev, kobj));
	kobject_put(parent);
}

static const struct kobj_type ktype_cdev_default = {
	.release = cdev_default_release,
};

static const struct kobj_type ktype_cdev_dynamic = {
	.release = cdev_dynamic_release,
};

struct cdev *cdev_alloc(void)
{
	struct cdev *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (p) {
		INIT_LIST_HEAD(&p->list);
		kobject_init(&p->kobj, &ktype_cdev_dynamic);
	}
	return p;
}
EXPORT_SYMBOL_GPL(cdev_alloc);

void cdev_init(struct cdev *cdev, const struct file_operations *fops)
{
	memset(cdev, 0, sizeof(*cdev));
	INIT_LIST_HEAD(&cdev->list);
	kobject_init(&cdev->kobj, &ktype_cdev_default);
	cdev->ops = fops;
}
EXPORT_SYMBOL_GPL(cdev_init);
