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

static struct device *next_device(struct klist_iter *i)
{
	struct klist_node *n = klist_next(i);

	return n ? container_of(n, struct device_private, knode_driver)->device : NULL;
}

int driver_for_each_device(struct device_driver *drv, struct device *start, void *data,
			   int (*fn)(struct device *dev, void *data))
{
	struct klist_iter i;
	struct device *dev;
	int ret = 0;

	if (!drv)
		return -EINVAL;
	klist_iter_init_node(&drv->p->klist_devices, &i, start ? &start->p->knode_driver : NULL);
	while (!ret && (dev = next_device(&i)))
		ret = fn(dev, data);
	klist_iter_exit(&i);
	return ret;
}
EXPORT_SYMBOL_GPL(driver_for_each_device);

struct device *driver_find_device(const struct device_driver *drv, struct device *start,
				  const void *data, device_match_t match)
{
	struct klist_iter i;
	struct device *dev;

	if (!drv || !drv->p)
		return NULL;
	klist_iter_init_node(&drv->p->klist_devices, &i, start ? &start->p->knode_driver : NULL);
	while ((dev = next_device(&i)))
		if (match(dev, data) && get_device(dev))
			break;
	klist_iter_exit(&i);
	return dev;
}
EXPORT_SYMBOL_GPL(driver_find_device);

int driver_create_file(const struct device_driver *drv, const struct driver_attribute *attr)
{
	return drv ? sysfs_create_file(&drv->p->kobj, &attr->attr) : -EINVAL;
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
	struct subsys_private *sp = bus_to_subsys(bus);
	struct device_driver *drv = NULL;
	struct kobject *k;

	if (!sp)
		return NULL;
	k = kset_find_obj(sp->drivers_kset, name);
	if (k) {
		drv = to_driver(k)->driver;
		kobject_put(k);
	}
	subsys_put(sp);
	return drv;
}
EXPORT_SYMBOL_GPL(driver_find);

int driver_register(struct device_driver *drv)
{
	int ret;

	if ((drv->bus->probe && drv->probe) || (drv->bus->remove && drv->remove) ||
	    (drv->bus->shutdown && drv->shutdown))
		pr_warn("Driver '%s' needs updating - please use bus_type methods\n", drv->name);
	if (driver_find(drv->name, drv->bus)) {
		pr_err("Error: Driver '%s' is already registered, aborting...\n", drv->name);
		return -EBUSY;
	}
	ret = bus_add_driver(drv);
	if (ret)
		return ret;
	ret = sysfs_create_groups(&drv->p->kobj, drv->groups);
	if (ret) {
		bus_remove_driver(drv);
		return ret;
	}
	kobject_uevent(&drv->p->kobj, KOBJ_ADD);
	return 0;
}
EXPORT_SYMBOL_GPL(driver_register);

void driver_unregister(struct device_driver *drv)
{
	if (!drv || !drv->p) {
		WARN(1, "Unexpected driver unregister!\n");
		return;
	}
	sysfs_remove_groups(&drv->p->kobj, drv->groups);
	bus_remove_driver(drv);
}
EXPORT_SYMBOL_GPL(driver_unregister);
