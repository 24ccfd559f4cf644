// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommu_dma.c - DMA addresses for kernel drivers
 *
 * An address is never handed out twice while the group's default domain lives: whoever
 * keeps using one after dma_unmap_single() faults, and that is a finding (iommu_hw.c).
 * Linux takes addresses from a tree of free ranges, below 4 GiB first; left out, since
 * reuse would hide the bug that this is for.
 */
#include <linux/dma-mapping.h>

#include <linux/bug.h>
#include <linux/device.h>
#include <linux/instruction_pointer.h>
#include <linux/iommu.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "iommu_hw.h"
#include "iommu_priv.h"

int dma_set_mask_and_coherent(struct device *dev, u64 mask)
{
	return mask < DMA_BIT_MASK(24) ? -EIO : 0;
}

static dma_addr_t iommu_dma_alloc_iova(struct iommu_domain *domain, size_t size)
{
	struct hw_domain *hw = to_hw_domain(domain);
	unsigned long flags;
	dma_addr_t iova;

	spin_lock_irqsave(&hw->lock, flags);
	iova = hw->dma_next;
	hw->dma_next += size + PAGE_SIZE;	/* a hole, so that overruns fault */
	spin_unlock_irqrestore(&hw->lock, flags);
	return iova;
}

static int iommu_dma_prot(enum dma_data_direction dir)
{
	switch (dir) {
	case DMA_TO_DEVICE:
		return IOMMU_READ;
	case DMA_FROM_DEVICE:
		return IOMMU_WRITE;
	case DMA_BIDIRECTIONAL:
		return IOMMU_READ | IOMMU_WRITE;
	default:
		return 0;
	}
}

/* DMA_MAPPING_ERROR on failure. */
static dma_addr_t map_memory(struct device *dev, void *ptr, size_t size,
			     enum dma_data_direction dir)
{
	struct iommu_domain *domain = dev_has_iommu(dev) ? iommu_get_dma_domain(dev) : NULL;
	phys_addr_t phys = virt_to_phys(ptr);
	unsigned long offset = offset_in_page(phys);
	dma_addr_t iova;

	if (!domain || domain->type == IOMMU_DOMAIN_IDENTITY)
		return phys;

	size = PAGE_ALIGN(offset + size);
	iova = iommu_dma_alloc_iova(domain, size);
	if (iommu_map(domain, iova, phys - offset, size, iommu_dma_prot(dir), GFP_ATOMIC))
		return DMA_MAPPING_ERROR;
	return iova + offset;
}

static void unmap_memory(struct device *dev, dma_addr_t addr, size_t size)
{
	struct iommu_domain *domain = dev_has_iommu(dev) ? iommu_get_dma_domain(dev) : NULL;
	unsigned long offset = offset_in_page(addr);

	if (!domain || domain->type == IOMMU_DOMAIN_IDENTITY)
		return;
	size = PAGE_ALIGN(offset + size);
	WARN_ON(iommu_unmap(domain, addr - offset, size) != size);
}

static dma_addr_t map_for(struct device *dev, void *ptr, size_t size,
			  enum dma_data_direction dir, unsigned long ip)
{
	struct dma_mapping *map = dma_mapping_new(dev, ptr, size, dir, ip);
	dma_addr_t addr;

	if (!map)
		return DMA_MAPPING_ERROR;
	addr = map_memory(dev, dma_mapping_memory(map), size, dir);
	if (addr == DMA_MAPPING_ERROR)
		dma_mapping_free(map);
	else
		dma_mapping_add(map, addr);
	return addr;
}

dma_addr_t dma_map_single(struct device *dev, void *ptr, size_t size, enum dma_data_direction dir)
{
	return map_for(dev, ptr, size, dir, _RET_IP_);
}

void dma_unmap_single(struct device *dev, dma_addr_t addr, size_t size,
		      enum dma_data_direction dir)
{
	struct dma_mapping *map = dma_mapping_take(dev, addr, size, dir);

	if (!map)
		return;
	unmap_memory(dev, addr, size);
	dma_mapping_to_cpu(map);
	dma_mapping_free(map);
}

void *dma_alloc_coherent(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp)
{
	void *cpu_addr = (void *)__get_free_pages(gfp | __GFP_ZERO, get_order(size));

	if (!cpu_addr)
		return NULL;
	*dma_handle = map_for(dev, cpu_addr, size, DMA_BIDIRECTIONAL, _RET_IP_);
	if (dma_mapping_error(dev, *dma_handle)) {
		free_pages((unsigned long)cpu_addr, get_order(size));
		return NULL;
	}
	return cpu_addr;
}

void dma_free_coherent(struct device *dev, size_t size, void *cpu_addr, dma_addr_t dma_handle)
{
	dma_unmap_single(dev, dma_handle, size, DMA_BIDIRECTIONAL);
	free_pages((unsigned long)cpu_addr, get_order(size));
}

struct coherent {
	size_t		size;
	void		*cpu_addr;
	dma_addr_t	handle;
};

static void coherent_release(struct device *dev, void *res)
{
	const struct coherent *mem = res;

	dma_free_coherent(dev, mem->size, mem->cpu_addr, mem->handle);
}

static int same_coherent(struct device *dev, void *res, void *cpu_addr)
{
	return ((const struct coherent *)res)->cpu_addr == cpu_addr;
}

void *dmam_alloc_coherent(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp)
{
	struct coherent *mem = devres_alloc(coherent_release, sizeof(*mem), gfp);

	if (!mem)
		return NULL;
	mem->size = size;
	mem->cpu_addr = dma_alloc_coherent(dev, size, dma_handle, gfp);
	if (!mem->cpu_addr) {
		devres_free(mem);
		return NULL;
	}
	mem->handle = *dma_handle;
	devres_add(dev, mem);
	return mem->cpu_addr;
}

void dmam_free_coherent(struct device *dev, size_t size, void *cpu_addr, dma_addr_t dma_handle)
{
	WARN_ON(devres_release(dev, coherent_release, same_coherent, cpu_addr));
}
