// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * device_add.c - a device enters the machine, and leaves it
 *
 * device_add() publishes in this order: directory and attributes, the bus's list, the node
 * in /dev, the event, and only then drivers may probe: who finds it earlier is told
 * to come again (DEV_FLAG_READY_TO_PROBE). device_del() goes the other way; a driver
 * leaves in the middle of it, before the directory does.
 */
#include <linux/device.h>

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kdev_t.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "core/base.h"
#include "core/device_key.h"
#include "core/devtmpfs.h"

static void hold_child(struct klist_node *node)
{
	get_device(device_from_parent_node(node));
}

static void drop_child(struct klist_node *node)
{
	put_device(device_from_parent_node(node));
}

static int give_insides(struct device *dev)
{
	struct device_private *insides;

	if (dev->p)
		return 0;	/* a second attempt */
	insides = kzalloc(sizeof(*insides), GFP_KERNEL);
	dev->p = insides;
	if (!insides)
		return -ENOMEM;
	insides->device = dev;
	klist_init(&insides->klist_children, hold_child, drop_child);
	INIT_LIST_HEAD(&insides->dev_node_entry);
	INIT_LIST_HEAD(&insides->deferred_probe);
	insides->bus_sp = bus_to_subsys(dev->bus);
	insides->class_sp = class_to_subsys(dev->class);
	return 0;
}

/* Nobody can have found the device yet, let alone locked it. */
static void device_lock_classify(struct device *dev)
{
	struct lock_class_key *key = device_lock_key(dev);

	lockdep_set_class_and_name(&dev->mutex, key, dev->lock_key->title);
}

static int device_settle_name(struct device *dev)
{
	int ret = 0;

	if (dev->init_name) {
		ret = dev_set_name(dev, "%s", dev->init_name);
		dev->init_name = NULL;
	} else if (!dev_name(dev) && dev->bus && dev->bus->dev_name) {
		ret = dev_set_name(dev, "%s%u", dev->bus->dev_name, dev->id);
	}
	if (!ret && !dev_name(dev))
		ret = -EINVAL;
	return ret;
}

/*
 * Teach lockdep that the parent's lock comes first, before anybody has taken both: then
 * the first to take them the wrong way round is the one that is blamed.
 */
static void device_lock_prime(struct device *parent, struct device *dev)
{
	if (lockdep_is_held(&parent->mutex))
		return;		/* device_lock() below teaches it */
	mutex_acquire(&parent->mutex.dep_map, 0, 1, _THIS_IP_);
	might_lock(&dev->mutex);
	mutex_release(&parent->mutex.dep_map, _THIS_IP_);
}

static int device_add_node(struct device *dev)
{
	int ret;

	if (!MAJOR(dev->devt))
		return 0;
	ret = device_create_file(dev, &dev_attr_dev);
	if (ret)
		return ret;
	ret = device_create_sys_dev_entry(dev);
	if (ret)
		goto out_remove_file;
	ret = devtmpfs_create_node(dev);
	if (ret)
		goto out_remove_entry;
	return 0;

out_remove_entry:
	device_remove_sys_dev_entry(dev);
out_remove_file:
	device_remove_file(dev, &dev_attr_dev);
	return ret;
}

static void device_remove_node(struct device *dev)
{
	if (!MAJOR(dev->devt))
		return;
	devtmpfs_delete_node(dev);
	device_remove_sys_dev_entry(dev);
	device_remove_file(dev, &dev_attr_dev);
}

/* Everything in sysfs, in the order that device_del() takes it down again. */
static int device_add_to_sysfs(struct device *dev)
{
	int ret;

	ret = device_create_file(dev, &dev_attr_uevent);
	if (ret)
		return ret;
	ret = device_add_class_symlinks(dev);
	if (ret)
		goto out_remove_uevent;
	ret = device_add_attrs(dev);
	if (ret)
		goto out_remove_symlinks;
	ret = bus_add_device(dev);
	if (ret)
		goto out_remove_attrs;
	ret = dpm_sysfs_add(dev);
	if (ret)
		goto out_remove_bus;
	device_pm_add(dev);
	ret = device_add_node(dev);
	if (ret)
		goto out_remove_pm;
	return 0;

out_remove_pm:
	device_pm_remove(dev);
	dpm_sysfs_remove(dev);
out_remove_bus:
	bus_remove_device(dev);
out_remove_attrs:
	device_remove_attrs(dev);
out_remove_symlinks:
	device_remove_class_symlinks(dev);
out_remove_uevent:
	device_remove_file(dev, &dev_attr_uevent);
	return ret;
}

static void device_let_probe(struct device *dev, struct device *parent)
{
	if (parent)
		device_lock_prime(parent, dev);
	device_lock(dev);
	dev_set_ready_to_probe(dev);
	device_unlock(dev);
	bus_probe_device(dev);
}

/* In the directory of its parent, or in one of its class's below that. */
static int device_add_dir(struct device *dev, struct device *parent)
{
	struct kobject *above = get_device_parent(dev, parent);
	int error;

	if (IS_ERR(above))
		return PTR_ERR(above);
	if (above)
		dev->kobj.parent = above;
	error = kobject_add(&dev->kobj, dev->kobj.parent, NULL);
	if (!error) {
		error = device_add_to_sysfs(dev);
		if (!error)
			return 0;
		kobject_uevent(&dev->kobj, KOBJ_REMOVE);
		kobject_del(&dev->kobj);
	}
	cleanup_glue_dir(dev, above);
	return error;
}

static void device_publish(struct device *dev, struct device *parent)
{
	bus_notify(dev, BUS_NOTIFY_ADD_DEVICE);
	kobject_uevent(&dev->kobj, KOBJ_ADD);
	device_let_probe(dev, parent);
	if (parent)
		klist_add_tail(&dev->p->knode_parent, &parent->p->klist_children);
	class_add_device(dev);
}

int device_add(struct device *dev)
{
	struct device *parent;
	int error;

	if (!get_device(dev))
		return -EINVAL;
	error = give_insides(dev);
	if (!error)
		error = device_settle_name(dev);
	if (error)
		goto out_put;

	device_lock_classify(dev);
	parent = get_device(dev->parent);	/* until device_del() */
	error = device_add_dir(dev, parent);
	if (error)
		put_device(parent);
	else
		device_publish(dev, parent);
	/* On failure too dev->p stays: whoever found the device on its bus may stand on it. */
out_put:
	put_device(dev);
	return error;
}
EXPORT_SYMBOL_GPL(device_add);

/* Waits for a probe under way; none begins after it. */
static void device_refuse_drivers(struct device *dev)
{
	device_lock(dev);
	kill_device(dev);
	device_unlock(dev);
}

/* What device_add_to_sysfs() did; the driver leaves here, with the bus. */
static void device_remove_from_sysfs(struct device *dev)
{
	device_remove_node(dev);
	if (dev->class) {
		device_remove_class_symlinks(dev);
		class_remove_device(dev);
	}
	device_remove_file(dev, &dev_attr_uevent);
	device_remove_attrs(dev);
	bus_remove_device(dev);
	device_pm_remove(dev);
}

static void device_remove_dir(struct device *dev)
{
	struct kobject *above = dev->class ? dev->kobj.parent : NULL;

	kobject_uevent(&dev->kobj, KOBJ_REMOVE);
	kobject_del(&dev->kobj);
	cleanup_glue_dir(dev, above);
}

void device_del(struct device *dev)
{
	struct device *above = dev->parent;

	device_refuse_drivers(dev);
	bus_notify(dev, BUS_NOTIFY_DEL_DEVICE);
	dpm_sysfs_remove(dev);
	if (above)
		klist_del(&dev->p->knode_parent);
	device_remove_from_sysfs(dev);
	driver_deferred_probe_del(dev);
	device_links_purge(dev);
	/* A resource without a driver may hold the device, which would then never be released. */
	devres_release_all(dev);

	bus_notify(dev, BUS_NOTIFY_REMOVED_DEVICE);
	device_remove_dir(dev);
	put_device(above);
}
EXPORT_SYMBOL_GPL(device_del);
