// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * class_device.c - devices of a class: walking them, making plain ones
 */
#include <linux/device.h>

#include <linux/err.h>
#include <linux/export.h>
#include <linux/kdev_t.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "core/base.h"
#include "core/core.h"

void class_dev_iter_init(struct class_dev_iter *iter, const struct class *class,
			 const struct device *start, const struct device_type *type)
{
	struct subsys_private *sp = class_to_subsys(class);

	memset(iter, 0, sizeof(*iter));
	if (!sp)
		return;
	klist_iter_init_node(&sp->klist_devices, &iter->ki,
			     start ? &start->p->knode_class : NULL);
	iter->type = type;
	iter->sp = sp;
}
EXPORT_SYMBOL_GPL(class_dev_iter_init);

struct device *class_dev_iter_next(struct class_dev_iter *iter)
{
	struct klist_node *n;
	struct device *dev;

	while (iter->sp && (n = klist_next(&iter->ki))) {
		dev = container_of(n, struct device_private, knode_class)->device;
		if (!iter->type || iter->type == dev->type)
			return dev;
	}
	return NULL;
}
EXPORT_SYMBOL_GPL(class_dev_iter_next);

void class_dev_iter_exit(struct class_dev_iter *iter)
{
	if (!iter->sp)
		return;
	klist_iter_exit(&iter->ki);
	subsys_put(iter->sp);
}
EXPORT_SYMBOL_GPL(class_dev_iter_exit);

int class_for_each_device(const struct class *class, const struct device *start, void *data,
			  int (*fn)(struct device *dev, void *data))
{
	struct class_dev_iter iter;
	struct device *dev;
	int ret = 0;

	if (!class)
		return -EINVAL;
	class_dev_iter_init(&iter, class, start, NULL);
	while (!ret && (dev = class_dev_iter_next(&iter)))
		ret = fn(dev, data);
	class_dev_iter_exit(&iter);
	return ret;
}
EXPORT_SYMBOL_GPL(class_for_each_device);

struct device *class_find_device(const struct class *class, const struct device *start,
				 const void *data, device_match_t match)
{
	struct class_dev_iter iter;
	struct device *dev;

	if (!class)
		return NULL;
	class_dev_iter_init(&iter, class, start, NULL);
	do
		dev = class_dev_iter_next(&iter);
	while (dev && !match(dev, data));
	get_device(dev);
	class_dev_iter_exit(&iter);
	return dev;
}
EXPORT_SYMBOL_GPL(class_find_device);

static void device_create_release(struct device *dev)
{
	kfree(dev);
}

/* Memory that is a device, and goes with its last reference. */
static struct device *plain_device(void)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	if (dev) {
		device_initialize(dev);
		dev->release = device_create_release;
	}
	return dev;
}

/* @error: of what led here. The device in its place, or gone. */
static struct device *place(struct device *dev, int error)
{
	if (!error)
		error = device_add(dev);
	if (!error)
		return dev;
	put_device(dev);
	return ERR_PTR(error);
}

static __printf(6, 0) struct device *
device_create_groups_vargs(const struct class *cls, struct device *parent, dev_t number,
			   void *data, const struct attribute_group **files, const char *fmt,
			   va_list args)
{
	struct device *dev;

	if (IS_ERR_OR_NULL(cls))
		return ERR_PTR(-ENODEV);
	dev = plain_device();
	if (!dev)
		return ERR_PTR(-ENOMEM);
	dev->parent = parent;
	dev->class = cls;
	dev->devt = number;
	dev->groups = files;
	dev_set_drvdata(dev, data);
	return place(dev, kobject_set_name_vargs(&dev->kobj, fmt, args));
}

struct device *device_create(const struct class *class, struct device *parent, dev_t devt,
			     void *drvdata, const char *fmt, ...)
{
	struct device *dev;
	va_list vargs;

	va_start(vargs, fmt);
	dev = device_create_groups_vargs(class, parent, devt, drvdata, NULL, fmt, vargs);
	va_end(vargs);
	return dev;
}
EXPORT_SYMBOL_GPL(device_create);

struct device *device_create_with_groups(const struct class *class, struct device *parent,
					 dev_t devt, void *drvdata,
					 const struct attribute_group **groups,
					 const char *fmt, ...)
{
	struct device *dev;
	va_list vargs;

	va_start(vargs, fmt);
	dev = device_create_groups_vargs(class, parent, devt, drvdata, groups, fmt, vargs);
	va_end(vargs);
	return dev;
}
EXPORT_SYMBOL_GPL(device_create_with_groups);

void device_destroy(const struct class *class, dev_t devt)
{
	struct device *dev = class_find_device_by_devt(class, devt);

	if (!dev)
		return;
	put_device(dev);	/* the lookup's */
	device_unregister(dev);
}
EXPORT_SYMBOL_GPL(device_destroy);

struct device *__root_device_register(const char *name, struct module *owner)
{
	struct device *dev = plain_device();

	return dev ? place(dev, dev_set_name(dev, "%s", name)) : ERR_PTR(-ENOMEM);
}
EXPORT_SYMBOL_GPL(__root_device_register);

void root_device_unregister(struct device *root)
{
	device_unregister(root);
}
EXPORT_SYMBOL_GPL(root_device_unregister);

/* A class that consists of links only: /sys/class/mdev_bus. */
struct class_compat {
	struct kobject *kobj;
};

struct class_compat *class_compat_register(const char *name)
{
	struct class_compat *cls = kmalloc(sizeof(*cls), GFP_KERNEL);

	if (!cls)
		return NULL;
	cls->kobj = kobject_create_and_add(name, &class_kset->kobj);
	if (!cls->kobj) {
		kfree(cls);
		return NULL;
	}
	return cls;
}
EXPORT_SYMBOL_GPL(class_compat_register);

void class_compat_unregister(struct class_compat *cls)
{
	kobject_put(cls->kobj);
	kfree(cls);
}
EXPORT_SYMBOL_GPL(class_compat_unregister);

int class_compat_create_link(struct class_compat *cls, struct device *dev,
			     struct device *device_link)
{
	int ret = sysfs_create_link(cls->kobj, &dev->kobj, dev_name(dev));

	if (ret || !device_link)
		return ret;
	ret = sysfs_create_link(&dev->kobj, &device_link->kobj, "device");
	if (ret)
		sysfs_remove_link(cls->kobj, dev_name(dev));
	return ret;
}
EXPORT_SYMBOL_GPL(class_compat_create_link);

void class_compat_remove_link(struct class_compat *cls, struct device *dev,
			      struct device *device_link)
{
	if (device_link)
		sysfs_remove_link(&dev->kobj, "device");
	sysfs_remove_link(cls->kobj, dev_name(dev));
}
EXPORT_SYMBOL_GPL(class_compat_remove_link);
