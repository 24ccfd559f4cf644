// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu_notifier.c - the group's notifier chain, as Linux had it until v5.19
 *
 * Nobody registers unless a variant of vfio does, and an empty chain takes no lock. The
 * chain's rwsem is held for reading over a callback and for writing to (un)register: a
 * callback that unregisters, or waits for somebody who does, hangs (BUGS V06, V07).
 */
#include <linux/iommu.h>

#include <linux/device.h>
#include <linux/notifier.h>

#include "iommu_priv.h"

int iommu_group_register_notifier(struct iommu_group *group, struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&group->notifier, nb);
}

int iommu_group_unregister_notifier(struct iommu_group *group, struct notifier_block *nb)
{
	return blocking_notifier_chain_unregister(&group->notifier, nb);
}

static unsigned long iommu_group_action(unsigned long bus_action)
{
	switch (bus_action) {
	case BUS_NOTIFY_ADD_DEVICE:
		return IOMMU_GROUP_NOTIFY_ADD_DEVICE;
	case BUS_NOTIFY_REMOVED_DEVICE:
		return IOMMU_GROUP_NOTIFY_DEL_DEVICE;
	case BUS_NOTIFY_BIND_DRIVER:
		return IOMMU_GROUP_NOTIFY_BIND_DRIVER;
	case BUS_NOTIFY_BOUND_DRIVER:
		return IOMMU_GROUP_NOTIFY_BOUND_DRIVER;
	case BUS_NOTIFY_UNBIND_DRIVER:
		return IOMMU_GROUP_NOTIFY_UNBIND_DRIVER;
	case BUS_NOTIFY_UNBOUND_DRIVER:
		return IOMMU_GROUP_NOTIFY_UNBOUND_DRIVER;
	}
	return 0;
}

/* Tell the group of @dev about an event on its bus. */
void iommu_group_notify(struct device *dev, unsigned long bus_action)
{
	unsigned long action = iommu_group_action(bus_action);
	struct iommu_group *group;

	if (!action)
		return;
	group = iommu_group_get(dev);
	if (!group)
		return;
	blocking_notifier_call_chain(&group->notifier, action, dev);
	iommu_group_put(group);
}
