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

/* The device's own word counts more than its type's, and that more than its class's. */
static void hand_back(struct device *dev)
{
	void (*release)(struct device *dev) = dev->release;

	if (!release && dev->type)
		release = dev->type->release;
	if (!release && dev->class)
		release = dev->class->dev_release;
	if (!WARN(!release, "device %s: nobody says how to release it\n", dev_name(dev)))
		release(dev);
}

/* Last reference gone. hand_back() takes the memory, so what outlives it is read before. */
static void device_end(struct kobject *kobj)
{
	struct device *gone = container_of(kobj, struct device, kobj);
	struct device_private *inside = gone->p;

	/* Resources may have come after device_del(), or without any driver. */
	devres_release_all(gone);
	kfree(gone->driver_override.name);
	hand_back(gone);
	if (!inside)
		return;		/* device_add() never saw it */
	subsys_put(inside->bus_sp);
	subsys_put(inside->class_sp);
	kfree(inside);
}

static ssize_t read_file(struct kobject *kobj, struct attribute *attr, char *page)
{
	struct device_attribute *file = container_of(attr, struct device_attribute, attr);

	if (!file->show)
		return -EIO;
	return file->show(kobj_to_dev(kobj), file, page);
}

static ssize_t write_file(struct kobject *kobj, struct attribute *attr, const char *text,
			  size_t size)
{
	struct device_attribute *file = container_of(attr, struct device_attribute, attr);

	if (!file->store)
		return -EIO;
	return file->store(kobj_to_dev(kobj), file, text, size);
}

static const struct sysfs_ops device_file_ops = {
	.show	= read_file,
	.store	= write_file,
};

const struct kobj_type device_ktype = {
	.release	= device_end,
	.sysfs_ops	= &device_file_ops,
};

void device_initialize(struct device *dev)
{
	struct dev_links_info *links = &dev->links;

	kobject_init(&dev->kobj, &device_ktype);
	dev->kobj.kset = devices_kset;
	dev->dma_coherent = true;
	set_dev_node(dev, NUMA_NO_NODE);

	mutex_init(&dev->mutex);	/* device_add() gives it a class of its own */
	spin_lock_init(&dev->driver_override.lock);
	spin_lock_init(&dev->devres_lock);

	INIT_LIST_HEAD(&dev->devres_head);
	INIT_LIST_HEAD(&links->suppliers);
	INIT_LIST_HEAD(&links->consumers);
	links->status = DL_DEV_NO_DRIVER;
	device_pm_init(dev);
}
EXPORT_SYMBOL_GPL(device_initialize);

int dev_set_name(struct device *dev, const char *fmt, ...)
{
	va_list words;
	int error;

	va_start(words, fmt);
	error = kobject_set_name_vargs(&dev->kobj, fmt, words);
	va_end(words);
	return error;
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
	if (dev)
		kobject_get(&dev->kobj);
	return dev;
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
	bool alive;

	device_lock_assert(dev);
	alive = !dev->p->dead;
	if (alive)
		dev->p->dead = true;
	return alive;
}
EXPORT_SYMBOL_GPL(kill_device);

/* Readers without the device lock compare the pointer, or follow it under klist_drivers' lock. */
void device_set_driver(struct device *dev, const struct device_driver *drv)
{
	WRITE_ONCE(dev->driver, (struct device_driver *)drv);
}

const char *dev_driver_string(const struct device *dev)
{
	/* Once: the driver may leave between a test and a use. */
	const struct device_driver *bound = READ_ONCE(dev->driver);

	if (!bound)
		return dev_bus_name(dev);
	return bound->name;
}
EXPORT_SYMBOL_GPL(dev_driver_string);

struct device *device_from_parent_node(struct klist_node *n)
{
	return n ? container_of(n, struct device_private, knode_parent)->device : NULL;
}

/* @step: klist_next() or klist_prev(). A child stays while @visit has it, whoever removes it. */
static int walk_children(struct device *parent, struct klist_node *(*step)(struct klist_iter *at),
			 int (*visit)(struct device *dev, void *data), void *data)
{
	struct klist_iter at;
	struct device *child;
	int stop;

	if (!parent || !parent->p)
		return 0;
	klist_iter_init(&parent->p->klist_children, &at);
	do {
		child = device_from_parent_node(step(&at));
		stop = child ? visit(child, data) : 0;
	} while (child && !stop);
	klist_iter_exit(&at);
	return stop;
}

int device_for_each_child(struct device *parent, void *data,
			  int (*fn)(struct device *dev, void *data))
{
	return walk_children(parent, klist_next, fn, data);
}
EXPORT_SYMBOL_GPL(device_for_each_child);

int device_for_each_child_reverse(struct device *parent, void *data,
				  int (*fn)(struct device *dev, void *data))
{
	return walk_children(parent, klist_prev, fn, data);
}
EXPORT_SYMBOL_GPL(device_for_each_child_reverse);

/* A search among children; their matchers, unlike others, may change what they look for. */
struct child_search {
	int		(*fits)(struct device *dev, void *wanted);
	void		*wanted;
	struct device	*found;		/* counted */
};

static int child_search_visit(struct device *child, void *data)
{
	struct child_search *search = data;

	if (!search->fits(child, search->wanted))
		return 0;
	search->found = get_device(child);
	return 1;
}

struct device *device_find_child(struct device *parent, void *data,
				 int (*match)(struct device *dev, void *data))
{
	struct child_search search = { .fits = match, .wanted = data };

	walk_children(parent, klist_next, child_search_visit, &search);
	return search.found;
}
EXPORT_SYMBOL_GPL(device_find_child);

static int child_is_called(struct device *child, void *name)
{
	return strcmp(name, dev_name(child)) == 0;
}

struct device *device_find_child_by_name(struct device *parent, const char *name)
{
	return device_find_child(parent, (void *)name, child_is_called);
}
EXPORT_SYMBOL_GPL(device_find_child_by_name);

static int child_is_any(struct device *dev, void *unused)
{
	return 1;
}

struct device *device_find_any_child(struct device *parent)
{
	return device_find_child(parent, NULL, child_is_any);
}
EXPORT_SYMBOL_GPL(device_find_any_child);
