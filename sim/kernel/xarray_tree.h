/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xarray_tree.h - the radix tree below xarray, idr and ida
 *
 * Nothing here takes a lock or drops one: writers are serialised by their caller, readers are
 * within rcu_read_lock(). Entries are whatever the caller stores, but NULL is none.
 */
#ifndef KERNEL_XARRAY_TREE_H
#define KERNEL_XARRAY_TREE_H

#include <linux/xarray.h>

struct xa_node;

/* Nodes set aside, so that a store cannot fail halfway. */
struct xa_pool {
	struct xa_node	*first;
	unsigned int	count;
};

/* Fills up @pool to @count. -ENOMEM leaves what there is. */
int xa_pool_fill(struct xa_pool *pool, unsigned int count, gfp_t gfp);
void xa_pool_free(struct xa_pool *pool);

/* How many nodes a store at @index will take from its pool. */
unsigned int xa_tree_missing(const struct xarray *xa, unsigned long index);

/*
 * What was at @index before. @pool holds as many nodes as are missing, for an @entry of NULL it
 * may be NULL. In an array that tracks free indices, @index is taken if @entry is not NULL.
 */
void *xa_tree_store(struct xarray *xa, unsigned long index, void *entry, struct xa_pool *pool);

void *xa_tree_load(const struct xarray *xa, unsigned long index);

/* The first entry from *@index to @max, XA_ZERO_ENTRY not counted; moves *@index to it. */
void *xa_tree_find(const struct xarray *xa, unsigned long *index, unsigned long max,
		   xa_mark_t filter);

/* The first index from *@index to @max that is marked free or has no node. False if none is. */
bool xa_tree_find_free(const struct xarray *xa, unsigned long *index, unsigned long max);

bool xa_tree_get_mark(const struct xarray *xa, unsigned long index, xa_mark_t mark);

/* Where there is an entry; @set is whether it gets the mark or loses it. */
void xa_tree_change_mark(struct xarray *xa, unsigned long index, xa_mark_t mark, bool set);

bool xa_tree_marked(const struct xarray *xa, xa_mark_t mark);
void xa_tree_destroy(struct xarray *xa);

#endif
