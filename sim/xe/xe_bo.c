// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_bo.c - memory for VRAM on its way, kept for reuse
 *
 * A chunk's memory would otherwise be taken from the system and given back for each packet,
 * which costs more than the copy. Linux keeps pages in TTM's pools for the same reason.
 */
#include "xe_bo.h"

#include <linux/slab.h>

void xe_bo_pool_init(struct xe_bo_pool *pool)
{
	spin_lock_init(&pool->lock);
}

void xe_bo_pool_fini(struct xe_bo_pool *pool)
{
	while (pool->kept)
		kvfree(pool->bo[--pool->kept].vaddr);
}

void *xe_bo_get(struct xe_bo_pool *pool, size_t size)
{
	void *vaddr = NULL;

	spin_lock(&pool->lock);
	for (unsigned int i = pool->kept; i-- > 0 && !vaddr;) {
		if (pool->bo[i].size != size)
			continue;
		vaddr = pool->bo[i].vaddr;
		pool->bo[i] = pool->bo[--pool->kept];
		pool->bytes -= size;
	}
	spin_unlock(&pool->lock);
	return vaddr ?: kvmalloc(size, GFP_KERNEL);
}

void xe_bo_put(struct xe_bo_pool *pool, void *vaddr, size_t size)
{
	spin_lock(&pool->lock);
	if (vaddr && pool->kept < XE_BO_KEPT_MAX && pool->bytes + size <= XE_BO_KEPT_BYTES) {
		pool->bo[pool->kept].vaddr = vaddr;
		pool->bo[pool->kept++].size = size;
		pool->bytes += size;
		vaddr = NULL;
	}
	spin_unlock(&pool->lock);
	kvfree(vaddr);
}
