// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_dev_set.c - sets of devices that are reset together
 *
 * True whenever the table's lock is free:
 *  S1  A set is in the table exactly while device_count > 0, found by its set_id.
 *  S2  device->dev_set is on dev_set->device_list from assignment to release.
 *
 * Locking: the table's spinlock covers the table and every device_count, dev_set->lock the list.
 * Neither is taken under the other.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include "vfio.h"

static DEFINE_XARRAY(vfio_device_set_xa);

static struct vfio_device_set *vfio_device_set_new(void *set_id)
{
	struct vfio_device_set *dev_set = kzalloc(sizeof(*dev_set), GFP_KERNEL);

	if (!dev_set)
		return NULL;
	mutex_init(&dev_set->lock);
	INIT_LIST_HEAD(&dev_set->device_list);
	dev_set->set_id = set_id;
	return dev_set;
}

/* The set of @set_id with one more member counted. */
static struct vfio_device_set *vfio_device_set_get(void *set_id)
{
	unsigned long index = (unsigned long)set_id;
	struct vfio_device_set *dev_set, *new;

	xa_lock(&vfio_device_set_xa);
	dev_set = xa_load(&vfio_device_set_xa, index);
	if (dev_set)
		dev_set->device_count++;
	xa_unlock(&vfio_device_set_xa);
	if (dev_set)
		return dev_set;

	new = vfio_device_set_new(set_id);
	if (!new)
		return ERR_PTR(-ENOMEM);

	/* Someone may have put one there while we allocated: the first one wins. */
	xa_lock(&vfio_device_set_xa);
	dev_set = __xa_cmpxchg(&vfio_device_set_xa, index, NULL, new, GFP_KERNEL);
	if (!dev_set) {
		dev_set = new;
		new = NULL;
	}
	if (xa_is_err(dev_set))
		dev_set = ERR_PTR(xa_err(dev_set));
	else
		dev_set->device_count++;
	xa_unlock(&vfio_device_set_xa);
	kfree(new);
	return dev_set;
}

int vfio_assign_device_set(struct vfio_device *device, void *set_id)
{
	struct vfio_device_set *dev_set;

	if (WARN_ON(!set_id))
		return -EINVAL;

	dev_set = vfio_device_set_get(set_id);
	if (IS_ERR(dev_set))
		return PTR_ERR(dev_set);

	mutex_lock(&dev_set->lock);
	device->dev_set = dev_set;
	list_add_tail(&device->dev_set_list, &dev_set->device_list);
	mutex_unlock(&dev_set->lock);
	return 0;
}
EXPORT_SYMBOL_GPL(vfio_assign_device_set);

void vfio_release_device_set(struct vfio_device *device)
{
	struct vfio_device_set *dev_set = device->dev_set;
	bool last;

	if (!dev_set)
		return;

	mutex_lock(&dev_set->lock);
	list_del(&device->dev_set_list);
	mutex_unlock(&dev_set->lock);

	xa_lock(&vfio_device_set_xa);
	last = !--dev_set->device_count;
	if (last)
		__xa_erase(&vfio_device_set_xa, (unsigned long)dev_set->set_id);
	xa_unlock(&vfio_device_set_xa);

	/* Out of the table and without a member: nobody else can know it. */
	if (last) {
		mutex_destroy(&dev_set->lock);
		kfree(dev_set);
	}
}

unsigned int vfio_device_set_open_count(struct vfio_device_set *dev_set)
{
	struct vfio_device *cur;
	unsigned int open_count = 0;

	lockdep_assert_held(&dev_set->lock);

	list_for_each_entry(cur, &dev_set->device_list, dev_set_list)
		open_count += cur->open_count;
	return open_count;
}
EXPORT_SYMBOL_GPL(vfio_device_set_open_count);

struct vfio_device *vfio_find_device_in_devset(struct vfio_device_set *dev_set,
					       struct device *dev)
{
	struct vfio_device *cur;

	lockdep_assert_held(&dev_set->lock);

	list_for_each_entry(cur, &dev_set->device_list, dev_set_list)
		if (cur->dev == dev)
			return cur;
	return NULL;
}
EXPORT_SYMBOL_GPL(vfio_find_device_in_devset);
