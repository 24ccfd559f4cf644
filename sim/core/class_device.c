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

/* An iterator without ->sp stands on nothing: its walk is empty, its end has nothing to drop. */
void class_dev_iter_init(struct class_dev_iter *iter, const struct class *class,
			 const struct device *start, const struct device_type *type)
{
	struct klist_node *from = start ? &start->p->knode_class : NULL;

	*iter = (struct class_dev_iter) { .sp = class_to_subsys(class), .type = type };
	if (iter->sp)
		klist_iter_init_node(&iter->sp->klist_devices, &iter->ki, from);
}
EXPORT_SYMBOL_GPL(class_dev_iter_init);

static struct device *next_of_any_type(struct klist_iter *at)
{
	struct klist_node *node = klist_next(at);

	return node ? container_of(node, struct device_private, knode_class)->device : NULL;
}

struct device *class_dev_iter_next(struct class_dev_iter *iter)
{
	struct device *next;

	if (!iter->sp)
		return NULL;
	do
		next = next_of_any_type(&iter->ki);
	while (next && iter->type && next->type != iter->type);
	return next;
}
EXPORT_SYMBOL_GPL(class_dev_iter_next);

void class_dev_iter_exit(struct class_dev_iter *iter)
{
	if (iter->sp)
		klist_iter_exit(&iter->ki);
	subsys_put(iter->sp);
}
EXPORT_SYMBOL_GPL(class_dev_iter_exit);

int class_for_each_device(const struct class *class, const struct device *start, void *data,
			  int (*fn)(struct device *dev, void *data))
{
	struct class_dev_iter walk;
	struct device *each;
	int stop = 0;

	if (!class)
		return -EINVAL;
	class_dev_iter_init(&walk, class, start, NULL);
	for (each = class_dev_iter_next(&walk); each; each = class_dev_iter_next(&walk)) {
		stop = fn(each, data);
		if (stop)
			break;
	}
	class_dev_iter_exit(&walk);
	return stop;
}
EXPORT_SYMBOL_GPL(class_for_each_device);

struct device *class_find_device(const struct class *class, const struct device *start,
				 const void *data, device_match_t match)
{
	struct device_search search = { .fits = match, .wanted = data };

	class_for_each_device(class, start, &search, device_search_visit);
	return search.found;
}
EXPORT_SYMBOL_GPL(class_find_device);

static void free_plain(struct device *dev)
{
	kfree(dev);
}

/* Memory that is a device, and goes with its last reference. */
static struct device *plain_device(void)
{
	struct device *plain = kzalloc(sizeof(*plain), GFP_KERNEL);

	if (!plain)
		return NULL;
	device_initialize(plain);
	plain->release = free_plain;
	return plain;
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

__printf(6, 0)
static struct device *make_in_class(const struct class *cls, struct device *parent, dev_t number,
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
	va_list words;

	va_start(words, fmt);
	dev = make_in_class(class, parent, devt, drvdata, NULL, fmt, words);
	va_end(words);
	return dev;
}
EXPORT_SYMBOL_GPL(device_create);

struct device *device_create_with_groups(const struct class *class, struct device *parent,
					 dev_t devt, void *drvdata,
					 const struct attribute_group **groups,
					 const char *fmt, ...)
{
	struct device *dev;
	va_list words;

	va_start(words, fmt);
	dev = make_in_class(class, parent, devt, drvdata, groups, fmt, words);
	va_end(words);
	return dev;
}
EXPORT_SYMBOL_GPL(device_create_with_groups);

void device_destroy(const struct class *class, dev_t devt)
{
	struct device *found = class_find_device_by_devt(class, devt);

	if (found) {
		put_device(found);	/* the lookup's; it is still registered, and so counted */
		device_unregister(found);
	}
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
	struct class_compat *links = kmalloc(sizeof(*links), GFP_KERNEL);

	if (!links)
		return NULL;
	links->kobj = kobject_create_and_add(name, &class_kset->kobj);
	if (links->kobj)
		return links;
	kfree(links);
	return NULL;
}
EXPORT_SYMBOL_GPL(class_compat_register);

void class_compat_unregister(struct class_compat *cls)
{
	struct kobject *dir = cls->kobj;

	kfree(cls);
	kobject_put(dir);
}
EXPORT_SYMBOL_GPL(class_compat_unregister);

/* @device_link: what the device's own "device" shall point at, if anything. */
int class_compat_create_link(struct class_compat *cls, struct device *dev,
			     struct device *device_link)
{
	int error = sysfs_create_link(cls->kobj, &dev->kobj, dev_name(dev));

	if (!error && device_link) {
		error = sysfs_create_link(&dev->kobj, &device_link->kobj, "device");
		if (error)
			class_compat_remove_link(cls, dev, NULL);
	}
	return error;
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
