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

void klist_init(struct klist *k, void (*get)(struct klist_node *n),
		void (*put)(struct klist_node *n))
{
	INIT_LIST_HEAD(&k->k_list);
	spin_lock_init(&k->k_lock);
	k->get = get;
	k->put = put;
}
EXPORT_SYMBOL_GPL(klist_init);

static void klist_node_init(struct klist *k, struct klist_node *n)
{
	INIT_LIST_HEAD(&n->n_node);
	kref_init(&n->n_ref);
	n->n_dead = false;
	n->n_klist = k;
	if (k->get)
		k->get(n);
}

void klist_add_tail(struct klist_node *n, struct klist *k)
{
	klist_node_init(k, n);
	spin_lock(&k->k_lock);
	list_add_tail(&n->n_node, &k->k_list);
	spin_unlock(&k->k_lock);
}
EXPORT_SYMBOL_GPL(klist_add_tail);

void klist_add_head(struct klist_node *n, struct klist *k)
{
	klist_node_init(k, n);
	spin_lock(&k->k_lock);
	list_add(&n->n_node, &k->k_list);
	spin_unlock(&k->k_lock);
}
EXPORT_SYMBOL_GPL(klist_add_head);

void klist_add_behind(struct klist_node *n, struct klist_node *pos)
{
	struct klist *k = pos->n_klist;

	klist_node_init(k, n);
	spin_lock(&k->k_lock);
	list_add(&n->n_node, &pos->n_node);
	spin_unlock(&k->k_lock);
}
EXPORT_SYMBOL_GPL(klist_add_behind);

void klist_add_before(struct klist_node *n, struct klist_node *pos)
{
	struct klist *k = pos->n_klist;

	klist_node_init(k, n);
	spin_lock(&k->k_lock);
	list_add_tail(&n->n_node, &pos->n_node);
	spin_unlock(&k->k_lock);
}
EXPORT_SYMBOL_GPL(klist_add_before);

static void klist_release(struct kref *kref)
{
	struct klist_node *n = container_of(kref, struct klist_node, n_ref);

	lockdep_assert_held(&n->n_klist->k_lock);
	WARN_ON(!n->n_dead);
	list_del(&n->n_node);
	WRITE_ONCE(n->n_klist, NULL);
	wake_up_all(&klist_remove_waitq);
}

static void klist_put(struct klist_node *n, bool kill)
{
	struct klist *k = n->n_klist;
	void (*put)(struct klist_node *n) = k->put;

	spin_lock(&k->k_lock);
	if (kill) {
		WARN_ON(n->n_dead);
		n->n_dead = true;
	}
	if (!kref_put(&n->n_ref, klist_release))
		put = NULL;
	spin_unlock(&k->k_lock);
	if (put)
		put(n);
}

void klist_del(struct klist_node *n)
{
	klist_put(n, true);
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
	return READ_ONCE(n->n_klist) != NULL;
}
EXPORT_SYMBOL_GPL(klist_node_attached);

void klist_iter_init_node(struct klist *k, struct klist_iter *i, struct klist_node *n)
{
	i->i_klist = k;
	i->i_cur = NULL;
	if (n && kref_get_unless_zero(&n->n_ref))
		i->i_cur = n;
}
EXPORT_SYMBOL_GPL(klist_iter_init_node);

void klist_iter_init(struct klist *k, struct klist_iter *i)
{
	klist_iter_init_node(k, i, NULL);
}
EXPORT_SYMBOL_GPL(klist_iter_init);

void klist_iter_exit(struct klist_iter *i)
{
	if (i->i_cur) {
		klist_put(i->i_cur, false);
		i->i_cur = NULL;
	}
}
EXPORT_SYMBOL_GPL(klist_iter_exit);

static struct list_head *klist_neighbour(struct list_head *pos, bool forward)
{
	return forward ? pos->next : pos->prev;
}

static struct klist_node *klist_step(struct klist_iter *i, bool forward)
{
	struct klist *k = i->i_klist;
	struct klist_node *last = i->i_cur, *next = NULL;
	void (*put)(struct klist_node *n) = NULL;
	struct list_head *pos;

	spin_lock(&k->k_lock);
	pos = klist_neighbour(last ? &last->n_node : &k->k_list, forward);
	/* Taken before @last is dropped: M2 holds for one of the two at any time. */
	for (; pos != &k->k_list; pos = klist_neighbour(pos, forward)) {
		struct klist_node *n = list_entry(pos, struct klist_node, n_node);

		if (!n->n_dead) {
			kref_get(&n->n_ref);
			next = n;
			break;
		}
	}
	if (last && kref_put(&last->n_ref, klist_release))
		put = k->put;
	i->i_cur = next;
	spin_unlock(&k->k_lock);

	if (put)
		put(last);
	return next;
}

struct klist_node *klist_next(struct klist_iter *i)
{
	return klist_step(i, true);
}
EXPORT_SYMBOL_GPL(klist_next);

struct klist_node *klist_prev(struct klist_iter *i)
{
	return klist_step(i, false);
}
EXPORT_SYMBOL_GPL(klist_prev);
