// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bus_register.c - a bus comes and goes
 */
#include <linux/device.h>

#include <linux/bug.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "core/base.h"
#include "core/core.h"

struct kset *bus_kset;

static int bus_uevent_filter(const struct kobject *kobj)
{
	return kobj->ktype == &bus_ktype;
}

const struct kset_uevent_ops bus_uevent_ops = {
	.filter = bus_uevent_filter,
};

static void klist_devices_get(struct klist_node *n)
{
	get_device(container_of(n, struct device_private, knode_bus)->device);
}

static void klist_devices_put(struct klist_node *n)
{
	put_device(container_of(n, struct device_private, knode_bus)->device);
}

static struct subsys_private *subsys_alloc(const struct bus_type *bus)
{
	struct subsys_private *sp = kzalloc(sizeof(*sp), GFP_KERNEL);

	if (!sp)
		return NULL;
	sp->bus = bus;
	sp->drivers_autoprobe = true;
	BLOCKING_INIT_NOTIFIER_HEAD(&sp->bus_notifier);
	klist_init(&sp->klist_devices, klist_devices_get, klist_devices_put);
	klist_init(&sp->klist_drivers, NULL, NULL);
	sp->subsys.kobj.kset = bus_kset;
	sp->subsys.kobj.ktype = &bus_ktype;
	if (kobject_set_name(&sp->subsys.kobj, "%s", bus->name)) {
		kfree(sp);
		return NULL;
	}
	return sp;
}

int bus_register(const struct bus_type *bus)
{
	struct subsys_private *sp = subsys_alloc(bus);
	int ret;

	if (!sp)
		return -ENOMEM;
	ret = kset_register(&sp->subsys);
	if (ret) {
		kfree(sp);
		return ret;
	}
	ret = -ENOMEM;
	sp->devices_kset = kset_create_and_add("devices", NULL, &sp->subsys.kobj);
	if (!sp->devices_kset)
		goto out_subsys;
	sp->drivers_kset = kset_create_and_add("drivers", NULL, &sp->subsys.kobj);
	if (!sp->drivers_kset)
		goto out_devices;
	ret = bus_add_files(bus);
	if (ret)
		goto out_drivers;
	ret = sysfs_create_groups(&sp->subsys.kobj, bus->bus_groups);
	if (ret)
		goto out_files;
	return 0;

out_files:
	bus_remove_files(bus);
out_drivers:
	kset_unregister(sp->drivers_kset);
out_devices:
	kset_unregister(sp->devices_kset);
out_subsys:
	kset_unregister(&sp->subsys);
	return ret;
}
EXPORT_SYMBOL_GPL(bus_register);

void bus_set_guard(const struct bus_type *bus, const struct bus_guard *guard)
{
	struct subsys_private *sp = bus_to_subsys(bus);

	if (sp)
		sp->guard = guard;
	subsys_put(sp);
}

static const struct bus_guard *guard_of(const struct bus_type *bus)
{
	struct subsys_private *sp = bus_to_subsys(bus);
	const struct bus_guard *guard = sp ? sp->guard : NULL;

	subsys_put(sp);
	return guard;
}

void bus_guard_begin(struct device *dev)
{
	const struct bus_guard *guard = guard_of(dev->bus);

	if (guard)
		guard->begin(dev);
}

void bus_guard_end(struct device *dev)
{
	const struct bus_guard *guard = guard_of(dev->bus);

	if (guard)
		guard->end(dev);
}

void bus_unregister(const struct bus_type *bus)
{
	struct subsys_private *sp = bus_to_subsys(bus);

	if (!sp)
		return;
	sysfs_remove_groups(&sp->subsys.kobj, bus->bus_groups);
	bus_remove_files(bus);
	kset_unregister(sp->drivers_kset);
	kset_unregister(sp->devices_kset);
	kset_unregister(&sp->subsys);
	subsys_put(sp);
}
EXPORT_SYMBOL_GPL(bus_unregister);
