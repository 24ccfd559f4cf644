// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mdev_core.c - mediated devices: made and unmade below a parent, through sysfs
 *
 * Invariants:
 *  A1  mdev_list holds every mediated device from its creation to its release; ids are unique.
 *  A2  active turns false once, under mdev_list_lock: who turns it removes the device.
 *  A3  Creation and removal hold the parent's unreg_sem (R) while they touch the driver; when the
 *      parent's unregistration has it (W), no child comes any more and it removes those there are.
 *
 * Creation and removal only try for unreg_sem: they are sysfs writes, and unregistration waits
 * for sysfs writes to end.
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "mdev_private.h"

DEFINE_VARIANT(mdev_no_unreg_sem, "mdev-no-unreg-sem", "reverts 5715c4dd66a3 (v5.2)",
	       "creation and removal do not know of the parent's unregistration (V14)");
DEFINE_VARIANT(mdev_trylock_early, "mdev-trylock-early", "review of 5715c4dd66a3",
	       "creation gives up after it is on the list, and stays there (V14)");

static LIST_HEAD(mdev_list);
static DEFINE_MUTEX(mdev_list_lock);

static bool mdev_parent_try_get(struct mdev_parent *parent)
{
	return variant(mdev_no_unreg_sem) || down_read_trylock(&parent->unreg_sem);
}

static void mdev_parent_put(struct mdev_parent *parent)
{
	if (!variant(mdev_no_unreg_sem))
		up_read(&parent->unreg_sem);
}

static void mdev_device_remove_common(struct mdev_device *mdev)
{
	struct mdev_parent *parent = mdev->type->parent;

	mdev_remove_sysfs_files(mdev);
	device_del(&mdev->dev);
	if (!variant(mdev_no_unreg_sem))
		lockdep_assert_held(&parent->unreg_sem);
	put_device(&mdev->dev);	/* the one of its creation */
}

static int mdev_device_remove_cb(struct device *dev, void *data)
{
	if (dev->bus == &mdev_bus_type)
		mdev_device_remove_common(to_mdev_device(dev));
	return 0;
}

int mdev_register_parent(struct mdev_parent *parent, struct device *dev,
			 struct mdev_driver *mdev_driver, struct mdev_type **types,
			 unsigned int nr_types)
{
	memset(parent, 0, sizeof(*parent));
	init_rwsem(&parent->unreg_sem);
	parent->dev = dev;
	parent->mdev_driver = mdev_driver;
	parent->types = types;
	parent->nr_types = nr_types;
	atomic_set(&parent->available_instances, mdev_driver->max_instances);
	return parent_create_sysfs_files(parent);
}
EXPORT_SYMBOL(mdev_register_parent);

void mdev_unregister_parent(struct mdev_parent *parent)
{
	if (!variant(mdev_no_unreg_sem))
		down_write(&parent->unreg_sem);
	device_for_each_child(parent->dev, NULL, mdev_device_remove_cb);
	parent_remove_sysfs_files(parent);
	if (!variant(mdev_no_unreg_sem))
		up_write(&parent->unreg_sem);
}
EXPORT_SYMBOL(mdev_unregister_parent);

static void mdev_device_release(struct device *dev)
{
	struct mdev_device *mdev = to_mdev_device(dev);
	struct mdev_parent *parent = mdev->type->parent;

	mutex_lock(&mdev_list_lock);
	list_del(&mdev->next);
	if (!parent->mdev_driver->get_available)
		atomic_inc(&parent->available_instances);
	mutex_unlock(&mdev_list_lock);

	kobject_put(&mdev->type->kobj);
	kfree(mdev);
}

static bool mdev_uuid_in_use(const guid_t *uuid)
{
	struct mdev_device *it;

	list_for_each_entry(it, &mdev_list, next)
		if (guid_equal(&it->uuid, uuid))
			return true;
	return false;
}

/* On the list, with a place of the parent's taken; put_device() undoes all of it. */
static struct mdev_device *mdev_device_new(struct mdev_type *type, const guid_t *uuid)
{
	struct mdev_parent *parent = type->parent;
	bool counted = !parent->mdev_driver->get_available;
	struct mdev_device *mdev;

	lockdep_assert_held(&mdev_list_lock);

	if (mdev_uuid_in_use(uuid))
		return ERR_PTR(-EEXIST);
	if (counted && !atomic_read(&parent->available_instances))
		return ERR_PTR(-EUSERS);
	mdev = kzalloc(sizeof(*mdev), GFP_KERNEL);
	if (!mdev)
		return ERR_PTR(-ENOMEM);
	if (counted)
		atomic_dec(&parent->available_instances);

	device_initialize(&mdev->dev);
	mdev->dev.parent = parent->dev;
	mdev->dev.bus = &mdev_bus_type;
	mdev->dev.release = mdev_device_release;
	mdev->dev.groups = mdev_device_groups;
	mdev->type = type;
	kobject_get(&type->kobj);
	guid_copy(&mdev->uuid, uuid);
	list_add(&mdev->next, &mdev_list);
	return mdev;
}

static int mdev_device_add(struct mdev_device *mdev, struct mdev_driver *drv)
{
	int ret;

	ret = device_add(&mdev->dev);
	if (ret)
		return ret;
	ret = device_driver_attach(&drv->driver, &mdev->dev);
	if (!ret)
		ret = mdev_create_sysfs_files(mdev);
	if (ret) {
		device_del(&mdev->dev);
		return ret;
	}
	mdev->active = true;
	return 0;
}

int mdev_device_create(struct mdev_type *type, const guid_t *uuid)
{
	struct mdev_parent *parent = type->parent;
	struct mdev_device *mdev;
	int ret;

	mutex_lock(&mdev_list_lock);
	mdev = mdev_device_new(type, uuid);
	mutex_unlock(&mdev_list_lock);
	if (IS_ERR(mdev))
		return PTR_ERR(mdev);

	ret = dev_set_name(&mdev->dev, "%pUl", uuid);
	if (ret)
		goto out_put;

	ret = -ENODEV;
	if (!mdev_parent_try_get(parent)) {
		if (variant(mdev_trylock_early))
			return ret;
		goto out_put;
	}
	ret = mdev_device_add(mdev, parent->mdev_driver);
	mdev_parent_put(parent);
	if (!ret)
		return 0;

out_put:
	put_device(&mdev->dev);
	return ret;
}

/* A2: true for the one who is to remove @mdev. */
static int mdev_device_deactivate(struct mdev_device *mdev)
{
	struct mdev_device *it;
	int ret = -ENODEV;

	mutex_lock(&mdev_list_lock);
	list_for_each_entry(it, &mdev_list, next) {
		if (it != mdev)
			continue;
		ret = mdev->active ? 0 : -EAGAIN;
		mdev->active = false;
		break;
	}
	mutex_unlock(&mdev_list_lock);
	return ret;
}

int mdev_device_remove(struct mdev_device *mdev)
{
	struct mdev_parent *parent = mdev->type->parent;
	int ret;

	ret = mdev_device_deactivate(mdev);
	if (ret)
		return ret;
	if (!mdev_parent_try_get(parent))
		return -ENODEV;	/* the parent's unregistration takes it along */
	mdev_device_remove_common(mdev);
	mdev_parent_put(parent);
	return 0;
}

static int __init mdev_init(void)
{
	return bus_register(&mdev_bus_type);
}

static void __exit mdev_exit(void)
{
	bus_unregister(&mdev_bus_type);
}

module_init(mdev_init);
module_exit(mdev_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Mediated devices");
