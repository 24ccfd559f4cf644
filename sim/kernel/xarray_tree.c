// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xarray_tree.c - the radix tree below xarray, idr and ida: 64 slots a node
 *
 * True whenever no writer is at work:
 *  T1  A node's count is the number of its slots that are not NULL, and not 0.
 *  T2  A mark on a slot of an inner node says that some slot of the node below has it.
 *  T3  In an array that tracks free indices, XA_FREE_MARK is set where the slot is NULL, where
 *      the caller set it on an entry, and above by T2.
 *
 * Readers: every pointer is published by a release and read with rcu_dereference_raw(). A node that
 * is taken out is empty and stays so until it is freed: who still reads it finds nothing, which
 * was true when it was taken out. The tree grows at the top and is never made lower while it has
 * an entry (Linux does that), so a reader never finds an index elsewhere than where it looks.
 */
#include "xarray_tree.h"

#include <linux/bitops.h>
#include <linux/container_of.h>
#include <linux/slab.h>

#define SLOT_SHIFT	6
#define SLOTS		(1U << SLOT_SHIFT)
#define MARKS		3

struct xa_node {
	unsigned int	shift;		/* fixed when published: 0 for a leaf */
	unsigned int	offset;		/* writer: the slot of ->parent that points here */
	unsigned int	count;		/* writer */
	struct xa_node	*parent;	/* writer; next in the pool before that */
	struct rcu_head	rcu;
	void __rcu	*slots[SLOTS];
	unsigned long	marks[MARKS];
};

static unsigned int slot_of(const struct xa_node *node, unsigned long index)
{
	return (index >> node->shift) % SLOTS;
}

/* The highest index below a slot of @node, relative to the first there. */
static unsigned long slot_mask(const struct xa_node *node)
{
	return (1UL << node->shift) - 1;
}

/* The highest index in a tree whose top is at @shift. */
static unsigned long top_max(unsigned int shift)
{
	return shift + SLOT_SHIFT < BITS_PER_LONG ? (1UL << (shift + SLOT_SHIFT)) - 1 : ULONG_MAX;
}

static struct xa_node *top(const struct xarray *xa)
{
	return rcu_dereference_raw(xa->xa_head);
}

static bool tracks_free(const struct xarray *xa)
{
	return xa->xa_flags & XA_FLAGS_TRACK_FREE;
}

int xa_pool_fill(struct xa_pool *pool, unsigned int count, gfp_t gfp)
{
	while (pool->count < count) {
		struct xa_node *node = kzalloc(sizeof(*node), gfp);

		if (!node)
			return -ENOMEM;
		node->parent = pool->first;
		pool->first = node;
		pool->count++;
	}
	return 0;
}

static struct xa_node *pool_take(struct xa_pool *pool)
{
	struct xa_node *node = pool->first;

	pool->first = node->parent;
	pool->count--;
	node->parent = NULL;
	return node;
}

void xa_pool_free(struct xa_pool *pool)
{
	while (pool->count)
		kfree(pool_take(pool));
}

/* One writer, any number of readers: a word at a time, never torn. */
static bool has_mark(const struct xa_node *node, unsigned int slot, xa_mark_t mark)
{
	return READ_ONCE(node->marks[mark]) & BIT(slot);
}

/* Up from a slot for as long as T2 asks for it. */
static void mark_up(struct xa_node *node, unsigned int slot, xa_mark_t mark, bool set)
{
	for (; node; slot = node->offset, node = node->parent) {
		unsigned long old = node->marks[mark];
		unsigned long new = set ? old | BIT(slot) : old & ~BIT(slot);

		WRITE_ONCE(node->marks[mark], new);
		if (set ? old != 0 : new != 0)
			break;
	}
}

unsigned int xa_tree_missing(const struct xarray *xa, unsigned long index)
{
	struct xa_node *node = top(xa);
	unsigned int missing = 0;
	unsigned int shift = node ? node->shift : 0;

	for (; index > top_max(shift); shift += SLOT_SHIFT)
		missing++;
	if (!node)
		return shift / SLOT_SHIFT + 1;
	if (missing)
		return missing + shift / SLOT_SHIFT;

	while (node->shift) {
		struct xa_node *below = node->slots[slot_of(node, index)];

		if (!below)
			return node->shift / SLOT_SHIFT;
		node = below;
	}
	return 0;
}

/* @entry, which may be a node, comes to a slot or leaves it. */
static void set_slot(struct xa_node *node, unsigned int slot, void *entry)
{
	node->count += !!entry - !!node->slots[slot];
	rcu_assign_pointer(node->slots[slot], entry);
}

static struct xa_node *new_node(struct xarray *xa, struct xa_pool *pool, unsigned int shift)
{
	struct xa_node *node = pool_take(pool);

	node->shift = shift;
	if (tracks_free(xa))
		node->marks[XA_FREE_MARK] = ~0UL;
	return node;
}

/* One level more: the old top is below slot 0 of the new. */
static void grow(struct xarray *xa, struct xa_pool *pool)
{
	struct xa_node *old = top(xa);
	struct xa_node *node = new_node(xa, pool, old->shift + SLOT_SHIFT);

	for (xa_mark_t mark = 0; mark < MARKS; mark++) {
		node->marks[mark] &= ~1UL;
		if (old->marks[mark])
			node->marks[mark] |= 1UL;
	}
	set_slot(node, 0, old);
	old->parent = node;
	rcu_assign_pointer(xa->xa_head, node);
}

static struct xa_node *make_leaf(struct xarray *xa, unsigned long index, struct xa_pool *pool)
{
	struct xa_node *node = top(xa);

	if (!node) {
		unsigned int shift = 0;

		while (index > top_max(shift))
			shift += SLOT_SHIFT;
		node = new_node(xa, pool, shift);
		rcu_assign_pointer(xa->xa_head, node);
	}
	while (index > top_max(top(xa)->shift))
		grow(xa, pool);

	for (node = top(xa); node->shift; node = node->slots[slot_of(node, index)]) {
		unsigned int slot = slot_of(node, index);
		struct xa_node *below = node->slots[slot];

		if (below)
			continue;
		below = new_node(xa, pool, node->shift - SLOT_SHIFT);
		below->parent = node;
		below->offset = slot;
		set_slot(node, slot, below);
	}
	return node;
}

static struct xa_node *find_leaf(const struct xarray *xa, unsigned long index)
{
	struct xa_node *node = top(xa);

	if (!node || index > top_max(node->shift))
		return NULL;
	while (node && node->shift)
		node = rcu_dereference_raw(node->slots[slot_of(node, index)]);
	return node;
}

static void free_node_rcu(struct rcu_head *head)
{
	kfree(container_of(head, struct xa_node, rcu));
}

/* T1: takes out what has become empty. */
static void prune(struct xarray *xa, struct xa_node *node)
{
	while (node && node->count == 0) {
		struct xa_node *parent = node->parent;

		if (parent)
			set_slot(parent, node->offset, NULL);
		else
			rcu_assign_pointer(xa->xa_head, NULL);
		call_rcu(&node->rcu, free_node_rcu);
		node = parent;
	}
}

void *xa_tree_store(struct xarray *xa, unsigned long index, void *entry, struct xa_pool *pool)
{
	struct xa_node *leaf = entry ? make_leaf(xa, index, pool) : find_leaf(xa, index);
	unsigned int slot;
	void *old;

	if (!leaf)
		return NULL;
	slot = slot_of(leaf, index);
	old = leaf->slots[slot];
	set_slot(leaf, slot, entry);
	for (xa_mark_t mark = 0; !entry && mark < MARKS; mark++)
		mark_up(leaf, slot, mark, false);
	if (tracks_free(xa))
		mark_up(leaf, slot, XA_FREE_MARK, !entry);
	prune(xa, leaf);
	return old;
}

void *xa_tree_load(const struct xarray *xa, unsigned long index)
{
	struct xa_node *leaf = find_leaf(xa, index);

	return leaf ? rcu_dereference_raw(leaf->slots[slot_of(leaf, index)]) : NULL;
}

/* The first slot of @node from @slot on that may lead to a match; SLOTS if none does. */
static unsigned int next_slot(const struct xa_node *node, unsigned int slot, xa_mark_t filter)
{
	if (filter != XA_PRESENT)
		return find_next_bit(&node->marks[filter], SLOTS, slot);
	while (slot < SLOTS && !rcu_dereference_raw(node->slots[slot]))
		slot++;
	return slot;
}

/* Moves *@index to the first index after @node's part. False: there is none. */
static bool step_over(const struct xa_node *node, unsigned long *index)
{
	*index = (*index | top_max(node->shift)) + 1;
	return *index != 0;
}

/*
 * One walk down towards *@index. The leaf if it has a match, and then *@index is there; else NULL,
 * and *@index is where the next walk must begin, or 0 if none need.
 */
static const struct xa_node *walk(const struct xarray *xa, unsigned long *index, xa_mark_t filter)
{
	const struct xa_node *node = top(xa);

	if (!node || *index > top_max(node->shift)) {
		*index = 0;
		return NULL;
	}
	for (;;) {
		unsigned int from = slot_of(node, *index);
		unsigned int slot = next_slot(node, from, filter);
		const struct xa_node *below;

		if (slot == SLOTS) {
			step_over(node, index);
			return NULL;
		}
		if (slot != from) {
			*index &= ~top_max(node->shift);
			*index |= (unsigned long)slot << node->shift;
		}
		if (!node->shift)
			return node;
		below = rcu_dereference_raw(node->slots[slot]);
		if (!below) {	/* taken out since next_slot() saw it */
			*index = (*index | slot_mask(node)) + 1;
			return NULL;
		}
		node = below;
	}
}

void *xa_tree_find(const struct xarray *xa, unsigned long *index, unsigned long max,
		   xa_mark_t filter)
{
	unsigned long at = *index;

	while (at <= max) {
		const struct xa_node *leaf = walk(xa, &at, filter);
		void *entry;

		if (!leaf && at == 0)
			break;
		if (!leaf)
			continue;
		if (at > max)
			break;
		entry = rcu_dereference_raw(leaf->slots[slot_of(leaf, at)]);
		if (entry && !xa_is_zero(entry)) {
			*index = at;
			return entry;
		}
		if (++at == 0)
			break;
	}
	return NULL;
}

/* Like walk(), but a subtree that is not there is free as well, from where one looks. */
static bool walk_free(const struct xarray *xa, unsigned long *index)
{
	const struct xa_node *node = top(xa);

	if (!node || *index > top_max(node->shift))
		return true;
	for (;;) {
		unsigned int from = slot_of(node, *index);
		unsigned int slot = next_slot(node, from, XA_FREE_MARK);

		if (slot == SLOTS) {
			step_over(node, index);
			return false;
		}
		if (slot != from) {
			*index &= ~top_max(node->shift);
			*index |= (unsigned long)slot << node->shift;
		}
		if (!node->shift || !node->slots[slot])
			return true;
		node = node->slots[slot];
	}
}

bool xa_tree_find_free(const struct xarray *xa, unsigned long *index, unsigned long max)
{
	unsigned long at = *index;

	while (at <= max) {
		if (walk_free(xa, &at)) {
			*index = at;
			return at <= max;
		}
		if (at == 0)
			break;
	}
	return false;
}

bool xa_tree_get_mark(const struct xarray *xa, unsigned long index, xa_mark_t mark)
{
	struct xa_node *leaf = find_leaf(xa, index);

	return leaf && has_mark(leaf, slot_of(leaf, index), mark);
}

void xa_tree_change_mark(struct xarray *xa, unsigned long index, xa_mark_t mark, bool set)
{
	struct xa_node *leaf = find_leaf(xa, index);

	if (leaf && leaf->slots[slot_of(leaf, index)])
		mark_up(leaf, slot_of(leaf, index), mark, set);
}

bool xa_tree_marked(const struct xarray *xa, xa_mark_t mark)
{
	struct xa_node *node = top(xa);

	return node && READ_ONCE(node->marks[mark]);
}

/* The leaf below @node that is to be freed first. */
static struct xa_node *lowest(struct xa_node *node)
{
	while (node->shift) {
		unsigned int slot = next_slot(node, 0, XA_PRESENT);

		if (slot == SLOTS)
			break;
		node = node->slots[slot];
	}
	return node;
}

void xa_tree_destroy(struct xarray *xa)
{
	while (top(xa)) {
		struct xa_node *node = lowest(top(xa));

		for (unsigned int slot = 0; slot < SLOTS; slot++)
			set_slot(node, slot, NULL);
		prune(xa, node);
	}
}
