// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * group.c - groups come and go with the devices in them
 *
 * Invariants:
 *  L1  A group is on vfio.group_list exactly while drivers > 0; vfio.group_lock covers the last
 *      put and the node's removal with it, so that the next device of the iommu group finds
 *      either the group or room for a new node of the same name.
 *  L2  group->iommu_group is set while drivers > 0, and cleared under group_lock after.
 *
 * Locking: vfio.group_lock -> group->group_lock.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/iommu.h>
#include <linux/lockdep.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "vfio.h"

static struct vfio {
	struct mutex		group_lock;
	struct list_head	group_list;	/* group_lock */
	struct ida		minors;
	dev_t			first;		/* device number of minor 0 */
	struct class		*class;
} vfio;

/* The node that stands for @iog, if one of its devices has brought it here already. */
static struct vfio_group *group_of_iommu(const struct iommu_group *iog)
{
	struct vfio_group *pos, *match = NULL;

	lockdep_assert_held(&vfio.group_lock);
	list_for_each_entry(pos, &vfio.group_list, vfio_next) {
		if (pos->iommu_group != iog)
			continue;
		match = pos;
		break;
	}
	return match;
}

/* The last reference of group->dev is gone: L2 has been seen to long before. */
static void group_free(struct device *node)
{
	struct vfio_group *group = container_of(node, struct vfio_group, dev);
	unsigned int minor = MINOR(node->devt);

	WARN_ON(group->cdev_device_open_cnt || group->iommu_group);
	mutex_destroy(&group->group_lock);
	mutex_destroy(&group->device_lock);
	ida_free(&vfio.minors, minor);
	kfree(group);
}

/* What needs no undoing: locks, lists, and the count of the one device that makes the group. */
static void group_init_fields(struct vfio_group *group, enum vfio_group_type kind)
{
	group->type = kind;
	mutex_init(&group->group_lock);
	mutex_init(&group->device_lock);
	spin_lock_init(&group->kvm_ref_lock);
	refcount_set(&group->drivers, 1);
	INIT_LIST_HEAD(&group->device_list);
	BLOCKING_INIT_NOTIFIER_HEAD(&group->notifier);
}

static void group_init_node(struct vfio_group *group, int minor)
{
	struct device *node = &group->dev;

	device_initialize(node);
	node->release = group_free;
	node->class = vfio.class;
	node->devt = MKDEV(MAJOR(vfio.first), minor);
	cdev_init(&group->cdev, &vfio_group_fops);
	group->cdev.owner = THIS_MODULE;
}

/* In memory only; from here on put_device() frees it, once iommu_group is NULL. */
static struct vfio_group *group_new(struct iommu_group *iog, enum vfio_group_type kind)
{
	struct vfio_group *fresh = kzalloc(sizeof(*fresh), GFP_KERNEL);
	int minor;

	if (!fresh)
		return ERR_PTR(-ENOMEM);
	minor = ida_alloc_max(&vfio.minors, MINORMASK, GFP_KERNEL);
	if (minor < 0) {
		kfree(fresh);
		return ERR_PTR(minor);
	}
	group_init_node(fresh, minor);
	group_init_fields(fresh, kind);
	fresh->iommu_group = iog;
	iommu_group_ref_get(iog);
	return fresh;
}

/* Name and show the node: user space may open it as soon as this is through. */
static int group_publish(struct vfio_group *fresh)
{
	const char *prefix = fresh->type == VFIO_NO_IOMMU ? "noiommu-" : "";
	int err = dev_set_name(&fresh->dev, "%s%d", prefix, iommu_group_id(fresh->iommu_group));

	return err ? err : cdev_device_add(&fresh->cdev, &fresh->dev);
}

static struct vfio_group *group_create(struct iommu_group *iog, enum vfio_group_type kind)
{
	struct vfio_group *fresh;
	int err;

	lockdep_assert_held(&vfio.group_lock);
	fresh = group_new(iog, kind);
	if (IS_ERR(fresh))
		return fresh;

	err = group_publish(fresh);
	if (!err) {
		list_add(&fresh->vfio_next, &vfio.group_list);
		return fresh;
	}
	fresh->iommu_group = NULL;
	iommu_group_put(iog);
	put_device(&fresh->dev);
	return ERR_PTR(err);
}

static struct vfio_group *group_create_locked(struct iommu_group *iog, enum vfio_group_type kind)
{
	struct vfio_group *fresh;

	mutex_lock(&vfio.group_lock);
	fresh = group_create(iog, kind);
	mutex_unlock(&vfio.group_lock);
	return fresh;
}

/* Make @dev the only member of @iog, and @iog a group of ours. */
static struct vfio_group *group_adopt(struct iommu_group *iog, struct device *dev,
				      enum vfio_group_type kind)
{
	struct vfio_group *fresh;
	int err = iommu_group_set_name(iog, "vfio-noiommu");

	if (!err)
		err = iommu_group_add_device(iog, dev);
	if (err)
		return ERR_PTR(err);

	fresh = group_create_locked(iog, kind);
	if (IS_ERR(fresh))
		iommu_group_remove_device(dev);
	return fresh;
}

/* An iommu group with one device in it, made up for a device that has none. */
static struct vfio_group *group_make_up(struct device *dev, enum vfio_group_type kind)
{
	struct iommu_group *iog = iommu_group_alloc();
	struct vfio_group *fresh;

	if (IS_ERR(iog))
		return ERR_CAST(iog);
	fresh = group_adopt(iog, dev, kind);
	iommu_group_put(iog);	/* device and group hold one each, or it goes */
	return fresh;
}

static bool group_contains(struct vfio_group *grp, const struct device *dev)
{
	struct vfio_device *member;
	bool there = false;

	mutex_lock(&grp->device_lock);
	list_for_each_entry(member, &grp->device_list, group_next) {
		if (member->dev == dev) {
			there = true;
			break;
		}
	}
	mutex_unlock(&grp->device_lock);
	return there;
}

/* One device more in the group that stands for @iog: the first one makes the group. */
static struct vfio_group *group_join(struct iommu_group *iog, struct device *dev)
{
	struct vfio_group *grp = group_of_iommu(iog);

	if (grp) {
		if (WARN_ON(group_contains(grp, dev)))
			return ERR_PTR(-EINVAL);
		refcount_inc(&grp->drivers);
		return grp;
	}
	grp = group_create(iog, VFIO_IOMMU);
	vfio_group_nb_register_locked(grp);
	return grp;
}

/* No IOMMU is behind @dev: let it in only if the administrator has asked for that. */
static struct vfio_group *group_without_iommu(struct device *dev)
{
	struct vfio_group *grp;

	if (!vfio_noiommu)
		return ERR_PTR(-EINVAL);
	grp = group_make_up(dev, VFIO_NO_IOMMU);
	if (!IS_ERR(grp))
		dev_warn(dev, "nothing holds its DMA back: its user can write to all memory\n");
	return grp;
}

static struct vfio_group *group_behind_iommu(struct device *dev)
{
	struct iommu_group *iog = iommu_group_get(dev);
	struct vfio_group *grp;

	if (!iog)
		return group_without_iommu(dev);

	mutex_lock(&vfio.group_lock);
	grp = group_join(iog, dev);
	mutex_unlock(&vfio.group_lock);
	vfio_group_nb_register(grp);
	iommu_group_put(iog);
	return grp;
}

int vfio_device_set_group(struct vfio_device *device, enum vfio_group_type type)
{
	struct device *dev = device->dev;
	struct vfio_group *grp = type == VFIO_IOMMU ? group_behind_iommu(dev)
						    : group_make_up(dev, type);

	if (!IS_ERR(grp))
		device->group = grp;
	return PTR_ERR_OR_ZERO(grp);
}

/* L2: nobody with a file of the group gets at its iommu group from here on. */
static struct iommu_group *group_revoke(struct vfio_group *grp)
{
	struct iommu_group *iog;

	mutex_lock(&grp->group_lock);
	WARN_ON(!list_empty(&grp->device_list));
	WARN_ON(grp->notifier.head);
	if (grp->container)
		vfio_group_detach_container(grp);
	iog = grp->iommu_group;
	grp->iommu_group = NULL;
	mutex_unlock(&grp->group_lock);
	return iog;
}

void vfio_group_put(struct vfio_group *group)
{
	struct device *node = &group->dev;
	struct iommu_group *iog;

	if (!refcount_dec_and_mutex_lock(&group->drivers, &vfio.group_lock))
		return;
	/* L1: whoever waits for group_lock finds neither the group nor its name taken. */
	list_del(&group->vfio_next);
	cdev_device_del(&group->cdev, node);
	iog = group_revoke(group);
	mutex_unlock(&vfio.group_lock);

	vfio_group_nb_unregister(group, iog);
	iommu_group_put(iog);
	put_device(node);
}

void vfio_device_remove_group(struct vfio_device *device)
{
	struct vfio_group *grp = device->group;
	bool made_up = grp->type != VFIO_IOMMU;

	if (made_up)
		iommu_group_remove_device(device->dev);
	vfio_group_put(grp);
}

/* Is @group still there? With a reference then. It sleeps, so the caller's pointer must last. */
struct vfio_group *vfio_group_try_get(struct vfio_group *group)
{
	struct vfio_group *it, *found = NULL;

	mutex_lock(&vfio.group_lock);
	list_for_each_entry(it, &vfio.group_list, vfio_next) {
		if (it == group) {
			refcount_inc(&group->drivers);
			found = group;
			break;
		}
	}
	mutex_unlock(&vfio.group_lock);
	return found;
}

void vfio_device_group_register(struct vfio_device *device)
{
	struct vfio_group *grp = device->group;

	mutex_lock(&grp->device_lock);
	list_add(&device->group_next, &grp->device_list);
	mutex_unlock(&grp->device_lock);
}

void vfio_device_group_unregister(struct vfio_device *device)
{
	struct mutex *lock = &device->group->device_lock;

	mutex_lock(lock);
	list_del(&device->group_next);
	mutex_unlock(lock);
}

/* udev is not simulated: the class itself says that its nodes are in /dev/vfio. */
static char *group_node_path(const struct device *node, umode_t *mode)
{
	return kasprintf(GFP_KERNEL, "vfio/%s", dev_name(node));
}

static int group_class_init(void)
{
	struct class *cls = class_create("vfio");

	if (IS_ERR(cls))
		return PTR_ERR(cls);
	cls->devnode = group_node_path;
	vfio.class = cls;
	return 0;
}

static void group_class_exit(void)
{
	class_destroy(vfio.class);
	vfio.class = NULL;
}

int vfio_group_init(void)
{
	int err;

	INIT_LIST_HEAD(&vfio.group_list);
	mutex_init(&vfio.group_lock);
	ida_init(&vfio.minors);

	err = vfio_container_init();
	if (err)
		return err;

	err = group_class_init();
	if (!err) {
		err = alloc_chrdev_region(&vfio.first, 0, MINORMASK + 1, "vfio");
		if (!err)
			return 0;
		group_class_exit();
	}
	vfio_container_cleanup();
	return err;
}

void vfio_group_cleanup(void)
{
	WARN_ON(!list_empty(&vfio.group_list));
	ida_destroy(&vfio.minors);
	unregister_chrdev_region(vfio.first, MINORMASK + 1);
	group_class_exit();
	mutex_destroy(&vfio.group_lock);
	vfio_container_cleanup();
}
