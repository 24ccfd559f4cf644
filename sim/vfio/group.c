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
	struct class		*class;
	struct list_head	group_list;
	struct mutex		group_lock;
	struct ida		group_ida;
	dev_t			group_devt;
} vfio;

static struct vfio_group *vfio_group_find_from_iommu(struct iommu_group *iommu_group)
{
	struct vfio_group *group;

	lockdep_assert_held(&vfio.group_lock);

	list_for_each_entry(group, &vfio.group_list, vfio_next)
		if (group->iommu_group == iommu_group)
			return group;
	return NULL;
}

static void vfio_group_release(struct device *dev)
{
	struct vfio_group *group = container_of(dev, struct vfio_group, dev);

	mutex_destroy(&group->device_lock);
	mutex_destroy(&group->group_lock);
	WARN_ON(group->iommu_group);
	WARN_ON(group->cdev_device_open_cnt);
	ida_free(&vfio.group_ida, MINOR(group->dev.devt));
	kfree(group);
}

static struct vfio_group *vfio_group_alloc(struct iommu_group *iommu_group,
					   enum vfio_group_type type)
{
	struct vfio_group *group;
	int minor;

	group = kzalloc(sizeof(*group), GFP_KERNEL);
	if (!group)
		return ERR_PTR(-ENOMEM);

	minor = ida_alloc_max(&vfio.group_ida, MINORMASK, GFP_KERNEL);
	if (minor < 0) {
		kfree(group);
		return ERR_PTR(minor);
	}

	device_initialize(&group->dev);
	group->dev.devt = MKDEV(MAJOR(vfio.group_devt), minor);
	group->dev.class = vfio.class;
	group->dev.release = vfio_group_release;
	cdev_init(&group->cdev, &vfio_group_fops);
	group->cdev.owner = THIS_MODULE;

	refcount_set(&group->drivers, 1);
	mutex_init(&group->group_lock);
	spin_lock_init(&group->kvm_ref_lock);
	INIT_LIST_HEAD(&group->device_list);
	mutex_init(&group->device_lock);
	BLOCKING_INIT_NOTIFIER_HEAD(&group->notifier);
	group->type = type;
	group->iommu_group = iommu_group;
	iommu_group_ref_get(iommu_group);
	return group;
}

static struct vfio_group *vfio_create_group(struct iommu_group *iommu_group,
					    enum vfio_group_type type)
{
	struct vfio_group *group;
	int ret;

	lockdep_assert_held(&vfio.group_lock);

	group = vfio_group_alloc(iommu_group, type);
	if (IS_ERR(group))
		return group;

	ret = dev_set_name(&group->dev, "%s%d", type == VFIO_NO_IOMMU ? "noiommu-" : "",
			   iommu_group_id(iommu_group));
	if (ret)
		goto out_put;
	ret = cdev_device_add(&group->cdev, &group->dev);
	if (ret)
		goto out_put;

	list_add(&group->vfio_next, &vfio.group_list);
	return group;

out_put:
	iommu_group_put(group->iommu_group);
	group->iommu_group = NULL;
	put_device(&group->dev);
	return ERR_PTR(ret);
}

/* An iommu group with one device in it, made up for a device that has none. */
static struct vfio_group *vfio_noiommu_group_alloc(struct device *dev, enum vfio_group_type type)
{
	struct iommu_group *iommu_group;
	struct vfio_group *group;
	int ret;

	iommu_group = iommu_group_alloc();
	if (IS_ERR(iommu_group))
		return ERR_CAST(iommu_group);

	ret = iommu_group_set_name(iommu_group, "vfio-noiommu");
	if (ret)
		goto out_put;
	ret = iommu_group_add_device(iommu_group, dev);
	if (ret)
		goto out_put;

	mutex_lock(&vfio.group_lock);
	group = vfio_create_group(iommu_group, type);
	mutex_unlock(&vfio.group_lock);
	if (IS_ERR(group)) {
		ret = PTR_ERR(group);
		goto out_remove;
	}
	iommu_group_put(iommu_group);
	return group;

out_remove:
	iommu_group_remove_device(dev);
out_put:
	iommu_group_put(iommu_group);
	return ERR_PTR(ret);
}

static bool vfio_group_has_device(struct vfio_group *group, struct device *dev)
{
	struct vfio_device *device;
	bool found = false;

	mutex_lock(&group->device_lock);
	list_for_each_entry(device, &group->device_list, group_next) {
		found = device->dev == dev;
		if (found)
			break;
	}
	mutex_unlock(&group->device_lock);
	return found;
}

static struct vfio_group *vfio_group_find_or_alloc(struct device *dev)
{
	struct iommu_group *iommu_group = iommu_group_get(dev);
	struct vfio_group *group;

	if (!iommu_group && vfio_noiommu) {
		group = vfio_noiommu_group_alloc(dev, VFIO_NO_IOMMU);
		if (!IS_ERR(group))
			dev_warn(dev, "Adding kernel taint for vfio-noiommu group on device\n");
		return group;
	}
	if (!iommu_group)
		return ERR_PTR(-EINVAL);

	mutex_lock(&vfio.group_lock);
	group = vfio_group_find_from_iommu(iommu_group);
	if (!group) {
		group = vfio_create_group(iommu_group, VFIO_IOMMU);
		vfio_group_nb_register_locked(group);
	} else if (WARN_ON(vfio_group_has_device(group, dev))) {
		group = ERR_PTR(-EINVAL);
	} else {
		refcount_inc(&group->drivers);
	}
	mutex_unlock(&vfio.group_lock);

	vfio_group_nb_register(group);
	iommu_group_put(iommu_group);
	return group;
}

int vfio_device_set_group(struct vfio_device *device, enum vfio_group_type type)
{
	struct vfio_group *group;

	if (type == VFIO_IOMMU)
		group = vfio_group_find_or_alloc(device->dev);
	else
		group = vfio_noiommu_group_alloc(device->dev, type);
	if (IS_ERR(group))
		return PTR_ERR(group);

	device->group = group;
	return 0;
}

/* L2: nobody with a file of the group gets at its iommu group from here on. */
static struct iommu_group *vfio_group_revoke(struct vfio_group *group)
{
	struct iommu_group *iommu_group;

	mutex_lock(&group->group_lock);
	WARN_ON(!list_empty(&group->device_list));
	WARN_ON(group->notifier.head);
	if (group->container)
		vfio_group_detach_container(group);
	iommu_group = group->iommu_group;
	group->iommu_group = NULL;
	mutex_unlock(&group->group_lock);
	return iommu_group;
}

void vfio_group_put(struct vfio_group *group)
{
	struct iommu_group *iommu_group;

	if (!refcount_dec_and_mutex_lock(&group->drivers, &vfio.group_lock))
		return;
	list_del(&group->vfio_next);
	cdev_device_del(&group->cdev, &group->dev);
	iommu_group = vfio_group_revoke(group);
	mutex_unlock(&vfio.group_lock);

	vfio_group_nb_unregister(group, iommu_group);
	iommu_group_put(iommu_group);
	put_device(&group->dev);
}

void vfio_device_remove_group(struct vfio_device *device)
{
	struct vfio_group *group = device->group;

	if (group->type != VFIO_IOMMU)
		iommu_group_remove_device(device->dev);
	vfio_group_put(group);
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
	mutex_lock(&device->group->device_lock);
	list_add(&device->group_next, &device->group->device_list);
	mutex_unlock(&device->group->device_lock);
}

void vfio_device_group_unregister(struct vfio_device *device)
{
	mutex_lock(&device->group->device_lock);
	list_del(&device->group_next);
	mutex_unlock(&device->group->device_lock);
}

static char *vfio_devnode(const struct device *dev, umode_t *mode)
{
	return kasprintf(GFP_KERNEL, "vfio/%s", dev_name(dev));
}

int vfio_group_init(void)
{
	int ret;

	ida_init(&vfio.group_ida);
	mutex_init(&vfio.group_lock);
	INIT_LIST_HEAD(&vfio.group_list);

	ret = vfio_container_init();
	if (ret)
		return ret;

	vfio.class = class_create("vfio");
	if (IS_ERR(vfio.class)) {
		ret = PTR_ERR(vfio.class);
		goto out_container;
	}
	vfio.class->devnode = vfio_devnode;

	ret = alloc_chrdev_region(&vfio.group_devt, 0, MINORMASK + 1, "vfio");
	if (ret)
		goto out_class;
	return 0;

out_class:
	class_destroy(vfio.class);
	vfio.class = NULL;
out_container:
	vfio_container_cleanup();
	return ret;
}

void vfio_group_cleanup(void)
{
	WARN_ON(!list_empty(&vfio.group_list));
	ida_destroy(&vfio.group_ida);
	unregister_chrdev_region(vfio.group_devt, MINORMASK + 1);
	class_destroy(vfio.class);
	vfio.class = NULL;
	mutex_destroy(&vfio.group_lock);
	vfio_container_cleanup();
}
