/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * iommu_hw.h - the page table of the simulated IOMMU
 *
 * An extent stands for pages of one size, contiguous on both sides. Extents of a table
 * never overlap.
 */
#ifndef CORE_IOMMU_HW_H
#define CORE_IOMMU_HW_H

#include <linux/iommu.h>
#include <linux/rbtree.h>
#include <linux/spinlock.h>

struct hw_extent {
	struct rb_node node;
	unsigned long iova;
	unsigned long size;		/* a multiple of pgsize */
	unsigned long pgsize;
	phys_addr_t phys;
	int prot;
};

struct hw_domain {
	struct iommu_domain domain;
	spinlock_t lock;		/* leaf, irqs off */
	/* lock: */
	struct rb_root extents;		/* by iova */
	unsigned int attached;		/* devices */
	unsigned long dma_next;		/* iommu_dma.c: the next address to hand out */
};

static inline struct hw_domain *to_hw_domain(struct iommu_domain *domain)
{
	return container_of(domain, struct hw_domain, domain);
}

/* The extent that holds @iova, or NULL. domain->lock is held. */
struct hw_extent *hw_extent_find(struct hw_domain *hw, unsigned long iova);

int hw_map_pages(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr,
		 size_t pgsize, size_t pgcount, int prot, gfp_t gfp, size_t *mapped);
size_t hw_unmap_pages(struct iommu_domain *domain, unsigned long iova, size_t pgsize,
		      size_t pgcount, struct iommu_iotlb_gather *gather);
phys_addr_t hw_iova_to_phys(struct iommu_domain *domain, dma_addr_t iova);
void hw_extents_free(struct hw_domain *hw);

#endif
