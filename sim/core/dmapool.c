// SPDX-License-Identifier: GPL-2.0-or-later
/* dmapool.c - small blocks of coherent DMA memory */
#include <linux/dmapool.h>

#include <linux/atomic.h>
#include <linux/device.h>
#include <linux/log2.h>
#include <linux/slab.h>

#include "kernel/finding.h"

struct dma_pool {
	const char	*name;
	struct device	*dev;
	size_t		size;
	atomic_t	in_use;
};

struct dma_pool *dma_pool_create(const char *name, struct device *dev, size_t size, size_t align,
				 size_t boundary)
{
	struct dma_pool *pool;

	if (!size || (align && !is_power_of_2(align)) || (boundary && boundary < size))
		return NULL;
	pool = kzalloc(sizeof(*pool), GFP_KERNEL);
	if (!pool)
		return NULL;
	pool->name = name;
	pool->dev = dev;
	pool->size = size;
	return pool;
}

void dma_pool_destroy(struct dma_pool *pool)
{
	if (!pool)
		return;
	if (atomic_read(&pool->in_use))
		finding_report(FINDING_STATE, "dma_pool_destroy: blocks are in use",
			       "pool %s has %d blocks that are in use", pool->name,
			       atomic_read(&pool->in_use));
	kfree(pool);
}

void *dma_pool_alloc(struct dma_pool *pool, gfp_t flags, dma_addr_t *handle)
{
	void *block = dma_alloc_coherent(pool->dev, pool->size, handle, flags);

	if (block)
		atomic_inc(&pool->in_use);
	return block;
}

void dma_pool_free(struct dma_pool *pool, void *vaddr, dma_addr_t addr)
{
	dma_free_coherent(pool->dev, pool->size, vaddr, addr);
	atomic_dec(&pool->in_use);
}

static void pool_release(void *pool)
{
	dma_pool_destroy(pool);
}

struct dma_pool *dmam_pool_create(const char *name, struct device *dev, size_t size,
				  size_t align, size_t allocation)
{
	struct dma_pool *pool = dma_pool_create(name, dev, size, align, allocation);

	if (pool && devm_add_action_or_reset(dev, pool_release, pool))
		return NULL;
	return pool;
}
