// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu_owner.c - who may program the DMA of a group
 *
 *  O1  owner_cnt counts the kernel drivers bound to the group's devices while ->owner is
 *      NULL, and the claims of ->owner otherwise. Never both.
 *  O2  With an owner, the group is on its blocking domain or on one the owner attached.
 *
 * Locking: group->mutex.
 */
#include <linux/iommu.h>

#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/mutex.h>

#include "iommu_priv.h"

/* The driver core asks before a driver that does DMA on its own is probed. */
int iommu_device_use_default_domain(struct device *dev)
{
	struct iommu_group *group = dev->iommu_group;
	int ret = 0;

	if (!group)
		return 0;

	mutex_lock(&group->mutex);
	if (!group->default_domain)
		ret = -EPROBE_DEFER;
	else if (group->owner_cnt && (group->domain != group->default_domain || group->owner))
		ret = -EBUSY;
	else
		group->owner_cnt++;
	mutex_unlock(&group->mutex);
	return ret;
}

void iommu_device_unuse_default_domain(struct device *dev)
{
	struct iommu_group *group = dev->iommu_group;

	if (!group)
		return;

	mutex_lock(&group->mutex);
	if (!WARN_ON(!group->owner_cnt))
		group->owner_cnt--;
	mutex_unlock(&group->mutex);
}

int __iommu_group_alloc_blocking_domain(struct iommu_group *group)
{
	struct iommu_domain *domain;

	lockdep_assert_held(&group->mutex);
	if (group->blocking_domain)
		return 0;

	domain = __iommu_group_domain_alloc(group, IOMMU_DOMAIN_BLOCKED);
	/* A driver without one: a page table in which nothing is mapped blocks as well. */
	if (IS_ERR(domain))
		domain = __iommu_group_domain_alloc(group, IOMMU_DOMAIN_UNMANAGED);
	if (IS_ERR(domain))
		return PTR_ERR(domain);
	group->blocking_domain = domain;
	return 0;
}

static int __iommu_take_dma_ownership(struct iommu_group *group, void *owner)
{
	int ret;

	if (group->domain && group->domain != group->default_domain)
		return -EBUSY;

	ret = __iommu_group_alloc_blocking_domain(group);
	if (ret)
		return ret;
	ret = __iommu_group_set_domain(group, group->blocking_domain);
	if (ret)
		return ret;

	group->owner = owner;
	group->owner_cnt++;
	return 0;
}

int iommu_group_claim_dma_owner(struct iommu_group *group, void *owner)
{
	int ret = -EPERM;

	if (WARN_ON(!owner))
		return -EINVAL;

	mutex_lock(&group->mutex);
	/* Linux oopses on a group whose last device is gone; nobody gets that far. */
	if (list_empty(&group->devices))
		ret = -ENODEV;
	else if (!group->owner_cnt)
		ret = __iommu_take_dma_ownership(group, owner);
	mutex_unlock(&group->mutex);
	return ret;
}

/* The same by device; one owner may claim several devices of a group. */
int iommu_device_claim_dma_owner(struct device *dev, void *owner)
{
	struct iommu_group *group = dev->iommu_group;
	int ret = 0;

	if (WARN_ON(!owner))
		return -EINVAL;
	if (!group)
		return -ENODEV;

	mutex_lock(&group->mutex);
	if (!group->owner_cnt)
		ret = __iommu_take_dma_ownership(group, owner);
	else if (group->owner != owner)
		ret = -EPERM;
	else
		group->owner_cnt++;
	mutex_unlock(&group->mutex);
	return ret;
}

static void __iommu_release_dma_ownership(struct iommu_group *group)
{
	if (WARN_ON(!group->owner_cnt || !group->owner))
		return;

	group->owner_cnt = 0;
	group->owner = NULL;
	__iommu_group_set_domain_nofail(group, group->default_domain);
}

void iommu_group_release_dma_owner(struct iommu_group *group)
{
	mutex_lock(&group->mutex);
	__iommu_release_dma_ownership(group);
	mutex_unlock(&group->mutex);
}

void iommu_device_release_dma_owner(struct device *dev)
{
	struct iommu_group *group = dev->iommu_group;

	mutex_lock(&group->mutex);
	if (group->owner_cnt > 1)
		group->owner_cnt--;
	else
		__iommu_release_dma_ownership(group);
	mutex_unlock(&group->mutex);
}

/* Only a hint: it may have changed when the caller looks at it. */
bool iommu_group_dma_owner_claimed(struct iommu_group *group)
{
	unsigned int users;

	mutex_lock(&group->mutex);
	users = group->owner_cnt;
	mutex_unlock(&group->mutex);
	return users;
}
