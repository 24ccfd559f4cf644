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

static int vfio_iommu_iova_insert(struct list_head *before, dma_addr_t start, dma_addr_t end)
{
	struct vfio_iova *region = kmalloc(sizeof(*region), GFP_KERNEL);

	if (!region)
		return -ENOMEM;
	region->start = start;
	region->end = end;
	list_add_tail(&region->list, before);
	return 0;
}

static void vfio_iova_remove(struct vfio_iova *region)
{
	list_del(&region->list);
	kfree(region);
}

void vfio_iommu_iova_free(struct list_head *iova)
{
	struct vfio_iova *n, *next;

	list_for_each_entry_safe(n, next, iova, list)
		vfio_iova_remove(n);
}

void vfio_iommu_resv_free(struct list_head *resv_regions)
{
	struct iommu_resv_region *n, *next;

	list_for_each_entry_safe(n, next, resv_regions, list) {
		list_del(&n->list);
		kfree(n);
	}
}

int vfio_iommu_iova_get_copy(struct vfio_iommu *iommu, struct list_head *iova_copy)
{
	struct vfio_iova *n;
	int ret;

	list_for_each_entry(n, &iommu->iova_list, list) {
		ret = vfio_iommu_iova_insert(iova_copy, n->start, n->end);
		if (ret) {
			vfio_iommu_iova_free(iova_copy);
			return ret;
		}
	}
	return 0;
}

void vfio_iommu_iova_insert_copy(struct vfio_iommu *iommu, struct list_head *iova_copy)
{
	vfio_iommu_iova_free(&iommu->iova_list);
	list_splice_tail(iova_copy, &iommu->iova_list);
}

/* Without a domain everything may be mapped: nothing reaches an IOMMU. */
bool vfio_iommu_iova_dma_valid(struct vfio_iommu *iommu, dma_addr_t start, dma_addr_t end)
{
	struct vfio_iova *node;

	list_for_each_entry(node, &iommu->iova_list, list)
		if (start >= node->start && end <= node->end)
			return true;
	return list_empty(&iommu->iova_list);
}

static bool vfio_iommu_aper_conflict(struct vfio_iommu *iommu, dma_addr_t start, dma_addr_t end)
{
	struct vfio_iova *first, *last;

	if (list_empty(&iommu->iova_list))
		return false;

	first = list_first_entry(&iommu->iova_list, struct vfio_iova, list);
	last = list_last_entry(&iommu->iova_list, struct vfio_iova, list);
	if (start > last->end || end < first->start)
		return true;

	/* Mappings in what would be cut off. */
	if (start > first->start && vfio_find_dma(iommu, first->start, start - first->start))
		return true;
	return end < last->end && vfio_find_dma(iommu, end + 1, last->end - end);
}

static int vfio_iommu_aper_resize(struct list_head *iova, dma_addr_t start, dma_addr_t end)
{
	struct vfio_iova *node, *next;

	if (list_empty(iova))
		return vfio_iommu_iova_insert(iova, start, end);

	list_for_each_entry_safe(node, next, iova, list) {
		if (node->end < start || node->start > end) {
			vfio_iova_remove(node);
			continue;
		}
		node->start = max(node->start, start);
		node->end = min(node->end, end);
	}
	return 0;
}

static bool vfio_iommu_resv_conflict(struct vfio_iommu *iommu, struct list_head *resv_regions)
{
	struct iommu_resv_region *region;

	list_for_each_entry(region, resv_regions, list)
		if (region->type != IOMMU_RESV_DIRECT_RELAXABLE &&
		    vfio_find_dma(iommu, region->start, region->length))
			return true;
	return false;
}

/* Cut [start, end] out of @iova. */
static int vfio_iova_exclude(struct list_head *iova, dma_addr_t start, dma_addr_t end)
{
	struct vfio_iova *n, *next;
	int ret = 0;

	list_for_each_entry_safe(n, next, iova, list) {
		if (start > n->end || end < n->start)
			continue;
		if (start > n->start)
			ret = vfio_iommu_iova_insert(&n->list, n->start, start - 1);
		if (!ret && end < n->end)
			ret = vfio_iommu_iova_insert(&n->list, end + 1, n->end);
		if (ret)
			return ret;
		vfio_iova_remove(n);
	}
	return 0;
}

static int vfio_iommu_resv_exclude(struct list_head *iova, struct list_head *resv_regions)
{
	struct iommu_resv_region *resv;
	int ret;

	list_for_each_entry(resv, resv_regions, list) {
		if (resv->type == IOMMU_RESV_DIRECT_RELAXABLE)
			continue;
		ret = vfio_iova_exclude(iova, resv->start, resv->start + resv->length - 1);
		if (ret)
			return ret;
	}
	return list_empty(iova) ? -EINVAL : 0;
}

/* Into @iova_copy: what is left when @domain and @resv_regions join; -EINVAL if they cannot. */
int vfio_iommu_iova_narrow(struct vfio_iommu *iommu, struct iommu_domain *domain,
			   struct list_head *resv_regions, struct list_head *iova_copy)
{
	struct iommu_domain_geometry *geo = &domain->geometry;
	int ret;

	if (vfio_iommu_aper_conflict(iommu, geo->aperture_start, geo->aperture_end))
		return -EINVAL;
	if (vfio_iommu_resv_conflict(iommu, resv_regions))
		return -EINVAL;

	ret = vfio_iommu_iova_get_copy(iommu, iova_copy);
	if (!ret)
		ret = vfio_iommu_aper_resize(iova_copy, geo->aperture_start, geo->aperture_end);
	if (!ret)
		ret = vfio_iommu_resv_exclude(iova_copy, resv_regions);
	return ret;
}

/* A domain has left, which may have been the one that set the limits. */
void vfio_iommu_aper_expand(struct vfio_iommu *iommu, struct list_head *iova_copy)
{
	dma_addr_t start = 0, end = ~(dma_addr_t)0;
	struct vfio_domain *domain;

	if (list_empty(iova_copy))
		return;

	list_for_each_entry(domain, &iommu->domain_list, next) {
		start = max(start, domain->domain->geometry.aperture_start);
		end = min(end, domain->domain->geometry.aperture_end);
	}
	list_first_entry(iova_copy, struct vfio_iova, list)->start = start;
	list_last_entry(iova_copy, struct vfio_iova, list)->end = end;
}

static int vfio_iommu_get_resv_regions(struct vfio_iommu *iommu, struct list_head *resv_regions)
{
	struct vfio_iommu_group *g;
	struct vfio_domain *d;
	int ret;

	list_for_each_entry(d, &iommu->domain_list, next) {
		list_for_each_entry(g, &d->group_list, next) {
			ret = iommu_get_group_resv_regions(g->iommu_group, resv_regions);
			if (ret)
				return ret;
		}
	}
	return 0;
}

/* A group has left: what only it had reserved may be mapped again. */
int vfio_iommu_resv_refresh(struct vfio_iommu *iommu, struct list_head *iova_copy)
{
	LIST_HEAD(resv_regions);
	dma_addr_t start, end;
	int ret;

	if (list_empty(iova_copy))
		return -EINVAL;

	ret = vfio_iommu_get_resv_regions(iommu, &resv_regions);
	if (!ret) {
		start = list_first_entry(iova_copy, struct vfio_iova, list)->start;
		end = list_last_entry(iova_copy, struct vfio_iova, list)->end;
		vfio_iommu_iova_free(iova_copy);
		ret = vfio_iommu_iova_insert(iova_copy, start, end);
	}
	if (!ret)
		ret = vfio_iommu_resv_exclude(iova_copy, &resv_regions);
	vfio_iommu_resv_free(&resv_regions);
	return ret;
}
