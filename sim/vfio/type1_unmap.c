// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_unmap.c - VFIO_IOMMU_UNMAP_DMA
 *
 * Pages are unpinned only after the IOMMU has forgotten them, TLB included. Where they are is
 * not noted anywhere but in the IOMMU's own tables: we ask the first domain and have the others
 * unmapped before.
 */
#include <linux/bug.h>
#include <linux/limits.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "type1.h"

/* Regions that may wait for one TLB flush. */
#define VFIO_IOMMU_TLB_SYNC_MAX	512

struct vfio_regions {
	struct list_head	list;
	dma_addr_t		iova;
	phys_addr_t		phys;
	size_t			len;
};

struct vfio_unmap {
	struct vfio_dma			*dma;
	struct iommu_domain		*domain;
	struct list_head		regions;	/* unmapped, not flushed */
	int				count;
	struct iommu_iotlb_gather	gather;
	long				unlocked;
};

static void vfio_sync_unpin(struct vfio_unmap *u)
{
	struct vfio_regions *entry, *next;

	iommu_iotlb_sync(u->domain, &u->gather);
	list_for_each_entry_safe(entry, next, &u->regions, list) {
		u->unlocked += vfio_unpin_pages_remote(u->dma, entry->iova,
						       entry->phys >> PAGE_SHIFT,
						       entry->len >> PAGE_SHIFT, false);
		list_del(&entry->list);
		kfree(entry);
	}
	u->count = 0;
	cond_resched();
}

/* Leave the flush for later; 0 when that cannot be, and then nothing is pending. */
static size_t unmap_unpin_fast(struct vfio_unmap *u, dma_addr_t iova, size_t len,
			       phys_addr_t phys)
{
	struct vfio_regions *entry = kzalloc(sizeof(*entry), GFP_KERNEL);
	size_t unmapped = 0;

	if (entry)
		unmapped = iommu_unmap_fast(u->domain, iova, len, &u->gather);
	if (unmapped) {
		entry->iova = iova;
		entry->phys = phys;
		entry->len = unmapped;
		list_add_tail(&entry->list, &u->regions);
		u->count++;
	} else {
		kfree(entry);
	}

	if (u->count >= VFIO_IOMMU_TLB_SYNC_MAX || !unmapped)
		vfio_sync_unpin(u);
	return unmapped;
}

static size_t unmap_unpin_slow(struct vfio_unmap *u, dma_addr_t iova, size_t len,
			       phys_addr_t phys)
{
	size_t unmapped = iommu_unmap(u->domain, iova, len);

	if (unmapped)
		u->unlocked += vfio_unpin_pages_remote(u->dma, iova, phys >> PAGE_SHIFT,
						       unmapped >> PAGE_SHIFT, false);
	cond_resched();
	return unmapped;
}

static void vfio_unmap_range(struct vfio_unmap *u)
{
	dma_addr_t iova = u->dma->iova, end = iova + u->dma->size;
	size_t unmapped, len;
	phys_addr_t phys;

	while (iova < end) {
		len = vfio_iommu_contiguous(u->domain, iova, end, &phys);
		if (WARN_ON(!len)) {
			iova += PAGE_SIZE;
			continue;
		}
		unmapped = unmap_unpin_fast(u, iova, len, phys);
		if (!unmapped)
			unmapped = unmap_unpin_slow(u, iova, len, phys);
		if (WARN_ON(!unmapped))
			break;
		iova += unmapped;
	}
	if (u->count)
		vfio_sync_unpin(u);
}

/* Without accounting, how many pages that count were unpinned. */
long vfio_unmap_unpin(struct vfio_iommu *iommu, struct vfio_dma *dma, bool do_accounting)
{
	struct vfio_unmap u = { .dma = dma };
	struct vfio_domain *first, *d;

	if (!dma->size || list_empty(&iommu->domain_list))
		return 0;

	d = first = list_first_entry(&iommu->domain_list, struct vfio_domain, next);
	list_for_each_entry_continue(d, &iommu->domain_list, next) {
		iommu_unmap(d->domain, dma->iova, dma->size);
		cond_resched();
	}

	u.domain = first->domain;
	INIT_LIST_HEAD(&u.regions);
	iommu_iotlb_gather_init(&u.gather);
	vfio_unmap_range(&u);
	dma->iommu_mapped = false;

	if (!do_accounting)
		return u.unlocked;
	vfio_lock_acct(dma, -u.unlocked, true);
	return 0;
}

void vfio_remove_dma(struct vfio_iommu *iommu, struct vfio_dma *dma)
{
	WARN_ON(!RB_EMPTY_ROOT(&dma->pfn_list));
	vfio_unmap_unpin(iommu, dma, true);
	vfio_unlink_dma(iommu, dma);
	put_task_struct(dma->task);
	mmdrop(dma->mm);
	vfio_dma_bitmap_free(dma);
	if (dma->vaddr_invalid)
		iommu->vaddr_invalid_count--;
	kfree(dma);
	iommu->dma_avail++;
}

/* Take back what vfio_dma_invalidate() did below @last. */
static void vfio_dma_validate(struct vfio_iommu *iommu, struct rb_node *n, struct rb_node *last)
{
	for (; n != last; n = rb_next(n)) {
		rb_entry(n, struct vfio_dma, node)->vaddr_invalid = false;
		iommu->vaddr_invalid_count--;
	}
}

/* VFIO_DMA_UNMAP_FLAG_VADDR: keep the mappings, forget the addresses. All or none. */
static int vfio_dma_invalidate(struct vfio_iommu *iommu, dma_addr_t iova, u64 size,
			       size_t *unmapped)
{
	struct rb_node *first = vfio_find_dma_first_node(iommu, iova, size), *n;
	struct vfio_dma *dma;

	for (n = first; n; n = rb_next(n)) {
		dma = rb_entry(n, struct vfio_dma, node);
		if (dma->iova >= iova + size || (!iommu->v2 && iova > dma->iova))
			break;
		if (dma->vaddr_invalid) {
			vfio_dma_validate(iommu, first, n);
			*unmapped = 0;
			return -EINVAL;
		}
		dma->vaddr_invalid = true;
		iommu->vaddr_invalid_count++;
		*unmapped += dma->size;
	}
	return 0;
}

/*
 * v2: a mapping is unmapped as a whole or not at all. v1 let ranges bisect mappings: it unmaps
 * those whose start lies in the range, and stops at one that begins before it.
 */
static bool vfio_dma_bisected(struct vfio_iommu *iommu, dma_addr_t iova, u64 size)
{
	struct vfio_dma *dma;

	if (!iommu->v2)
		return false;
	dma = vfio_find_dma(iommu, iova, 1);
	if (dma && dma->iova != iova)
		return true;
	dma = vfio_find_dma(iommu, iova + size - 1, 0);
	return dma && dma->iova + dma->size != iova + size;
}

static int vfio_dma_unmap_one(struct vfio_iommu *iommu, struct vfio_dma *dma,
			      const struct vfio_iommu_type1_dma_unmap *unmap,
			      struct vfio_bitmap *bitmap, size_t *unmapped)
{
	int ret;

	if (unmap->flags & VFIO_DMA_UNMAP_FLAG_GET_DIRTY_BITMAP) {
		ret = update_user_bitmap(bitmap->data, iommu, dma, unmap->iova,
					 1UL << vfio_pgshift(iommu));
		if (ret)
			return ret;
	}
	*unmapped += dma->size;
	vfio_remove_dma(iommu, dma);
	return 0;
}

static int vfio_dma_unmap_range(struct vfio_iommu *iommu, dma_addr_t iova, u64 size,
				const struct vfio_iommu_type1_dma_unmap *unmap,
				struct vfio_bitmap *bitmap, size_t *unmapped)
{
	struct vfio_dma *dma, *dma_last = NULL;
	int ret, retries = 0;
	struct rb_node *n;

again:
	if (!(unmap->flags & VFIO_DMA_UNMAP_FLAG_ALL) && vfio_dma_bisected(iommu, iova, size))
		return -EINVAL;

	n = vfio_find_dma_first_node(iommu, iova, size);
	while (n) {
		dma = rb_entry(n, struct vfio_dma, node);
		if (dma->iova >= iova + size || (!iommu->v2 && iova > dma->iova))
			break;

		if (!RB_EMPTY_ROOT(&dma->pfn_list)) {
			/* A device that does not unpin when asked would keep us here for ever. */
			retries = dma == dma_last ? retries + 1 : 0;
			BUG_ON(retries > 10);
			dma_last = dma;
			vfio_notify_dma_unmap(iommu, dma);	/* drops the lock */
			goto again;
		}

		n = rb_next(n);
		ret = vfio_dma_unmap_one(iommu, dma, unmap, bitmap, unmapped);
		if (ret)
			return ret;
	}
	return 0;
}

static int vfio_dma_do_unmap_locked(struct vfio_iommu *iommu,
				    const struct vfio_iommu_type1_dma_unmap *unmap,
				    struct vfio_bitmap *bitmap, size_t *unmapped)
{
	bool invalidate_vaddr = unmap->flags & VFIO_DMA_UNMAP_FLAG_VADDR;
	size_t pgsize = 1UL << vfio_pgshift(iommu);
	bool all = unmap->flags & VFIO_DMA_UNMAP_FLAG_ALL;
	dma_addr_t iova = unmap->iova;
	u64 size = unmap->size;

	/* Emulated devices could not reach their user meanwhile. */
	if (invalidate_vaddr && !list_empty(&iommu->emulated_iommu_groups))
		return -EBUSY;

	if (iova & (pgsize - 1))
		return -EINVAL;
	if (all) {
		if (iova || size)
			return -EINVAL;
		size = U64_MAX;
	} else if (!size || size & (pgsize - 1) || iova + size - 1 < iova) {
		return -EINVAL;
	}
	if ((unmap->flags & VFIO_DMA_UNMAP_FLAG_GET_DIRTY_BITMAP) &&
	    (!iommu->dirty_page_tracking || bitmap->pgsize != pgsize))
		return -EINVAL;

	if (!invalidate_vaddr)
		return vfio_dma_unmap_range(iommu, iova, size, unmap, bitmap, unmapped);
	if (!all && vfio_dma_bisected(iommu, iova, size))
		return -EINVAL;
	return vfio_dma_invalidate(iommu, iova, size, unmapped);
}

int vfio_dma_do_unmap(struct vfio_iommu *iommu, struct vfio_iommu_type1_dma_unmap *unmap,
		      struct vfio_bitmap *bitmap)
{
	size_t unmapped = 0;
	int ret;

	mutex_lock(&iommu->lock);
	ret = vfio_dma_do_unmap_locked(iommu, unmap, bitmap, &unmapped);
	mutex_unlock(&iommu->lock);

	unmap->size = unmapped;
	return ret;
}
