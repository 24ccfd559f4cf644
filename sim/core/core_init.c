// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * core_init.c - the tree that everything else hangs from, made at boot
 */
#include <linux/init.h>

#include <linux/err.h>
#include <linux/export.h>
#include <linux/kobject.h>
#include <linux/slab.h>

#include "core/base.h"
#include "core/core.h"
#include "core/kernfs.h"
#include "core/sysfs_dir.h"

struct kobject *kernel_kobj;
struct kobject *sysfs_dev_char_kobj;
struct kobject *virtual_kobj;
static struct kobject *dev_kobj;

static void core_stop(void)
{
	kset_unregister(class_kset);
	kset_unregister(bus_kset);
	kobject_put(virtual_kobj);
	kset_unregister(devices_kset);
	kobject_put(sysfs_dev_char_kobj);
	kobject_put(dev_kobj);
	kobject_put(kernel_kobj);
	class_kset = bus_kset = devices_kset = NULL;
	virtual_kobj = sysfs_dev_char_kobj = dev_kobj = kernel_kobj = NULL;
	if (sysfs_root)
		kernfs_put(sysfs_root);
	sysfs_root = NULL;
}
__exitcall_level(core_stop, 5);

/* /sys with what is in it before any bus; core_stop() bears with what is missing. */
static bool make_tree(void)
{
	kernel_kobj = kobject_create_and_add("kernel", NULL);
	dev_kobj = kobject_create_and_add("dev", NULL);
	if (dev_kobj)
		sysfs_dev_char_kobj = kobject_create_and_add("char", dev_kobj);
	devices_kset = kset_create_and_add("devices", &device_uevent_ops, NULL);
	if (devices_kset)
		virtual_kobj = kobject_create_and_add("virtual", &devices_kset->kobj);
	bus_kset = kset_create_and_add("bus", &bus_uevent_ops, NULL);
	class_kset = kset_create_and_add("class", NULL, NULL);
	return kernel_kobj && sysfs_dev_char_kobj && virtual_kobj && bus_kset && class_kset;
}

static int core_start(void)
{
	sysfs_root = kernfs_new_node("", SYSFS_DIRECTORY, S_IFDIR | 0755);
	if (sysfs_root && make_tree())
		return 0;
	if (sysfs_root)
		core_stop();
	return -ENOMEM;
}
/* Before any driver or subsystem. */
__define_initcall(core_start, 5);
