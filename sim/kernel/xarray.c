// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xarray.c - the xarray: the radix tree with a lock and memory
 *
 * Locking: xa_lock covers all writes. Memory is first asked for under it, without waiting; where
 * the caller lets us wait, the lock is dropped for that, and everything looked at before is looked
 * at again. So a store happens in one hold of the lock, whatever came before.
 */
#include <linux/xarray.h>

#include <linux/export.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>

#include "xarray_tree.h"

#define XA_ERROR(errno)	xa_mk_internal((unsigned long)(long)(errno))

static bool tracks_free(const struct xarray *xa)
{
	return xa->xa_flags & XA_FLAGS_TRACK_FREE;
}

static void *without_zero(void *entry)
{
	return xa_is_zero(entry) ? NULL : entry;
}

static void drop_lock(struct xarray *xa)
{
	if (xa->xa_flags & XA_FLAGS_LOCK_IRQ)
		xa_unlock_irq(xa);
	else if (xa->xa_flags & XA_FLAGS_LOCK_BH)
		xa_unlock_bh(xa);
	else
		xa_unlock(xa);
}

static void retake_lock(struct xarray *xa)
{
	if (xa->xa_flags & XA_FLAGS_LOCK_IRQ)
		xa_lock_irq(xa);
	else if (xa->xa_flags & XA_FLAGS_LOCK_BH)
		xa_lock_bh(xa);
	else
		xa_lock(xa);
}

/*
 * Makes @pool suffice for a store at @index. -EAGAIN: it may suffice now, but the lock was
 * dropped, so look again.
 */
static int get_nodes(struct xarray *xa, struct xa_pool *pool, unsigned long index, gfp_t gfp)
{
	unsigned int missing = xa_tree_missing(xa, index);
	int ret;

	if (!xa_pool_fill(pool, missing, GFP_NOWAIT | __GFP_NOWARN))
		return 0;
	if (!gfpflags_allow_blocking(gfp))
		return xa_pool_fill(pool, missing, gfp | __GFP_NOWARN);

	drop_lock(xa);
	ret = xa_pool_fill(pool, missing, gfp);
	retake_lock(xa);
	return ret ? ret : -EAGAIN;
}

static int get_nodes_for(struct xarray *xa, struct xa_pool *pool, unsigned long index, void *entry,
			 gfp_t gfp)
{
	int ret = 0;

	if (!entry)
		return 0;
	do {
		ret = get_nodes(xa, pool, index, gfp);
	} while (ret == -EAGAIN);
	return ret;
}

void *xa_load(struct xarray *xa, unsigned long index)
{
	void *entry;

	rcu_read_lock();
	entry = xa_tree_load(xa, index);
	rcu_read_unlock();
	return without_zero(entry);
}
EXPORT_SYMBOL(xa_load);

void *__xa_erase(struct xarray *xa, unsigned long index)
{
	lockdep_assert_held(&xa->xa_lock);
	return without_zero(xa_tree_store(xa, index, NULL, NULL));
}
EXPORT_SYMBOL(__xa_erase);

void *xa_erase(struct xarray *xa, unsigned long index)
{
	void *entry;

	xa_lock(xa);
	entry = __xa_erase(xa, index);
	xa_unlock(xa);
	return entry;
}
EXPORT_SYMBOL(xa_erase);

void *__xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	struct xa_pool pool = {};
	void *old;
	int ret;

	lockdep_assert_held(&xa->xa_lock);
	if (WARN_ON_ONCE(xa_is_advanced(entry)))
		return XA_ERROR(-EINVAL);
	if (tracks_free(xa) && !entry)
		entry = XA_ZERO_ENTRY;

	ret = get_nodes_for(xa, &pool, index, entry, gfp);
	old = ret ? XA_ERROR(ret) : xa_tree_store(xa, index, entry, &pool);
	xa_pool_free(&pool);
	return without_zero(old);
}
EXPORT_SYMBOL(__xa_store);

void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	void *old;

	__xa_might_alloc(gfp);
	xa_lock(xa);
	old = __xa_store(xa, index, entry, gfp);
	xa_unlock(xa);
	return old;
}
EXPORT_SYMBOL(xa_store);

void *__xa_cmpxchg(struct xarray *xa, unsigned long index, void *old, void *entry, gfp_t gfp)
{
	struct xa_pool pool = {};
	void *curr;
	int ret;

	lockdep_assert_held(&xa->xa_lock);
	if (WARN_ON_ONCE(xa_is_advanced(entry)))
		return XA_ERROR(-EINVAL);

	ret = get_nodes_for(xa, &pool, index, entry, gfp);
	curr = ret ? XA_ERROR(ret) : xa_tree_load(xa, index);
	if (!ret && curr == old)
		xa_tree_store(xa, index, entry, &pool);
	xa_pool_free(&pool);
	return without_zero(curr);
}
EXPORT_SYMBOL(__xa_cmpxchg);

int __xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	struct xa_pool pool = {};
	int ret;

	lockdep_assert_held(&xa->xa_lock);
	if (WARN_ON_ONCE(xa_is_advanced(entry)))
		return -EINVAL;
	if (!entry)
		entry = XA_ZERO_ENTRY;

	ret = get_nodes_for(xa, &pool, index, entry, gfp);
	if (!ret && xa_tree_load(xa, index))
		ret = -EBUSY;
	if (!ret)
		xa_tree_store(xa, index, entry, &pool);
	xa_pool_free(&pool);
	return ret;
}
EXPORT_SYMBOL(__xa_insert);

int __xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, gfp_t gfp)
{
	struct xa_pool pool = {};
	unsigned long index;
	int ret;

	lockdep_assert_held(&xa->xa_lock);
	if (WARN_ON_ONCE(xa_is_advanced(entry)) || WARN_ON_ONCE(!tracks_free(xa)))
		return -EINVAL;
	if (!entry)
		entry = XA_ZERO_ENTRY;
	if (limit.min == 0 && (xa->xa_flags & XA_FLAGS_ZERO_BUSY))
		limit.min = 1;

	do {
		index = limit.min;
		ret = -EBUSY;
		if (xa_tree_find_free(xa, &index, limit.max))
			ret = get_nodes(xa, &pool, index, gfp);
	} while (ret == -EAGAIN);
	if (!ret) {
		*id = index;
		xa_tree_store(xa, index, entry, &pool);
	}
	xa_pool_free(&pool);
	return ret;
}
EXPORT_SYMBOL(__xa_alloc);

int __xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit, u32 *next,
		      gfp_t gfp)
{
	u32 min = limit.min;
	int ret;

	limit.min = max(min, *next);
	ret = __xa_alloc(xa, id, entry, limit, gfp);
	if (ret == 0 && (xa->xa_flags & XA_FLAGS_ALLOC_WRAPPED)) {
		xa->xa_flags &= ~XA_FLAGS_ALLOC_WRAPPED;
		ret = 1;
	}
	if (ret < 0 && limit.min > min) {
		limit.min = min;
		ret = __xa_alloc(xa, id, entry, limit, gfp);
		if (ret == 0)
			ret = 1;
	}
	if (ret >= 0) {
		*next = *id + 1;
		if (*next == 0)	/* the next one tells its caller of the turn */
			xa->xa_flags |= XA_FLAGS_ALLOC_WRAPPED;
	}
	return ret;
}
EXPORT_SYMBOL(__xa_alloc_cyclic);

bool xa_get_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	bool marked;

	rcu_read_lock();
	marked = xa_tree_get_mark(xa, index, mark);
	rcu_read_unlock();
	return marked;
}
EXPORT_SYMBOL(xa_get_mark);

void __xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	lockdep_assert_held(&xa->xa_lock);
	xa_tree_change_mark(xa, index, mark, true);
}
EXPORT_SYMBOL(__xa_set_mark);

void __xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	lockdep_assert_held(&xa->xa_lock);
	xa_tree_change_mark(xa, index, mark, false);
}
EXPORT_SYMBOL(__xa_clear_mark);

void xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	xa_lock(xa);
	__xa_set_mark(xa, index, mark);
	xa_unlock(xa);
}
EXPORT_SYMBOL(xa_set_mark);

void xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	xa_lock(xa);
	__xa_clear_mark(xa, index, mark);
	xa_unlock(xa);
}
EXPORT_SYMBOL(xa_clear_mark);

bool xa_marked(const struct xarray *xa, xa_mark_t mark)
{
	bool marked;

	rcu_read_lock();
	marked = xa_tree_marked(xa, mark);
	rcu_read_unlock();
	return marked;
}
EXPORT_SYMBOL(xa_marked);

void *xa_find(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter)
{
	void *entry;

	rcu_read_lock();
	entry = xa_tree_find(xa, index, max, filter);
	rcu_read_unlock();
	return entry;
}
EXPORT_SYMBOL(xa_find);

void *xa_find_after(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter)
{
	unsigned long next = *index + 1;
	void *entry;

	if (next == 0)
		return NULL;
	entry = xa_find(xa, &next, max, filter);
	if (entry)
		*index = next;
	return entry;
}
EXPORT_SYMBOL(xa_find_after);

unsigned int xa_extract(struct xarray *xa, void **dst, unsigned long start, unsigned long max,
			unsigned int n, xa_mark_t filter)
{
	unsigned int found = 0;

	rcu_read_lock();
	while (found < n) {
		void *entry = xa_tree_find(xa, &start, max, filter);

		if (!entry)
			break;
		dst[found++] = entry;
		if (start++ == ULONG_MAX)
			break;
	}
	rcu_read_unlock();
	return found;
}
EXPORT_SYMBOL(xa_extract);

void xa_destroy(struct xarray *xa)
{
	unsigned long flags;

	xa_lock_irqsave(xa, flags);
	xa_tree_destroy(xa);
	xa_unlock_irqrestore(xa, flags);
}
EXPORT_SYMBOL(xa_destroy);
