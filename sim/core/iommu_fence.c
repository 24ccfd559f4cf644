// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu_fence.c - no DMA while a device resets
 *
 * A device in reset may not answer the IOMMU's cache invalidations, so v7.0 parks it on the
 * blocking domain meanwhile. Who attaches a domain to the group gets -EBUSY; who detaches
 * one must not be refused, for he frees it next: refusing him leaves group->domain
 * pointing to freed memory, which iommu_reset_done() attaches (BUGS D05).
 *
 *  F1  recovery_cnt is the number of the group's devices with ->blocked.
 *  F2  Such a device is attached to the blocking domain, whatever group->domain is.
 */
#include <linux/iommu.h>

#include <linux/bug.h>
#include <linux/device.h>
#include <linux/mutex.h>

#include "core/iommu.h"
#include "iommu_priv.h"

DEFINE_VARIANT(iommu_reset_fence, "iommu-reset-fence", "c279e83953d9 (v7.0) with its v7.1 fixes",
	       "a device's DMA is blocked while it resets");
DEFINE_VARIANT(iommu_reset_fence_refuses, "iommu-reset-fence-refuses",
	       "reverts 5474e6e17a26, d769711fcddd (v7.1)",
	       "the reset fence also refuses those who detach (D05); needs iommu-reset-fence");

static struct group_device *iommu_group_find_device(struct iommu_group *group, struct device *dev)
{
	struct group_device *gdev;

	lockdep_assert_held(&group->mutex);
	for_each_group_device(group, gdev)
		if (gdev->dev == dev)
			return gdev;
	return NULL;
}

int iommu_reset_prepare(struct device *dev)
{
	struct iommu_group *group;
	struct group_device *gdev;
	int ret;

	if (!variant(iommu_reset_fence))
		return 0;
	group = dev->iommu_group;
	if (!group || !dev_has_iommu(dev))
		return 0;

	mutex_lock(&group->mutex);
	gdev = iommu_group_find_device(group, dev);
	if (!gdev || gdev->blocked) {
		ret = gdev ? -EBUSY : 0;	/* two resets of one device */
		goto out_unlock;
	}
	ret = __iommu_group_alloc_blocking_domain(group);
	if (!ret && group->domain != group->blocking_domain)
		ret = __iommu_attach_device(group->blocking_domain, dev);
	if (!ret) {
		gdev->blocked = true;
		group->recovery_cnt++;
	}
out_unlock:
	mutex_unlock(&group->mutex);
	return ret;
}

void iommu_reset_done(struct device *dev)
{
	struct iommu_group *group;
	struct group_device *gdev;

	if (!variant(iommu_reset_fence))
		return;
	group = dev->iommu_group;
	if (!group || !dev_has_iommu(dev))
		return;

	mutex_lock(&group->mutex);
	gdev = iommu_group_find_device(group, dev);
	if (gdev && gdev->blocked) {
		gdev->blocked = false;
		group->recovery_cnt--;
		/* Whatever the group has by now. */
		if (group->domain && group->domain != group->blocking_domain)
			WARN_ON(__iommu_attach_device(group->domain, dev));
	}
	mutex_unlock(&group->mutex);
}
