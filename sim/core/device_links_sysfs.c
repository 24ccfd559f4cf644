// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * device_links_sysfs.c - links from and to a device's directory: its class, its number
 */
#include "core/base.h"

#include <linux/err.h>
#include <linux/kdev_t.h>
#include <linux/kernel.h>

#include "core/core.h"

int device_add_class_symlinks(struct device *dev)
{
	struct subsys_private *sp = dev->p->class_sp;
	int ret;

	if (!sp)
		return 0;
	ret = sysfs_create_link(&dev->kobj, &sp->subsys.kobj, "subsystem");
	if (ret)
		return ret;
	if (dev->parent) {
		ret = sysfs_create_link(&dev->kobj, &dev->parent->kobj, "device");
		if (ret)
			goto out_subsystem;
	}
	ret = sysfs_create_link(&sp->subsys.kobj, &dev->kobj, dev_name(dev));
	if (ret)
		goto out_device;
	return 0;

out_device:
	sysfs_remove_link(&dev->kobj, "device");
out_subsystem:
	sysfs_remove_link(&dev->kobj, "subsystem");
	return ret;
}

void device_remove_class_symlinks(struct device *dev)
{
	struct subsys_private *sp = dev->p->class_sp;

	if (!sp)
		return;
	if (dev->parent)
		sysfs_remove_link(&dev->kobj, "device");
	sysfs_remove_link(&dev->kobj, "subsystem");
	sysfs_delete_link(&sp->subsys.kobj, &dev->kobj, dev_name(dev));
}

/* /sys/dev/char/196:0; there are no block devices. */
int device_create_sys_dev_entry(struct device *dev)
{
	char devt[24];

	scnprintf(devt, sizeof(devt), "%u:%u", MAJOR(dev->devt), MINOR(dev->devt));
	return sysfs_create_link(sysfs_dev_char_kobj, &dev->kobj, devt);
}

void device_remove_sys_dev_entry(struct device *dev)
{
	char devt[24];

	scnprintf(devt, sizeof(devt), "%u:%u", MAJOR(dev->devt), MINOR(dev->devt));
	sysfs_remove_link(sysfs_dev_char_kobj, devt);
}
