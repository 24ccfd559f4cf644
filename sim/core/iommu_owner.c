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
#include <linux/kernel.h>
#include <linux/mutex.h>

#include "iommu_priv.h"

/* NULL: it has no group, and does its DMA untranslated. */
static struct mutex *group_lock_of(struct device *dev)
{
	return dev->iommu_group ? &dev->iommu_group->mutex : NULL;
}

/* May one more kernel driver do DMA, each device through the group's own domain? */
static int default_domain_use(struct iommu_group *grp)
{
	bool elsewhere = grp->owner || grp->domain != grp->default_domain;

	if (!grp->default_domain)
		return -EPROBE_DEFER;
	if (elsewhere && grp->owner_cnt)
		return -EBUSY;
	grp->owner_cnt++;
	return 0;
}

/* The driver core asks before a driver that does DMA on its own is probed. */
int iommu_device_use_default_domain(struct device *dev)
{
	struct mutex *lock = group_lock_of(dev);
	int ret;

	if (!lock)
		return 0;
	mutex_lock(lock);
	ret = default_domain_use(dev->iommu_group);
	mutex_unlock(lock);
	return ret;
}

void iommu_device_unuse_default_domain(struct device *dev)
{
	struct mutex *lock = group_lock_of(dev);

	if (!lock)
		return;
	mutex_lock(lock);
	if (!WARN_ON(dev->iommu_group->owner_cnt == 0))
		dev->iommu_group->owner_cnt--;
	mutex_unlock(lock);
}

/* A driver without blocking domains: a page table in which nothing is mapped blocks as well. */
int __iommu_group_alloc_blocking_domain(struct iommu_group *grp)
{
	static const unsigned int kinds[] = { IOMMU_DOMAIN_BLOCKED, IOMMU_DOMAIN_UNMANAGED };
	struct iommu_domain *made = grp->blocking_domain;

	lockdep_assert_held(&grp->mutex);
	for (unsigned int i = 0; IS_ERR_OR_NULL(made) && i < ARRAY_SIZE(kinds); i++)
		made = __iommu_group_domain_alloc(grp, kinds[i]);
	if (IS_ERR(made))
		return PTR_ERR(made);
	grp->blocking_domain = made;
	return 0;
}

/* O2: from nobody's to @owner's, with all DMA stopped until it attaches a domain of its own. */
static int first_claim(struct iommu_group *grp, void *owner)
{
	int ret = -EBUSY;

	if (!grp->domain || grp->domain == grp->default_domain)
		ret = __iommu_group_alloc_blocking_domain(grp);
	if (!ret)
		ret = __iommu_group_set_domain(grp, grp->blocking_domain);
	if (!ret) {
		grp->owner = owner;
		grp->owner_cnt = 1;
	}
	return ret;
}

/* @may_join: one more claim of the same owner counts. */
static int claim(struct iommu_group *grp, void *owner, bool may_join)
{
	if (!grp->owner_cnt)
		return first_claim(grp, owner);
	if (!may_join || grp->owner != owner)
		return -EPERM;
	grp->owner_cnt++;
	return 0;
}

int iommu_group_claim_dma_owner(struct iommu_group *grp, void *owner)
{
	int ret;

	if (WARN_ON(!owner))
		return -EINVAL;
	mutex_lock(&grp->mutex);
	/* Linux oopses on a group whose last device is gone; nobody gets that far. */
	ret = list_empty(&grp->devices) ? -ENODEV : claim(grp, owner, false);
	mutex_unlock(&grp->mutex);
	return ret;
}

/* The same by device; one owner may claim several devices of a group. */
int iommu_device_claim_dma_owner(struct device *dev, void *owner)
{
	struct mutex *lock = group_lock_of(dev);
	int ret;

	if (WARN_ON(!owner))
		return -EINVAL;
	if (!lock)
		return -ENODEV;
	mutex_lock(lock);
	ret = claim(dev->iommu_group, owner, true);
	mutex_unlock(lock);
	return ret;
}

/* The last claim goes, and the group back to its own domain. */
static void last_release(struct iommu_group *grp)
{
	if (WARN_ON(!grp->owner || !grp->owner_cnt))
		return;
	grp->owner = NULL;
	grp->owner_cnt = 0;
	__iommu_group_set_domain_nofail(grp, grp->default_domain);
}

void iommu_group_release_dma_owner(struct iommu_group *grp)
{
	mutex_lock(&grp->mutex);
	last_release(grp);
	mutex_unlock(&grp->mutex);
}

void iommu_device_release_dma_owner(struct device *dev)
{
	struct iommu_group *grp = dev->iommu_group;

	mutex_lock(&grp->mutex);
	if (grp->owner_cnt > 1)
		grp->owner_cnt--;
	else
		last_release(grp);
	mutex_unlock(&grp->mutex);
}

/* Only a hint: it may have changed when the caller looks at it. */
bool iommu_group_dma_owner_claimed(struct iommu_group *grp)
{
	bool claimed;

	mutex_lock(&grp->mutex);
	claimed = grp->owner_cnt != 0;
	mutex_unlock(&grp->mutex);
	return claimed;
}
