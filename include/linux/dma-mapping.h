/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/iommu_dma.c, iommu_dma_debug.c, iommu_dma_sg.c */
/*
 * The streaming and coherent DMA calls of a kernel driver, over the default domain
 * of its device's group. Addresses come from one ascending counter a device, so
 * that a stale address is never valid again by chance.
 */
#ifndef _LINUX_DMA_MAPPING_H
#define _LINUX_DMA_MAPPING_H

#include <linux/device.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/types.h>

enum dma_data_direction {
	DMA_BIDIRECTIONAL = 0,
	DMA_TO_DEVICE = 1,
	DMA_FROM_DEVICE = 2,
	DMA_NONE = 3,
};

#define DMA_MAPPING_ERROR	(~(dma_addr_t)0)
#define DMA_BIT_MASK(n)		(((n) == 64) ? ~0ULL : ((1ULL << (n)) - 1))

int dma_set_mask_and_coherent(struct device *dev, u64 mask);

static inline int dma_set_mask(struct device *dev, u64 mask)
{
	return dma_set_mask_and_coherent(dev, mask);
}

static inline int dma_set_coherent_mask(struct device *dev, u64 mask)
{
	return dma_set_mask_and_coherent(dev, mask);
}

static inline int dma_coerce_mask_and_coherent(struct device *dev, u64 mask)
{
	return dma_set_mask_and_coherent(dev, mask);
}

/*
 * DMA_MAPPING_ERROR on failure. kmalloc()'s memory has no physical address here: it is mapped as
 * pages beside it, so what the device writes is there after the unmap or a sync, as with Linux'
 * swiotlb. Any context. Pair: dma_unmap_single() with the same size and direction, before the
 * driver leaves the device.
 */
dma_addr_t dma_map_single(struct device *dev, void *ptr, size_t size, enum dma_data_direction dir);
void dma_unmap_single(struct device *dev, dma_addr_t addr, size_t size,
		      enum dma_data_direction dir);

void *dma_alloc_coherent(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp);
void dma_free_coherent(struct device *dev, size_t size, void *cpu_addr, dma_addr_t dma_handle);
/* The same until the driver leaves the device. May sleep with GFP_KERNEL. */
void *dmam_alloc_coherent(struct device *dev, size_t size, dma_addr_t *dma_handle, gfp_t gfp);
void dmam_free_coherent(struct device *dev, size_t size, void *cpu_addr, dma_addr_t dma_handle);

static inline int dma_mapping_error(struct device *dev, dma_addr_t addr)
{
	return addr == DMA_MAPPING_ERROR;
}

static inline dma_addr_t dma_map_page(struct device *dev, struct page *page, size_t offset,
				      size_t size, enum dma_data_direction dir)
{
	return dma_map_single(dev, page_address(page) + offset, size, dir);
}

static inline void dma_unmap_page(struct device *dev, dma_addr_t addr, size_t size,
				  enum dma_data_direction dir)
{
	dma_unmap_single(dev, addr, size, dir);
}

/* The CPU, or the device, is about to look at a part of mapped memory. iommu_dma_debug.c. */
void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, size_t size,
			     enum dma_data_direction dir);
void dma_sync_single_for_device(struct device *dev, dma_addr_t addr, size_t size,
				enum dma_data_direction dir);

#define DMA_ATTR_SKIP_CPU_SYNC	(1UL << 5)
#define DMA_ATTR_NO_WARN	(1UL << 8)

/* In sim/core/iommu_dma_sg.c. How many addresses there are, one for each piece; 0 on failure. */
unsigned int dma_map_sg_attrs(struct device *dev, struct scatterlist *sgl, int nents,
			      enum dma_data_direction dir, unsigned long attrs);
void dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sgl, int nents,
			enum dma_data_direction dir, unsigned long attrs);
#define dma_map_sg(dev, sgl, nents, dir)	dma_map_sg_attrs(dev, sgl, nents, dir, 0)
#define dma_unmap_sg(dev, sgl, nents, dir)	dma_unmap_sg_attrs(dev, sgl, nents, dir, 0)
/* The same of a table: 0 or an error. */
int dma_map_sgtable(struct device *dev, struct sg_table *sgt, enum dma_data_direction dir,
		    unsigned long attrs);
void dma_unmap_sgtable(struct device *dev, struct sg_table *sgt, enum dma_data_direction dir,
		       unsigned long attrs);

/* What a driver must know to unmap it; nowhere here is there nothing to know. */
#define DEFINE_DMA_UNMAP_ADDR(name)			dma_addr_t name
#define DEFINE_DMA_UNMAP_LEN(name)			u32 name
#define dma_unmap_addr(ptr, name)			((ptr)->name)
#define dma_unmap_addr_set(ptr, name, val)		((ptr)->name = (val))
#define dma_unmap_len(ptr, name)			((ptr)->name)
#define dma_unmap_len_set(ptr, name, val)		((ptr)->name = (val))

#endif
