// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * data_sort.c - sorting arrays and lists, hashing
 *
 * list_sort() promises that equal entries keep their order; users build on it without saying so.
 */
#include <criterion/criterion.h>

#include <linux/hash.h>
#include <linux/jhash.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/list_sort.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "data_random.h"

#define ITEMS	300

static int compare_ints(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static int compare_reversed(const void *a, const void *b, const void *priv)
{
	return *(const int *)priv * compare_ints(a, b);
}

Test(data_sort, arrays_of_any_length_get_sorted)
{
	int array[ITEMS], reverse = -1;

	for (int length = 0; length < ITEMS; length += 7) {
		for (int i = 0; i < length; i++)
			array[i] = data_random(100);
		sort(array, length, sizeof(int), compare_ints, NULL);
		for (int i = 1; i < length; i++)
			cr_assert_leq(array[i - 1], array[i]);
		sort_r(array, length, sizeof(int), compare_reversed, NULL, &reverse);
		for (int i = 1; i < length; i++)
			cr_assert_geq(array[i - 1], array[i]);
	}
}

struct item {
	struct list_head	entry;
	int			key;
	int			number;
};

static int compare_items(void *priv, const struct list_head *a, const struct list_head *b)
{
	++*(int *)priv;
	return list_entry(a, struct item, entry)->key > list_entry(b, struct item, entry)->key;
}

Test(data_sort, list_sort_is_stable_and_keeps_all)
{
	static struct item items[ITEMS];
	struct item *item;
	LIST_HEAD(head);
	int compared = 0, last_key = -1, last_number = -1;

	list_sort(&compared, &head, compare_items);
	cr_assert(list_empty(&head));

	for (int i = 0; i < ITEMS; i++) {
		items[i].key = data_random(20);
		items[i].number = i;
		list_add_tail(&items[i].entry, &head);
	}
	list_sort(&compared, &head, compare_items);
	list_for_each_entry(item, &head, entry) {
		cr_assert(item->key > last_key ||
			  (item->key == last_key && item->number > last_number));
		cr_assert_eq(item->entry.next->prev, &item->entry);
		last_key = item->key;
		last_number = item->number;
	}
	cr_assert_eq(list_count_nodes(&head), ITEMS);
	cr_assert_lt(compared, ITEMS * 9);
}

/* The values that the author of the hash publishes with it. */
Test(data_sort, hashes_are_the_published_ones)
{
	static const char text[] = "Four score and seven years ago";

	cr_assert_eq(jhash(text, 30, 0), 0x17770551);
	cr_assert_eq(jhash(text, 30, 1), 0xcd628161);
	cr_assert_eq(jhash("", 0, 0), 0xdeadbeef);
	cr_assert_eq(hash_32(1, 8), 0x61);
	cr_assert_eq(hash_64(1, 16), 0x61c8);
}
