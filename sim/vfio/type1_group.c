// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_group.c - groups come into an address space and leave it, and mappings go with the last
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "type1.h"

static bool allow_unsafe_interrupts;
module_param_named(allow_unsafe_interrupts, allow_unsafe_interrupts, bool, 0644);

/*
 * Without isolation a device can send any interrupt by writing to memory. Linux also sets up
 * software-managed MSI windows; left out: no x86 IOMMU has them.
 */
static bool interrupts_safe(struct iommu_group *iog)
{
	if (allow_unsafe_interrupts || iommu_group_has_isolated_msi(iog))
		return true;
	pr_warn("vfio_iommu_type1: interrupts are not remapped; allow_unsafe_interrupts=1 lets "
		"such groups in\n");
	return false;
}

/* T5 with the group: what it reserves goes to @resv, the ranges that are left to @ranges. */
static int group_check(struct vfio_iommu *iommu, struct vfio_domain *dom,
		       struct iommu_group *iog, struct list_head *resv,
		       struct list_head *ranges)
{
	int err = iommu_get_group_resv_regions(iog, resv);

	if (!err)
		err = vfio_iommu_iova_narrow(iommu, dom->domain, resv, ranges);
	if (!err && !interrupts_safe(iog))
		err = -EPERM;
	return err;
}

static int group_attach(struct vfio_iommu *iommu, struct vfio_domain *dom,
			struct vfio_iommu_group *group, struct list_head *resv,
			struct list_head *ranges)
{
	struct iommu_group *iog = group->iommu_group;
	int err = iommu_attach_group(dom->domain, iog);

	if (err)
		return err;
	err = group_check(iommu, dom, iog, resv, ranges);
	if (!err)
		return vfio_group_settle(iommu, dom, group);
	iommu_detach_group(dom->domain, iog);
	return err;
}

static int attach_physical(struct vfio_iommu *iommu, struct vfio_iommu_group *group)
{
	struct vfio_domain *dom = vfio_domain_new(group->iommu_group, iommu->nesting);
	LIST_HEAD(ranges);
	LIST_HEAD(resv);
	int err;

	if (IS_ERR(dom))
		return PTR_ERR(dom);
	err = group_attach(iommu, dom, group, &resv, &ranges);
	if (err) {
		vfio_domain_free(dom);
		vfio_iommu_iova_free(&ranges);
	} else {
		vfio_iommu_iova_insert_copy(iommu, &ranges);
		/* It writes to memory behind our back, until it pins what it writes to. */
		iommu->num_non_pinned_groups++;
	}
	vfio_iommu_resv_free(&resv);
	return err;
}

/* Needs no domain. It dirties what it pins and nothing else. */
static int attach_emulated(struct vfio_iommu *iommu, struct vfio_iommu_group *group)
{
	group->pinned_page_dirty_scope = true;
	list_add(&group->next, &iommu->emulated_iommu_groups);
	return 0;
}

static int attach_locked(struct vfio_iommu *iommu, struct iommu_group *iog, bool emulated)
{
	struct vfio_iommu_group *fresh;
	int err;

	if (iommu->vaddr_invalid_count)		/* replay might have to pin */
		return -EBUSY;
	if (vfio_iommu_find_iommu_group(iommu, iog))
		return -EINVAL;
	fresh = kzalloc(sizeof(*fresh), GFP_KERNEL);
	if (!fresh)
		return -ENOMEM;

	fresh->iommu_group = iog;
	err = emulated ? attach_emulated(iommu, fresh) : attach_physical(iommu, fresh);
	if (err)
		kfree(fresh);
	return err;
}

int vfio_iommu_type1_attach_group(void *iommu_data, struct iommu_group *iommu_group,
				  enum vfio_group_type type)
{
	struct vfio_iommu *iommu = iommu_data;
	int err;

	mutex_lock(&iommu->lock);
	err = attach_locked(iommu, iommu_group, type == VFIO_EMULATED_IOMMU);
	mutex_unlock(&iommu->lock);
	return err;
}

void vfio_iommu_unmap_unpin_all(struct vfio_iommu *iommu)
{
	struct vfio_dma *first;

	while ((first = vfio_next_dma(iommu, NULL)))
		vfio_remove_dma(iommu, first);
}

static long pages_pinned_by_devices(struct vfio_dma *dma)
{
	struct rb_node *pos;
	long pages = 0;

	for (pos = rb_first(&dma->pfn_list); pos; pos = rb_next(pos))
		pages += !is_invalid_reserved_pfn(rb_entry(pos, struct vfio_pfn, node)->pfn);
	return pages;
}

/* No domain is left, only emulated devices: what they pinned stays counted, the rest goes. */
static void keep_device_pins_only(struct vfio_iommu *iommu)
{
	struct vfio_dma *dma;

	vfio_for_each_dma(dma, iommu) {
		long unlocked = vfio_unmap_unpin(iommu, dma, false);

		vfio_lock_acct(dma, pages_pinned_by_devices(dma) - unlocked, true);
	}
}

/* The privilege was the groups': it goes with the last of them. */
static void forget_mappings(struct vfio_iommu *iommu)
{
	WARN_ON(!list_empty(&iommu->device_list));
	vfio_iommu_unmap_unpin_all(iommu);
}

/* True if the group that is gone could dirty memory without telling. */
static bool group_free(struct vfio_iommu_group *group)
{
	bool untracked = !group->pinned_page_dirty_scope;

	list_del(&group->next);
	kfree(group);
	return untracked;
}

static bool detach_emulated(struct vfio_iommu *iommu, struct vfio_iommu_group *group)
{
	bool untracked = group_free(group);

	if (list_empty(&iommu->domain_list) && list_empty(&iommu->emulated_iommu_groups))
		forget_mappings(iommu);
	return untracked;
}

static void domain_remove(struct vfio_iommu *iommu, struct vfio_domain *dom,
			  struct list_head *ranges)
{
	if (list_is_singular(&iommu->domain_list)) {
		if (!list_empty(&iommu->emulated_iommu_groups))
			keep_device_pins_only(iommu);
		else
			forget_mappings(iommu);
	}
	list_del(&dom->next);
	vfio_domain_free(dom);
	vfio_update_page_sizes(iommu);
	vfio_iommu_aper_expand(iommu, ranges);
}

static bool detach_from(struct vfio_iommu *iommu, struct vfio_domain *dom,
			struct iommu_group *iog, struct list_head *ranges)
{
	struct vfio_iommu_group *group = vfio_group_on(&dom->group_list, iog);
	bool untracked;

	iommu_detach_group(dom->domain, iog);
	untracked = group_free(group);
	if (list_empty(&dom->group_list))
		domain_remove(iommu, dom, ranges);
	return untracked;
}

/* T5 anew, without what the group reserved. If there is no memory for that, T5 stays narrower. */
static bool detach_physical(struct vfio_iommu *iommu, struct iommu_group *iog)
{
	struct vfio_domain *dom = vfio_find_domain(iommu, iog);
	bool untracked = false;
	LIST_HEAD(ranges);

	vfio_iommu_iova_get_copy(iommu, &ranges);
	if (dom)
		untracked = detach_from(iommu, dom, iog, &ranges);
	if (vfio_iommu_resv_refresh(iommu, &ranges))
		vfio_iommu_iova_free(&ranges);
	else
		vfio_iommu_iova_insert_copy(iommu, &ranges);
	return untracked;
}

static bool detach_locked(struct vfio_iommu *iommu, struct iommu_group *iog)
{
	struct vfio_iommu_group *emulated = vfio_group_on(&iommu->emulated_iommu_groups, iog);

	return emulated ? detach_emulated(iommu, emulated) : detach_physical(iommu, iog);
}

void vfio_iommu_type1_detach_group(void *iommu_data, struct iommu_group *iommu_group)
{
	struct vfio_iommu *iommu = iommu_data;

	mutex_lock(&iommu->lock);
	if (detach_locked(iommu, iommu_group)) {
		iommu->num_non_pinned_groups--;
		/* It may have written anywhere while it was here. */
		if (iommu->dirty_page_tracking)
			vfio_iommu_populate_bitmap_full(iommu);
	}
	mutex_unlock(&iommu->lock);
}
