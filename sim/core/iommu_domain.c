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

#include "exec/exec.h"

#include "iommu_priv.h"

/* One for all: a domain that translates nothing has no state of its own. */
static struct iommu_domain *static_domain(const struct iommu_ops *ops, unsigned int type)
{
	switch (type & IOMMU_DOMAIN_ALLOC_FLAGS) {
	case IOMMU_DOMAIN_IDENTITY:
		return ops->identity_domain;
	case IOMMU_DOMAIN_BLOCKED:
		return ops->blocked_domain;
	default:
		return NULL;
	}
}

static struct iommu_domain *paging_domain(const struct iommu_ops *ops, struct device *dev,
					  unsigned int type)
{
	struct iommu_domain *made;

	if (!(type & __IOMMU_DOMAIN_PAGING) || !ops->domain_alloc_paging)
		return ERR_PTR(-EOPNOTSUPP);
	made = ops->domain_alloc_paging(dev);
	if (!made)
		return ERR_PTR(-ENOMEM);
	if (IS_ERR(made))
		return made;

	/* What the driver left open is what it does by default. */
	made->ops = made->ops ?: ops->default_domain_ops;
	made->pgsize_bitmap = made->pgsize_bitmap ?: ops->pgsize_bitmap;
	made->owner = ops;
	made->type = type;
	return made;
}

static struct iommu_domain *domain_for(struct device *dev, unsigned int type)
{
	const struct iommu_ops *ops = dev_iommu_ops(dev);

	return static_domain(ops, type) ?: paging_domain(ops, dev, type);
}

struct iommu_domain *__iommu_group_domain_alloc(struct iommu_group *group, unsigned int type)
{
	return domain_for(iommu_group_first_dev(group), type);
}

struct iommu_domain *iommu_paging_domain_alloc(struct device *dev)
{
	return dev_has_iommu(dev) ? domain_for(dev, IOMMU_DOMAIN_UNMANAGED) : ERR_PTR(-ENODEV);
}

static int stop_at_translated(struct device *dev, void *data)
{
	if (dev_has_iommu(dev)) {
		*(struct device **)data = dev;
		return 1;
	}
	return 0;
}

struct iommu_domain *iommu_domain_alloc(const struct bus_type *bus)
{
	struct device *any = NULL;
	struct iommu_domain *made;

	if (!bus_for_each_dev(bus, NULL, &any, stop_at_translated))
		return NULL;
	made = iommu_paging_domain_alloc(any);
	return IS_ERR(made) ? NULL : made;
}

void iommu_domain_free(struct iommu_domain *domain)
{
	void (*release)(struct iommu_domain *d) = domain->ops->free;

	/* The static ones, identity and blocked, have none. */
	if (release)
		release(domain);
}

int __iommu_attach_device(struct iommu_domain *domain, struct device *dev)
{
	const struct iommu_domain_ops *ops = domain->ops;

	return ops->attach_dev ? ops->attach_dev(domain, dev) : -ENODEV;
}

int __iommu_device_set_domain(struct iommu_group *group, struct group_device *gdev,
			      struct iommu_domain *new_domain, unsigned int flags)
{
	struct iommu_domain *blocking = group->blocking_domain;
	bool blocks = new_domain->type == IOMMU_DOMAIN_BLOCKED || new_domain == blocking;
	struct device *dev = gdev->dev;
	int ret;

	/* Firmware wants it mapped 1:1 at all times: it can never be blocked, so never owned. */
	if (blocks && dev->iommu->require_direct) {
		dev_warn(dev, "firmware requests a 1:1 mapping; not blocked\n");
		return -EINVAL;
	}

	/* The fence attaches what the group has when the reset is over. */
	if (gdev->blocked)
		return 0;

	ret = __iommu_attach_device(new_domain, dev);
	/* Off the old domain at any price: it is about to be freed. */
	if (ret && (flags & IOMMU_SET_DOMAIN_MUST_SUCCEED) && blocking && blocking != new_domain)
		__iommu_attach_device(blocking, dev);
	return ret;
}

/* Put the devices up to and including @failed back on the group's domain. */
static void put_back(struct iommu_group *group, struct group_device *failed)
{
	struct group_device *member;
	int ret;

	if (!group->domain)
		return;
	for_each_group_device(group, member) {
		ret = __iommu_device_set_domain(group, member, group->domain,
						IOMMU_SET_DOMAIN_MUST_SUCCEED);
		WARN_ON(ret);
		if (member == failed)
			return;
	}
}

/* Attaching anew during a reset is refused; leaving a domain never is. */
static bool fence_refuses(const struct iommu_group *group, bool must)
{
	return group->recovery_cnt && (!must || variant(iommu_reset_fence_refuses));
}

int __iommu_group_set_domain_internal(struct iommu_group *group, struct iommu_domain *new_domain,
				      unsigned int flags)
{
	bool must = flags & IOMMU_SET_DOMAIN_MUST_SUCCEED;
	struct group_device *member;
	int ret, last_error = 0;

	lockdep_assert_held(&group->mutex);
	if (new_domain == group->domain)
		return 0;
	if (WARN_ON(!new_domain))
		return -EINVAL;
	if (fence_refuses(group, must))
		return -EBUSY;

	for_each_group_device(group, member) {
		ret = __iommu_device_set_domain(group, member, new_domain, flags);
		if (ret && !must) {
			put_back(group, member);
			return ret;
		}
		/* With @must the others leave the old domain all the same. */
		last_error = ret ?: last_error;
	}
	group->domain = new_domain;
	return last_error;
}

/* Back to what the group's owner is due without a domain of its own. */
void __iommu_group_set_core_domain(struct iommu_group *group)
{
	struct iommu_domain *due = group->default_domain;

	if (group->owner)
		due = group->blocking_domain;
	__iommu_group_set_domain_nofail(group, due);
}

/* On a domain that somebody attached, and has not detached yet. */
static bool is_taken(const struct iommu_group *group)
{
	const struct iommu_domain *now = group->domain;

	return now && now != group->blocking_domain && now != group->default_domain;
}

static bool same_iommu_driver(const struct iommu_domain *domain, struct iommu_group *group)
{
	struct device *first;

	if (list_empty(&group->devices))
		return false;
	first = iommu_group_first_dev(group);
	return dev_has_iommu(first) && domain->owner == dev_iommu_ops(first);
}

static int attach_group_locked(struct iommu_domain *domain, struct iommu_group *group)
{
	lockdep_assert_held(&group->mutex);
	if (is_taken(group))
		return -EBUSY;
	if (!same_iommu_driver(domain, group) || ex_fail("iommu_attach"))
		return -EINVAL;
	return __iommu_group_set_domain(group, domain);
}

int iommu_attach_group(struct iommu_domain *domain, struct iommu_group *group)
{
	int ret;

	mutex_lock(&group->mutex);
	ret = attach_group_locked(domain, group);
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
	struct iommu_group *own = dev->iommu_group;
	int ret;

	if (!own)
		return -ENODEV;
	mutex_lock(&own->mutex);
	ret = list_is_singular(&own->devices) ? attach_group_locked(domain, own) : -EINVAL;
	mutex_unlock(&own->mutex);
	return ret;
}

void iommu_detach_device(struct iommu_domain *domain, struct device *dev)
{
	struct iommu_group *own = dev->iommu_group;

	if (!own)
		return;
	mutex_lock(&own->mutex);
	if (!WARN_ON(own->domain != domain) && !WARN_ON(!list_is_singular(&own->devices)))
		__iommu_group_set_core_domain(own);
	mutex_unlock(&own->mutex);
}

/* Read without the mutex: the caller is a driver, so that the domain cannot change. */
struct iommu_domain *iommu_get_domain_for_dev(struct device *dev)
{
	const struct iommu_group *own = dev->iommu_group;

	return own ? own->domain : NULL;
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
	iommu_fault_handler_t told = domain->handler;

	return told ? told(domain, dev, iova, flags, domain->handler_token) : -ENOSYS;
}
