// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * list_sort.c - merge sort of a list
 *
 * While sorting, lists are NULL-terminated and only their next counts; sorted[i] holds 2^i entries
 * or none, like the bits of a counter. The last pass puts the prev links right.
 */
#include <linux/list_sort.h>

#include <linux/array_size.h>
#include <linux/export.h>
#include <linux/list.h>
#include <asm/bitsperlong.h>

/* Entries of @a, which came first, go before those of @b that are equal. */
static struct list_head *merge(void *priv, list_cmp_func_t cmp, struct list_head *a,
			       struct list_head *b)
{
	struct list_head *first = NULL, **tail = &first;

	while (a && b) {
		struct list_head **least = cmp(priv, a, b) <= 0 ? &a : &b;

		*tail = *least;
		tail = &(*least)->next;
		*least = (*least)->next;
	}
	*tail = a ? a : b;
	return first;
}

static void relink(struct list_head *head, struct list_head *first)
{
	struct list_head *prev = head;

	for (struct list_head *pos = first; pos; prev = pos, pos = pos->next) {
		prev->next = pos;
		pos->prev = prev;
	}
	prev->next = head;
	head->prev = prev;
}

void list_sort(void *priv, struct list_head *head, list_cmp_func_t cmp)
{
	struct list_head *sorted[BITS_PER_LONG] = {};
	struct list_head *pos, *next, *all = NULL;

	if (list_empty(head))
		return;
	head->prev->next = NULL;
	for (pos = head->next; pos; pos = next) {
		struct list_head *run = pos;
		unsigned int i;

		next = pos->next;
		pos->next = NULL;
		for (i = 0; sorted[i]; i++) {
			run = merge(priv, cmp, sorted[i], run);
			sorted[i] = NULL;
		}
		sorted[i] = run;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(sorted); i++)
		all = sorted[i] ? merge(priv, cmp, sorted[i], all) : all;
	relink(head, all);
}
EXPORT_SYMBOL(list_sort);
