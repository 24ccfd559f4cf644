// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * every_structure.c - lists, trees, id tables, bitmaps: see every_way.h
 *
 * Where a structure leaves locking to its user, all short sequences of operations on a few
 * entries are compared with an array: the search takes each ex_choose() both ways.
 */
#include "every_way.h"

#include <linux/bitmap.h>
#include <linux/idr.h>
#include <linux/interval_tree.h>
#include <linux/list.h>
#include <linux/llist.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/xarray.h>

#define ENTRIES		3
#define OPERATIONS	4

static bool present[ENTRIES];
static struct mutex lock;

struct item {
	struct list_head		node;
	struct hlist_node		hnode;
	struct llist_node		lnode;
	struct rb_node			rb;
	struct interval_tree_node	range;
	unsigned int			key;
};

static struct item items[ENTRIES];

static void items_init(void)
{
	memset(items, 0, sizeof(items));
	for (unsigned int i = 0; i < ENTRIES; i++) {
		items[i].key = i;
		present[i] = false;
	}
	mutex_init(&lock);
}

static unsigned int nr_present(void)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < ENTRIES; i++)
		count += present[i];
	return count;
}

/* A few times: takes out one of the entries if it is in, else puts it in. */
static void model(void (*put_in)(unsigned int i), void (*take_out)(unsigned int i),
		  void (*compare)(void))
{
	for (unsigned int n = 0; n < OPERATIONS; n++) {
		unsigned int i = ex_choose(ENTRIES);

		if (present[i])
			take_out(i);
		else
			put_in(i);
		present[i] = !present[i];
		compare();
	}
	for (unsigned int i = 0; i < ENTRIES; i++)
		if (present[i])
			take_out(i);
}

static LIST_HEAD(list);
static HLIST_HEAD(hlist);

static void list_in(unsigned int i)
{
	if (i & 1)
		list_add(&items[i].node, &list);
	else
		list_add_tail(&items[i].node, &list);
	hlist_add_head(&items[i].hnode, &hlist);
}

static void list_out(unsigned int i)
{
	list_del(&items[i].node);
	hlist_del(&items[i].hnode);
}

static void list_compare(void)
{
	unsigned int forward = 0, backward = 0, hashed = 0;
	struct item *item;

	list_for_each_entry(item, &list, node) {
		BUG_ON(!present[item->key]);
		forward++;
	}
	list_for_each_entry_reverse(item, &list, node)
		backward++;
	hlist_for_each_entry(item, &hlist, hnode)
		hashed++;
	BUG_ON(forward != nr_present() || backward != forward || hashed != forward);
}

static void lists_right(void)
{
	items_init();
	INIT_LIST_HEAD(&list);
	INIT_HLIST_HEAD(&hlist);
	model(list_in, list_out, list_compare);
	BUG_ON(!list_empty(&list) || !hlist_empty(&hlist));
}

static void list_twice(void)
{
	items_init();
	INIT_LIST_HEAD(&list);
	list_add(&items[0].node, &list);
	list_del(&items[0].node);
	list_del(&items[0].node);
}

static LLIST_HEAD(pile);
static int taken;

static void piles_up(void *unused)
{
	static const int which[] = { 0, 1 };

	llist_add(&items[which[current->pid & 1]].lnode, &pile);
}

/* What llist_add() would be without its exchange. */
static void piles_up_in_steps(void *unused)
{
	struct llist_node *node = &items[current->pid & 1].lnode;

	access_to(&pile);
	node->next = READ_ONCE(pile.first);
	access_to(&pile);
	WRITE_ONCE(pile.first, node);
}

static void llist_program(void (*add)(void *))
{
	struct llist_node *node;

	items_init();
	init_llist_head(&pile);
	taken = 0;
	in_parallel(add, add, NULL);
	llist_for_each(node, llist_del_all(&pile))
		taken++;
	BUG_ON(taken != 2 || !llist_empty(&pile));
}

static void llist_right(void)
{
	llist_program(piles_up);
}

static void llist_wrong(void)
{
	llist_program(piles_up_in_steps);
}

static struct rb_root tree;

static bool rb_less(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct item, rb)->key < rb_entry(b, struct item, rb)->key;
}

static int rb_order(const void *key, const struct rb_node *node)
{
	unsigned int other = rb_entry(node, struct item, rb)->key;

	return *(const unsigned int *)key < other ? -1 : *(const unsigned int *)key > other;
}

static void rb_in(unsigned int i)
{
	rb_add(&items[i].rb, &tree, rb_less);
}

static void rb_out(unsigned int i)
{
	rb_erase(&items[i].rb, &tree);
}

static void rb_compare(void)
{
	struct rb_node *node = rb_first(&tree);

	for (unsigned int i = 0; i < ENTRIES; i++) {
		BUG_ON(!rb_find(&i, &tree, rb_order) == present[i]);
		if (!present[i])
			continue;
		BUG_ON(node != &items[i].rb);
		node = rb_next(node);
	}
	BUG_ON(node);
}

static void rbtree_right(void)
{
	items_init();
	tree = RB_ROOT;
	model(rb_in, rb_out, rb_compare);
	BUG_ON(!RB_EMPTY_ROOT(&tree));
}

/* A key that changes in place: the order is no more. */
static void rbtree_wrong(void)
{
	items_init();
	tree = RB_ROOT;
	for (unsigned int i = 0; i < ENTRIES; i++) {
		rb_in(i);
		present[i] = true;
	}
	items[0].key = ENTRIES;
	rb_compare();
}

static struct rb_root_cached ranges;

static void range_in(unsigned int i)
{
	items[i].range.start = i * 2;
	items[i].range.last = i * 2 + 2;	/* meets its neighbours */
	interval_tree_insert(&items[i].range, &ranges);
}

static void range_out(unsigned int i)
{
	interval_tree_remove(&items[i].range, &ranges);
}

static void range_compare(void)
{
	for (unsigned long at = 0; at < 2 * ENTRIES + 2; at++) {
		struct interval_tree_node *node = interval_tree_iter_first(&ranges, at, at);
		unsigned int found = 0, expected = 0;

		for (; node; node = interval_tree_iter_next(node, at, at))
			found++;
		for (unsigned long i = 0; i < ENTRIES; i++)
			expected += present[i] && at >= i * 2 && at <= i * 2 + 2;
		BUG_ON(found != expected);
	}
}

static void interval_right(void)
{
	items_init();
	ranges = RB_ROOT_CACHED;
	model(range_in, range_out, range_compare);
}

/* An end that moves in place: the tree above does not know. */
static void interval_wrong(void)
{
	items_init();
	ranges = RB_ROOT_CACHED;
	for (unsigned int i = 0; i < ENTRIES; i++)
		range_in(i);
	items[2].range.last = 50;
	BUG_ON(!interval_tree_iter_first(&ranges, 50, 50));
}

static DEFINE_XARRAY_ALLOC(array);
static int claims;

/* One of two gets an index. */
static void claims_index(void *in_one)
{
	void *me = &items[current->pid & 1];

	if (in_one) {
		if (!xa_insert(&array, 70, me, GFP_KERNEL))
			set(&claims, claims + 1);
		return;
	}
	access_to(&array);
	if (xa_load(&array, 70))
		return;
	access_to(&array);
	xa_store(&array, 70, me, GFP_KERNEL);
	access_to(&claims);
	__atomic_add_fetch(&claims, 1, __ATOMIC_RELAXED);
}

static void xarray_program(void *in_one)
{
	items_init();
	xa_init_flags(&array, XA_FLAGS_ALLOC);
	claims = 0;
	in_parallel(claims_index, claims_index, in_one);
	BUG_ON(claims != 1);
	BUG_ON(!xa_erase(&array, 70) || xa_erase(&array, 70));
	BUG_ON(!xa_empty(&array));
}

static void xarray_right(void)
{
	xarray_program(&array);
}

static void xarray_wrong(void)
{
	xarray_program(NULL);
}

static DEFINE_IDR(idr);

static void takes_id(void *locked)
{
	int id;

	if (locked) {
		mutex_lock(&lock);
		id = idr_alloc(&idr, &lock, 1, 0, GFP_KERNEL);
		mutex_unlock(&lock);
		BUG_ON(id < 1);
		return;
	}
	for (id = 1; ; id++) {
		bool used;

		mutex_lock(&lock);
		used = idr_find(&idr, id);
		mutex_unlock(&lock);
		if (!used)
			break;
	}
	mutex_lock(&lock);
	BUG_ON(idr_alloc(&idr, &lock, id, id + 1, GFP_KERNEL) != id);
	mutex_unlock(&lock);
}

static void idr_program(void *locked)
{
	items_init();
	idr_init(&idr);
	in_parallel(takes_id, takes_id, locked);
	BUG_ON(!idr_find(&idr, 1) || !idr_find(&idr, 2) || idr_find(&idr, 3));
	BUG_ON(!idr_remove(&idr, 1) || idr_remove(&idr, 1));
	idr_destroy(&idr);
}

static void idr_right(void)
{
	idr_program(&idr);
}

static void idr_wrong(void)
{
	idr_program(NULL);
}

static DEFINE_IDA(ida);

static void takes_number(void *keeps)
{
	int id = ida_alloc_min(&ida, 5, GFP_KERNEL);

	BUG_ON(id < 5 || id > 6);
	ida_free(&ida, id);
	if (!keeps)
		ida_free(&ida, id);
}

static void ida_program(void *keeps)
{
	ida_init(&ida);
	in_parallel(takes_number, takes_number, keeps);
	BUG_ON(!ida_is_empty(&ida));
	ida_destroy(&ida);
}

static void ida_right(void)
{
	ida_program(&ida);
}

static void ida_wrong(void)
{
	ida_program(NULL);
}

static DECLARE_BITMAP(map, 70);
static spinlock_t map_lock;

static void takes_bit(void *whole)
{
	unsigned long bit;

	spin_lock(&map_lock);
	access_to(map);
	bit = find_next_zero_bit(map, 70, 66);
	if (!whole) {
		spin_unlock(&map_lock);
		spin_lock(&map_lock);
	}
	BUG_ON(bit > 67);
	access_to(map);
	BUG_ON(__test_and_set_bit(bit, map));
	spin_unlock(&map_lock);
}

static void bitmap_program(void *whole)
{
	spin_lock_init(&map_lock);
	bitmap_zero(map, 70);
	in_parallel(takes_bit, takes_bit, whole);
	BUG_ON(bitmap_weight(map, 70) != 2);
	bitmap_clear(map, 66, 2);
	BUG_ON(!bitmap_empty(map, 70));
}

static void bitmap_right(void)
{
	bitmap_program(map);
}

static void bitmap_wrong(void)
{
	bitmap_program(NULL);
}

const struct primitive every_structure[] = {
	{ "list and hlist", lists_right, list_twice, "deletes an entry twice",
	  "BUG: corrupted list" },
	{ "llist", llist_right, llist_wrong, "adds in two steps", "kernel BUG" },
	{ "rbtree", rbtree_right, rbtree_wrong, "changes a key in place", "kernel BUG" },
	{ "interval tree", interval_right, interval_wrong, "moves an end in place",
	  "kernel BUG" },
	{ "xarray", xarray_right, xarray_wrong, "looks, then stores", "kernel BUG" },
	{ "idr", idr_right, idr_wrong, "looks for a free id, then asks for it", "kernel BUG" },
	{ "ida", ida_right, ida_wrong, "frees an id twice", "WARNING in" },
	{ "bitmap", bitmap_right, bitmap_wrong, "unlocks between finding and setting",
	  "kernel BUG" },
	{ .name = NULL },
};
