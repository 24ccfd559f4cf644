// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * idr.c - small integers for pointers, on the tree below the xarray
 *
 * NULL is stored as XA_ZERO_ENTRY: its id is taken, and lookups do not see it.
 *
 * Locking: none here. The user serialises all changes, so memory is asked for with his gfp, under
 * whatever he holds.
 */
#include <linux/idr.h>

#include <linux/export.h>
#include <linux/preempt.h>

#include "xarray_tree.h"

void idr_preload(gfp_t gfp_mask)
{
	might_sleep_if(gfpflags_allow_blocking(gfp_mask));
	preempt_disable();
}
EXPORT_SYMBOL(idr_preload);

void idr_preload_end(void)
{
	preempt_enable();
}
EXPORT_SYMBOL(idr_preload_end);

static void *without_zero(void *entry)
{
	return xa_is_zero(entry) ? NULL : entry;
}

int idr_alloc_u32(struct idr *idr, void *ptr, u32 *id, unsigned long max, gfp_t gfp)
{
	unsigned int base = idr->idr_base;
	unsigned long index = *id < base ? 0 : *id - base;
	struct xa_pool pool = {};
	int ret;

	if (WARN_ON_ONCE(xa_is_internal(ptr)))
		return -EINVAL;
	if (max < base || !xa_tree_find_free(&idr->idr_rt, &index, max - base))
		return -ENOSPC;

	ret = xa_pool_fill(&pool, xa_tree_missing(&idr->idr_rt, index), gfp);
	if (!ret) {
		*id = index + base;
		xa_tree_store(&idr->idr_rt, index, ptr ? ptr : XA_ZERO_ENTRY, &pool);
	}
	xa_pool_free(&pool);
	return ret;
}
EXPORT_SYMBOL_GPL(idr_alloc_u32);

int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	u32 id = start;
	int ret;

	if (WARN_ON_ONCE(start < 0))
		return -EINVAL;
	ret = idr_alloc_u32(idr, ptr, &id, end > 0 ? end - 1 : INT_MAX, gfp);
	return ret ? ret : (int)id;
}
EXPORT_SYMBOL_GPL(idr_alloc);

int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t gfp)
{
	u32 max = end > 0 ? end - 1 : INT_MAX;
	u32 id = idr->idr_next;
	int ret;

	if ((int)id < start)
		id = start;
	ret = idr_alloc_u32(idr, ptr, &id, max, gfp);
	if (ret == -ENOSPC && id > (u32)start) {
		id = start;
		ret = idr_alloc_u32(idr, ptr, &id, max, gfp);
	}
	if (ret)
		return ret;
	idr->idr_next = id + 1;
	return id;
}
EXPORT_SYMBOL(idr_alloc_cyclic);

void *idr_remove(struct idr *idr, unsigned long id)
{
	return without_zero(xa_tree_store(&idr->idr_rt, id - idr->idr_base, NULL, NULL));
}
EXPORT_SYMBOL_GPL(idr_remove);

void *idr_find(const struct idr *idr, unsigned long id)
{
	return without_zero(xa_tree_load(&idr->idr_rt, id - idr->idr_base));
}
EXPORT_SYMBOL_GPL(idr_find);

void *idr_replace(struct idr *idr, void *ptr, unsigned long id)
{
	unsigned long index = id - idr->idr_base;
	struct xa_pool pool = {};	/* the path is there: nothing is missing */

	if (WARN_ON_ONCE(xa_is_internal(ptr)))
		return ERR_PTR(-EINVAL);
	if (!xa_tree_load(&idr->idr_rt, index))
		return ERR_PTR(-ENOENT);
	return without_zero(xa_tree_store(&idr->idr_rt, index, ptr ? ptr : XA_ZERO_ENTRY, &pool));
}
EXPORT_SYMBOL(idr_replace);

int idr_for_each(const struct idr *idr, int (*fn)(int id, void *p, void *data), void *data)
{
	for (unsigned long index = 0; index <= INT_MAX; index++) {
		void *entry = xa_tree_find(&idr->idr_rt, &index, INT_MAX, XA_PRESENT);
		int ret;

		if (!entry || index + idr->idr_base > INT_MAX)
			break;
		ret = fn(index + idr->idr_base, entry, data);
		if (ret)
			return ret;
	}
	return 0;
}
EXPORT_SYMBOL(idr_for_each);

void *idr_get_next_ul(struct idr *idr, unsigned long *nextid)
{
	unsigned long index = *nextid < idr->idr_base ? 0 : *nextid - idr->idr_base;
	void *entry;

	rcu_read_lock();
	entry = xa_tree_find(&idr->idr_rt, &index, ULONG_MAX, XA_PRESENT);
	rcu_read_unlock();
	if (entry)
		*nextid = index + idr->idr_base;
	return entry;
}
EXPORT_SYMBOL(idr_get_next_ul);

void *idr_get_next(struct idr *idr, int *nextid)
{
	unsigned long id = *nextid;
	void *entry = idr_get_next_ul(idr, &id);

	if (WARN_ON_ONCE(entry && id > INT_MAX))
		return NULL;
	if (entry)
		*nextid = id;
	return entry;
}
EXPORT_SYMBOL(idr_get_next);

void idr_destroy(struct idr *idr)
{
	xa_tree_destroy(&idr->idr_rt);
	idr->idr_next = 0;
}
EXPORT_SYMBOL(idr_destroy);
