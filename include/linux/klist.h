/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/klist.c */
#ifndef _LINUX_KLIST_H
#define _LINUX_KLIST_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/spinlock.h>

/*
 * A list that may be walked while others add and remove: the walker holds a reference
 * on the node it stands on, and a node leaves the list when its last reference goes.
 * get() and put() keep what the node is embedded in.
 */
struct klist_node;

struct klist {
	spinlock_t		k_lock;
	struct list_head	k_list;
	void			(*get)(struct klist_node *n);
	void			(*put)(struct klist_node *n);
};

void klist_init(struct klist *k, void (*get)(struct klist_node *n),
		void (*put)(struct klist_node *n));

struct klist_node {
	struct klist		*n_klist;	/* NULL: on no list */
	bool			n_dead;		/* to be skipped; leaves with its last walker */
	struct list_head	n_node;
	struct kref		n_ref;
};

void klist_add_tail(struct klist_node *n, struct klist *k);
void klist_add_head(struct klist_node *n, struct klist *k);
/* Next to @pos, which is on a list and stays there meanwhile. */
void klist_add_behind(struct klist_node *n, struct klist_node *pos);
void klist_add_before(struct klist_node *n, struct klist_node *pos);

/* Not seen by walkers from now on; may still be pinned by one. */
void klist_del(struct klist_node *n);
/* The same, and waits until no walker stands on it. */
void klist_remove(struct klist_node *n);

bool klist_node_attached(const struct klist_node *n);

struct klist_iter {
	struct klist		*i_klist;
	struct klist_node	*i_cur;
};

void klist_iter_init(struct klist *k, struct klist_iter *i);
/* Starts behind @n, or at the head if it has left meanwhile or is NULL. */
void klist_iter_init_node(struct klist *k, struct klist_iter *i, struct klist_node *n);
void klist_iter_exit(struct klist_iter *i);
struct klist_node *klist_next(struct klist_iter *i);
struct klist_node *klist_prev(struct klist_iter *i);

#endif
