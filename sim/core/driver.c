// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * driver.c - a driver comes and goes
 */
#include <linux/device.h>

#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/printk.h>

#include "core/base.h"

static int walk_devices(const struct device_driver *drv, struct device *from,
			int (*visit)(struct device *dev, void *data), void *data)
{
	struct klist_node *node = from ? &from->p->knode_driver : NULL;
	struct klist_iter at;
	int stop = 0;

	klist_iter_init_node(&drv->p->klist_devices, &at, node);
	while (!stop) {
		node = klist_next(&at);
		if (!node)
			break;
		stop = visit(container_of(node, struct device_private, knode_driver)->device, data);
	}
	klist_iter_exit(&at);
	return stop;
}

int driver_for_each_device(struct device_driver *drv, struct device *start, void *data,
			   int (*fn)(struct device *dev, void *data))
{
	return drv ? walk_devices(drv, start, fn, data) : -EINVAL;
}
EXPORT_SYMBOL_GPL(driver_for_each_device);

struct device *driver_find_device(const struct device_driver *drv, struct device *start,
				  const void *data, device_match_t match)
{
	struct device_search search = { .fits = match, .wanted = data };

	if (drv && drv->p)
		walk_devices(drv, start, device_search_visit, &search);
	return search.found;
}
EXPORT_SYMBOL_GPL(driver_find_device);

int driver_create_file(const struct device_driver *drv, const struct driver_attribute *attr)
{
	if (!drv)
		return -EINVAL;
	return sysfs_create_file(&drv->p->kobj, &attr->attr);
}
EXPORT_SYMBOL_GPL(driver_create_file);

void driver_remove_file(const struct device_driver *drv, const struct driver_attribute *attr)
{
	if (drv)
		sysfs_remove_file(&drv->p->kobj, &attr->attr);
}
EXPORT_SYMBOL_GPL(driver_remove_file);

struct device_driver *driver_find(const char *name, const struct bus_type *bus)
{
	struct subsys_private *insides = bus_to_subsys(bus);
	struct device_driver *found = NULL;
	struct kobject *entry;

	if (!insides)
		return NULL;
	entry = kset_find_obj(insides->drivers_kset, name);
	if (entry) {
		found = to_driver(entry)->driver;
		kobject_put(entry);	/* the caller sees to it that the driver stays */
	}
	subsys_put(insides);
	return found;
}
EXPORT_SYMBOL_GPL(driver_find);

/* One of the two would never be called. */
static bool repeats_its_bus(const struct device_driver *drv)
{
	const struct bus_type *bus = drv->bus;

	return (drv->probe && bus->probe) || (drv->remove && bus->remove) ||
	       (drv->shutdown && bus->shutdown);
}

int driver_register(struct device_driver *drv)
{
	int error;

	if (repeats_its_bus(drv))
		pr_warn("driver %s: has methods that its bus has too\n", drv->name);
	if (driver_find(drv->name, drv->bus)) {
		pr_err("driver %s: the bus has one of that name\n", drv->name);
		return -EBUSY;
	}
	error = bus_add_driver(drv);
	if (error)
		return error;
	error = sysfs_create_groups(&drv->p->kobj, drv->groups);
	if (error)
		bus_remove_driver(drv);
	else
		kobject_uevent(&drv->p->kobj, KOBJ_ADD);
	return error;
}
EXPORT_SYMBOL_GPL(driver_register);

void driver_unregister(struct device_driver *drv)
{
	if (WARN(!drv || !drv->p, "driver: unregistered, but was never registered\n"))
		return;
	sysfs_remove_groups(&drv->p->kobj, drv->groups);
	bus_remove_driver(drv);
}
EXPORT_SYMBOL_GPL(driver_unregister);
