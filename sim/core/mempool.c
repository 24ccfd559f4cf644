// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mempool.c - a reserve of elements that comes first when they are given back
 *
 * Who frees looks at curr_nr without the lock. That is enough: who took the last element of the
 * reserve made it smaller than min_nr, and whoever has an element knows of all that was taken
 * before it. So elements come back to where somebody waits.
 */
#include <linux/mempool.h>

#include <linux/bug.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/jiffies.h>
#include <linux/sched.h>

#include "kernel/hooks.h"
#include "kernel/misuse.h"

static void add_element(mempool_t *pool, void *element)
{
	BUG_ON(pool->curr_nr >= pool->min_nr);
	pool->elements[pool->curr_nr] = element;
	WRITE_ONCE(pool->curr_nr, pool->curr_nr + 1);
}

static void *remove_element(mempool_t *pool)
{
	BUG_ON(pool->curr_nr <= 0);
	WRITE_ONCE(pool->curr_nr, pool->curr_nr - 1);
	return pool->elements[pool->curr_nr];
}

void mempool_exit(mempool_t *pool)
{
	while (pool->curr_nr)
		pool->free(remove_element(pool), pool->pool_data);
	kfree(pool->elements);
	pool->elements = NULL;
}
EXPORT_SYMBOL(mempool_exit);

void mempool_destroy(mempool_t *pool)
{
	if (!pool)
		return;
	mempool_exit(pool);
	kfree(pool);
}
EXPORT_SYMBOL(mempool_destroy);

int mempool_init_node(mempool_t *pool, int min_nr, mempool_alloc_t *alloc_fn,
		      mempool_free_t *free_fn, void *pool_data, gfp_t gfp_mask, int node_id)
{
	spin_lock_init(&pool->lock);
	init_waitqueue_head(&pool->wait);
	pool->min_nr = min_nr;
	pool->pool_data = pool_data;
	pool->alloc = alloc_fn;
	pool->free = free_fn;
	pool->elements = kmalloc_array(min_nr, sizeof(*pool->elements), gfp_mask);
	if (!pool->elements)
		return -ENOMEM;
	while (pool->curr_nr < min_nr) {
		void *element = alloc_fn(gfp_mask, pool_data);

		if (!element) {
			mempool_exit(pool);
			return -ENOMEM;
		}
		add_element(pool, element);
	}
	return 0;
}
EXPORT_SYMBOL(mempool_init_node);

mempool_t *mempool_create_node(int min_nr, mempool_alloc_t *alloc_fn, mempool_free_t *free_fn,
			       void *pool_data, gfp_t gfp_mask, int node_id)
{
	mempool_t *pool = kzalloc(sizeof(*pool), gfp_mask);

	if (!pool)
		return NULL;
	if (!mempool_init_node(pool, min_nr, alloc_fn, free_fn, pool_data, gfp_mask, node_id))
		return pool;
	kfree(pool);
	return NULL;
}
EXPORT_SYMBOL(mempool_create_node);

void *mempool_alloc_preallocated(mempool_t *pool)
{
	void *element = NULL;
	unsigned long flags;

	spin_lock_irqsave(&pool->lock, flags);
	if (pool->curr_nr)
		element = remove_element(pool);
	spin_unlock_irqrestore(&pool->lock, flags);
	return element;
}
EXPORT_SYMBOL(mempool_alloc_preallocated);

/* Linux waits five seconds at most: somebody may have freed memory elsewhere. */
static void wait_for_element(mempool_t *pool)
{
	DEFINE_WAIT(wait);
	unsigned long flags;
	bool none;

	spin_lock_irqsave(&pool->lock, flags);
	none = !pool->curr_nr;
	if (none)
		prepare_to_wait(&pool->wait, &wait, TASK_UNINTERRUPTIBLE);
	spin_unlock_irqrestore(&pool->lock, flags);
	if (!none)
		return;
	io_schedule_timeout(5 * HZ);
	finish_wait(&pool->wait, &wait);
}

/* First without the trouble that the caller allows; if the reserve is empty as well, with it. */
void *mempool_alloc(mempool_t *pool, gfp_t gfp_mask)
{
	gfp_t gfp = gfp_mask & ~(__GFP_DIRECT_RECLAIM | __GFP_IO);
	void *element;

	WARN_ON_ONCE(gfp_mask & __GFP_ZERO);
	might_sleep_if(gfpflags_allow_blocking(gfp_mask));
	gfp_mask |= __GFP_NOMEMALLOC | __GFP_NORETRY | __GFP_NOWARN;
	gfp |= __GFP_NOMEMALLOC | __GFP_NORETRY | __GFP_NOWARN;
	for (;;) {
		element = pool->alloc(gfp, pool->pool_data);
		if (!element)
			element = mempool_alloc_preallocated(pool);
		if (element)
			return element;
		if (gfp != gfp_mask)
			gfp = gfp_mask;
		else if (!gfpflags_allow_blocking(gfp))
			return NULL;
		else
			wait_for_element(pool);
	}
}
EXPORT_SYMBOL(mempool_alloc);

/* Its elements are memory and nothing else. */
static bool is_plain(const mempool_t *pool)
{
	return (pool->alloc == mempool_kmalloc && pool->free == mempool_kfree) ||
	       (pool->alloc == mempool_kvmalloc && pool->free == mempool_kvfree) ||
	       (pool->alloc == mempool_alloc_slab && pool->free == mempool_free_slab);
}

/*
 * What goes into the reserve is somebody's no more. In its place another one does, whose memory is
 * new: so whoever goes on using the old one is found, as KASAN does by poison. This cannot fail.
 */
static void *renew(mempool_t *pool, void *element)
{
	if (!is_plain(pool))
		return element;
	pool->free(element, pool->pool_data);
	return pool->alloc(GFP_NOWAIT | __GFP_NOFAIL, pool->pool_data);
}

static bool give_to_reserve(mempool_t *pool, void *element)
{
	unsigned long flags;
	bool wanted;

	spin_lock_irqsave(&pool->lock, flags);
	wanted = pool->curr_nr < pool->min_nr;
	if (wanted)
		add_element(pool, element);
	spin_unlock_irqrestore(&pool->lock, flags);
	if (wanted)
		wake_up(&pool->wait);
	return wanted;
}

void mempool_free(void *element, mempool_t *pool)
{
	if (!element)
		return;
	hook_point(EX_READ, &pool->curr_nr);
	if (!ex_alive(&pool->min_nr, sizeof(pool->min_nr))) {
		misuse_dead(pool, "mempool");
		return;
	}
	if (READ_ONCE(pool->curr_nr) < pool->min_nr) {
		element = renew(pool, element);
		if (give_to_reserve(pool, element))
			return;
	}
	pool->free(element, pool->pool_data);
}
EXPORT_SYMBOL(mempool_free);

void *mempool_alloc_slab(gfp_t gfp_mask, void *pool_data)
{
	return kmem_cache_alloc(pool_data, gfp_mask);
}
EXPORT_SYMBOL(mempool_alloc_slab);

void mempool_free_slab(void *element, void *pool_data)
{
	kmem_cache_free(pool_data, element);
}
EXPORT_SYMBOL(mempool_free_slab);

void *mempool_kmalloc(gfp_t gfp_mask, void *pool_data)
{
	return kmalloc((size_t)pool_data, gfp_mask);
}
EXPORT_SYMBOL(mempool_kmalloc);

void mempool_kfree(void *element, void *pool_data)
{
	kfree(element);
}
EXPORT_SYMBOL(mempool_kfree);

void *mempool_kvmalloc(gfp_t gfp_mask, void *pool_data)
{
	return kvmalloc((size_t)pool_data, gfp_mask);
}
EXPORT_SYMBOL(mempool_kvmalloc);

void mempool_kvfree(void *element, void *pool_data)
{
	kvfree(element);
}
EXPORT_SYMBOL(mempool_kvfree);

void *mempool_alloc_pages(gfp_t gfp_mask, void *pool_data)
{
	return alloc_pages(gfp_mask, (unsigned long)pool_data);
}
EXPORT_SYMBOL(mempool_alloc_pages);

void mempool_free_pages(void *element, void *pool_data)
{
	__free_pages(element, (unsigned long)pool_data);
}
EXPORT_SYMBOL(mempool_free_pages);
