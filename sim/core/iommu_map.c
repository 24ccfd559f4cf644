// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu_map.c - mapping and unmapping ranges of a domain
 *
 * A range is cut into the largest pages that alignment allows, as hardware page tables
 * want it; each cut is one call of the IOMMU driver. A map that fails half way undoes
 * its first half.
 *
 * Locking: the driver's page table lock. Who maps and unmaps the same range at once
 * gets what he deserves: callers order their own calls.
 */
#include <linux/iommu.h>

#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched.h>

#include "iommu_priv.h"

phys_addr_t iommu_iova_to_phys(struct iommu_domain *domain, dma_addr_t iova)
{
	if (domain->type == IOMMU_DOMAIN_IDENTITY)
		return iova;
	if (domain->type == IOMMU_DOMAIN_BLOCKED)
		return 0;
	return domain->ops->iova_to_phys(domain, iova);
}

/* The largest page for the front of the range, and how many of them fit (@count). */
static size_t iommu_pgsize(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr,
			   size_t size, size_t *count)
{
	unsigned long merged = paddr | iova;
	unsigned long sizes, larger;
	size_t pgsize, to_larger;

	sizes = domain->pgsize_bitmap & GENMASK(__fls(size), 0);
	if (merged)
		sizes &= GENMASK(__ffs(merged), 0);
	BUG_ON(!sizes);
	pgsize = 1UL << __fls(sizes);

	/* Stop where a larger page can begin, if the rest fills one and both sides align. */
	larger = domain->pgsize_bitmap & ~GENMASK(__fls(sizes), 0);
	if (larger) {
		larger = 1UL << __ffs(larger);
		to_larger = larger - (merged & (larger - 1));
		if (!((iova ^ paddr) & (larger - 1)) && size > larger && to_larger <= size - larger)
			size = to_larger;
	}
	*count = size / pgsize;
	return pgsize;
}

static bool iommu_range_aligned(struct iommu_domain *domain, unsigned long merged)
{
	return !(merged & ((1UL << __ffs(domain->pgsize_bitmap)) - 1));
}

int iommu_map(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr, size_t size,
	      int prot, gfp_t gfp)
{
	unsigned long at = iova;
	size_t left = size;
	int ret = 0;

	might_sleep_if(gfpflags_allow_blocking(gfp));

	if (!(domain->type & __IOMMU_DOMAIN_PAGING))
		return -EINVAL;
	if (WARN_ON(!domain->ops->map_pages || !domain->pgsize_bitmap))
		return -ENODEV;
	if (!iommu_range_aligned(domain, iova | paddr | size)) {
		pr_err("unaligned: iova 0x%lx pa 0x%llx size 0x%zx\n", iova,
		       (unsigned long long)paddr, size);
		return -EINVAL;
	}

	while (left) {
		size_t count, mapped = 0;
		size_t pgsize = iommu_pgsize(domain, at, paddr, left, &count);

		ret = domain->ops->map_pages(domain, at, paddr, pgsize, count, prot, gfp, &mapped);
		at += mapped;
		paddr += mapped;
		left -= mapped;
		if (ret)
			break;
	}
	if (ret)
		iommu_unmap(domain, iova, size - left);
	return ret;
}

size_t iommu_unmap_fast(struct iommu_domain *domain, unsigned long iova, size_t size,
			struct iommu_iotlb_gather *gather)
{
	size_t unmapped = 0;

	if (!(domain->type & __IOMMU_DOMAIN_PAGING))
		return 0;
	if (WARN_ON(!domain->ops->unmap_pages || !domain->pgsize_bitmap))
		return 0;
	if (!iommu_range_aligned(domain, iova | size)) {
		pr_err("unaligned: iova 0x%lx size 0x%zx\n", iova, size);
		return 0;
	}

	/* Stops at the first hole. The last page may be larger than what was asked for. */
	while (unmapped < size) {
		size_t count;
		size_t pgsize = iommu_pgsize(domain, iova, iova, size - unmapped, &count);
		size_t done = domain->ops->unmap_pages(domain, iova, pgsize, count, gather);

		if (!done)
			break;
		iova += done;
		unmapped += done;
	}
	return unmapped;
}

size_t iommu_unmap(struct iommu_domain *domain, unsigned long iova, size_t size)
{
	struct iommu_iotlb_gather gather;
	size_t unmapped;

	iommu_iotlb_gather_init(&gather);
	unmapped = iommu_unmap_fast(domain, iova, size, &gather);
	iommu_iotlb_sync(domain, &gather);
	return unmapped;
}
