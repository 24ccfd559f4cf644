// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_group.c - groups come into an address space and leave it
 *
 * A group with an IOMMU joins the domain of one that is there already if their IOMMUs are alike,
 * and brings a domain of its own otherwise. An emulated group brings none.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "type1.h"

static bool allow_unsafe_interrupts;
module_param_named(allow_unsafe_interrupts, allow_unsafe_interrupts, bool, 0644);

struct vfio_iommu_group *find_iommu_group(struct vfio_domain *domain,
					  struct iommu_group *iommu_group)
{
	struct vfio_iommu_group *g;

	list_for_each_entry(g, &domain->group_list, next)
		if (g->iommu_group == iommu_group)
			return g;
	return NULL;
}

static void vfio_update_pgsize_bitmap(struct vfio_iommu *iommu)
{
	struct vfio_domain *domain;

	iommu->pgsize_bitmap = ULONG_MAX;
	list_for_each_entry(domain, &iommu->domain_list, next)
		iommu->pgsize_bitmap &= domain->domain->pgsize_bitmap;

	/* We pin whole pages: what is smaller is for the IOMMU to use, not for the user to see. */
	if (iommu->pgsize_bitmap & ~PAGE_MASK) {
		iommu->pgsize_bitmap &= PAGE_MASK;
		iommu->pgsize_bitmap |= PAGE_SIZE;
	}
}

static int vfio_iommu_domain_alloc(struct device *dev, void *data)
{
	struct iommu_domain **domain = data;

	*domain = iommu_paging_domain_alloc(dev);
	return 1;	/* one device speaks for its group */
}

static struct vfio_domain *vfio_domain_new(struct vfio_iommu *iommu,
					   struct iommu_group *iommu_group)
{
	struct vfio_domain *domain = kzalloc(sizeof(*domain), GFP_KERNEL);
	int ret;

	if (!domain)
		return ERR_PTR(-ENOMEM);
	INIT_LIST_HEAD(&domain->group_list);

	domain->domain = ERR_PTR(-ENODEV);	/* should the group be empty */
	iommu_group_for_each_dev(iommu_group, &domain->domain, vfio_iommu_domain_alloc);
	ret = PTR_ERR_OR_ZERO(domain->domain);
	if (!ret && iommu->nesting) {
		/* Linux asks the domain, and only ARM's ever said yes. */
		iommu_domain_free(domain->domain);
		ret = -EINVAL;
	}
	if (ret) {
		kfree(domain);
		return ERR_PTR(ret);
	}
	return domain;
}

static void vfio_domain_free(struct vfio_domain *domain)
{
	iommu_domain_free(domain->domain);
	kfree(domain);
}

static void vfio_domain_enforce_coherency(struct vfio_domain *domain)
{
	struct iommu_domain *d = domain->domain;

	if (d->ops->enforce_cache_coherency)
		domain->enforce_cache_coherency = d->ops->enforce_cache_coherency(d);
}

/*
 * Move the group, which is attached to @domain, to a domain that is there already: 1 if one took
 * it, 0 if none is like @domain, or an errno with the group detached.
 */
static int vfio_iommu_share_domain(struct vfio_iommu *iommu, struct vfio_domain *domain,
				   struct vfio_iommu_group *group)
{
	struct vfio_domain *d;
	int ret;

	list_for_each_entry(d, &iommu->domain_list, next) {
		if (d->domain->ops != domain->domain->ops ||
		    d->enforce_cache_coherency != domain->enforce_cache_coherency)
			continue;
		iommu_detach_group(domain->domain, group->iommu_group);
		if (!iommu_attach_group(d->domain, group->iommu_group)) {
			list_add(&group->next, &d->group_list);
			return 1;
		}
		ret = iommu_attach_group(domain->domain, group->iommu_group);
		if (ret)
			return ret;
	}
	return 0;
}

/* Give @domain what is mapped, and a place on the list. */
static int vfio_iommu_add_domain(struct vfio_iommu *iommu, struct vfio_domain *domain,
				 struct vfio_iommu_group *group)
{
	int ret = vfio_iommu_replay(iommu, domain);

	if (ret)
		return ret;
	list_add(&group->next, &domain->group_list);
	list_add(&domain->next, &iommu->domain_list);
	vfio_update_pgsize_bitmap(iommu);
	return 0;
}

static int vfio_iommu_attach_physical(struct vfio_iommu *iommu, struct vfio_iommu_group *group)
{
	struct iommu_group *iommu_group = group->iommu_group;
	LIST_HEAD(resv_regions);
	struct vfio_domain *domain;
	LIST_HEAD(iova_copy);
	int ret;

	domain = vfio_domain_new(iommu, iommu_group);
	if (IS_ERR(domain))
		return PTR_ERR(domain);

	ret = iommu_attach_group(domain->domain, iommu_group);
	if (ret)
		goto out_domain;

	ret = iommu_get_group_resv_regions(iommu_group, &resv_regions);
	if (!ret)
		ret = vfio_iommu_iova_narrow(iommu, domain->domain, &resv_regions, &iova_copy);
	if (ret)
		goto out_detach;

	/* Linux also sets up software-managed MSI windows; left out: no x86 IOMMU has them. */
	if (!allow_unsafe_interrupts && !iommu_group_has_isolated_msi(iommu_group)) {
		pr_warn("%s: No interrupt remapping support.  Use the module param "
			"\"allow_unsafe_interrupts\" to enable VFIO IOMMU support on this "
			"platform\n", __func__);
		ret = -EPERM;
		goto out_detach;
	}

	vfio_domain_enforce_coherency(domain);
	ret = vfio_iommu_share_domain(iommu, domain, group);
	if (ret < 0)
		goto out_domain;
	if (ret) {
		vfio_domain_free(domain);
	} else {
		ret = vfio_iommu_add_domain(iommu, domain, group);
		if (ret)
			goto out_detach;
	}

	vfio_iommu_iova_insert_copy(iommu, &iova_copy);
	vfio_iommu_resv_free(&resv_regions);
	/* It writes to memory behind our back, until it pins what it writes to. */
	iommu->num_non_pinned_groups++;
	return 0;

out_detach:
	iommu_detach_group(domain->domain, iommu_group);
out_domain:
	vfio_domain_free(domain);
	vfio_iommu_iova_free(&iova_copy);
	vfio_iommu_resv_free(&resv_regions);
	return ret;
}

int vfio_iommu_type1_attach_group(void *iommu_data, struct iommu_group *iommu_group,
				  enum vfio_group_type type)
{
	struct vfio_iommu *iommu = iommu_data;
	struct vfio_iommu_group *group;
	int ret = -EINVAL;

	mutex_lock(&iommu->lock);
	if (iommu->vaddr_invalid_count) {	/* replay might have to pin */
		ret = -EBUSY;
		goto out_unlock;
	}
	if (vfio_iommu_find_iommu_group(iommu, iommu_group))
		goto out_unlock;

	ret = -ENOMEM;
	group = kzalloc(sizeof(*group), GFP_KERNEL);
	if (!group)
		goto out_unlock;
	group->iommu_group = iommu_group;

	if (type == VFIO_EMULATED_IOMMU) {
		/* It dirties what it pins and nothing else. */
		group->pinned_page_dirty_scope = true;
		list_add(&group->next, &iommu->emulated_iommu_groups);
		ret = 0;
	} else {
		ret = vfio_iommu_attach_physical(iommu, group);
		if (ret)
			kfree(group);
	}
out_unlock:
	mutex_unlock(&iommu->lock);
	return ret;
}

void vfio_iommu_unmap_unpin_all(struct vfio_iommu *iommu)
{
	struct rb_node *node;

	while ((node = rb_first(&iommu->dma_list)))
		vfio_remove_dma(iommu, rb_entry(node, struct vfio_dma, node));
}

/* No domain is left, only emulated devices: what they pinned stays counted, the rest goes. */
static void vfio_iommu_unmap_unpin_reaccount(struct vfio_iommu *iommu)
{
	struct rb_node *n, *p;

	for (n = rb_first(&iommu->dma_list); n; n = rb_next(n)) {
		struct vfio_dma *dma = rb_entry(n, struct vfio_dma, node);
		long unlocked = vfio_unmap_unpin(iommu, dma, false);
		long locked = 0;

		for (p = rb_first(&dma->pfn_list); p; p = rb_next(p))
			if (!is_invalid_reserved_pfn(rb_entry(p, struct vfio_pfn, node)->pfn))
				locked++;
		vfio_lock_acct(dma, locked - unlocked, true);
	}
}

static void vfio_iommu_forget_mappings(struct vfio_iommu *iommu)
{
	WARN_ON(!list_empty(&iommu->device_list));
	vfio_iommu_unmap_unpin_all(iommu);
}

/* True if the group that left could dirty memory without telling. */
static bool vfio_iommu_detach_emulated(struct vfio_iommu *iommu, struct vfio_iommu_group *group)
{
	bool untracked = !group->pinned_page_dirty_scope;

	list_del(&group->next);
	kfree(group);
	if (list_empty(&iommu->emulated_iommu_groups) && list_empty(&iommu->domain_list))
		vfio_iommu_forget_mappings(iommu);
	return untracked;
}

static void vfio_iommu_remove_domain(struct vfio_iommu *iommu, struct vfio_domain *domain,
				     struct list_head *iova_copy)
{
	/* The privilege was the groups': it goes with the last of them. */
	if (list_is_singular(&iommu->domain_list)) {
		if (list_empty(&iommu->emulated_iommu_groups))
			vfio_iommu_forget_mappings(iommu);
		else
			vfio_iommu_unmap_unpin_reaccount(iommu);
	}
	list_del(&domain->next);
	vfio_domain_free(domain);
	vfio_iommu_aper_expand(iommu, iova_copy);
	vfio_update_pgsize_bitmap(iommu);
}

static bool vfio_iommu_detach_physical(struct vfio_iommu *iommu,
				       struct iommu_group *iommu_group)
{
	struct vfio_iommu_group *group;
	struct vfio_domain *domain;
	bool untracked = false;
	LIST_HEAD(iova_copy);

	vfio_iommu_iova_get_copy(iommu, &iova_copy);
	list_for_each_entry(domain, &iommu->domain_list, next) {
		group = find_iommu_group(domain, iommu_group);
		if (!group)
			continue;
		iommu_detach_group(domain->domain, iommu_group);
		untracked = !group->pinned_page_dirty_scope;
		list_del(&group->next);
		kfree(group);
		if (list_empty(&domain->group_list))
			vfio_iommu_remove_domain(iommu, domain, &iova_copy);
		break;
	}

	if (!vfio_iommu_resv_refresh(iommu, &iova_copy))
		vfio_iommu_iova_insert_copy(iommu, &iova_copy);
	else
		vfio_iommu_iova_free(&iova_copy);
	return untracked;
}

static struct vfio_iommu_group *vfio_find_emulated_group(struct vfio_iommu *iommu,
							 struct iommu_group *iommu_group)
{
	struct vfio_iommu_group *group;

	list_for_each_entry(group, &iommu->emulated_iommu_groups, next)
		if (group->iommu_group == iommu_group)
			return group;
	return NULL;
}

void vfio_iommu_type1_detach_group(void *iommu_data, struct iommu_group *iommu_group)
{
	struct vfio_iommu *iommu = iommu_data;
	struct vfio_iommu_group *emulated;
	bool untracked;

	mutex_lock(&iommu->lock);
	emulated = vfio_find_emulated_group(iommu, iommu_group);
	if (emulated)
		untracked = vfio_iommu_detach_emulated(iommu, emulated);
	else
		untracked = vfio_iommu_detach_physical(iommu, iommu_group);

	if (untracked) {
		iommu->num_non_pinned_groups--;
		/* It may have written anywhere while it was here. */
		if (iommu->dirty_page_tracking)
			vfio_iommu_populate_bitmap_full(iommu);
	}
	mutex_unlock(&iommu->lock);
}
