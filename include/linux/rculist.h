/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_RCULIST_H
#define _KSIM_LINUX_RCULIST_H

#include <linux/list.h>
#include <linux/rcupdate.h>

/*
 * Lists that are read under rcu_read_lock() while one writer at a time changes them. An entry that
 * was taken off keeps its next, for the readers that stand on it.
 */
#define list_next_rcu(list)	(*((struct list_head __rcu **)(&(list)->next)))
#define list_tail_rcu(head)	(*((struct list_head __rcu **)(&(head)->prev)))
#define hlist_first_rcu(head)	(*((struct hlist_node __rcu **)(&(head)->first)))
#define hlist_next_rcu(node)	(*((struct hlist_node __rcu **)(&(node)->next)))
#define hlist_pprev_rcu(node)	(*((struct hlist_node __rcu **)((node)->pprev)))

/* The last argument of the iterators is a lock that will do too: lockdep_is_held(..). */
#define __list_check_rcu(dummy, cond, extra...)					\
	({									\
		RCU_LOCKDEP_WARN(!(cond) && !rcu_read_lock_any_held(),		\
				 "RCU-list traversed in non-reader section!");	\
	})
#define __list_check_srcu(cond)							\
	({									\
		RCU_LOCKDEP_WARN(!(cond),					\
				 "RCU-list traversed without holding the required lock!");	\
	})

static inline void INIT_LIST_HEAD_RCU(struct list_head *list)
{
	WRITE_ONCE(list->next, list);
	WRITE_ONCE(list->prev, list);
}

static inline void __list_add_rcu(struct list_head *new, struct list_head *prev,
				  struct list_head *next)
{
	new->next = next;
	new->prev = prev;
	rcu_assign_pointer(list_next_rcu(prev), new);
	next->prev = new;
}

static inline void list_add_rcu(struct list_head *new, struct list_head *head)
{
	__list_add_rcu(new, head, head->next);
}

static inline void list_add_tail_rcu(struct list_head *new, struct list_head *head)
{
	__list_add_rcu(new, head->prev, head);
}

static inline void list_del_rcu(struct list_head *entry)
{
	__list_del_entry(entry);
	entry->prev = LIST_POISON2;
}

static inline void list_replace_rcu(struct list_head *old, struct list_head *new)
{
	new->next = old->next;
	new->prev = old->prev;
	rcu_assign_pointer(list_next_rcu(new->prev), new);
	new->next->prev = new;
	old->prev = LIST_POISON2;
}

/* @sync waits for the readers of @list, who would otherwise run on into @head's. */
static inline void __list_splice_init_rcu(struct list_head *list, struct list_head *prev,
					  struct list_head *next, void (*sync)(void))
{
	struct list_head *first = list->next;
	struct list_head *last = list->prev;

	INIT_LIST_HEAD_RCU(list);
	sync();

	last->next = next;
	rcu_assign_pointer(list_next_rcu(prev), first);
	first->prev = prev;
	next->prev = last;
}

static inline void list_splice_init_rcu(struct list_head *list, struct list_head *head,
					void (*sync)(void))
{
	if (!list_empty(list))
		__list_splice_init_rcu(list, head, head->next, sync);
}

static inline void list_splice_tail_init_rcu(struct list_head *list, struct list_head *head,
					     void (*sync)(void))
{
	if (!list_empty(list))
		__list_splice_init_rcu(list, head->prev, head, sync);
}

#define list_entry_rcu(ptr, type, member)					\
	container_of(rcu_dereference_raw(ptr), type, member)
#define list_entry_lockless(ptr, type, member)	list_entry_rcu(ptr, type, member)
#define list_first_or_null_rcu(ptr, type, member)				\
	({									\
		struct list_head *__lf_head = (ptr);				\
		struct list_head *__lf_next = rcu_dereference_raw(__lf_head->next);	\
		__lf_next != __lf_head ? container_of(__lf_next, type, member) : NULL;	\
	})
#define list_next_or_null_rcu(head, ptr, type, member)				\
	({									\
		struct list_head *__ln_head = (head);				\
		struct list_head *__ln_ptr = (ptr);				\
		struct list_head *__ln_next = rcu_dereference_raw(__ln_ptr->next);	\
		__ln_next != __ln_head ? container_of(__ln_next, type, member) : NULL;	\
	})

#define __list_entry_deref(ptr, type, member)	\
	container_of((struct list_head *)rcu_dereference_raw(ptr), type, member)
#define list_for_each_entry_rcu(pos, head, member, cond...)			\
	for (__list_check_rcu(dummy, ## cond, 0),				\
	     pos = __list_entry_deref((head)->next, typeof(*pos), member);	\
	     &pos->member != (head);						\
	     pos = __list_entry_deref(pos->member.next, typeof(*pos), member))
#define list_for_each_entry_srcu(pos, head, member, cond)			\
	for (__list_check_srcu(cond),						\
	     pos = __list_entry_deref((head)->next, typeof(*pos), member);	\
	     &pos->member != (head);						\
	     pos = __list_entry_deref(pos->member.next, typeof(*pos), member))
#define list_for_each_entry_lockless(pos, head, member)				\
	for (pos = __list_entry_deref((head)->next, typeof(*pos), member);	\
	     &pos->member != (head);						\
	     pos = __list_entry_deref(pos->member.next, typeof(*pos), member))
#define list_for_each_entry_continue_rcu(pos, head, member)			\
	for (pos = __list_entry_deref(pos->member.next, typeof(*pos), member);	\
	     &pos->member != (head);						\
	     pos = __list_entry_deref(pos->member.next, typeof(*pos), member))
#define list_for_each_entry_from_rcu(pos, head, member)				\
	for (; &(pos)->member != (head);					\
	     pos = __list_entry_deref(pos->member.next, typeof(*(pos)), member))

static inline void hlist_del_rcu(struct hlist_node *n)
{
	__hlist_del(n);
	WRITE_ONCE(n->pprev, LIST_POISON2);
}

static inline void hlist_del_init_rcu(struct hlist_node *n)
{
	if (hlist_unhashed(n))
		return;
	__hlist_del(n);
	WRITE_ONCE(n->pprev, NULL);
}

static inline void hlist_replace_rcu(struct hlist_node *old, struct hlist_node *new)
{
	struct hlist_node *next = old->next;

	new->next = next;
	WRITE_ONCE(new->pprev, old->pprev);
	rcu_assign_pointer(*new->pprev, new);
	if (next)
		WRITE_ONCE(next->pprev, &new->next);
	WRITE_ONCE(old->pprev, LIST_POISON2);
}

static inline void hlist_add_head_rcu(struct hlist_node *n, struct hlist_head *h)
{
	struct hlist_node *first = h->first;

	n->next = first;
	WRITE_ONCE(n->pprev, &h->first);
	rcu_assign_pointer(hlist_first_rcu(h), n);
	if (first)
		WRITE_ONCE(first->pprev, &n->next);
}

static inline void hlist_add_tail_rcu(struct hlist_node *n, struct hlist_head *h)
{
	struct hlist_node *last = NULL;

	for (struct hlist_node *i = h->first; i; i = i->next)
		last = i;
	if (!last) {
		hlist_add_head_rcu(n, h);
		return;
	}
	n->next = NULL;
	WRITE_ONCE(n->pprev, &last->next);
	rcu_assign_pointer(hlist_next_rcu(last), n);
}

static inline void hlist_add_before_rcu(struct hlist_node *n, struct hlist_node *next)
{
	WRITE_ONCE(n->pprev, next->pprev);
	n->next = next;
	rcu_assign_pointer(hlist_pprev_rcu(n), n);
	WRITE_ONCE(next->pprev, &n->next);
}

static inline void hlist_add_behind_rcu(struct hlist_node *n, struct hlist_node *prev)
{
	n->next = prev->next;
	WRITE_ONCE(n->pprev, &prev->next);
	rcu_assign_pointer(hlist_next_rcu(prev), n);
	if (n->next)
		WRITE_ONCE(n->next->pprev, &n->next);
}

#define __hlist_entry_deref(ptr, type, member)	\
	hlist_entry_safe((struct hlist_node *)rcu_dereference_raw(ptr), type, member)
#define hlist_for_each_entry_rcu(pos, head, member, cond...)			\
	for (__list_check_rcu(dummy, ## cond, 0),				\
	     pos = __hlist_entry_deref((head)->first, typeof(*(pos)), member);	\
	     pos;								\
	     pos = __hlist_entry_deref((pos)->member.next, typeof(*(pos)), member))
#define hlist_for_each_entry_srcu(pos, head, member, cond)			\
	for (__list_check_srcu(cond),						\
	     pos = __hlist_entry_deref((head)->first, typeof(*(pos)), member);	\
	     pos;								\
	     pos = __hlist_entry_deref((pos)->member.next, typeof(*(pos)), member))
#define hlist_for_each_entry_rcu_notrace(pos, head, member)			\
	for (pos = __hlist_entry_deref((head)->first, typeof(*(pos)), member);	\
	     pos;								\
	     pos = __hlist_entry_deref((pos)->member.next, typeof(*(pos)), member))
#define hlist_for_each_entry_continue_rcu(pos, member)				\
	for (pos = __hlist_entry_deref((pos)->member.next, typeof(*(pos)), member);	\
	     pos;								\
	     pos = __hlist_entry_deref((pos)->member.next, typeof(*(pos)), member))
#define hlist_for_each_entry_from_rcu(pos, member)				\
	for (; pos; pos = __hlist_entry_deref((pos)->member.next, typeof(*(pos)), member))

#endif
