// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_hot_reset.c - a slot or bus reset over a device set
 *
 * Allowed only if every function that it hits is in the set, and so bound to vfio, and is the
 * caller's. dev_set->lock keeps it that way. memory_lock of all of them is taken by trylock: any
 * order would do then, and whoever is in the way sends us back with -EBUSY.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/lockdep.h>
#include <linux/pm_runtime.h>

#include "vfio_pci_priv.h"

struct walk {
	int			(*fn)(struct pci_dev *pdev, void *data);
	void			*data;
	const struct pci_slot	*slot;		/* NULL: all on the bus */
	bool			any;
	int			ret;
};

/* In @slot, or behind a bridge that is. */
static bool is_below(const struct pci_dev *pdev, const struct pci_slot *slot)
{
	while (pdev && pdev->bus != slot->bus)
		pdev = pdev->bus->self;
	return pdev && READ_ONCE(pdev->slot) == slot;
}

static int visit(struct pci_dev *pdev, void *data)
{
	struct walk *walk = data;

	if (walk->slot && !is_below(pdev, walk->slot))
		return walk->ret;
	walk->any = true;
	walk->ret = walk->fn(pdev, walk->data);
	return walk->ret;
}

/*
 * @fn for each function that a reset of @pdev's slot or bus would hit, until it is not 0. -EAGAIN
 * if the slot has gone meanwhile, with its port's driver: nobody was asked then.
 */
int vfio_pci_for_each_slot_or_bus(struct pci_dev *pdev,
				  int (*fn)(struct pci_dev *pdev, void *data), void *data,
				  bool slot)
{
	struct pci_slot *held = slot ? pci_slot_hold(pdev) : NULL;
	struct walk walk = { .fn = fn, .data = data, .slot = held };

	pci_walk_bus(pdev->bus, visit, &walk);
	pci_slot_drop(held);
	return held && !walk.any ? -EAGAIN : walk.ret;
}

int vfio_pci_count_devs(struct pci_dev *pdev, void *data)
{
	int *count = data;

	++*count;
	return 0;
}

static int must_be_in_set(struct pci_dev *pdev, void *set)
{
	struct vfio_device *member = vfio_find_device_in_devset(set, &pdev->dev);

	return member ? 0 : -ENODEV;
}

/* Which of the two resets there is: a slot's is preferred. */
int vfio_pci_probe_hot_reset(struct pci_dev *pdev, bool *slot)
{
	struct pci_slot *held = pci_slot_hold(pdev);

	*slot = pci_probe_reset_slot(held) == 0;
	pci_slot_drop(held);
	return *slot || pci_probe_reset_bus(pdev->bus) == 0 ? 0 : -ENODEV;
}

#define for_each_in_set(core, set) \
	list_for_each_entry(core, &(set)->device_list, vdev.dev_set_list)
/* Those before @core. */
#define for_each_before_in_set(core, set) \
	list_for_each_entry_continue_reverse(core, &(set)->device_list, vdev.dev_set_list)

/* A function to give to pci_reset_bus(), any of the set; NULL if the set cannot be reset. */
static struct pci_dev *resettable(struct vfio_device_set *set)
{
	struct pci_dev *pdev;
	bool slot;

	lockdep_assert_held(&set->lock);
	pdev = list_first_entry(&set->device_list, struct vfio_pci_core_device,
				vdev.dev_set_list)->pdev;
	if (vfio_pci_probe_hot_reset(pdev, &slot))
		return NULL;
	return vfio_pci_for_each_slot_or_bus(pdev, must_be_in_set, set, slot) ? NULL : pdev;
}

static void set_power_put(struct vfio_device_set *set)
{
	struct vfio_pci_core_device *member;

	for_each_in_set(member, set)
		pm_runtime_put(&member->pdev->dev);
}

/* Those that nobody has open may be asleep. */
static int set_power_get(struct vfio_device_set *set)
{
	struct vfio_pci_core_device *member;
	int err = 0;

	for_each_in_set(member, set) {
		err = pm_runtime_resume_and_get(&member->pdev->dev);
		if (err)
			break;
	}
	if (err)
		for_each_before_in_set(member, set)
			pm_runtime_put(&member->pdev->dev);
	return err;
}

/* Bound to the iommufd, or unbound in a group that it owns anyhow. */
static bool owned_by_iommufd(struct vfio_device *vdev, struct iommufd_ctx *ictx)
{
	int id = vfio_iommufd_get_dev_id(vdev, ictx);

	return id > 0 || id == -ENOENT;
}

/* In one of the groups whose files the caller showed. */
static bool owned_by_group(struct vfio_device *vdev, const struct vfio_pci_group_info *groups)
{
	int i;

	for (i = 0; groups && i < groups->count; i++)
		if (vfio_file_has_dev(groups->files[i], vdev))
			return true;
	return false;
}

static int lock_member(struct vfio_pci_core_device *member,
		       const struct vfio_pci_group_info *groups, struct iommufd_ctx *ictx)
{
	bool owned = ictx ? owned_by_iommufd(&member->vdev, ictx)
			  : owned_by_group(&member->vdev, groups);

	if (!owned)
		return -EINVAL;
	if (!down_write_trylock(&member->memory_lock))
		return -EBUSY;
	vfio_pci_zap_bars(member);
	return 0;
}

/* memory_lock (W) of all of them with nothing mapped, or an errno and none. */
static int set_lock(struct vfio_device_set *set, const struct vfio_pci_group_info *groups,
		    struct iommufd_ctx *ictx)
{
	struct vfio_pci_core_device *member;
	int err = 0;

	for_each_in_set(member, set) {
		err = lock_member(member, groups, ictx);
		if (err)
			break;
	}
	if (err)
		for_each_before_in_set(member, set)
			up_write(&member->memory_lock);
	return err;
}

static void set_unlock(struct vfio_device_set *set)
{
	struct vfio_pci_core_device *member;

	list_for_each_entry_reverse(member, &set->device_list, vdev.dev_set_list)
		up_write(&member->memory_lock);
}

static int reset_locked(struct vfio_device_set *set, struct pci_dev *pdev)
{
	struct vfio_pci_core_device *member;

	/* By us, not by the reset: it does not know of pm_save. */
	for_each_in_set(member, set)
		vfio_pci_set_power_state(member, PCI_D0);
	return pci_reset_bus(pdev);
}

static int reset_awake(struct vfio_device_set *set, struct pci_dev *pdev,
		       const struct vfio_pci_group_info *groups, struct iommufd_ctx *ictx)
{
	struct vfio_pci_core_device *member;
	int err = set_lock(set, groups, ictx);

	if (err)
		return err;
	err = reset_locked(set, pdev);
	set_unlock(set);
	if (!err)
		for_each_in_set(member, set)
			vfio_pci_migration_reset_state(member);
	return err;
}

static int hot_reset(struct vfio_device_set *set, const struct vfio_pci_group_info *groups,
		     struct iommufd_ctx *ictx)
{
	struct pci_dev *pdev = resettable(set);
	int err;

	if (!pdev)
		return -EINVAL;
	err = set_power_get(set);
	if (err)
		return err;
	err = reset_awake(set, pdev, groups, ictx);
	set_power_put(set);
	return err;
}

int vfio_pci_dev_set_hot_reset(struct vfio_device_set *dev_set,
			       struct vfio_pci_group_info *groups,
			       struct iommufd_ctx *iommufd_ctx)
{
	int err;

	mutex_lock(&dev_set->lock);
	err = hot_reset(dev_set, groups, iommufd_ctx);
	mutex_unlock(&dev_set->lock);
	return err;
}

static bool needs_reset(struct vfio_device_set *set)
{
	struct vfio_pci_core_device *member;

	for_each_in_set(member, set)
		if (vfio_pci_flag(member, needs_reset))
			return true;
	return false;
}

/* The last close in a set of which some could not be reset by themselves: reset them together. */
void vfio_pci_dev_set_try_reset(struct vfio_device_set *dev_set)
{
	struct vfio_pci_core_device *member;
	struct pci_dev *pdev;

	/* The one that is being closed still counts. */
	if (vfio_device_set_open_count(dev_set) > 1 || !needs_reset(dev_set))
		return;
	pdev = resettable(dev_set);
	if (!pdev || set_power_get(dev_set))
		return;
	if (!pci_reset_bus(pdev))
		for_each_in_set(member, dev_set)
			vfio_pci_set_flag(member, needs_reset, false);
	set_power_put(dev_set);
}
