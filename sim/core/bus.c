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

struct subsys_private *subsys_find(struct kset *among, const void *who)
{
	struct subsys_private *sp = NULL;
	struct kobject *member;

	if (!among || !who)
		return NULL;
	spin_lock(&among->list_lock);
	list_for_each_entry(member, &among->list, entry) {
		struct subsys_private *each = to_subsys_private(member);

		if (each->bus == who || each->class == who) {
			sp = subsys_get(each);
			break;
		}
	}
	spin_unlock(&among->list_lock);
	return sp;
}

struct subsys_private *bus_to_subsys(const struct bus_type *bus)
{
	return subsys_find(bus_kset, bus);
}

/* What the bus's walks share: -EINVAL, or what the visit that ended the walk returned. */
static int walk_devices(const struct bus_type *bus, struct device *from,
			int (*visit)(struct device *dev, void *data), void *data)
{
	struct klist_node *node = from ? &from->p->knode_bus : NULL;
	struct subsys_private *insides = bus_to_subsys(bus);
	struct klist_iter at;
	int stop = 0;

	if (!insides)
		return -EINVAL;
	klist_iter_init_node(&insides->klist_devices, &at, node);
	while (!stop) {
		node = klist_next(&at);
		if (!node)
			break;
		stop = visit(container_of(node, struct device_private, knode_bus)->device, data);
	}
	klist_iter_exit(&at);
	subsys_put(insides);
	return stop;
}

int bus_for_each_dev(const struct bus_type *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data))
{
	return walk_devices(bus, start, fn, data);
}
EXPORT_SYMBOL_GPL(bus_for_each_dev);

struct device *bus_find_device(const struct bus_type *bus, struct device *start,
			       const void *data, device_match_t match)
{
	struct device_search search = { .fits = match, .wanted = data };

	walk_devices(bus, start, device_search_visit, &search);
	return search.found;
}
EXPORT_SYMBOL_GPL(bus_find_device);

int bus_for_each_drv(const struct bus_type *bus, struct device_driver *start, void *data,
		     int (*fn)(struct device_driver *drv, void *data))
{
	struct klist_node *node = start ? &start->p->knode_bus : NULL;
	struct subsys_private *insides = bus_to_subsys(bus);
	struct klist_iter at;
	int stop = 0;

	if (!insides)
		return -EINVAL;
	klist_iter_init_node(&insides->klist_drivers, &at, node);
	while (!stop) {
		node = klist_next(&at);
		if (!node)
			break;
		stop = fn(container_of(node, struct driver_private, knode_bus)->driver, data);
	}
	klist_iter_exit(&at);
	subsys_put(insides);
	return stop;
}
EXPORT_SYMBOL_GPL(bus_for_each_drv);

/* What every device of this bus shows in its own directory. */
static int show_bus_files(struct device *dev)
{
	const struct bus_type *bus = dev->bus;
	int error = device_add_groups(dev, bus->dev_groups);

	if (error || !bus->driver_override)
		return error;
	error = device_add_group(dev, &driver_override_dev_group);
	if (error)
		device_remove_groups(dev, bus->dev_groups);
	return error;
}

static void hide_bus_files(struct device *dev)
{
	const struct bus_type *bus = dev->bus;

	if (bus->driver_override)
		device_remove_group(dev, &driver_override_dev_group);
	device_remove_groups(dev, bus->dev_groups);
}

/* /sys/bus/X/devices/NAME points at the device, its "subsystem" at /sys/bus/X. */
static int link_both_ways(struct device *dev, struct subsys_private *bus)
{
	struct kobject *members = &bus->devices_kset->kobj;
	int error = sysfs_create_link(members, &dev->kobj, dev_name(dev));

	if (error)
		return error;
	error = sysfs_create_link(&dev->kobj, &bus->subsys.kobj, "subsystem");
	if (error)
		sysfs_remove_link(members, dev_name(dev));
	return error;
}

static void unlink_both_ways(struct device *dev, struct subsys_private *bus)
{
	struct kobject *members = &bus->devices_kset->kobj;

	sysfs_remove_link(&dev->kobj, "subsystem");
	sysfs_remove_link(members, dev_name(dev));
}

int bus_add_device(struct device *dev)
{
	struct subsys_private *home = dev->p->bus_sp;
	int error;

	if (!dev->bus)
		return 0;
	if (!home) {
		pr_err("device %s: its bus '%s' is not registered\n", dev_name(dev),
		       dev->bus->name);
		return -EINVAL;
	}
	error = show_bus_files(dev);
	if (error)
		return error;
	error = link_both_ways(dev, home);
	if (error)
		hide_bus_files(dev);
	else
		klist_add_tail(&dev->p->knode_bus, &home->klist_devices);
	return error;
}

void bus_probe_device(struct device *dev)
{
	device_initial_probe(dev);
}

/* Files first, then the list, then the driver: nobody new can find the device to bind it. */
void bus_remove_device(struct device *dev)
{
	struct subsys_private *home = dev->p->bus_sp;
	struct klist_node *place = &dev->p->knode_bus;

	if (!home)
		return;
	unlink_both_ways(dev, home);
	hide_bus_files(dev);
	if (klist_node_attached(place))
		klist_del(place);
	device_release_driver(dev);
}

/* Its directory appears with it. On failure nothing is left, and @drv->p is NULL. */
static int driver_insides_add(struct device_driver *drv, struct subsys_private *bus)
{
	struct driver_private *insides = kzalloc(sizeof(*insides), GFP_KERNEL);
	int error;

	if (!insides)
		return -ENOMEM;
	insides->driver = drv;
	insides->kobj.kset = bus->drivers_kset;
	klist_init(&insides->klist_devices, NULL, NULL);
	drv->p = insides;
	error = kobject_init_and_add(&insides->kobj, &driver_ktype, NULL, "%s", drv->name);
	if (error) {
		kobject_put(&insides->kobj);
		drv->p = NULL;
	}
	return error;
}

static void driver_insides_drop(struct device_driver *drv)
{
	kobject_put(&drv->p->kobj);
	drv->p = NULL;
}

/* Devices may be bound by now: a file that cannot be had is lived without, as in Linux. */
static void driver_show_files(struct device_driver *drv, struct subsys_private *bus)
{
	if (sysfs_create_groups(&drv->p->kobj, bus->bus->drv_groups))
		pr_err("driver %s: goes without its bus's files\n", drv->name);
	if (drv->suppress_bind_attrs)
		return;
	if (driver_add_bind_files(drv))
		pr_err("driver %s: goes without bind and unbind\n", drv->name);
}

int bus_add_driver(struct device_driver *drv)
{
	struct subsys_private *home = bus_to_subsys(drv->bus);	/* until bus_remove_driver() */
	int error;

	if (!home)
		return -EINVAL;
	error = driver_insides_add(drv, home);
	if (error)
		goto out_put;

	klist_add_tail(&drv->p->knode_bus, &home->klist_drivers);
	error = READ_ONCE(home->drivers_autoprobe) ? driver_attach(drv) : 0;
	if (error)
		goto out_leave;
	driver_show_files(drv, home);
	return 0;

out_leave:
	klist_del(&drv->p->knode_bus);
	driver_insides_drop(drv);
out_put:
	subsys_put(home);
	return error;
}

void bus_remove_driver(struct device_driver *drv)
{
	struct subsys_private *home = bus_to_subsys(drv->bus);
	struct driver_private *insides = drv->p;

	if (!home)
		return;
	if (!drv->suppress_bind_attrs)
		driver_remove_bind_files(drv);
	sysfs_remove_groups(&insides->kobj, home->bus->drv_groups);
	/* Waits for walkers first: once it lets go of its devices, nobody offers it another. */
	klist_remove(&insides->knode_bus);
	driver_detach(drv);
	kobject_put(&insides->kobj);
	subsys_put(home);	/* ours */
	subsys_put(home);	/* bus_add_driver()'s */
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

static int change_chain(const struct bus_type *bus, struct notifier_block *nb,
			int (*change)(struct blocking_notifier_head *chain,
				      struct notifier_block *nb))
{
	struct subsys_private *insides = bus_to_subsys(bus);
	int error = -EINVAL;

	if (insides)
		error = change(&insides->bus_notifier, nb);
	subsys_put(insides);
	return error;
}

int bus_register_notifier(const struct bus_type *bus, struct notifier_block *nb)
{
	return change_chain(bus, nb, blocking_notifier_chain_register);
}
EXPORT_SYMBOL_GPL(bus_register_notifier);

int bus_unregister_notifier(const struct bus_type *bus, struct notifier_block *nb)
{
	return change_chain(bus, nb, blocking_notifier_chain_unregister);
}
EXPORT_SYMBOL_GPL(bus_unregister_notifier);

void bus_notify(struct device *dev, enum bus_notifier_event value)
{
	struct subsys_private *home = dev->p->bus_sp;

	if (!home)
		return;
	blocking_notifier_call_chain(&home->bus_notifier, value, dev);
}

struct kset *bus_get_kset(const struct bus_type *bus)
{
	struct subsys_private *insides = bus_to_subsys(bus);

	if (!insides)
		return NULL;
	subsys_put(insides);	/* the bus's own reference keeps it */
	return &insides->subsys;
}
EXPORT_SYMBOL_GPL(bus_get_kset);
