// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * device.c - a device's life from device_initialize() to the last put
 *
 * Order of device locks: parent before child. Each place in the tree is a lock class, so
 * that lockdep compares devices and not depths: a bus whose functions are all locked for a
 * reset takes siblings in list order, bridges before what is below them, and no
 * single number per device would allow that and still refuse a child before its parent.
 */
#include <linux/device.h>

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "core/base.h"

static void device_free(struct device *dev)
{
	if (dev->release)
		dev->release(dev);
	else if (dev->type && dev->type->release)
		dev->type->release(dev);
	else if (dev->class && dev->class->dev_release)
		dev->class->dev_release(dev);
	else
		WARN(1, "Device '%s' does not have a release() function, it is broken\n",
		     dev_name(dev));
}

static void device_release(struct kobject *kobj)
{
	struct device *dev = kobj_to_dev(kobj);
	struct device_private *p = dev->p;

	/* Resources may have come after device_del(), or without any driver. */
	devres_release_all(dev);
	kfree(dev->driver_override.name);
	device_free(dev);
	if (p) {
		subsys_put(p->bus_sp);
		subsys_put(p->class_sp);
	}
	kfree(p);
}

static ssize_t dev_attr_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	struct device_attribute *dev_attr = container_of(attr, struct device_attribute, attr);

	return dev_attr->show ? dev_attr->show(kobj_to_dev(kobj), dev_attr, buf) : -EIO;
}

static ssize_t dev_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
			      size_t count)
{
	struct device_attribute *dev_attr = container_of(attr, struct device_attribute, attr);

	return dev_attr->store ? dev_attr->store(kobj_to_dev(kobj), dev_attr, buf, count) : -EIO;
}

static const struct sysfs_ops dev_sysfs_ops = {
	.show	= dev_attr_show,
	.store	= dev_attr_store,
};

const struct kobj_type device_ktype = {
	.release	= device_release,
	.sysfs_ops	= &dev_sysfs_ops,
};

void device_initialize(struct device *dev)
{
	dev->kobj.kset = devices_kset;
	kobject_init(&dev->kobj, &device_ktype);
	mutex_init(&dev->mutex);	/* device_add() gives it a class of its own */
	spin_lock_init(&dev->driver_override.lock);
	spin_lock_init(&dev->devres_lock);
	INIT_LIST_HEAD(&dev->devres_head);
	device_pm_init(dev);
	set_dev_node(dev, NUMA_NO_NODE);
	INIT_LIST_HEAD(&dev->links.consumers);
	INIT_LIST_HEAD(&dev->links.suppliers);
	dev->links.status = DL_DEV_NO_DRIVER;
	dev->dma_coherent = true;
}
EXPORT_SYMBOL_GPL(device_initialize);

int dev_set_name(struct device *dev, const char *fmt, ...)
{
	va_list vargs;
	int ret;

	va_start(vargs, fmt);
	ret = kobject_set_name_vargs(&dev->kobj, fmt, vargs);
	va_end(vargs);
	return ret;
}
EXPORT_SYMBOL_GPL(dev_set_name);

int device_register(struct device *dev)
{
	device_initialize(dev);
	return device_add(dev);
}
EXPORT_SYMBOL_GPL(device_register);

void device_unregister(struct device *dev)
{
	device_del(dev);
	put_device(dev);
}
EXPORT_SYMBOL_GPL(device_unregister);

struct device *get_device(struct device *dev)
{
	return dev ? kobj_to_dev(kobject_get(&dev->kobj)) : NULL;
}
EXPORT_SYMBOL_GPL(get_device);

void put_device(struct device *dev)
{
	if (dev)
		kobject_put(&dev->kobj);
}
EXPORT_SYMBOL_GPL(put_device);

bool kill_device(struct device *dev)
{
	device_lock_assert(dev);
	if (dev->p->dead)
		return false;
	dev->p->dead = true;
	return true;
}
EXPORT_SYMBOL_GPL(kill_device);

/* Readers without the device lock compare the pointer, or follow it under klist_drivers' lock. */
void device_set_driver(struct device *dev, const struct device_driver *drv)
{
	WRITE_ONCE(dev->driver, (struct device_driver *)drv);
}

const char *dev_driver_string(const struct device *dev)
{
	struct device_driver *drv = READ_ONCE(dev->driver);

	return drv ? drv->name : dev_bus_name(dev);
}
EXPORT_SYMBOL_GPL(dev_driver_string);

struct device *device_from_parent_node(struct klist_node *n)
{
	return n ? container_of(n, struct device_private, knode_parent)->device : NULL;
}

static int for_each_child(struct device *parent, void *data,
			  int (*fn)(struct device *dev, void *data),
			  struct klist_node *(*step)(struct klist_iter *i))
{
	struct klist_iter i;
	struct device *child;
	int ret = 0;

	if (!parent || !parent->p)
		return 0;
	klist_iter_init(&parent->p->klist_children, &i);
	while (!ret && (child = device_from_parent_node(step(&i))))
		ret = fn(child, data);
	klist_iter_exit(&i);
	return ret;
}

int device_for_each_child(struct device *parent, void *data,
			  int (*fn)(struct device *dev, void *data))
{
	return for_each_child(parent, data, fn, klist_next);
}
EXPORT_SYMBOL_GPL(device_for_each_child);

int device_for_each_child_reverse(struct device *parent, void *data,
				  int (*fn)(struct device *dev, void *data))
{
	return for_each_child(parent, data, fn, klist_prev);
}
EXPORT_SYMBOL_GPL(device_for_each_child_reverse);

struct device *device_find_child(struct device *parent, void *data,
				 int (*match)(struct device *dev, void *data))
{
	struct klist_iter i;
	struct device *child;

	if (!parent || !parent->p)
		return NULL;
	klist_iter_init(&parent->p->klist_children, &i);
	while ((child = device_from_parent_node(klist_next(&i))))
		if (match(child, data) && get_device(child))
			break;
	klist_iter_exit(&i);
	return child;
}
EXPORT_SYMBOL_GPL(device_find_child);

static int match_child_name(struct device *dev, void *name)
{
	return !strcmp(dev_name(dev), name);
}

struct device *device_find_child_by_name(struct device *parent, const char *name)
{
	return device_find_child(parent, (void *)name, match_child_name);
}
EXPORT_SYMBOL_GPL(device_find_child_by_name);

static int match_child_any(struct device *dev, void *unused)
{
	return 1;
}

struct device *device_find_any_child(struct device *parent)
{
	return device_find_child(parent, NULL, match_child_any);
}
EXPORT_SYMBOL_GPL(device_find_any_child);
