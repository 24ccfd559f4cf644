// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * data_rbtree.c - red-black trees and interval trees, against sorted arrays
 *
 * A tree that loses a node or its balance still answers most lookups: only the whole structure,
 * checked after every change, tells.
 */
#include <criterion/criterion.h>

#include <linux/interval_tree.h>
#include <linux/kernel.h>
#include <linux/rbtree.h>

#include "data_random.h"

#define ITEMS	200
#define STEPS	4000

struct item {
	struct rb_node	node;
	int		key;
	bool		on_tree;
};

static struct item items[ITEMS];

static bool less(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct item, node)->key < rb_entry(b, struct item, node)->key;
}

static int compare(const void *key, const struct rb_node *node)
{
	return *(const int *)key - rb_entry(node, struct item, node)->key;
}

static bool is_black(const struct rb_node *node)
{
	return !node || (node->__rb_parent_color & 1);
}

/* The black nodes on every path below @node, which must be as many. */
static int black_height(const struct rb_node *node)
{
	int left, right;

	if (!node)
		return 1;
	left = black_height(node->rb_left);
	right = black_height(node->rb_right);
	cr_assert_eq(left, right);
	if (node->rb_left)
		cr_assert_eq(rb_parent(node->rb_left), node);
	if (node->rb_right)
		cr_assert_eq(rb_parent(node->rb_right), node);
	cr_assert(is_black(node) || (is_black(node->rb_left) && is_black(node->rb_right)));
	return left + is_black(node);
}

static int count_on_tree(void)
{
	int count = 0;

	for (int i = 0; i < ITEMS; i++)
		count += items[i].on_tree;
	return count;
}

static void check_tree(struct rb_root_cached *tree)
{
	struct rb_node *node = rb_first(&tree->rb_root);
	int count = 0, last = -1;

	black_height(tree->rb_root.rb_node);
	cr_assert(is_black(tree->rb_root.rb_node));
	cr_assert_eq(node, rb_first_cached(tree));
	for (; node; node = rb_next(node), count++) {
		cr_assert_leq(last, rb_entry(node, struct item, node)->key);
		last = rb_entry(node, struct item, node)->key;
	}
	cr_assert_eq(count, count_on_tree());
	for (node = rb_last(&tree->rb_root); node; node = rb_prev(node))
		count--;
	cr_assert_eq(count, 0);
}

Test(data_rbtree, tree_stays_sorted_and_balanced)
{
	struct rb_root_cached tree = RB_ROOT_CACHED;

	for (int step = 0; step < STEPS; step++) {
		struct item *item = &items[data_random(ITEMS)];

		if (item->on_tree) {
			rb_erase_cached(&item->node, &tree);
		} else {
			item->key = data_random(ITEMS / 2);
			rb_add_cached(&item->node, &tree, less);
		}
		item->on_tree = !item->on_tree;
		if (step % 8 == 0)
			check_tree(&tree);
	}
}

Test(data_rbtree, find_first_gives_the_first_of_equals)
{
	struct rb_root tree = RB_ROOT;
	struct rb_node *node;
	int seen = 0, key = 3;

	for (int i = 0; i < 60; i++) {
		items[i].key = i % 6;
		rb_add(&items[i].node, &tree, less);
	}
	rb_for_each(node, &key, &tree, compare) {
		cr_assert_eq(rb_entry(node, struct item, node), &items[3 + 6 * seen]);
		seen++;
	}
	cr_assert_eq(seen, 10);
	key = 9;
	cr_assert_null(rb_find(&key, &tree, compare));
}

Test(data_rbtree, postorder_visits_children_before_parents)
{
	struct rb_root tree = RB_ROOT;
	struct item *pos, *next;
	int seen = 0;

	for (int i = 0; i < ITEMS; i++) {
		items[i].key = i;
		rb_add(&items[i].node, &tree, less);
	}
	rbtree_postorder_for_each_entry_safe(pos, next, &tree, node) {
		struct item *left = rb_entry_safe(pos->node.rb_left, struct item, node);
		struct item *right = rb_entry_safe(pos->node.rb_right, struct item, node);

		cr_assert(!left || left->on_tree);
		cr_assert(!right || right->on_tree);
		pos->on_tree = true;	/* here: visited */
		seen++;
	}
	cr_assert_eq(seen, ITEMS);
}

Test(data_rbtree, replaced_node_leaves_the_rest_as_it_was)
{
	struct rb_root_cached tree = RB_ROOT_CACHED;
	struct item other = { .key = 0, .on_tree = false };

	for (int i = 0; i < 30; i++) {
		items[i].key = i;
		items[i].on_tree = true;
		rb_add_cached(&items[i].node, &tree, less);
	}
	rb_replace_node_cached(&items[0].node, &other.node, &tree);
	cr_assert_eq(rb_first_cached(&tree), &other.node);
	check_tree(&tree);
	RB_CLEAR_NODE(&items[0].node);
	cr_assert(RB_EMPTY_NODE(&items[0].node));
	cr_assert_null(rb_next(&items[0].node));
}

#define INTERVALS	80

static struct interval_tree_node intervals[INTERVALS];
static bool inserted[INTERVALS];

static unsigned int overlaps_by_hand(unsigned long start, unsigned long last)
{
	unsigned int count = 0;

	for (int i = 0; i < INTERVALS; i++)
		count += inserted[i] && intervals[i].start <= last && start <= intervals[i].last;
	return count;
}

static void check_overlaps(struct rb_root_cached *tree, unsigned long start, unsigned long last)
{
	struct interval_tree_node *node = interval_tree_iter_first(tree, start, last);
	unsigned long previous = 0;
	unsigned int count = 0;

	for (; node; node = interval_tree_iter_next(node, start, last), count++) {
		cr_assert(node->start <= last && start <= node->last);
		cr_assert_leq(previous, node->start);
		previous = node->start;
	}
	cr_assert_eq(count, overlaps_by_hand(start, last));
}

Test(data_rbtree, interval_tree_finds_every_overlap_once)
{
	struct rb_root_cached tree = RB_ROOT_CACHED;

	for (int step = 0; step < STEPS; step++) {
		unsigned long start = data_random(1000), last = start + data_random(60);
		int i = data_random(INTERVALS);

		if (inserted[i]) {
			interval_tree_remove(&intervals[i], &tree);
		} else {
			intervals[i].start = data_random(1000);
			intervals[i].last = intervals[i].start + data_random(100);
			interval_tree_insert(&intervals[i], &tree);
		}
		inserted[i] = !inserted[i];
		check_overlaps(&tree, start, last);
		check_overlaps(&tree, start, start);
	}
	check_overlaps(&tree, 0, ~0UL);
}
