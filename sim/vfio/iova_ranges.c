// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iova_ranges.c - fewer ranges than were asked for, for devices that log only so many
 */
#include <linux/bug.h>
#include <linux/interval_tree.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/vfio.h>

static struct interval_tree_node *first_node(struct rb_root_cached *ranges)
{
	return interval_tree_iter_first(ranges, 0, ULONG_MAX);
}

static struct interval_tree_node *node_after(struct interval_tree_node *node)
{
	return interval_tree_iter_next(node, 0, ULONG_MAX);
}

/* The node with the smallest gap behind it; NULL if there are no two. */
static struct interval_tree_node *cheapest(struct rb_root_cached *ranges)
{
	struct interval_tree_node *node = first_node(ranges), *best = NULL, *next;
	unsigned long least = ULONG_MAX;

	for (; node && (next = node_after(node)); node = next) {
		unsigned long gap = next->start - node->last;

		if (gap < least) {
			least = gap;
			best = node;
		}
	}
	return best;
}

/* For devices with fewer trackers than ranges: cover them by @req_nodes, wasting least. */
void vfio_combine_iova_ranges(struct rb_root_cached *root, u32 cur_nodes, u32 req_nodes)
{
	for (; cur_nodes > req_nodes; cur_nodes--) {
		struct interval_tree_node *next, *node = cheapest(root);

		if (WARN_ON_ONCE(!node))
			return;
		next = node_after(node);
		node->last = next->last;
		interval_tree_remove(next, root);
	}
}
EXPORT_SYMBOL_GPL(vfio_combine_iova_ranges);
