/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/interval_tree.c */
#ifndef _KSIM_LINUX_INTERVAL_TREE_H
#define _KSIM_LINUX_INTERVAL_TREE_H

#include <linux/rbtree.h>

/* Intervals from @start to @last, both included, and which of them overlap a given one. */
struct interval_tree_node {
	struct rb_node	rb;
	unsigned long	start;
	unsigned long	last;
	unsigned long	__subtree_last;
};

void interval_tree_insert(struct interval_tree_node *node, struct rb_root_cached *root);
void interval_tree_remove(struct interval_tree_node *node, struct rb_root_cached *root);

/* In the order of their starts; NULL after the last that overlaps. */
struct interval_tree_node *interval_tree_iter_first(struct rb_root_cached *root,
						    unsigned long start, unsigned long last);
struct interval_tree_node *interval_tree_iter_next(struct interval_tree_node *node,
						   unsigned long start, unsigned long last);

#endif
