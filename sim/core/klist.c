// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * klist.c - lists that are walked while others add and remove
 *
 *  M1  Each node on ->k_list has at least one reference: the list's own, until
 *      klist_del(), and one of each walker that stands on it.
 *  M2  A node leaves ->k_list in the same step in which its count reaches zero; a
 *      walker's ->next is therefore always a node of the list.
 *
 * Locking: ->k_lock covers the list, ->n_dead and the drop to zero. put() runs
 * outside, since it may free what the node is embedded in.
 */
#include <linux/klist.h>

#include <linux/bug.h>
#include <linux/export.h>
#include <linux/sched.h>
#include <linux/wait.h>

/* Who waits in klist_remove() for a node to leave; one queue serves all lists. */
static DECLARE_WAIT_QUEUE_HEAD(klist_remove_waitq);

enum side { BEHIND, BEFORE };

void klist_init(struct klist *k, void (*get)(struct klist_node *n),
		void (*put)(struct klist_node *n))
{
	k->get = get;
	k->put = put;
	INIT_LIST_HEAD(&k->k_list);
	spin_lock_init(&k->k_lock);
}
EXPORT_SYMBOL_GPL(klist_init);

/* What embeds the node is pinned before a walker can find it. */
static void insert(struct klist *owner, struct klist_node *fresh, struct list_head *anchor,
		   enum side side)
{
	struct list_head *link = &fresh->n_node;

	INIT_LIST_HEAD(link);
	kref_init(&fresh->n_ref);
	fresh->n_dead = false;
	fresh->n_klist = owner;
	if (owner->get)
		owner->get(fresh);

	spin_lock(&owner->k_lock);
	if (side == BEHIND)
		list_add(link, anchor);
	else
		list_add_tail(link, anchor);
	spin_unlock(&owner->k_lock);
}

/* The head is its own neighbour on both ends: behind it is first, before it is last. */
void klist_add_head(struct klist_node *n, struct klist *k)
{
	insert(k, n, &k->k_list, BEHIND);
}
EXPORT_SYMBOL_GPL(klist_add_head);

void klist_add_tail(struct klist_node *n, struct klist *k)
{
	insert(k, n, &k->k_list, BEFORE);
}
EXPORT_SYMBOL_GPL(klist_add_tail);

void klist_add_behind(struct klist_node *n, struct klist_node *pos)
{
	insert(pos->n_klist, n, &pos->n_node, BEHIND);
}
EXPORT_SYMBOL_GPL(klist_add_behind);

void klist_add_before(struct klist_node *n, struct klist_node *pos)
{
	insert(pos->n_klist, n, &pos->n_node, BEFORE);
}
EXPORT_SYMBOL_GPL(klist_add_before);

static void leave(struct kref *last)
{
	struct klist_node *gone = container_of(last, struct klist_node, n_ref);

	lockdep_assert_held(&gone->n_klist->k_lock);
	WARN_ON(!gone->n_dead);
	list_del(&gone->n_node);
	/* Last: who removes it may free it from here on. Pairs with klist_node_attached(). */
	smp_store_release(&gone->n_klist, NULL);
	wake_up_all(&klist_remove_waitq);
}

static void unpin(struct klist_node *node, bool condemn)
{
	struct klist *owner = node->n_klist;
	void (*done)(struct klist_node *n) = NULL;

	spin_lock(&owner->k_lock);
	if (condemn) {
		WARN_ON(node->n_dead);
		node->n_dead = true;
	}
	/* Read under the lock: once the last node has left, the list itself may go. */
	if (kref_put(&node->n_ref, leave))
		done = owner->put;
	spin_unlock(&owner->k_lock);
	if (done)
		done(node);
}

void klist_del(struct klist_node *n)
{
	unpin(n, true);
}
EXPORT_SYMBOL_GPL(klist_del);

void klist_remove(struct klist_node *n)
{
	klist_del(n);
	wait_event(klist_remove_waitq, !klist_node_attached(n));
}
EXPORT_SYMBOL_GPL(klist_remove);

bool klist_node_attached(const struct klist_node *n)
{
	return smp_load_acquire(&n->n_klist) != NULL;	/* pairs with leave() */
}
EXPORT_SYMBOL_GPL(klist_node_attached);

void klist_iter_init_node(struct klist *k, struct klist_iter *i, struct klist_node *n)
{
	bool pinned = n && kref_get_unless_zero(&n->n_ref);

	*i = (struct klist_iter) { .i_klist = k, .i_cur = pinned ? n : NULL };
}
EXPORT_SYMBOL_GPL(klist_iter_init_node);

void klist_iter_init(struct klist *k, struct klist_iter *i)
{
	klist_iter_init_node(k, i, NULL);
}
EXPORT_SYMBOL_GPL(klist_iter_init);

void klist_iter_exit(struct klist_iter *i)
{
	if (!i->i_cur)
		return;
	unpin(i->i_cur, false);
	i->i_cur = NULL;
}
EXPORT_SYMBOL_GPL(klist_iter_exit);

static struct list_head *neighbour(struct list_head *pos, bool forward)
{
	return forward ? pos->next : pos->prev;
}

/* The nearest node past @pos that is not condemned, pinned; NULL at the list's end. */
static struct klist_node *pin_live_locked(struct klist *owner, struct list_head *pos, bool forward)
{
	struct klist_node *node;

	while ((pos = neighbour(pos, forward)) != &owner->k_list) {
		node = list_entry(pos, struct klist_node, n_node);
		if (node->n_dead)
			continue;
		kref_get(&node->n_ref);
		return node;
	}
	return NULL;
}

static struct klist_node *step(struct klist_iter *walk, bool forward)
{
	struct klist *owner = walk->i_klist;
	struct klist_node *from = walk->i_cur, *to;
	void (*done)(struct klist_node *n) = NULL;

	spin_lock(&owner->k_lock);
	/* @to is pinned before @from is dropped: M2 holds for one of the two at any time. */
	to = pin_live_locked(owner, from ? &from->n_node : &owner->k_list, forward);
	if (from && kref_put(&from->n_ref, leave))
		done = owner->put;
	walk->i_cur = to;
	spin_unlock(&owner->k_lock);

	if (done)
		done(from);
	return to;
}

struct klist_node *klist_next(struct klist_iter *i)
{
	return step(i, true);
}
EXPORT_SYMBOL_GPL(klist_next);

struct klist_node *klist_prev(struct klist_iter *i)
{
	return step(i, false);
}
EXPORT_SYMBOL_GPL(klist_prev);
