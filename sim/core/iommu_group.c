// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu_group.c - groups: lifetime, numbers, members, their place in sysfs
 *
 *  G1  The directory "devices" holds the group, everybody else holds the directory:
 *      the group goes when the last device and the last user have let go.
 *  G2  A group's number is free again only after its release.
 *  G3  dev->iommu_group is set exactly while the device is on group->devices.
 *
 * Locking: group->mutex covers the list of devices; see iommu_priv.h for the rest.
 */
#include <linux/iommu.h>

#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/idr.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "iommu_priv.h"

static struct kset *iommu_group_kset;	/* /sys/kernel/iommu_groups */
static DEFINE_IDA(iommu_group_ida);

static void iommu_group_release(struct kobject *kobj)
{
	struct iommu_group *group = to_iommu_group(kobj);

	if (group->iommu_data_release)
		group->iommu_data_release(group->iommu_data);
	ida_free(&iommu_group_ida, group->id);

	/* The last device took them along: iommu_deinit_device(). */
	WARN_ON(group->default_domain);
	WARN_ON(group->blocking_domain);
	WARN_ON(group->notifier.head);

	kfree(group->name);
	kfree(group);
}

static const struct kobj_type iommu_group_ktype = {
	.sysfs_ops = &iommu_group_sysfs_ops,
	.release = iommu_group_release,
};

struct iommu_group *iommu_group_alloc(void)
{
	struct iommu_group *group;
	int ret;

	group = kzalloc(sizeof(*group), GFP_KERNEL);
	if (!group)
		return ERR_PTR(-ENOMEM);

	group->kobj.kset = iommu_group_kset;
	mutex_init(&group->mutex);
	INIT_LIST_HEAD(&group->devices);
	INIT_LIST_HEAD(&group->entry);
	BLOCKING_INIT_NOTIFIER_HEAD(&group->notifier);

	ret = ida_alloc(&iommu_group_ida, GFP_KERNEL);
	if (ret < 0) {
		kfree(group);
		return ERR_PTR(ret);
	}
	group->id = ret;

	ret = kobject_init_and_add(&group->kobj, &iommu_group_ktype, NULL, "%d", group->id);
	if (ret)
		goto out_put_group;
	group->devices_kobj = kobject_create_and_add("devices", &group->kobj);
	if (!group->devices_kobj) {
		ret = -ENOMEM;
		goto out_put_group;
	}
	kobject_put(&group->kobj);	/* G1: from here on "devices" holds it */

	ret = iommu_group_create_files(group);
	if (ret) {
		kobject_put(group->devices_kobj);
		return ERR_PTR(ret);
	}
	return group;

out_put_group:
	kobject_put(&group->kobj);
	return ERR_PTR(ret);
}

struct iommu_group *generic_device_group(struct device *dev)
{
	return iommu_group_alloc();
}

struct iommu_group *iommu_group_get(struct device *dev)
{
	struct iommu_group *group = dev->iommu_group;

	if (group)
		kobject_get(group->devices_kobj);
	return group;
}

struct iommu_group *iommu_group_ref_get(struct iommu_group *group)
{
	kobject_get(group->devices_kobj);
	return group;
}

void iommu_group_put(struct iommu_group *group)
{
	if (group)
		kobject_put(group->devices_kobj);
}

int iommu_group_id(struct iommu_group *group)
{
	return group->id;
}

void *iommu_group_get_iommudata(struct iommu_group *group)
{
	return group->iommu_data;
}

void iommu_group_set_iommudata(struct iommu_group *group, void *iommu_data,
			       void (*release)(void *iommu_data))
{
	group->iommu_data = iommu_data;
	group->iommu_data_release = release;
}

/* The device's link to its group, and the group's to the device. */
struct group_device *iommu_group_alloc_device(struct iommu_group *group, struct device *dev)
{
	struct group_device *gdev;
	int ret;

	gdev = kzalloc(sizeof(*gdev), GFP_KERNEL);
	if (!gdev)
		return ERR_PTR(-ENOMEM);
	gdev->dev = dev;

	ret = sysfs_create_link(&dev->kobj, &group->kobj, "iommu_group");
	if (ret)
		goto out_free;
	ret = -ENOMEM;
	gdev->name = kstrdup(kobject_name(&dev->kobj), GFP_KERNEL);
	if (!gdev->name)
		goto out_link;
	/* Linux retries with a suffix; here names of devices are unique. */
	ret = sysfs_create_link(group->devices_kobj, &dev->kobj, gdev->name);
	if (ret)
		goto out_name;
	return gdev;

out_name:
	kfree(gdev->name);
out_link:
	sysfs_remove_link(&dev->kobj, "iommu_group");
out_free:
	kfree(gdev);
	return ERR_PTR(ret);
}

void __iommu_group_free_device(struct iommu_group *group, struct group_device *gdev)
{
	sysfs_remove_link(group->devices_kobj, gdev->name);
	sysfs_remove_link(&gdev->dev->kobj, "iommu_group");

	/* Nobody can own the DMA of no device, nor be attached. */
	if (list_empty(&group->devices))
		WARN_ON(group->owner_cnt || group->domain != group->default_domain);

	kfree(gdev->name);
	kfree(gdev);
}

int iommu_group_add_device(struct iommu_group *group, struct device *dev)
{
	struct group_device *gdev;

	gdev = iommu_group_alloc_device(group, dev);
	if (IS_ERR(gdev))
		return PTR_ERR(gdev);

	iommu_group_ref_get(group);
	dev->iommu_group = group;
	mutex_lock(&group->mutex);
	list_add_tail(&gdev->list, &group->devices);
	mutex_unlock(&group->mutex);
	return 0;
}

void iommu_group_remove_device(struct device *dev)
{
	struct iommu_group *group = dev->iommu_group;
	struct group_device *gdev;

	if (!group)
		return;

	mutex_lock(&group->mutex);
	for_each_group_device(group, gdev) {
		if (gdev->dev != dev)
			continue;
		list_del(&gdev->list);
		if (gdev->blocked)
			group->recovery_cnt--;
		__iommu_group_free_device(group, gdev);
		if (dev_has_iommu(dev))
			iommu_deinit_device(dev);
		else
			dev->iommu_group = NULL;
		break;
	}
	mutex_unlock(&group->mutex);

	/* The reference that the device held. */
	iommu_group_put(group);
}

struct device *iommu_group_first_dev(struct iommu_group *group)
{
	lockdep_assert_held(&group->mutex);
	return list_first_entry(&group->devices, struct group_device, list)->dev;
}

int iommu_group_for_each_dev(struct iommu_group *group, void *data,
			     int (*fn)(struct device *, void *))
{
	struct group_device *gdev;
	int ret = 0;

	mutex_lock(&group->mutex);
	for_each_group_device(group, gdev) {
		ret = fn(gdev->dev, data);
		if (ret)
			break;
	}
	mutex_unlock(&group->mutex);
	return ret;
}

static int __init iommu_group_init(void)
{
	iommu_group_kset = kset_create_and_add("iommu_groups", NULL, kernel_kobj);
	return iommu_group_kset ? 0 : -ENOMEM;
}
core_initcall(iommu_group_init);

static void __exit iommu_group_exit(void)
{
	kset_unregister(iommu_group_kset);
	iommu_group_kset = NULL;
	ida_destroy(&iommu_group_ida);
}
__exitcall(iommu_group_exit);
