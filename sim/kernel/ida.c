// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ida.c - ids without pointers: bitmaps in an xarray
 *
 * True whenever xa_lock is free:
 *  I1  A chunk is in the tree exactly while one of its bits is set.
 *  I2  It is marked free exactly while one of its bits is clear.
 *
 * Locking: xa_lock with interrupts off covers the tree and all chunks; there are no other readers.
 * It is dropped to wait for memory, and then the search begins anew. Linux keeps the first bits of
 * a chunk in the tree itself; left out, since it only saves memory.
 */
#include <linux/idr.h>

#include <linux/bitmap.h>
#include <linux/export.h>
#include <linux/slab.h>

#include "xarray_tree.h"

/* What an allocation needs before it can be made in one go. */
struct ida_reserve {
	struct xa_pool		pool;
	struct ida_bitmap	*chunk;
};

static int fill_reserve(struct ida_reserve *reserve, unsigned int nodes, gfp_t gfp)
{
	if (!reserve->chunk)
		reserve->chunk = kzalloc(sizeof(*reserve->chunk), gfp);
	return reserve->chunk ? xa_pool_fill(&reserve->pool, nodes, gfp) : -ENOMEM;
}

static void free_reserve(struct ida_reserve *reserve)
{
	kfree(reserve->chunk);
	xa_pool_free(&reserve->pool);
}

/* Sets @bit of the chunk at @index, which is in the tree by now; I2. */
static void take_bit(struct ida *ida, unsigned long index, unsigned long bit)
{
	struct ida_bitmap *chunk = xa_tree_load(&ida->xa, index);

	__set_bit(bit, chunk->bitmap);
	xa_tree_change_mark(&ida->xa, index, XA_FREE_MARK,
			    !bitmap_full(chunk->bitmap, IDA_BITMAP_BITS));
}

/* The lowest free id from @min to @max. -EAGAIN: not with what is in reserve, of @nodes nodes. */
static int try_alloc(struct ida *ida, unsigned int min, unsigned int max,
		     struct ida_reserve *reserve, unsigned int *nodes)
{
	unsigned long index = min / IDA_BITMAP_BITS;

	for (; xa_tree_find_free(&ida->xa, &index, max / IDA_BITMAP_BITS); index++) {
		struct ida_bitmap *chunk = xa_tree_load(&ida->xa, index);
		unsigned long bit = index == min / IDA_BITMAP_BITS ? min % IDA_BITMAP_BITS : 0;

		if (chunk)
			bit = find_next_zero_bit(chunk->bitmap, IDA_BITMAP_BITS, bit);
		if (bit == IDA_BITMAP_BITS)
			continue;
		if (index * IDA_BITMAP_BITS + bit > max)
			break;
		if (!chunk) {
			*nodes = xa_tree_missing(&ida->xa, index);
			if (!reserve->chunk || reserve->pool.count < *nodes)
				return -EAGAIN;
			xa_tree_store(&ida->xa, index, reserve->chunk, &reserve->pool);
			reserve->chunk = NULL;
		}
		take_bit(ida, index, bit);
		return index * IDA_BITMAP_BITS + bit;
	}
	return -ENOSPC;
}

int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max, gfp_t gfp)
{
	struct ida_reserve reserve = {};
	unsigned long flags;
	unsigned int nodes;
	int ret;

	if ((int)min < 0)
		return -ENOSPC;
	if ((int)max < 0)
		max = INT_MAX;

	xa_lock_irqsave(&ida->xa, flags);
	for (;;) {
		ret = try_alloc(ida, min, max, &reserve, &nodes);
		if (ret != -EAGAIN)
			break;
		if (!fill_reserve(&reserve, nodes, GFP_NOWAIT | __GFP_NOWARN))
			continue;
		xa_unlock_irqrestore(&ida->xa, flags);
		ret = fill_reserve(&reserve, nodes, gfp);
		xa_lock_irqsave(&ida->xa, flags);
		if (ret)
			break;
	}
	xa_unlock_irqrestore(&ida->xa, flags);
	free_reserve(&reserve);
	return ret;
}
EXPORT_SYMBOL(ida_alloc_range);

void ida_free(struct ida *ida, unsigned int id)
{
	unsigned long index = id / IDA_BITMAP_BITS;
	unsigned long bit = id % IDA_BITMAP_BITS;
	struct ida_bitmap *chunk;
	unsigned long flags;
	bool allocated;

	if ((int)id < 0)
		return;

	xa_lock_irqsave(&ida->xa, flags);
	chunk = xa_tree_load(&ida->xa, index);
	allocated = chunk && __test_and_clear_bit(bit, chunk->bitmap);
	if (allocated && bitmap_empty(chunk->bitmap, IDA_BITMAP_BITS)) {
		xa_tree_store(&ida->xa, index, NULL, NULL);
		kfree(chunk);
	} else if (allocated) {
		xa_tree_change_mark(&ida->xa, index, XA_FREE_MARK, true);
	}
	xa_unlock_irqrestore(&ida->xa, flags);

	WARN(!allocated, "ida_free called for id=%d which is not allocated.\n", id);
}
EXPORT_SYMBOL(ida_free);

void ida_destroy(struct ida *ida)
{
	struct ida_bitmap *chunk;
	unsigned long index = 0;
	unsigned long flags;

	xa_lock_irqsave(&ida->xa, flags);
	while ((chunk = xa_tree_find(&ida->xa, &index, ULONG_MAX, XA_PRESENT))) {
		xa_tree_store(&ida->xa, index, NULL, NULL);
		kfree(chunk);
	}
	xa_unlock_irqrestore(&ida->xa, flags);
}
EXPORT_SYMBOL(ida_destroy);
