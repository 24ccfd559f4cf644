// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mdev_core.c - mediated devices: made and unmade below a parent, through sysfs
 *
 * Invariants:
 *  A1  mdev_list holds every mediated device from its creation to its release; ids are unique.
 *  A2  active turns false once, under mdev_list_lock: who turns it removes the device.
 *  A3  Creation and removal hold the parent's unreg_sem (R) while they touch the driver; when the
 *      parent's unregistration has it (W), no child comes any more and it removes those there are.
 *  A4  What it has of its parent, a device gives back when it is removed: anybody may have the
 *      last reference, a search of the bus for instance, and the parent goes with its module.
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
DEFINE_VARIANT(mdev_remove_claims_first, "mdev-remove-claims-first", "Linux 5.2 to 6.12 and later",
	       "removal claims a device, then looks for its parent, which may have freed it");
DEFINE_VARIANT(mdev_leaves_late, "mdev-leaves-late", "Linux 5.2 to 6.12 and later",
	       "who removes a device is still inside up_read() while its parent is freed");
DEFINE_VARIANT(mdev_registers_open, "mdev-registers-open", "Linux 6.12 and later",
	       "a device is made of a type whose folder for links is not there yet");
DEFINE_VARIANT(mdev_release_asks_type, "mdev-release-asks-type", "Linux 6.1 to 6.12 and later",
	       "a device's last reference gives back its type, which may be gone with its module");
DEFINE_VARIANT(mdev_trylock_early, "mdev-trylock-early", "review of 5715c4dd66a3",
	       "creation gives up after it is on the list, and stays there (V14)");

static DEFINE_MUTEX(mdev_list_lock);
static LIST_HEAD(mdev_list);	/* mdev_list_lock */

/* A3, for one child: false once the parent is on its way out. */
static bool parent_enter(struct mdev_parent *parent)
{
	if (variant(mdev_no_unreg_sem))
		return true;
	return down_read_trylock(&parent->unreg_sem);
}

/*
 * up_read() may look at the semaphore once more, to wake whoever waits, after that one has got
 * it. Our own file is no longer in use while we remove the device: nothing else keeps the parent.
 */
static void parent_exit(struct mdev_parent *parent)
{
	if (variant(mdev_no_unreg_sem))
		return;
	if (!variant(mdev_leaves_late))
		mutex_lock(&mdev_list_lock);
	up_read(&parent->unreg_sem);
	if (!variant(mdev_leaves_late))
		mutex_unlock(&mdev_list_lock);
}

/* A3, for all of them: waits for who has entered. */
static void parent_close(struct mdev_parent *parent)
{
	if (!variant(mdev_no_unreg_sem))
		down_write(&parent->unreg_sem);
}

/* Whoever had entered is out of parent_exit(), too. */
static void parent_closed(struct mdev_parent *parent)
{
	if (variant(mdev_no_unreg_sem))
		return;
	up_write(&parent->unreg_sem);
	if (!variant(mdev_leaves_late)) {
		mutex_lock(&mdev_list_lock);
		mutex_unlock(&mdev_list_lock);
	}
}

/* A driver that counts by itself, and by type, leaves the parent's count alone. */
static bool parent_counts(const struct mdev_parent *parent)
{
	return !parent->mdev_driver->get_available;
}

static bool parent_full(const struct mdev_parent *parent)
{
	return parent_counts(parent) && !atomic_read(&parent->available_instances);
}

int mdev_register_parent(struct mdev_parent *parent, struct device *dev,
			 struct mdev_driver *mdev_driver, struct mdev_type **types,
			 unsigned int nr_types)
{
	int err;

	*parent = (struct mdev_parent){
		.dev		= dev,
		.mdev_driver	= mdev_driver,
		.types		= types,
		.nr_types	= nr_types,
	};
	atomic_set(&parent->available_instances, mdev_driver->max_instances);
	init_rwsem(&parent->unreg_sem);
	if (variant(mdev_registers_open))
		return parent_create_sysfs_files(parent);
	/* A type can be written to before all of it is there. */
	down_write(&parent->unreg_sem);
	err = parent_create_sysfs_files(parent);
	up_write(&parent->unreg_sem);
	return err;
}
EXPORT_SYMBOL(mdev_register_parent);

/* A place, and the reference to the type: the parent is there for whoever made or removes @mdev. */
static void mdev_give_back(struct mdev_device *mdev)
{
	struct mdev_type *type = mdev->type;

	if (parent_counts(type->parent)) {
		mutex_lock(&mdev_list_lock);
		atomic_inc(&type->parent->available_instances);
		mutex_unlock(&mdev_list_lock);
	}
	kobject_put(&type->kobj);
}

/* A4: ours is the last reference, if nobody has another just now. */
static void mdev_drop(struct mdev_device *mdev)
{
	if (!variant(mdev_release_asks_type))
		mdev_give_back(mdev);
	put_device(&mdev->dev);
}

/* Its driver goes, then what it has of its parent, and the last reference to it: mdev_free(). */
static void mdev_unmake(struct mdev_device *mdev)
{
	struct mdev_parent *parent = mdev->type->parent;

	mdev_remove_sysfs_files(mdev);
	device_del(&mdev->dev);
	if (!variant(mdev_no_unreg_sem))
		lockdep_assert_held(&parent->unreg_sem);	/* R or W */
	mdev_drop(mdev);
}

static bool on_list(const struct mdev_device *mdev)
{
	struct mdev_device *pos;

	lockdep_assert_held(&mdev_list_lock);
	list_for_each_entry(pos, &mdev_list, next)
		if (pos == mdev)
			return true;
	return false;
}

/* A2: 0 for the one who is to remove @mdev, -EAGAIN for who comes too early or too late. */
static int mdev_claim_removal(struct mdev_device *mdev)
{
	int err = -ENODEV;

	mutex_lock(&mdev_list_lock);
	if (on_list(mdev)) {
		err = mdev->active ? 0 : -EAGAIN;
		mdev->active = false;
	}
	mutex_unlock(&mdev_list_lock);
	return err;
}

/* Children of the hardware that are none of ours stay. */
static int unmake_if_mdev(struct device *child, void *unused)
{
	bool ours = child->bus == &mdev_bus_type;

	if (!ours)
		return 0;
	if (!variant(mdev_remove_claims_first))
		mdev_claim_removal(to_mdev_device(child));	/* whoever comes late */
	mdev_unmake(to_mdev_device(child));
	return 0;
}

void mdev_unregister_parent(struct mdev_parent *parent)
{
	parent_close(parent);
	device_for_each_child(parent->dev, NULL, unmake_if_mdev);
	parent_remove_sysfs_files(parent);
	parent_closed(parent);
}
EXPORT_SYMBOL(mdev_unregister_parent);

/* The last reference is gone; now the id is free again. */
static void mdev_free(struct device *dev)
{
	struct mdev_device *mdev = to_mdev_device(dev);

	mutex_lock(&mdev_list_lock);
	list_del(&mdev->next);
	mutex_unlock(&mdev_list_lock);
	if (variant(mdev_release_asks_type))
		mdev_give_back(mdev);
	kfree(mdev);
}

static bool uuid_in_use(const guid_t *uuid)
{
	struct mdev_device *other;

	list_for_each_entry(other, &mdev_list, next)
		if (guid_equal(uuid, &other->uuid))
			return true;
	return false;
}

static void mdev_init_node(struct mdev_device *mdev, struct device *parent)
{
	struct device *node = &mdev->dev;

	device_initialize(node);
	node->release = mdev_free;
	node->groups = mdev_device_groups;
	node->bus = &mdev_bus_type;
	node->parent = parent;
}

/* A1: on the list, with a place of the parent's taken; mdev_drop() undoes all of it. */
static struct mdev_device *mdev_new_locked(struct mdev_type *type, const guid_t *uuid)
{
	struct mdev_parent *parent = type->parent;
	struct mdev_device *fresh;

	lockdep_assert_held(&mdev_list_lock);
	if (uuid_in_use(uuid))
		return ERR_PTR(-EEXIST);
	if (parent_full(parent))
		return ERR_PTR(-EUSERS);
	fresh = kzalloc(sizeof(*fresh), GFP_KERNEL);
	if (!fresh)
		return ERR_PTR(-ENOMEM);

	mdev_init_node(fresh, parent->dev);
	guid_copy(&fresh->uuid, uuid);
	fresh->type = type;
	kobject_get(&type->kobj);
	list_add(&fresh->next, &mdev_list);
	if (parent_counts(parent))
		atomic_dec(&parent->available_instances);
	return fresh;
}

static struct mdev_device *mdev_new(struct mdev_type *type, const guid_t *uuid)
{
	struct mdev_device *fresh;

	mutex_lock(&mdev_list_lock);
	fresh = mdev_new_locked(type, uuid);
	mutex_unlock(&mdev_list_lock);
	return fresh;
}

/* Bound to its parent's driver, and with links to and from its type. */
static int mdev_equip(struct mdev_device *mdev)
{
	struct mdev_driver *mdrv = mdev->type->parent->mdev_driver;
	int err = device_driver_attach(&mdrv->driver, &mdev->dev);

	return err ? err : mdev_create_sysfs_files(mdev);
}

/* A2: whoever finds it active may remove it from here on. */
static int mdev_publish(struct mdev_device *mdev)
{
	int err = device_add(&mdev->dev);

	if (err)
		return err;
	err = mdev_equip(mdev);
	if (err) {
		device_del(&mdev->dev);
		return err;
	}
	/* Under the lock that removal looks under; Linux has it so there, and not here. */
	mutex_lock(&mdev_list_lock);
	mdev->active = true;
	mutex_unlock(&mdev_list_lock);
	return 0;
}

static int mdev_bring_up(struct mdev_device *mdev)
{
	struct mdev_parent *parent = mdev->type->parent;
	int err = dev_set_name(&mdev->dev, "%pUl", &mdev->uuid);

	if (err)
		return err;
	if (!parent_enter(parent)) {
		if (variant(mdev_trylock_early))
			get_device(&mdev->dev);		/* which nobody will put */
		return -ENODEV;
	}
	err = mdev_publish(mdev);
	parent_exit(parent);
	return err;
}

int mdev_device_create(struct mdev_type *type, const guid_t *uuid)
{
	struct mdev_device *fresh = mdev_new(type, uuid);
	int err;

	if (IS_ERR(fresh))
		return PTR_ERR(fresh);
	err = mdev_bring_up(fresh);
	if (err)
		mdev_drop(fresh);
	return err;
}

/* Nothing keeps @mdev between the claim and the entry: variant mdev-remove-claims-first. */
static int mdev_claim_then_enter(struct mdev_device *mdev)
{
	struct mdev_parent *parent = mdev->type->parent;
	int err = mdev_claim_removal(mdev);

	if (err)
		return err;
	return parent_enter(parent) ? 0 : -ENODEV;	/* its unregistration takes @mdev along */
}

/* Its parent's unregistration may have freed @mdev: on the list it is alive, in here it stays. */
static int mdev_enter_and_claim(struct mdev_device *mdev)
{
	int err = -ENODEV;

	mutex_lock(&mdev_list_lock);
	if (on_list(mdev) && !mdev->active) {
		err = -EAGAIN;
	} else if (on_list(mdev) && parent_enter(mdev->type->parent)) {
		mdev->active = false;
		err = 0;
	}
	mutex_unlock(&mdev_list_lock);
	return err;
}

int mdev_device_remove(struct mdev_device *mdev)
{
	struct mdev_parent *parent;
	int err = variant(mdev_remove_claims_first) ? mdev_claim_then_enter(mdev) :
						      mdev_enter_and_claim(mdev);

	if (err)
		return err;
	parent = mdev->type->parent;
	mdev_unmake(mdev);
	parent_exit(parent);
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
