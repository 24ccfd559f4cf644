// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_dev_set.c - sets of devices that are reset together
 *
 * True whenever the table's lock is free:
 *  S1  A set is in the table exactly while device_count > 0, found by its set_id.
 *  S2  device->dev_set is on dev_set->device_list from assignment to unregistration, or to release
 *      if that never comes.
 *
 * Locking: the table's spinlock covers the table and every device_count, dev_set->lock the list.
 * Neither is taken under the other.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#include "exec/exec.h"

#include "vfio.h"

static DEFINE_XARRAY(vfio_device_set_xa);	/* its lock is the table's */

struct listed_set {
	struct vfio_device_set	set;
	unsigned long		index;		/* what @set_id stands for may be gone before it */
};

#define to_listed(s)	container_of(s, struct listed_set, set)

/*
 * Linux takes the address. How many nodes the table needs, and thereby how many steps a run has,
 * would then be another number in each process.
 */
static unsigned long index_of(const void *set_id)
{
	return ex_heap_number(set_id) ?: (unsigned long)set_id;
}

static struct vfio_device_set *set_new(void *set_id)
{
	struct listed_set *listed = kzalloc(sizeof(*listed), GFP_KERNEL);

	if (!listed)
		return NULL;
	listed->index = index_of(set_id);
	listed->set.set_id = set_id;
	INIT_LIST_HEAD(&listed->set.device_list);
	mutex_init(&listed->set.lock);
	return &listed->set;
}

static void set_free(struct vfio_device_set *set)
{
	mutex_destroy(&set->lock);
	kfree(to_listed(set));
}

/* The set of @set_id with one more member counted, or NULL. */
static struct vfio_device_set *set_get(void *set_id)
{
	struct vfio_device_set *found;

	xa_lock(&vfio_device_set_xa);
	found = xa_load(&vfio_device_set_xa, index_of(set_id));
	if (found)
		found->device_count++;
	xa_unlock(&vfio_device_set_xa);
	return found;
}

/* The same, with @fresh in the table unless someone has put one there meanwhile. */
static struct vfio_device_set *set_get_or_insert(struct vfio_device_set *fresh)
{
	const unsigned long index = to_listed(fresh)->index;
	struct vfio_device_set *winner;

	xa_lock(&vfio_device_set_xa);
	winner = __xa_cmpxchg(&vfio_device_set_xa, index, NULL, fresh, GFP_KERNEL);
	if (!winner)
		winner = fresh;
	if (!xa_is_err(winner))
		winner->device_count++;
	xa_unlock(&vfio_device_set_xa);
	return xa_is_err(winner) ? ERR_PTR(xa_err(winner)) : winner;
}

static struct vfio_device_set *set_get_or_make(void *set_id)
{
	struct vfio_device_set *fresh, *winner = set_get(set_id);

	if (winner)
		return winner;
	fresh = set_new(set_id);
	if (!fresh)
		return ERR_PTR(-ENOMEM);
	winner = set_get_or_insert(fresh);
	if (winner != fresh)
		set_free(fresh);
	return winner;
}

/* S1: true for the last member, whose set nobody else can know any more. */
static bool set_put(struct vfio_device_set *set)
{
	bool last;

	xa_lock(&vfio_device_set_xa);
	last = --set->device_count == 0;
	if (last)
		__xa_erase(&vfio_device_set_xa, to_listed(set)->index);
	xa_unlock(&vfio_device_set_xa);
	return last;
}

int vfio_assign_device_set(struct vfio_device *device, void *set_id)
{
	struct vfio_device_set *set;

	if (WARN_ON(!set_id))
		return -EINVAL;
	set = set_get_or_make(set_id);
	if (IS_ERR(set))
		return PTR_ERR(set);

	mutex_lock(&set->lock);
	list_add_tail(&device->dev_set_list, &set->device_list);
	device->dev_set = set;
	mutex_unlock(&set->lock);
	return 0;
}
EXPORT_SYMBOL_GPL(vfio_assign_device_set);

void vfio_release_device_set(struct vfio_device *device)
{
	struct vfio_device_set *set = device->dev_set;

	if (!set)	/* it has left, or its driver failed before it assigned one */
		return;
	mutex_lock(&set->lock);
	list_del(&device->dev_set_list);
	device->dev_set = NULL;
	mutex_unlock(&set->lock);
	if (set_put(set))
		set_free(set);
}

unsigned int vfio_device_set_open_count(struct vfio_device_set *dev_set)
{
	struct vfio_device *member;
	unsigned int files = 0;

	lockdep_assert_held(&dev_set->lock);
	list_for_each_entry(member, &dev_set->device_list, dev_set_list)
		files += member->open_count;
	return files;
}
EXPORT_SYMBOL_GPL(vfio_device_set_open_count);

struct vfio_device *vfio_find_device_in_devset(struct vfio_device_set *dev_set,
					       struct device *dev)
{
	struct vfio_device *member;

	lockdep_assert_held(&dev_set->lock);
	list_for_each_entry(member, &dev_set->device_list, dev_set_list)
		if (member->dev == dev)
			return member;
	return NULL;
}
EXPORT_SYMBOL_GPL(vfio_find_device_in_devset);
