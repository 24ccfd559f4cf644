// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_domain.c - the domains of an address space, and which of them a group is in
 *
 * A group with an IOMMU joins the domain of one that is there already if their IOMMUs are alike,
 * and brings a domain of its own otherwise. An emulated group is in none.
 */
#include <linux/err.h>
#include <linux/limits.h>
#include <linux/lockdep.h>
#include <linux/slab.h>

#include "type1.h"

struct vfio_iommu_group *vfio_group_on(struct list_head *groups, struct iommu_group *iommu_group)
{
	struct vfio_iommu_group *pos;

	list_for_each_entry(pos, groups, next)
		if (pos->iommu_group == iommu_group)
			return pos;
	return NULL;
}

struct vfio_domain *vfio_find_domain(struct vfio_iommu *iommu, struct iommu_group *iommu_group)
{
	struct vfio_domain *dom;

	lockdep_assert_held(&iommu->lock);
	list_for_each_entry(dom, &iommu->domain_list, next)
		if (vfio_group_on(&dom->group_list, iommu_group))
			return dom;
	return NULL;
}

struct vfio_iommu_group *vfio_iommu_find_iommu_group(struct vfio_iommu *iommu,
						     struct iommu_group *iommu_group)
{
	struct vfio_domain *dom = vfio_find_domain(iommu, iommu_group);

	return vfio_group_on(dom ? &dom->group_list : &iommu->emulated_iommu_groups, iommu_group);
}

/* What all domains can map, T5's counterpart for sizes. */
void vfio_update_page_sizes(struct vfio_iommu *iommu)
{
	u64 sizes = ULONG_MAX;
	struct vfio_domain *dom;

	list_for_each_entry(dom, &iommu->domain_list, next)
		sizes &= dom->domain->pgsize_bitmap;

	/* We pin whole pages: what is smaller is for the IOMMU to use, not for the user to see. */
	if (sizes & ~PAGE_MASK)
		sizes = (sizes & PAGE_MASK) | PAGE_SIZE;
	iommu->pgsize_bitmap = sizes;
}

static int alloc_domain_for(struct device *dev, void *result)
{
	*(struct iommu_domain **)result = iommu_paging_domain_alloc(dev);
	return 1;	/* one device speaks for its group */
}

static struct iommu_domain *paging_domain(struct iommu_group *iog, bool nesting)
{
	struct iommu_domain *fresh = ERR_PTR(-ENODEV);	/* should the group be empty */

	iommu_group_for_each_dev(iog, &fresh, alloc_domain_for);
	if (IS_ERR(fresh) || !nesting)
		return fresh;
	/* Linux asks the domain, and only ARM's ever said yes. */
	iommu_domain_free(fresh);
	return ERR_PTR(-EINVAL);
}

struct vfio_domain *vfio_domain_new(struct iommu_group *iommu_group, bool nesting)
{
	struct vfio_domain *dom = kzalloc(sizeof(*dom), GFP_KERNEL);
	struct iommu_domain *paging;

	if (!dom)
		return ERR_PTR(-ENOMEM);
	paging = paging_domain(iommu_group, nesting);
	if (IS_ERR(paging)) {
		kfree(dom);
		return ERR_CAST(paging);
	}
	INIT_LIST_HEAD(&dom->group_list);
	dom->domain = paging;
	return dom;
}

void vfio_domain_free(struct vfio_domain *domain)
{
	iommu_domain_free(domain->domain);
	kfree(domain);
}

static bool enforce_coherency(struct iommu_domain *paging)
{
	return paging->ops->enforce_cache_coherency &&
	       paging->ops->enforce_cache_coherency(paging);
}

static bool domains_alike(const struct vfio_domain *a, const struct vfio_domain *b)
{
	return a->enforce_cache_coherency == b->enforce_cache_coherency &&
	       a->domain->ops == b->domain->ops;
}

/*
 * Move the group, which is attached to @dom, to a domain that is there already: 1 if one took
 * it, 0 if none is like @dom, or an errno with the group detached.
 */
static int domain_share(struct vfio_iommu *iommu, struct vfio_domain *dom,
			struct vfio_iommu_group *group)
{
	struct iommu_group *iog = group->iommu_group;
	struct vfio_domain *other;
	int err;

	list_for_each_entry(other, &iommu->domain_list, next) {
		if (!domains_alike(other, dom))
			continue;
		iommu_detach_group(dom->domain, iog);
		if (iommu_attach_group(other->domain, iog) == 0) {
			list_add(&group->next, &other->group_list);
			return 1;
		}
		/* Alike, but not to this IOMMU: back, and on. */
		err = iommu_attach_group(dom->domain, iog);
		if (err)
			return err;
	}
	return 0;
}

/* Give @dom what is mapped, and a place on the list. */
static int domain_add(struct vfio_iommu *iommu, struct vfio_domain *dom,
		      struct vfio_iommu_group *group)
{
	int err = vfio_iommu_replay(iommu, dom);

	if (err)
		return err;
	list_add(&dom->next, &iommu->domain_list);
	list_add(&group->next, &dom->group_list);
	vfio_update_page_sizes(iommu);
	return 0;
}

/* The group, attached to @domain, is at home in it or in one like it; on an error in none. */
int vfio_group_settle(struct vfio_iommu *iommu, struct vfio_domain *domain,
		      struct vfio_iommu_group *group)
{
	int ret;

	domain->enforce_cache_coherency = enforce_coherency(domain->domain);
	ret = domain_share(iommu, domain, group);
	if (ret > 0) {
		vfio_domain_free(domain);
		return 0;
	}
	if (ret == 0) {
		ret = domain_add(iommu, domain, group);
		if (ret)
			iommu_detach_group(domain->domain, group->iommu_group);
	}
	return ret;
}
