// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu_domain.c - domains: which one a group is attached to
 *
 *  D1  Every device of a group is attached to group->domain, except one behind the
 *      reset fence, which is attached to the blocking domain (iommu_fence.c).
 *  D2  group->domain is NULL only before the first setup and after the last device.
 *  D3  Who attached a domain detaches it before freeing it. The IOMMU driver checks
 *      that when a domain is freed (iommu_hw.c).
 *
 * Locking: group->mutex for all of it.
 */
#include <linux/iommu.h>

#include <linux/bug.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>

#include "iommu_priv.h"

static struct iommu_domain *__iommu_domain_alloc(const struct iommu_ops *ops, struct device *dev,
						 unsigned int type)
{
	unsigned int alloc_type = type & IOMMU_DOMAIN_ALLOC_FLAGS;
	struct iommu_domain *domain;

	if (alloc_type == IOMMU_DOMAIN_IDENTITY && ops->identity_domain)
		return ops->identity_domain;
	if (alloc_type == IOMMU_DOMAIN_BLOCKED && ops->blocked_domain)
		return ops->blocked_domain;
	if (!(type & __IOMMU_DOMAIN_PAGING) || !ops->domain_alloc_paging)
		return ERR_PTR(-EOPNOTSUPP);

	domain = ops->domain_alloc_paging(dev);
	if (IS_ERR(domain))
		return domain;
	if (!domain)
		return ERR_PTR(-ENOMEM);

	domain->type = type;
	domain->owner = ops;
	if (!domain->pgsize_bitmap)
		domain->pgsize_bitmap = ops->pgsize_bitmap;
	if (!domain->ops)
		domain->ops = ops->default_domain_ops;
	return domain;
}

struct iommu_domain *__iommu_group_domain_alloc(struct iommu_group *group, unsigned int type)
{
	struct device *dev = iommu_group_first_dev(group);

	return __iommu_domain_alloc(dev_iommu_ops(dev), dev, type);
}

struct iommu_domain *iommu_paging_domain_alloc(struct device *dev)
{
	if (!dev_has_iommu(dev))
		return ERR_PTR(-ENODEV);
	return __iommu_domain_alloc(dev_iommu_ops(dev), dev, IOMMU_DOMAIN_UNMANAGED);
}

static int iommu_find_translated_device(struct device *dev, void *data)
{
	struct device **found = data;

	if (!dev_has_iommu(dev))
		return 0;
	*found = dev;
	return 1;
}

struct iommu_domain *iommu_domain_alloc(const struct bus_type *bus)
{
	struct iommu_domain *domain;
	struct device *dev = NULL;

	bus_for_each_dev(bus, NULL, &dev, iommu_find_translated_device);
	if (!dev)
		return NULL;
	domain = iommu_paging_domain_alloc(dev);
	return IS_ERR(domain) ? NULL : domain;
}

void iommu_domain_free(struct iommu_domain *domain)
{
	/* The static ones, identity and blocked, have no free(). */
	if (domain->ops->free)
		domain->ops->free(domain);
}

int __iommu_attach_device(struct iommu_domain *domain, struct device *dev)
{
	if (!domain->ops->attach_dev)
		return -ENODEV;
	return domain->ops->attach_dev(domain, dev);
}

int __iommu_device_set_domain(struct iommu_group *group, struct group_device *gdev,
			      struct iommu_domain *new_domain, unsigned int flags)
{
	struct device *dev = gdev->dev;
	int ret;

	/* Firmware wants it mapped 1:1 at all times: it can never be blocked, so never owned. */
	if (dev->iommu->require_direct &&
	    (new_domain->type == IOMMU_DOMAIN_BLOCKED || new_domain == group->blocking_domain)) {
		dev_warn(dev, "firmware requests a 1:1 mapping; not blocked\n");
		return -EINVAL;
	}

	/* The fence attaches what the group has when the reset is over. */
	if (gdev->blocked)
		return 0;

	ret = __iommu_attach_device(new_domain, dev);
	/* Off the old domain at any price: it is about to be freed. */
	if (ret && (flags & IOMMU_SET_DOMAIN_MUST_SUCCEED) && group->blocking_domain &&
	    group->blocking_domain != new_domain)
		__iommu_attach_device(group->blocking_domain, dev);
	return ret;
}

/* Put the devices up to and including @last back on the group's domain. */
static void iommu_group_revert_domain(struct iommu_group *group, struct group_device *last)
{
	struct group_device *gdev;

	for_each_group_device(group, gdev) {
		if (group->domain)
			WARN_ON(__iommu_device_set_domain(group, gdev, group->domain,
							  IOMMU_SET_DOMAIN_MUST_SUCCEED));
		if (gdev == last)
			break;
	}
}

int __iommu_group_set_domain_internal(struct iommu_group *group, struct iommu_domain *new_domain,
				      unsigned int flags)
{
	struct group_device *gdev;
	int result = 0;
	int ret;

	lockdep_assert_held(&group->mutex);

	if (group->domain == new_domain)
		return 0;
	if (WARN_ON(!new_domain))
		return -EINVAL;

	/* Attaching anew during a reset is refused; leaving a domain never is. */
	if (group->recovery_cnt &&
	    (!(flags & IOMMU_SET_DOMAIN_MUST_SUCCEED) || variant(iommu_reset_fence_refuses)))
		return -EBUSY;

	for_each_group_device(group, gdev) {
		ret = __iommu_device_set_domain(group, gdev, new_domain, flags);
		if (!ret)
			continue;
		result = ret;
		/* The others must leave the old domain all the same. */
		if (flags & IOMMU_SET_DOMAIN_MUST_SUCCEED)
			continue;
		iommu_group_revert_domain(group, gdev);
		return ret;
	}
	group->domain = new_domain;
	return result;
}

/* Back to what the group's owner is due without a domain of its own. */
void __iommu_group_set_core_domain(struct iommu_group *group)
{
	__iommu_group_set_domain_nofail(group, group->owner ? group->blocking_domain :
							      group->default_domain);
}

static int __iommu_attach_group(struct iommu_domain *domain, struct iommu_group *group)
{
	struct device *dev;

	lockdep_assert_held(&group->mutex);
	if (group->domain && group->domain != group->default_domain &&
	    group->domain != group->blocking_domain)
		return -EBUSY;

	if (list_empty(&group->devices))
		return -EINVAL;
	dev = iommu_group_first_dev(group);
	if (!dev_has_iommu(dev) || dev_iommu_ops(dev) != domain->owner)
		return -EINVAL;

	return __iommu_group_set_domain(group, domain);
}

int iommu_attach_group(struct iommu_domain *domain, struct iommu_group *group)
{
	int ret;

	mutex_lock(&group->mutex);
	ret = __iommu_attach_group(domain, group);
	mutex_unlock(&group->mutex);
	return ret;
}

void iommu_detach_group(struct iommu_domain *domain, struct iommu_group *group)
{
	mutex_lock(&group->mutex);
	__iommu_group_set_core_domain(group);
	mutex_unlock(&group->mutex);
}

int iommu_group_replace_domain(struct iommu_group *group, struct iommu_domain *new_domain)
{
	int ret;

	if (!new_domain)
		return -EINVAL;
	mutex_lock(&group->mutex);
	ret = __iommu_group_set_domain(group, new_domain);
	mutex_unlock(&group->mutex);
	return ret;
}

/* A single device, by a driver bound to it: only if it is alone in its group. */
int iommu_attach_device(struct iommu_domain *domain, struct device *dev)
{
	struct iommu_group *group = dev->iommu_group;
	int ret = -EINVAL;

	if (!group)
		return -ENODEV;
	mutex_lock(&group->mutex);
	if (list_is_singular(&group->devices))
		ret = __iommu_attach_group(domain, group);
	mutex_unlock(&group->mutex);
	return ret;
}

void iommu_detach_device(struct iommu_domain *domain, struct device *dev)
{
	struct iommu_group *group = dev->iommu_group;

	if (!group)
		return;
	mutex_lock(&group->mutex);
	if (!WARN_ON(domain != group->domain) && !WARN_ON(!list_is_singular(&group->devices)))
		__iommu_group_set_core_domain(group);
	mutex_unlock(&group->mutex);
}

/* Read without the mutex: the caller is a driver, so that the domain cannot change. */
struct iommu_domain *iommu_get_domain_for_dev(struct device *dev)
{
	struct iommu_group *group = dev->iommu_group;

	return group ? group->domain : NULL;
}

struct iommu_domain *iommu_get_dma_domain(struct device *dev)
{
	return dev->iommu_group->default_domain;
}

struct iommu_domain *iommu_group_default_domain(struct iommu_group *group)
{
	return group->default_domain;
}

void iommu_set_fault_handler(struct iommu_domain *domain, iommu_fault_handler_t handler,
			     void *token)
{
	domain->handler = handler;
	domain->handler_token = token;
}

int report_iommu_fault(struct iommu_domain *domain, struct device *dev, unsigned long iova,
		       int flags)
{
	if (!domain->handler)
		return -ENOSYS;
	return domain->handler(domain, dev, iova, flags, domain->handler_token);
}
