// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_replay.c - a domain joins: give it the mappings there are
 *
 * Mappings that are in other domains are read out of one of those; mappings that are in none,
 * since there was no domain so far, are pinned now.
 */
#include <linux/bug.h>
#include <linux/sched/signal.h>

#include "type1.h"

/* Bytes from @iova on that lie together in memory, from *@phys on; 0: not mapped. */
size_t vfio_iommu_contiguous(struct iommu_domain *domain, dma_addr_t iova, dma_addr_t end,
			     phys_addr_t *phys)
{
	size_t len = PAGE_SIZE;

	*phys = iommu_iova_to_phys(domain, iova);
	if (!*phys)
		return 0;
	while (iova + len < end && iommu_iova_to_phys(domain, iova + len) == *phys + len)
		len += PAGE_SIZE;
	return len;
}

struct vfio_replay {
	struct iommu_domain	*from;		/* NULL: we bring the first one */
	struct iommu_domain	*to;
	struct vfio_batch	batch;
	unsigned long		limit;
};

static int vfio_replay_chunk(struct vfio_replay *r, struct vfio_dma *dma, dma_addr_t iova,
			     size_t *size)
{
	dma_addr_t end = dma->iova + dma->size;
	unsigned long pfn;
	phys_addr_t phys;
	long npage;
	int ret;

	if (dma->iommu_mapped) {
		if (WARN_ON(!r->from))
			return -EINVAL;
		*size = vfio_iommu_contiguous(r->from, iova, end, &phys);
		if (WARN_ON(!*size)) {
			*size = PAGE_SIZE;
			return 0;
		}
	} else {
		npage = vfio_pin_pages_remote(dma, dma->vaddr + (iova - dma->iova),
					      (end - iova) >> PAGE_SHIFT, &pfn, r->limit,
					      &r->batch);
		if (npage <= 0) {
			WARN_ON(!npage);
			return npage;
		}
		phys = (phys_addr_t)pfn << PAGE_SHIFT;
		*size = npage << PAGE_SHIFT;
	}

	ret = iommu_map(r->to, iova, phys, *size, dma->prot | IOMMU_CACHE, GFP_KERNEL_ACCOUNT);
	if (ret && !dma->iommu_mapped) {
		vfio_unpin_pages_remote(dma, iova, phys >> PAGE_SHIFT, *size >> PAGE_SHIFT, true);
		vfio_batch_unpin(&r->batch, dma);
	}
	return ret;
}

static int vfio_replay_dma(struct vfio_replay *r, struct vfio_dma *dma)
{
	dma_addr_t iova = dma->iova;
	size_t size;
	int ret;

	while (iova < dma->iova + dma->size) {
		ret = vfio_replay_chunk(r, dma, iova, &size);
		if (ret)
			return ret;
		iova += size;
	}
	return 0;
}

/* The domain goes again: what was pinned only for it has to be let go. */
static void vfio_replay_undo(struct vfio_replay *r, struct vfio_dma *dma)
{
	dma_addr_t iova = dma->iova, end = dma->iova + dma->size;
	phys_addr_t phys;
	size_t size;

	if (dma->iommu_mapped) {
		iommu_unmap(r->to, dma->iova, dma->size);
		return;
	}
	while (iova < end) {
		size = vfio_iommu_contiguous(r->to, iova, end, &phys);
		if (!size) {
			iova += PAGE_SIZE;
			continue;
		}
		iommu_unmap(r->to, iova, size);
		vfio_unpin_pages_remote(dma, iova, phys >> PAGE_SHIFT, size >> PAGE_SHIFT, true);
		iova += size;
	}
}

int vfio_iommu_replay(struct vfio_iommu *iommu, struct vfio_domain *domain)
{
	struct vfio_replay r = {
		.to = domain->domain,
		.limit = rlimit(RLIMIT_MEMLOCK) >> PAGE_SHIFT,
	};
	struct rb_node *n;
	int ret = 0;

	if (RB_EMPTY_ROOT(&iommu->dma_list))
		return 0;
	if (!list_empty(&iommu->domain_list))
		r.from = list_first_entry(&iommu->domain_list, struct vfio_domain, next)->domain;
	vfio_batch_init(&r.batch);

	for (n = rb_first(&iommu->dma_list); n; n = rb_next(n)) {
		ret = vfio_replay_dma(&r, rb_entry(n, struct vfio_dma, node));
		if (ret)
			break;
	}
	if (ret) {
		for (; n; n = rb_prev(n))
			vfio_replay_undo(&r, rb_entry(n, struct vfio_dma, node));
	} else {
		for (n = rb_first(&iommu->dma_list); n; n = rb_next(n))
			rb_entry(n, struct vfio_dma, node)->iommu_mapped = true;
	}
	vfio_batch_fini(&r.batch);
	return ret;
}
