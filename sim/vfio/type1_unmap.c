// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_unmap.c - VFIO_IOMMU_UNMAP_DMA
 *
 * Devices that have pinned pages of a mapping are told first. They unpin by calling us, so that
 * the lock is dropped for it.
 */
#include <linux/align.h>
#include <linux/bug.h>
#include <linux/limits.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "type1.h"

void vfio_remove_dma(struct vfio_iommu *iommu, struct vfio_dma *dma)
{
	struct task_struct *owner = dma->task;

	WARN_ON(!RB_EMPTY_ROOT(&dma->pfn_list));	/* devices were asked to unpin */
	vfio_unlink_dma(iommu, dma);
	vfio_unmap_unpin(iommu, dma, true);
	vfio_dma_bitmap_free(dma);
	iommu->vaddr_invalid_count -= dma->vaddr_invalid;
	iommu->dma_avail++;
	mmdrop(dma->mm);
	kfree(dma);
	put_task_struct(owner);
}

/* What user space wants to be unmapped. */
struct request {
	dma_addr_t			iova;
	u64				size;
	bool				all;
	const struct vfio_bitmap	*dirty;		/* to be reported there first; or NULL */
	size_t				unmapped;
};

/*
 * v2: a mapping is unmapped as a whole or not at all. v1 let ranges bisect mappings: it unmaps
 * those whose start lies in the range, and stops at one that begins before it.
 */
static bool request_bisects(struct vfio_iommu *iommu, const struct request *req)
{
	const u64 end = req->iova + req->size;
	const struct vfio_dma *dma;

	if (!iommu->v2 || req->all)
		return false;
	dma = vfio_find_dma(iommu, req->iova, 1);
	if (dma && dma->iova != req->iova)
		return true;
	dma = vfio_find_dma(iommu, end - 1, 0);
	return dma && dma->iova + dma->size != end;
}

static bool request_covers(struct vfio_iommu *iommu, const struct request *req,
			   const struct vfio_dma *dma)
{
	return dma->iova < req->iova + req->size && (iommu->v2 || dma->iova >= req->iova);
}

/* The first mapping to be looked at, and the one after @dma; NULL at the end. */
static struct vfio_dma *first_covered(struct vfio_iommu *iommu, const struct request *req)
{
	struct rb_node *node = vfio_find_dma_first_node(iommu, req->iova, req->size);
	struct vfio_dma *dma = rb_entry_safe(node, struct vfio_dma, node);

	return dma && request_covers(iommu, req, dma) ? dma : NULL;
}

static struct vfio_dma *next_covered(struct vfio_iommu *iommu, const struct request *req,
				     struct vfio_dma *dma)
{
	dma = vfio_next_dma(iommu, dma);
	return dma && request_covers(iommu, req, dma) ? dma : NULL;
}

static void set_vaddr_invalid(struct vfio_iommu *iommu, struct vfio_dma *dma, bool invalid)
{
	dma->vaddr_invalid = invalid;
	if (invalid)
		iommu->vaddr_invalid_count++;
	else
		iommu->vaddr_invalid_count--;
}

/* VFIO_DMA_UNMAP_FLAG_VADDR: keep the mappings, forget the addresses. All or none. */
static int forget_vaddrs(struct vfio_iommu *iommu, struct request *req)
{
	struct vfio_dma *first, *dma, *back;

	if (request_bisects(iommu, req))
		return -EINVAL;
	first = first_covered(iommu, req);
	for (dma = first; dma; dma = next_covered(iommu, req, dma)) {
		if (dma->vaddr_invalid)
			break;
		set_vaddr_invalid(iommu, dma, true);
		req->unmapped += dma->size;
	}
	if (!dma)
		return 0;
	for (back = first; back != dma; back = vfio_next_dma(iommu, back))
		set_vaddr_invalid(iommu, back, false);
	req->unmapped = 0;
	return -EINVAL;
}

static int remove_one(struct vfio_iommu *iommu, struct request *req, struct vfio_dma *dma)
{
	int err = 0;

	if (req->dirty)
		err = update_user_bitmap(req->dirty->data, iommu, dma, req->iova,
					 1UL << vfio_pgshift(iommu));
	if (err)
		return err;
	req->unmapped += dma->size;
	vfio_remove_dma(iommu, dma);
	return 0;
}

/* 1: devices have pinned pages of *@dma. Otherwise the whole range is done, or an errno. */
static int remove_until_pinned(struct vfio_iommu *iommu, struct request *req,
			       struct vfio_dma **pinned)
{
	struct vfio_dma *dma = first_covered(iommu, req), *next;
	int err;

	for (; dma; dma = next) {
		if (!RB_EMPTY_ROOT(&dma->pfn_list)) {
			*pinned = dma;
			return 1;
		}
		next = next_covered(iommu, req, dma);
		err = remove_one(iommu, req, dma);
		if (err)
			return err;
	}
	return 0;
}

/* Each time that devices are told, the lock is dropped, and all of it may be different after. */
static int remove_mappings(struct vfio_iommu *iommu, struct request *req)
{
	struct vfio_dma *pinned = NULL, *told = NULL;
	int ret, again = 0;

	for (;;) {
		if (request_bisects(iommu, req))
			return -EINVAL;
		ret = remove_until_pinned(iommu, req, &pinned);
		if (ret <= 0)
			return ret;
		/* A device that does not unpin when asked would keep us here for ever. */
		again = pinned == told ? again + 1 : 0;
		BUG_ON(again > 10);
		told = pinned;
		vfio_notify_dma_unmap(iommu, pinned);
	}
}

/* Whole pages of the IOMMU's, without a wrap-around; or all there is. */
static bool request_valid(const struct request *req, size_t pgsize)
{
	if (req->all)
		return req->iova == 0 && req->size == 0;
	return req->size && IS_ALIGNED(req->iova | req->size, pgsize) &&
	       req->iova + (req->size - 1) >= req->iova;
}

static int unmap_locked(struct vfio_iommu *iommu, struct request *req, bool vaddr_only)
{
	const size_t pgsize = 1UL << vfio_pgshift(iommu);

	/* Emulated devices could not reach their user meanwhile. */
	if (vaddr_only && !list_empty(&iommu->emulated_iommu_groups))
		return -EBUSY;
	if (!request_valid(req, pgsize))
		return -EINVAL;
	if (req->dirty && (!iommu->dirty_page_tracking || req->dirty->pgsize != pgsize))
		return -EINVAL;
	if (req->all)
		req->size = U64_MAX;
	return vaddr_only ? forget_vaddrs(iommu, req) : remove_mappings(iommu, req);
}

int vfio_dma_do_unmap(struct vfio_iommu *iommu, struct vfio_iommu_type1_dma_unmap *unmap,
		      struct vfio_bitmap *bitmap)
{
	struct request req = {
		.iova	= unmap->iova,
		.size	= unmap->size,
		.all	= unmap->flags & VFIO_DMA_UNMAP_FLAG_ALL,
		.dirty	= unmap->flags & VFIO_DMA_UNMAP_FLAG_GET_DIRTY_BITMAP ? bitmap : NULL,
	};
	int err;

	mutex_lock(&iommu->lock);
	err = unmap_locked(iommu, &req, unmap->flags & VFIO_DMA_UNMAP_FLAG_VADDR);
	mutex_unlock(&iommu->lock);
	unmap->size = req.unmapped;
	return err;
}
