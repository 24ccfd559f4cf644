// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_unmap_pages.c - a mapping's pages leave the IOMMU, and are unpinned
 *
 * Pages are unpinned only after the IOMMU has forgotten them, TLB included. Where they are is
 * not noted anywhere but in the IOMMU's own tables: we ask the first domain and have the others
 * unmapped before.
 */
#include <linux/bug.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "type1.h"

/* Pieces that may wait for one TLB flush. */
#define PIECES_MAX	512

/* Gone from the IOMMU's tables, but perhaps not from its TLB. */
struct piece {
	struct list_head	next;
	dma_addr_t		iova;
	phys_addr_t		phys;
	size_t			len;
};

struct unmapping {
	struct vfio_dma			*dma;
	struct iommu_domain		*domain;
	struct iommu_iotlb_gather	gather;
	struct list_head		pieces;
	int				pieces_nr;
	long				unlocked;	/* pages that counted */
};

static void unpin(struct unmapping *u, dma_addr_t iova, phys_addr_t phys, size_t len)
{
	u->unlocked += vfio_unpin_pages_remote(u->dma, iova, PHYS_PFN(phys), len >> PAGE_SHIFT,
					       false);
}

static void flush(struct unmapping *u)
{
	struct piece *piece, *tmp;

	iommu_iotlb_sync(u->domain, &u->gather);
	list_for_each_entry_safe(piece, tmp, &u->pieces, next) {
		list_del(&piece->next);
		unpin(u, piece->iova, piece->phys, piece->len);
		kfree(piece);
	}
	u->pieces_nr = 0;
	cond_resched();
}

/* Leave the flush for later; 0 when that cannot be, and then nothing is pending. */
static size_t unmap_lazily(struct unmapping *u, dma_addr_t iova, size_t len, phys_addr_t phys)
{
	struct piece *piece = kzalloc(sizeof(*piece), GFP_KERNEL);
	size_t done = piece ? iommu_unmap_fast(u->domain, iova, len, &u->gather) : 0;

	if (done) {
		piece->iova = iova;
		piece->phys = phys;
		piece->len = done;
		list_add_tail(&piece->next, &u->pieces);
		u->pieces_nr++;
	} else {
		kfree(piece);
	}
	if (!done || u->pieces_nr >= PIECES_MAX)
		flush(u);
	return done;
}

static size_t unmap_at_once(struct unmapping *u, dma_addr_t iova, size_t len, phys_addr_t phys)
{
	size_t done = iommu_unmap(u->domain, iova, len);

	if (done)
		unpin(u, iova, phys, done);
	cond_resched();
	return done;
}

/* What lies together in memory from @iova on. How much that was; 0: no way. */
static size_t unmap_next(struct unmapping *u, dma_addr_t iova, dma_addr_t end)
{
	phys_addr_t phys;
	size_t done, len = vfio_iommu_contiguous(u->domain, iova, end, &phys);

	if (WARN_ON(!len))
		return PAGE_SIZE;	/* a hole: there should be none */
	done = unmap_lazily(u, iova, len, phys);
	return done ? done : unmap_at_once(u, iova, len, phys);
}

static void unmap_and_unpin(struct unmapping *u)
{
	const dma_addr_t end = u->dma->iova + u->dma->size;
	dma_addr_t iova = u->dma->iova;
	size_t done;

	while (iova < end) {
		done = unmap_next(u, iova, end);
		if (WARN_ON(!done))
			break;
		iova += done;
	}
	if (u->pieces_nr)
		flush(u);
}

/* In all domains but the first, which is the one we ask where the pages are. */
static struct vfio_domain *unmap_in_others(struct vfio_iommu *iommu, const struct vfio_dma *dma)
{
	struct vfio_domain *first, *dom;

	first = list_first_entry(&iommu->domain_list, struct vfio_domain, next);
	list_for_each_entry(dom, &iommu->domain_list, next) {
		if (dom == first)
			continue;
		iommu_unmap(dom->domain, dma->iova, dma->size);
		cond_resched();
	}
	return first;
}

/* Without accounting, how many pages that count were unpinned. */
long vfio_unmap_unpin(struct vfio_iommu *iommu, struct vfio_dma *dma, bool do_accounting)
{
	struct unmapping u = { .dma = dma, .pieces = LIST_HEAD_INIT(u.pieces) };

	if (!dma->size || list_empty(&iommu->domain_list))
		return 0;
	u.domain = unmap_in_others(iommu, dma)->domain;
	iommu_iotlb_gather_init(&u.gather);
	unmap_and_unpin(&u);
	dma->iommu_mapped = false;

	if (!do_accounting)
		return u.unlocked;
	vfio_lock_acct(dma, -u.unlocked, true);
	return 0;
}
