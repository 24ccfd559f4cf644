// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * llist.c - lockless singly linked lists
 */
#include <linux/llist.h>

#include <linux/export.h>

bool llist_add_batch(struct llist_node *new_first, struct llist_node *new_last,
		     struct llist_head *head)
{
	struct llist_node *first = READ_ONCE(head->first);

	do {
		WRITE_ONCE(new_last->next, first);
	} while (!try_cmpxchg(&head->first, &first, new_first));
	return !first;
}
EXPORT_SYMBOL_GPL(llist_add_batch);

/*
 * One taker at a time: were there two, the node that was first could be taken, and added again
 * with another next, between the read of its next and the exchange.
 */
struct llist_node *llist_del_first(struct llist_head *head)
{
	/* pairs with llist_add_batch() */
	struct llist_node *first = smp_load_acquire(&head->first);

	do {
		if (!first)
			return NULL;
	} while (!try_cmpxchg(&head->first, &first, READ_ONCE(first->next)));
	return first;
}
EXPORT_SYMBOL_GPL(llist_del_first);

bool llist_del_first_this(struct llist_head *head, struct llist_node *this)
{
	/* pairs with llist_add_batch() */
	struct llist_node *first = smp_load_acquire(&head->first);

	do {
		if (first != this)
			return false;
	} while (!try_cmpxchg(&head->first, &first, READ_ONCE(first->next)));
	return true;
}
EXPORT_SYMBOL_GPL(llist_del_first_this);

struct llist_node *llist_reverse_order(struct llist_node *head)
{
	struct llist_node *reversed = NULL;

	while (head) {
		struct llist_node *node = head;

		head = head->next;
		node->next = reversed;
		reversed = node;
	}
	return reversed;
}
EXPORT_SYMBOL_GPL(llist_reverse_order);
