// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu_group.c - groups: lifetime, numbers, members, their place in sysfs
 *
 *  G1  The directory "devices" holds the group, everybody else holds the directory:
 *      the group goes when the last device and the last user have let go.
 *  G2  A group's number is free again only after its release.
 *  G3  dev->iommu_group is set exactly while the device is on group->devices.
 *
 * Locking: group->mutex covers the list of devices; see iommu_priv.h for the rest. Anybody may
 * ask for the group of a device that is being removed: membership_lock, a leaf, keeps
 * dev->iommu_group in place until there is a reference.
 */
#include <linux/iommu.h>

#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/idr.h>
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "kernel/hooks.h"
#include "kernel/misuse.h"

#include "iommu_priv.h"

static struct kset *iommu_group_kset;	/* /sys/kernel/iommu_groups */
static DEFINE_IDA(iommu_group_ida);
static DEFINE_SPINLOCK(membership_lock);

DEFINE_VARIANT(iommu_group_get_unlocked, "iommu-group-get-unlocked", "Linux 6.12 and later",
	       "the group of a device is looked up while the device leaves it, and the group goes");

/* The last device took its domains along (iommu_deinit_device()): what is left is a shell. */
static void iommu_group_release(struct kobject *kobj)
{
	struct iommu_group *grp = to_iommu_group(kobj);

	WARN_ON(grp->default_domain || grp->blocking_domain);
	WARN_ON(grp->notifier.head);
	if (grp->iommu_data_release)
		grp->iommu_data_release(grp->iommu_data);
	ida_free(&iommu_group_ida, grp->id);	/* G2 */
	kfree(grp->name);
	kfree(grp);
}

static const struct kobj_type iommu_group_ktype = {
	.release	= iommu_group_release,
	.sysfs_ops	= &iommu_group_sysfs_ops,
};

/* A group with a number, and with nothing in sysfs yet: to be freed by hand until then. */
static struct iommu_group *numbered_group(void)
{
	struct iommu_group *grp = kzalloc(sizeof(*grp), GFP_KERNEL);

	if (!grp)
		return ERR_PTR(-ENOMEM);
	grp->id = ida_alloc(&iommu_group_ida, GFP_KERNEL);
	if (grp->id < 0) {
		int ret = grp->id;

		kfree(grp);
		return ERR_PTR(ret);
	}
	mutex_init(&grp->mutex);
	BLOCKING_INIT_NOTIFIER_HEAD(&grp->notifier);
	INIT_LIST_HEAD(&grp->entry);
	INIT_LIST_HEAD(&grp->devices);
	grp->kobj.kset = iommu_group_kset;
	return grp;
}

/* On failure the caller still has the reference that it came with. */
static int add_directories(struct iommu_group *grp)
{
	int ret = kobject_init_and_add(&grp->kobj, &iommu_group_ktype, NULL, "%d", grp->id);

	if (ret)
		return ret;
	grp->devices_kobj = kobject_create_and_add("devices", &grp->kobj);
	return grp->devices_kobj ? 0 : -ENOMEM;
}

struct iommu_group *iommu_group_alloc(void)
{
	struct iommu_group *grp = numbered_group();
	int ret;

	if (IS_ERR(grp))
		return grp;
	ret = add_directories(grp);
	kobject_put(&grp->kobj);	/* G1: "devices" holds it, if there is one */
	if (ret)
		return ERR_PTR(ret);
	ret = iommu_group_create_files(grp);
	if (ret)
		iommu_group_put(grp);
	return ret ? ERR_PTR(ret) : grp;
}

struct iommu_group *generic_device_group(struct device *dev)
{
	return iommu_group_alloc();
}

/* G1: a reference on a group is one on its directory. */
struct iommu_group *iommu_group_ref_get(struct iommu_group *grp)
{
	kobject_get(grp->devices_kobj);
	return grp;
}

/* The last reference to the group may go between load and count: a point and a look there. */
static struct iommu_group *group_get_unlocked(struct device *dev)
{
	struct iommu_group *grp = dev->iommu_group;

	hook_point(EX_READ, &dev->iommu_group);
	if (!grp)
		return NULL;
	if (!ex_alive(grp, 1)) {
		misuse_dead(grp, "iommu_group");
		return NULL;
	}
	return iommu_group_ref_get(grp);
}

struct iommu_group *iommu_group_get(struct device *dev)
{
	struct iommu_group *grp;

	if (variant(iommu_group_get_unlocked))
		return group_get_unlocked(dev);
	spin_lock(&membership_lock);
	grp = dev->iommu_group ? iommu_group_ref_get(dev->iommu_group) : NULL;
	spin_unlock(&membership_lock);
	return grp;
}

/* Who takes a group off still holds the reference that the device had. */
void iommu_group_set(struct device *dev, struct iommu_group *grp)
{
	spin_lock(&membership_lock);
	dev->iommu_group = grp;
	spin_unlock(&membership_lock);
}

void iommu_group_put(struct iommu_group *grp)
{
	if (grp)
		kobject_put(grp->devices_kobj);
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

/* The device's link to its group, and the group's to the device, or neither. */
static int link_member(struct iommu_group *grp, struct group_device *member)
{
	struct kobject *device = &member->dev->kobj;
	int ret = sysfs_create_link(device, &grp->kobj, "iommu_group");

	if (ret)
		return ret;
	/* Linux retries with a suffix; here names of devices are unique. */
	ret = sysfs_create_link(grp->devices_kobj, device, member->name);
	if (ret)
		sysfs_remove_link(device, "iommu_group");
	return ret;
}

static void free_member(struct group_device *member)
{
	kfree(member->name);
	kfree(member);
}

struct group_device *iommu_group_alloc_device(struct iommu_group *grp, struct device *dev)
{
	struct group_device *member = kzalloc(sizeof(*member), GFP_KERNEL);
	int ret = -ENOMEM;

	if (!member)
		return ERR_PTR(ret);
	member->dev = dev;
	member->name = kstrdup(dev_name(dev), GFP_KERNEL);
	if (member->name)
		ret = link_member(grp, member);
	if (!ret)
		return member;
	free_member(member);
	return ERR_PTR(ret);
}

void __iommu_group_free_device(struct iommu_group *grp, struct group_device *member)
{
	bool in_use = grp->owner_cnt || grp->domain != grp->default_domain;

	sysfs_remove_link(grp->devices_kobj, member->name);
	sysfs_remove_link(&member->dev->kobj, "iommu_group");
	/* Nobody can own the DMA of no device, nor be attached. */
	WARN_ON(in_use && list_empty(&grp->devices));
	free_member(member);
}

int iommu_group_add_device(struct iommu_group *grp, struct device *dev)
{
	struct group_device *member = iommu_group_alloc_device(grp, dev);

	if (IS_ERR(member))
		return PTR_ERR(member);
	iommu_group_set(dev, iommu_group_ref_get(grp));
	mutex_lock(&grp->mutex);
	list_add_tail(&member->list, &grp->devices);
	mutex_unlock(&grp->mutex);
	return 0;
}

static struct group_device *find_member(struct iommu_group *grp, struct device *dev)
{
	struct group_device *member;

	for_each_group_device(grp, member)
		if (member->dev == dev)
			return member;
	return NULL;
}

/* G3 */
static void drop_member(struct iommu_group *grp, struct group_device *member)
{
	struct device *dev = member->dev;

	list_del(&member->list);
	if (member->blocked)
		grp->recovery_cnt--;
	__iommu_group_free_device(grp, member);
	if (dev_has_iommu(dev))
		iommu_deinit_device(dev);
	else
		iommu_group_set(dev, NULL);
}

void iommu_group_remove_device(struct device *dev)
{
	struct iommu_group *grp = dev->iommu_group;
	struct group_device *member;

	if (!grp)
		return;
	mutex_lock(&grp->mutex);
	member = find_member(grp, dev);
	if (member)
		drop_member(grp, member);
	mutex_unlock(&grp->mutex);
	iommu_group_put(grp);	/* the reference that the device held */
}

struct device *iommu_group_first_dev(struct iommu_group *grp)
{
	struct list_head *first = grp->devices.next;

	lockdep_assert_held(&grp->mutex);
	return list_entry(first, struct group_device, list)->dev;
}

int iommu_group_for_each_dev(struct iommu_group *grp, void *data,
			     int (*fn)(struct device *, void *))
{
	struct group_device *member;
	int ret = 0;

	mutex_lock(&grp->mutex);
	for_each_group_device(grp, member)
		if ((ret = fn(member->dev, data)))
			break;
	mutex_unlock(&grp->mutex);
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
