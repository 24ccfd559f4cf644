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

struct vfio_pci_walk_info {
	int		(*fn)(struct pci_dev *pdev, void *data);
	void		*data;
	struct pci_slot	*slot;		/* NULL: all on the bus */
	int		ret;
};

static bool vfio_pci_dev_below_slot(struct pci_dev *pdev, struct pci_slot *slot)
{
	for (; pdev; pdev = pdev->bus->self)
		if (pdev->bus == slot->bus)
			return pdev->slot == slot;
	return false;
}

static int vfio_pci_walk_wrapper(struct pci_dev *pdev, void *data)
{
	struct vfio_pci_walk_info *walk = data;

	if (!walk->slot || vfio_pci_dev_below_slot(pdev, walk->slot))
		walk->ret = walk->fn(pdev, walk->data);
	return walk->ret;
}

/* @fn for each function that a reset of @pdev's slot or bus would hit, until it is not 0. */
int vfio_pci_for_each_slot_or_bus(struct pci_dev *pdev,
				  int (*fn)(struct pci_dev *pdev, void *data), void *data,
				  bool slot)
{
	struct vfio_pci_walk_info walk = {
		.fn = fn,
		.data = data,
		.slot = slot ? pdev->slot : NULL,
	};

	pci_walk_bus(pdev->bus, vfio_pci_walk_wrapper, &walk);
	return walk.ret;
}

int vfio_pci_count_devs(struct pci_dev *pdev, void *data)
{
	(*(int *)data)++;
	return 0;
}

static int vfio_pci_is_device_in_set(struct pci_dev *pdev, void *data)
{
	struct vfio_device_set *dev_set = data;

	return vfio_find_device_in_devset(dev_set, &pdev->dev) ? 0 : -ENODEV;
}

/* A function to give to pci_reset_bus(), any of the set; NULL if the set cannot be reset. */
static struct pci_dev *vfio_pci_dev_set_resettable(struct vfio_device_set *dev_set)
{
	struct vfio_pci_core_device *first;
	struct pci_dev *pdev;
	bool slot;

	lockdep_assert_held(&dev_set->lock);

	first = list_first_entry(&dev_set->device_list, struct vfio_pci_core_device,
				 vdev.dev_set_list);
	pdev = first->pdev;
	slot = !pci_probe_reset_slot(pdev->slot);
	if (!slot && pci_probe_reset_bus(pdev->bus))
		return NULL;
	if (vfio_pci_for_each_slot_or_bus(pdev, vfio_pci_is_device_in_set, dev_set, slot))
		return NULL;
	return pdev;
}

static void vfio_pci_dev_set_pm_runtime_put(struct vfio_device_set *dev_set)
{
	struct vfio_pci_core_device *cur;

	list_for_each_entry(cur, &dev_set->device_list, vdev.dev_set_list)
		pm_runtime_put(&cur->pdev->dev);
}

/* Those that nobody has open may be asleep. */
static int vfio_pci_dev_set_pm_runtime_get(struct vfio_device_set *dev_set)
{
	struct vfio_pci_core_device *cur;
	int ret;

	list_for_each_entry(cur, &dev_set->device_list, vdev.dev_set_list) {
		ret = pm_runtime_resume_and_get(&cur->pdev->dev);
		if (ret)
			goto out_put;
	}
	return 0;

out_put:
	list_for_each_entry_continue_reverse(cur, &dev_set->device_list, vdev.dev_set_list)
		pm_runtime_put(&cur->pdev->dev);
	return ret;
}

/*
 * Through an iommufd: bound to it, or unbound in a group that it owns anyhow. Otherwise in one
 * of the groups whose files the caller showed.
 */
static bool vfio_pci_dev_owned(struct vfio_device *device, struct vfio_pci_group_info *groups,
			       struct iommufd_ctx *iommufd_ctx)
{
	int i, devid;

	if (iommufd_ctx) {
		devid = vfio_iommufd_get_dev_id(device, iommufd_ctx);
		return devid > 0 || devid == -ENOENT;
	}
	for (i = 0; groups && i < groups->count; i++)
		if (vfio_file_has_dev(groups->files[i], device))
			return true;
	return false;
}

static void vfio_pci_dev_set_unlock_memory(struct vfio_device_set *dev_set,
					   struct vfio_pci_core_device *until)
{
	struct vfio_pci_core_device *cur = until;

	list_for_each_entry_continue_reverse(cur, &dev_set->device_list, vdev.dev_set_list)
		up_write(&cur->memory_lock);
}

/* memory_lock (W) of all of them with nothing mapped, or an errno and none. */
static int vfio_pci_dev_set_lock_memory(struct vfio_device_set *dev_set,
					struct vfio_pci_group_info *groups,
					struct iommufd_ctx *iommufd_ctx)
{
	struct vfio_pci_core_device *cur;
	int ret;

	list_for_each_entry(cur, &dev_set->device_list, vdev.dev_set_list) {
		ret = -EINVAL;
		if (!vfio_pci_dev_owned(&cur->vdev, groups, iommufd_ctx))
			goto out_unlock;
		ret = -EBUSY;
		if (!down_write_trylock(&cur->memory_lock))
			goto out_unlock;
		vfio_pci_zap_bars(cur);
	}
	return 0;

out_unlock:
	vfio_pci_dev_set_unlock_memory(dev_set, cur);
	return ret;
}

static int vfio_pci_dev_set_hot_reset_locked(struct vfio_device_set *dev_set,
					     struct vfio_pci_group_info *groups,
					     struct iommufd_ctx *iommufd_ctx)
{
	struct pci_dev *pdev = vfio_pci_dev_set_resettable(dev_set);
	struct vfio_pci_core_device *cur;
	int ret;

	if (!pdev)
		return -EINVAL;
	ret = vfio_pci_dev_set_pm_runtime_get(dev_set);
	if (ret)
		return ret;

	ret = vfio_pci_dev_set_lock_memory(dev_set, groups, iommufd_ctx);
	if (ret)
		goto out_pm;

	/* By us, not by the reset: it does not know of pm_save. */
	list_for_each_entry(cur, &dev_set->device_list, vdev.dev_set_list)
		vfio_pci_set_power_state(cur, PCI_D0);
	ret = pci_reset_bus(pdev);

	/* One past the last: all of them. */
	cur = list_entry(&dev_set->device_list, struct vfio_pci_core_device, vdev.dev_set_list);
	vfio_pci_dev_set_unlock_memory(dev_set, cur);
	if (ret)
		goto out_pm;
	list_for_each_entry(cur, &dev_set->device_list, vdev.dev_set_list)
		vfio_pci_migration_reset_state(cur);
out_pm:
	vfio_pci_dev_set_pm_runtime_put(dev_set);
	return ret;
}

int vfio_pci_dev_set_hot_reset(struct vfio_device_set *dev_set,
			       struct vfio_pci_group_info *groups,
			       struct iommufd_ctx *iommufd_ctx)
{
	int ret;

	mutex_lock(&dev_set->lock);
	ret = vfio_pci_dev_set_hot_reset_locked(dev_set, groups, iommufd_ctx);
	mutex_unlock(&dev_set->lock);
	return ret;
}

static bool vfio_pci_dev_set_needs_reset(struct vfio_device_set *dev_set)
{
	struct vfio_pci_core_device *cur;
	bool needs_reset = false;

	/* The one that is being closed still counts. */
	if (vfio_device_set_open_count(dev_set) > 1)
		return false;

	list_for_each_entry(cur, &dev_set->device_list, vdev.dev_set_list)
		needs_reset |= vfio_pci_flag(cur, needs_reset);
	return needs_reset;
}

/* The last close in a set of which some could not be reset by themselves: reset them together. */
void vfio_pci_dev_set_try_reset(struct vfio_device_set *dev_set)
{
	struct vfio_pci_core_device *cur;
	struct pci_dev *pdev;

	if (!vfio_pci_dev_set_needs_reset(dev_set))
		return;
	pdev = vfio_pci_dev_set_resettable(dev_set);
	if (!pdev)
		return;
	if (vfio_pci_dev_set_pm_runtime_get(dev_set))
		return;

	if (!pci_reset_bus(pdev))
		list_for_each_entry(cur, &dev_set->device_list, vdev.dev_set_list)
			vfio_pci_set_flag(cur, needs_reset, false);
	vfio_pci_dev_set_pm_runtime_put(dev_set);
}
