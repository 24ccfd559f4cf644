/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_INTERVAL_TREE_GENERIC_H
#define _KSIM_LINUX_INTERVAL_TREE_GENERIC_H

#include <linux/rbtree_augmented.h>

/*
 * INTERVAL_TREE_DEFINE() makes, for a struct with a first and a last value (both included), the
 * functions ITPREFIX_insert(), _remove(), _iter_first() and _iter_next(): a tree in the order of
 * the first values, where each node knows in ITSUBTREE the highest last value below it.
 *
 * A search goes left as long as something there ends late enough. If that subtree then has no
 * match, its starts were too high already, and there is none further right either.
 */
#define INTERVAL_TREE_DEFINE(ITSTRUCT, ITRB, ITTYPE, ITSUBTREE, ITSTART, ITLAST,	\
			     ITSTATIC, ITPREFIX)				\
RB_DECLARE_CALLBACKS_MAX(static, ITPREFIX##_augment, ITSTRUCT, ITRB, ITTYPE,	\
			 ITSUBTREE, ITLAST)					\
										\
ITSTATIC void ITPREFIX##_insert(ITSTRUCT *node, struct rb_root_cached *root)	\
{										\
	struct rb_node **link = &root->rb_root.rb_node, *rb_parent = NULL;	\
	ITTYPE start = ITSTART(node), last = ITLAST(node);			\
	bool leftmost = true;							\
										\
	while (*link) {								\
		ITSTRUCT *parent = rb_entry(*link, ITSTRUCT, ITRB);		\
										\
		rb_parent = *link;						\
		if (parent->ITSUBTREE < last)					\
			parent->ITSUBTREE = last;				\
		if (start < ITSTART(parent)) {					\
			link = &parent->ITRB.rb_left;				\
		} else {							\
			link = &parent->ITRB.rb_right;				\
			leftmost = false;					\
		}								\
	}									\
	node->ITSUBTREE = last;							\
	rb_link_node(&node->ITRB, rb_parent, link);				\
	rb_insert_augmented_cached(&node->ITRB, root, leftmost, &ITPREFIX##_augment);	\
}										\
										\
ITSTATIC void ITPREFIX##_remove(ITSTRUCT *node, struct rb_root_cached *root)	\
{										\
	rb_erase_augmented_cached(&node->ITRB, root, &ITPREFIX##_augment);	\
}										\
										\
/* The first below @node that overlaps; @node's subtree ends at or after @start. */	\
static ITSTRUCT *ITPREFIX##_subtree_search(ITSTRUCT *node, ITTYPE start, ITTYPE last)	\
{										\
	for (;;) {								\
		ITSTRUCT *left = rb_entry_safe(node->ITRB.rb_left, ITSTRUCT, ITRB);	\
		ITSTRUCT *right = rb_entry_safe(node->ITRB.rb_right, ITSTRUCT, ITRB);	\
										\
		if (left && start <= left->ITSUBTREE) {				\
			node = left;						\
			continue;						\
		}								\
		if (ITSTART(node) > last)					\
			return NULL;						\
		if (start <= ITLAST(node))					\
			return node;						\
		if (!right || right->ITSUBTREE < start)				\
			return NULL;						\
		node = right;							\
	}									\
}										\
										\
ITSTATIC ITSTRUCT *ITPREFIX##_iter_first(struct rb_root_cached *root, ITTYPE start,	\
					 ITTYPE last)				\
{										\
	ITSTRUCT *top = rb_entry_safe(root->rb_root.rb_node, ITSTRUCT, ITRB);	\
										\
	if (!top || top->ITSUBTREE < start)					\
		return NULL;							\
	return ITPREFIX##_subtree_search(top, start, last);			\
}										\
										\
ITSTATIC ITSTRUCT *ITPREFIX##_iter_next(ITSTRUCT *node, ITTYPE start, ITTYPE last)	\
{										\
	struct rb_node *rb = node->ITRB.rb_right, *prev;			\
										\
	for (;;) {								\
		ITSTRUCT *right = rb_entry_safe(rb, ITSTRUCT, ITRB);		\
										\
		if (right && start <= right->ITSUBTREE)				\
			return ITPREFIX##_subtree_search(right, start, last);	\
		do {								\
			rb = rb_parent(&node->ITRB);				\
			if (!rb)						\
				return NULL;					\
			prev = &node->ITRB;					\
			node = rb_entry(rb, ITSTRUCT, ITRB);			\
			rb = node->ITRB.rb_right;				\
		} while (prev == rb);						\
		if (last < ITSTART(node))					\
			return NULL;						\
		if (start <= ITLAST(node))					\
			return node;						\
	}									\
}

#endif
