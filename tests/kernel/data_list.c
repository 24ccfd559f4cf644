// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * data_list.c - lists of all kinds
 *
 * Nearly every structure of the kernel hangs on one: a splice or a cut that drops an entry shows
 * up as a leak far away.
 */
#include <criterion/criterion.h>

#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/llist.h>

struct item {
	struct list_head	entry;
	struct hlist_node	hentry;
	struct llist_node	lentry;
	int			number;
};

static struct item items[8];

static void fill(struct list_head *head, int count)
{
	INIT_LIST_HEAD(head);
	for (int i = 0; i < count; i++) {
		items[i].number = i;
		list_add_tail(&items[i].entry, head);
	}
}

/* The numbers on the list as one decimal number, read both ways. */
static long numbers(struct list_head *head)
{
	long forward = 0, backward = 0, place = 1;
	struct item *item;

	list_for_each_entry(item, head, entry)
		forward = forward * 10 + item->number + 1;
	list_for_each_entry_reverse(item, head, entry) {
		backward += (item->number + 1) * place;
		place *= 10;
	}
	cr_assert_eq(forward, backward);
	return forward;
}

Test(data_list, entries_come_in_the_order_of_adding)
{
	LIST_HEAD(head);

	cr_assert(list_empty(&head));
	fill(&head, 4);
	cr_assert_eq(numbers(&head), 1234);
	list_move(&items[3].entry, &head);
	cr_assert_eq(numbers(&head), 4123);
	list_move_tail(&items[0].entry, &head);
	cr_assert_eq(numbers(&head), 4231);
	list_swap(&items[3].entry, &items[1].entry);
	cr_assert_eq(numbers(&head), 2431);
	list_swap(&items[3].entry, &items[2].entry);
	cr_assert_eq(numbers(&head), 2341);
	cr_assert_eq(list_count_nodes(&head), 4);
}

Test(data_list, deleted_entry_is_poisoned_unless_asked)
{
	LIST_HEAD(head);

	fill(&head, 3);
	list_del(&items[1].entry);
	cr_assert_eq(items[1].entry.next, LIST_POISON1);
	cr_assert_eq(items[1].entry.prev, LIST_POISON2);
	list_del_init(&items[0].entry);
	cr_assert(list_empty_careful(&items[0].entry));
	cr_assert(list_is_singular(&head));
	list_del_init_careful(&items[2].entry);
	cr_assert(list_empty(&head));
}

Test(data_list, splice_keeps_the_order_of_both)
{
	LIST_HEAD(one);
	LIST_HEAD(two);

	fill(&one, 6);
	list_cut_position(&two, &one, &items[1].entry);
	cr_assert_eq(numbers(&two), 12);
	cr_assert_eq(numbers(&one), 3456);
	list_splice_tail_init(&two, &one);
	cr_assert_eq(numbers(&one), 345612);
	cr_assert(list_empty(&two));
	list_cut_before(&two, &one, &items[4].entry);
	cr_assert_eq(numbers(&two), 34);
	cr_assert_eq(numbers(&one), 5612);
	list_splice_init(&two, &one);
	cr_assert_eq(numbers(&one), 345612);
	list_cut_position(&two, &one, &one);
	cr_assert(list_empty(&two));
}

Test(data_list, rotation_and_bulk_moves_keep_all_entries)
{
	LIST_HEAD(head);

	fill(&head, 5);
	list_rotate_left(&head);
	cr_assert_eq(numbers(&head), 23451);
	list_rotate_to_front(&items[3].entry, &head);
	cr_assert_eq(numbers(&head), 45123);
	list_bulk_move_tail(&head, &items[4].entry, &items[0].entry);
	cr_assert_eq(numbers(&head), 42351);
}

Test(data_list, safe_walk_survives_deletion)
{
	struct item *item, *next;
	LIST_HEAD(head);

	fill(&head, 6);
	list_for_each_entry_safe(item, next, &head, entry) {
		if (item->number % 2)
			list_del(&item->entry);
	}
	cr_assert_eq(numbers(&head), 135);
	item = list_next_entry_circular(&items[4], &head, entry);
	cr_assert_eq(item->number, 0);
	fill(&head, 0);
	cr_assert_null(list_first_entry_or_null(&head, struct item, entry));
}

Test(data_list, hash_list_entries_know_who_points_at_them)
{
	struct hlist_node *next;
	struct item *item;
	HLIST_HEAD(head);
	HLIST_HEAD(other);
	int sum = 0;

	for (int i = 0; i < 4; i++) {
		items[i].number = i;
		INIT_HLIST_NODE(&items[i].hentry);
		cr_assert(hlist_unhashed(&items[i].hentry));
	}
	hlist_add_head(&items[1].hentry, &head);
	cr_assert(hlist_is_singular_node(&items[1].hentry, &head));
	hlist_add_before(&items[0].hentry, &items[1].hentry);
	hlist_add_behind(&items[2].hentry, &items[1].hentry);
	hlist_for_each_entry(item, &head, hentry)
		sum = sum * 10 + item->number + 1;
	cr_assert_eq(sum, 123);

	hlist_add_head(&items[3].hentry, &other);
	hlist_splice_init(&head, &items[2].hentry, &other);
	cr_assert(hlist_empty(&head));
	cr_assert_eq(hlist_count_nodes(&other), 4);
	hlist_for_each_entry_safe(item, next, &other, hentry)
		hlist_del_init(&item->hentry);
	cr_assert(hlist_empty(&other));
}

Test(data_list, lockless_list_gives_back_all_in_reverse)
{
	struct llist_node *all;
	struct item *item;
	LLIST_HEAD(head);
	int expected = 0;

	for (int i = 0; i < 5; i++) {
		items[i].number = i;
		cr_assert_eq(llist_add(&items[i].lentry, &head), i == 0);
	}
	cr_assert_eq(llist_del_first(&head), &items[4].lentry);
	cr_assert_not(llist_del_first_this(&head, &items[4].lentry));
	cr_assert(llist_del_first_this(&head, &items[3].lentry));
	all = llist_reverse_order(llist_del_all(&head));
	cr_assert(llist_empty(&head));
	llist_for_each_entry(item, all, lentry)
		cr_assert_eq(item->number, expected++);
	cr_assert_eq(expected, 3);
	cr_assert_null(llist_del_first(&head));
}
