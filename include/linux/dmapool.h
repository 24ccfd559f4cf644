/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/dmapool.c */
/*
 * dmapool.h - small blocks of coherent DMA memory, all of one size
 *
 * Each block has pages of its own here, so that what is written beyond it, or after it was given
 * back, faults.
 */
#ifndef _LINUX_DMAPOOL_H
#define _LINUX_DMAPOOL_H

#include <linux/dma-mapping.h>

struct dma_pool;

/*
 * NULL without memory, or if @align is no power of two or @boundary is less than @size. Sleeps.
 * Pair: dma_pool_destroy(), once all blocks are back, or there is a finding; NULL is allowed.
 */
struct dma_pool *dma_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				 size_t boundary);
void dma_pool_destroy(struct dma_pool *pool);
/* The same, destroyed when the driver leaves @dev. */
struct dma_pool *dmam_pool_create(const char *name, struct device *dev, size_t size,
				  size_t align, size_t allocation);

/* NULL without memory. Any context, with the flags for it. */
void *dma_pool_alloc(struct dma_pool *pool, gfp_t flags, dma_addr_t *handle);
void dma_pool_free(struct dma_pool *pool, void *vaddr, dma_addr_t addr);

static inline void *dma_pool_zalloc(struct dma_pool *pool, gfp_t flags, dma_addr_t *handle)
{
	return dma_pool_alloc(pool, flags | __GFP_ZERO, handle);
}

#endif
