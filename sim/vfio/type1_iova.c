// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_iova.c - which IOVAs a user may map: what all domains can reach, less what is reserved
 *
 * Changes are made on a copy of iommu->iova_list, which replaces it when nothing can fail any
 * more. Lists are sorted and their ranges disjoint.
 */
#include <linux/err.h>
#include <linux/minmax.h>
#include <linux/slab.h>

#include "type1.h"

static int range_add_before(struct list_head *next, dma_addr_t start, dma_addr_t end)
{
	struct vfio_iova *fresh = kmalloc(sizeof(*fresh), GFP_KERNEL);

	if (!fresh)
		return -ENOMEM;
	fresh->end = end;
	fresh->start = start;
	list_add_tail(&fresh->list, next);
	return 0;
}

static void range_free(struct vfio_iova *range)
{
	list_del(&range->list);
	kfree(range);
}

static struct vfio_iova *lowest(struct list_head *ranges)
{
	return list_first_entry(ranges, struct vfio_iova, list);
}

static struct vfio_iova *highest(struct list_head *ranges)
{
	return list_last_entry(ranges, struct vfio_iova, list);
}

void vfio_iommu_iova_free(struct list_head *iova)
{
	while (!list_empty(iova))
		range_free(lowest(iova));
}

void vfio_iommu_resv_free(struct list_head *resv_regions)
{
	struct iommu_resv_region *resv, *tmp;

	list_for_each_entry_safe(resv, tmp, resv_regions, list) {
		list_del(&resv->list);
		kfree(resv);
	}
}

int vfio_iommu_iova_get_copy(struct vfio_iommu *iommu, struct list_head *iova_copy)
{
	struct vfio_iova *range;
	int err = 0;

	list_for_each_entry(range, &iommu->iova_list, list) {
		err = range_add_before(iova_copy, range->start, range->end);
		if (err)
			break;
	}
	if (err)
		vfio_iommu_iova_free(iova_copy);
	return err;
}

/* Cannot fail: this is what the copy is for. */
void vfio_iommu_iova_insert_copy(struct vfio_iommu *iommu, struct list_head *iova_copy)
{
	vfio_iommu_iova_free(&iommu->iova_list);
	list_splice_tail(iova_copy, &iommu->iova_list);
}

/* Without a domain everything may be mapped: nothing reaches an IOMMU. */
bool vfio_iommu_iova_dma_valid(struct vfio_iommu *iommu, dma_addr_t start, dma_addr_t end)
{
	struct vfio_iova *range;

	if (list_empty(&iommu->iova_list))
		return true;
	list_for_each_entry(range, &iommu->iova_list, list)
		if (range->start <= start && end <= range->end)
			return true;
	return false;
}

/* Is there a mapping below @start, or above @end? It would be cut off. */
static bool mapped_outside(struct vfio_iommu *iommu, dma_addr_t start, dma_addr_t end)
{
	const dma_addr_t low = lowest(&iommu->iova_list)->start;
	const dma_addr_t high = highest(&iommu->iova_list)->end;

	return (low < start && vfio_find_dma(iommu, low, start - low)) ||
	       (high > end && vfio_find_dma(iommu, end + 1, high - end));
}

/* Is nothing left, or too little, if only [start, end] can be reached any more? */
static bool aperture_conflicts(struct vfio_iommu *iommu, dma_addr_t start, dma_addr_t end)
{
	if (list_empty(&iommu->iova_list))
		return false;
	return lowest(&iommu->iova_list)->start > end || highest(&iommu->iova_list)->end < start ||
	       mapped_outside(iommu, start, end);
}

/* Cut off what is outside of [start, end], or begin with that. */
static int clamp_ranges(struct list_head *ranges, dma_addr_t start, dma_addr_t end)
{
	struct vfio_iova *range, *tmp;

	if (list_empty(ranges))
		return range_add_before(ranges, start, end);
	list_for_each_entry_safe(range, tmp, ranges, list) {
		if (range->start > end || range->end < start) {
			range_free(range);
			continue;
		}
		range->start = max(range->start, start);
		range->end = min(range->end, end);
	}
	return 0;
}

/* Some regions are only reserved for who does not know of them. */
static bool is_hard(const struct iommu_resv_region *resv)
{
	return resv->type != IOMMU_RESV_DIRECT_RELAXABLE;
}

static bool mapped_in_reserved(struct vfio_iommu *iommu, struct list_head *resv_regions)
{
	struct iommu_resv_region *resv;

	list_for_each_entry(resv, resv_regions, list)
		if (is_hard(resv) && vfio_find_dma(iommu, resv->start, resv->length))
			return true;
	return false;
}

/* @range without [start, end], which it meets: two ranges, one or none come in its place. */
static int split_range(struct vfio_iova *range, dma_addr_t start, dma_addr_t end)
{
	int err = 0;

	if (range->start < start)
		err = range_add_before(&range->list, range->start, start - 1);
	if (!err && range->end > end)
		err = range_add_before(&range->list, end + 1, range->end);
	if (!err)
		range_free(range);
	return err;
}

static int exclude(struct list_head *ranges, dma_addr_t start, dma_addr_t end)
{
	struct vfio_iova *range, *tmp;
	int err;

	list_for_each_entry_safe(range, tmp, ranges, list) {
		if (range->end < start || range->start > end)
			continue;
		err = split_range(range, start, end);
		if (err)
			return err;
	}
	return 0;
}

/* -EINVAL when nothing is left. */
static int exclude_reserved(struct list_head *ranges, struct list_head *resv_regions)
{
	struct iommu_resv_region *resv;
	int err;

	list_for_each_entry(resv, resv_regions, list) {
		if (!is_hard(resv))
			continue;
		err = exclude(ranges, resv->start, resv->start + (resv->length - 1));
		if (err)
			return err;
	}
	return list_empty(ranges) ? -EINVAL : 0;
}

/* Into @iova_copy: what is left when @domain and @resv_regions join; -EINVAL if they cannot. */
int vfio_iommu_iova_narrow(struct vfio_iommu *iommu, struct iommu_domain *domain,
			   struct list_head *resv_regions, struct list_head *iova_copy)
{
	const dma_addr_t start = domain->geometry.aperture_start;
	const dma_addr_t end = domain->geometry.aperture_end;
	int err;

	if (aperture_conflicts(iommu, start, end) || mapped_in_reserved(iommu, resv_regions))
		return -EINVAL;
	err = vfio_iommu_iova_get_copy(iommu, iova_copy);
	if (err)
		return err;
	err = clamp_ranges(iova_copy, start, end);
	return err ? err : exclude_reserved(iova_copy, resv_regions);
}

/* A domain has left, which may have been the one that set the limits. */
void vfio_iommu_aper_expand(struct vfio_iommu *iommu, struct list_head *iova_copy)
{
	dma_addr_t start = 0, end = ~(dma_addr_t)0;
	struct vfio_domain *dom;

	if (list_empty(iova_copy))
		return;
	list_for_each_entry(dom, &iommu->domain_list, next) {
		const struct iommu_domain_geometry *reach = &dom->domain->geometry;

		start = max(start, reach->aperture_start);
		end = min(end, reach->aperture_end);
	}
	lowest(iova_copy)->start = start;
	highest(iova_copy)->end = end;
}

static int domain_reserved(struct vfio_domain *dom, struct list_head *resv_regions)
{
	struct vfio_iommu_group *member;
	int err = 0;

	list_for_each_entry(member, &dom->group_list, next) {
		err = iommu_get_group_resv_regions(member->iommu_group, resv_regions);
		if (err)
			break;
	}
	return err;
}

static int all_reserved(struct vfio_iommu *iommu, struct list_head *resv_regions)
{
	struct vfio_domain *dom;
	int err = 0;

	list_for_each_entry(dom, &iommu->domain_list, next) {
		err = domain_reserved(dom, resv_regions);
		if (err)
			break;
	}
	return err;
}

/* The ends stay; what is cut out in between is found anew. */
static int cut_anew(struct list_head *ranges, struct list_head *resv_regions)
{
	const dma_addr_t start = lowest(ranges)->start, end = highest(ranges)->end;
	int err;

	vfio_iommu_iova_free(ranges);
	err = range_add_before(ranges, start, end);
	return err ? err : exclude_reserved(ranges, resv_regions);
}

/* A group has left: what only it had reserved may be mapped again. */
int vfio_iommu_resv_refresh(struct vfio_iommu *iommu, struct list_head *iova_copy)
{
	LIST_HEAD(resv_regions);
	int err;

	if (list_empty(iova_copy))
		return -EINVAL;
	err = all_reserved(iommu, &resv_regions);
	if (!err)
		err = cut_anew(iova_copy, &resv_regions);
	vfio_iommu_resv_free(&resv_regions);
	return err;
}
