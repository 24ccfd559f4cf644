// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bus.c - buses: who is on them, and what happens when a device or a driver comes or goes
 */
#include <linux/device.h>

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "core/base.h"
#include "core/core.h"

struct subsys_private *bus_to_subsys(const struct bus_type *bus)
{
	struct subsys_private *sp, *found = NULL;
	struct kobject *kobj;

	if (!bus || !bus_kset)
		return NULL;
	spin_lock(&bus_kset->list_lock);
	list_for_each_entry(kobj, &bus_kset->list, entry) {
		sp = to_subsys_private(kobj);
		if (sp->bus == bus) {
			found = subsys_get(sp);
			break;
		}
	}
	spin_unlock(&bus_kset->list_lock);
	return found;
}

static struct device *next_device(struct klist_iter *i)
{
	struct klist_node *n = klist_next(i);

	return n ? container_of(n, struct device_private, knode_bus)->device : NULL;
}

int bus_for_each_dev(const struct bus_type *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data))
{
	struct subsys_private *sp = bus_to_subsys(bus);
	struct klist_iter i;
	struct device *dev;
	int ret = 0;

	if (!sp)
		return -EINVAL;
	klist_iter_init_node(&sp->klist_devices, &i, start ? &start->p->knode_bus : NULL);
	while (!ret && (dev = next_device(&i)))
		ret = fn(dev, data);
	klist_iter_exit(&i);
	subsys_put(sp);
	return ret;
}
EXPORT_SYMBOL_GPL(bus_for_each_dev);

struct device *bus_find_device(const struct bus_type *bus, struct device *start,
			       const void *data, device_match_t match)
{
	struct subsys_private *sp = bus_to_subsys(bus);
	struct klist_iter i;
	struct device *dev;

	if (!sp)
		return NULL;
	klist_iter_init_node(&sp->klist_devices, &i, start ? &start->p->knode_bus : NULL);
	while ((dev = next_device(&i)))
		if (match(dev, data) && get_device(dev))
			break;
	klist_iter_exit(&i);
	subsys_put(sp);
	return dev;
}
EXPORT_SYMBOL_GPL(bus_find_device);

int bus_for_each_drv(const struct bus_type *bus, struct device_driver *start, void *data,
		     int (*fn)(struct device_driver *drv, void *data))
{
	struct subsys_private *sp = bus_to_subsys(bus);
	struct klist_node *n;
	struct klist_iter i;
	int ret = 0;

	if (!sp)
		return -EINVAL;
	klist_iter_init_node(&sp->klist_drivers, &i, start ? &start->p->knode_bus : NULL);
	while (!ret && (n = klist_next(&i)))
		ret = fn(container_of(n, struct driver_private, knode_bus)->driver, data);
	klist_iter_exit(&i);
	subsys_put(sp);
	return ret;
}
EXPORT_SYMBOL_GPL(bus_for_each_drv);

int bus_add_device(struct device *dev)
{
	struct subsys_private *sp = dev->p->bus_sp;
	int ret;

	if (!dev->bus)
		return 0;
	if (!sp) {
		pr_err("cannot add device '%s' to unregistered bus '%s'\n", dev_name(dev),
		       dev->bus->name);
		return -EINVAL;
	}
	ret = device_add_groups(dev, dev->bus->dev_groups);
	if (ret)
		return ret;
	if (dev->bus->driver_override)
		ret = device_add_group(dev, &driver_override_dev_group);
	if (ret)
		goto out_groups;
	ret = sysfs_create_link(&sp->devices_kset->kobj, &dev->kobj, dev_name(dev));
	if (ret)
		goto out_override;
	ret = sysfs_create_link(&dev->kobj, &sp->subsys.kobj, "subsystem");
	if (ret)
		goto out_link;
	klist_add_tail(&dev->p->knode_bus, &sp->klist_devices);
	return 0;

out_link:
	sysfs_remove_link(&sp->devices_kset->kobj, dev_name(dev));
out_override:
	if (dev->bus->driver_override)
		device_remove_group(dev, &driver_override_dev_group);
out_groups:
	device_remove_groups(dev, dev->bus->dev_groups);
	return ret;
}

void bus_probe_device(struct device *dev)
{
	device_initial_probe(dev);
}

void bus_remove_device(struct device *dev)
{
	struct subsys_private *sp = dev->p->bus_sp;

	if (!sp)
		return;
	sysfs_remove_link(&dev->kobj, "subsystem");
	sysfs_remove_link(&sp->devices_kset->kobj, dev_name(dev));
	if (dev->bus->driver_override)
		device_remove_group(dev, &driver_override_dev_group);
	device_remove_groups(dev, dev->bus->dev_groups);
	if (klist_node_attached(&dev->p->knode_bus))
		klist_del(&dev->p->knode_bus);
	device_release_driver(dev);
}

int bus_add_driver(struct device_driver *drv)
{
	struct subsys_private *sp = bus_to_subsys(drv->bus);	/* until bus_remove_driver() */
	struct driver_private *priv;
	int ret;

	if (!sp)
		return -EINVAL;
	priv = kzalloc(sizeof(*priv), GFP_KERNEL);
	if (!priv) {
		subsys_put(sp);
		return -ENOMEM;
	}
	klist_init(&priv->klist_devices, NULL, NULL);
	priv->driver = drv;
	drv->p = priv;
	priv->kobj.kset = sp->drivers_kset;
	ret = kobject_init_and_add(&priv->kobj, &driver_ktype, NULL, "%s", drv->name);
	if (ret)
		goto out_put;

	klist_add_tail(&priv->knode_bus, &sp->klist_drivers);
	if (sp->drivers_autoprobe) {
		ret = driver_attach(drv);
		if (ret)
			goto out_del;
	}
	/* Devices may be bound by now: a file that cannot be had is lived without, as in Linux. */
	if (sysfs_create_groups(&priv->kobj, sp->bus->drv_groups))
		pr_err("%s: driver_add_groups(%s) failed\n", __func__, drv->name);
	if (!drv->suppress_bind_attrs && driver_add_bind_files(drv))
		pr_err("%s: add_bind_files(%s) failed\n", __func__, drv->name);
	return 0;

out_del:
	klist_del(&priv->knode_bus);
out_put:
	kobject_put(&priv->kobj);
	drv->p = NULL;
	subsys_put(sp);
	return ret;
}

void bus_remove_driver(struct device_driver *drv)
{
	struct subsys_private *sp = bus_to_subsys(drv->bus);

	if (!sp)
		return;
	if (!drv->suppress_bind_attrs)
		driver_remove_bind_files(drv);
	sysfs_remove_groups(&drv->p->kobj, sp->bus->drv_groups);
	klist_remove(&drv->p->knode_bus);
	driver_detach(drv);
	kobject_put(&drv->p->kobj);
	subsys_put(sp);		/* ours */
	subsys_put(sp);		/* bus_add_driver()'s */
}

int bus_rescan_device(struct device *dev)
{
	bool parent_lock = dev->type && dev->type->need_parent_lock;
	int ret;

	if (READ_ONCE(dev->driver))
		return 0;
	if (parent_lock)
		device_lock(dev->parent);
	ret = device_attach(dev);
	if (parent_lock)
		device_unlock(dev->parent);
	return min(ret, 0);
}

static int bus_rescan_one(struct device *dev, void *unused)
{
	return bus_rescan_device(dev);
}

int bus_rescan_devices(const struct bus_type *bus)
{
	return bus_for_each_dev(bus, NULL, NULL, bus_rescan_one);
}
EXPORT_SYMBOL_GPL(bus_rescan_devices);

int device_reprobe(struct device *dev)
{
	if (READ_ONCE(dev->driver))
		device_driver_detach(dev);
	return bus_rescan_device(dev);
}
EXPORT_SYMBOL_GPL(device_reprobe);

int bus_register_notifier(const struct bus_type *bus, struct notifier_block *nb)
{
	struct subsys_private *sp = bus_to_subsys(bus);
	int ret;

	if (!sp)
		return -EINVAL;
	ret = blocking_notifier_chain_register(&sp->bus_notifier, nb);
	subsys_put(sp);
	return ret;
}
EXPORT_SYMBOL_GPL(bus_register_notifier);

int bus_unregister_notifier(const struct bus_type *bus, struct notifier_block *nb)
{
	struct subsys_private *sp = bus_to_subsys(bus);
	int ret;

	if (!sp)
		return -EINVAL;
	ret = blocking_notifier_chain_unregister(&sp->bus_notifier, nb);
	subsys_put(sp);
	return ret;
}
EXPORT_SYMBOL_GPL(bus_unregister_notifier);

void bus_notify(struct device *dev, enum bus_notifier_event value)
{
	struct subsys_private *sp = dev->p->bus_sp;

	if (sp)
		blocking_notifier_call_chain(&sp->bus_notifier, value, dev);
}

struct kset *bus_get_kset(const struct bus_type *bus)
{
	struct subsys_private *sp = bus_to_subsys(bus);
	struct kset *kset = sp ? &sp->subsys : NULL;

	subsys_put(sp);
	return kset;
}
EXPORT_SYMBOL_GPL(bus_get_kset);
