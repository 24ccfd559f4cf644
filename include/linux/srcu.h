/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/srcu.c */
/*
 * srcu.h - RCU whose readers may sleep, one domain a struct: Documentation/RCU
 *
 * To wait for a domain's readers from inside one of them is a hang; lockdep says so
 * from any run in which both happen in one task.
 */
#ifndef _LINUX_SRCU_H
#define _LINUX_SRCU_H

#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/rcupdate.h>

#include "exec/guard.h"

/* guard: covers all but the map. */
struct srcu_struct {
	struct ex_guard		guard;
	unsigned int		idx;		/* which counter new readers use */
	unsigned int		readers[2];
	struct list_head	waiters;	/* synchronize_srcu() callers */
	bool			in_progress;	/* a grace period is under way */
	struct rcu_head		*callbacks;
	struct rcu_head		**callbacks_tail;
	unsigned int		callbacks_pending;
	struct lockdep_map	dep_map;
};

#define __SRCU_STRUCT_INIT(srcu_name)						\
	{ .guard = EX_GUARD_INIT,						\
	  .waiters = { &(srcu_name).waiters, &(srcu_name).waiters },		\
	  .callbacks_tail = &(srcu_name).callbacks,				\
	  .dep_map = { .name = #srcu_name } }
#define DEFINE_SRCU(name)		struct srcu_struct name = __SRCU_STRUCT_INIT(name)
#define DEFINE_STATIC_SRCU(name)	static struct srcu_struct name = __SRCU_STRUCT_INIT(name)

int __init_srcu_struct(struct srcu_struct *ssp, const char *name, struct lock_class_key *key);
#define init_srcu_struct(ssp) ({						\
	static struct lock_class_key __srcu_key;				\
	__init_srcu_struct((ssp), #ssp, &__srcu_key);				\
})
void cleanup_srcu_struct(struct srcu_struct *ssp);

int srcu_read_lock(struct srcu_struct *ssp);
void srcu_read_unlock(struct srcu_struct *ssp, int idx);
int srcu_read_lock_held(const struct srcu_struct *ssp);
void synchronize_srcu(struct srcu_struct *ssp);
void call_srcu(struct srcu_struct *ssp, struct rcu_head *head, rcu_callback_t func);
void srcu_barrier(struct srcu_struct *ssp);
#define synchronize_srcu_expedited(ssp)	synchronize_srcu(ssp)
#define srcu_read_lock_notrace(ssp)	srcu_read_lock(ssp)
#define smp_mb__after_srcu_read_unlock()	do { } while (0)

#define srcu_dereference_check(p, ssp, c)					\
	rcu_dereference_check(p, (c) || srcu_read_lock_held(ssp))
#define srcu_dereference(p, ssp)		srcu_dereference_check((p), (ssp), 0)

DEFINE_LOCK_GUARD_1(srcu, struct srcu_struct, _T->idx = srcu_read_lock(_T->lock),
		    srcu_read_unlock(_T->lock, _T->idx), int idx)

#endif
