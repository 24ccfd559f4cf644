/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/rcu.c */
/*
 * rcupdate.h - read-copy-update: Documentation/RCU/whatisRCU.rst
 *
 * Readers must not sleep (reported). synchronize_rcu() and rcu_barrier() may; call_rcu()
 * may be called from any context, its callbacks run in softirq context of a task.
 */
#ifndef _LINUX_RCUPDATE_H
#define _LINUX_RCUPDATE_H

#include <linux/atomic.h>
#include <linux/cleanup.h>
#include <linux/lockdep.h>
#include <linux/preempt.h>
#include <linux/types.h>

#include "exec/rcu.h"

typedef void (*rcu_callback_t)(struct rcu_head *head);

void rcu_read_lock(void);
void rcu_read_unlock(void);
int rcu_read_lock_held(void);
int rcu_read_lock_any_held(void);
void synchronize_rcu(void);
void call_rcu(struct rcu_head *head, rcu_callback_t func);
void rcu_barrier(void);
void kvfree_call_rcu(struct rcu_head *head, void *ptr);

#define synchronize_rcu_expedited()	synchronize_rcu()
#define call_rcu_hurry(head, func)	call_rcu(head, func)
#define rcu_read_lock_bh()		do { local_bh_disable(); rcu_read_lock(); } while (0)
#define rcu_read_unlock_bh()		do { rcu_read_unlock(); local_bh_enable(); } while (0)
#define rcu_read_lock_sched()		do { preempt_disable(); rcu_read_lock(); } while (0)
#define rcu_read_unlock_sched()		do { rcu_read_unlock(); preempt_enable(); } while (0)
#define rcu_read_lock_bh_held()		rcu_read_lock_held()
#define rcu_read_lock_sched_held()	rcu_read_lock_held()
#define rcu_preempt_depth()		((int)ex_rcu_depth())
#define rcu_lockdep_current_cpu_online()	true

unsigned long get_state_synchronize_rcu(void);
void cond_synchronize_rcu(unsigned long oldstate);

#define RCU_INITIALIZER(v)		(typeof(*(v)) __force __rcu *)(v)
#define RCU_INIT_POINTER(p, v)		WRITE_ONCE(p, RCU_INITIALIZER(v))
#define RCU_POINTER_INITIALIZER(p, v)	.p = RCU_INITIALIZER(v)
#define rcu_assign_pointer(p, v)	smp_store_release(&(p), RCU_INITIALIZER(v))
#define rcu_replace_pointer(rcu_ptr, ptr, c) ({				\
	typeof(ptr) __tmp = rcu_dereference_protected((rcu_ptr), (c));	\
	rcu_assign_pointer((rcu_ptr), (ptr));				\
	__tmp;								\
})

/*
 * Consume is acquire here: the compilers have no other, and ThreadSanitizer then sees
 * the order that address dependencies give. In a driver of one's own the scheduler may switch
 * after it as well: what it points at may be freed before it is looked at.
 */
#ifndef KSIM_BROUGHT
#define rcu_dereference_raw(p)		smp_load_acquire(&(p))
#else
#define rcu_dereference_raw(p) ({							\
	__auto_type __from = &(p);							\
	__auto_type __seen = smp_load_acquire(__from);					\
	__marked_point(__from, 0);							\
	__seen;										\
})
#endif
#define rcu_dereference_raw_check(p)	rcu_dereference_raw(p)
#define rcu_dereference_check(p, c) ({							\
	if (unlikely(!(c) && !rcu_read_lock_held()))					\
		lockdep_rcu_suspicious(__FILE__, __LINE__,				\
				       "suspicious rcu_dereference_check() usage");	\
	rcu_dereference_raw(p);								\
})
#define rcu_dereference_protected(p, c) ({						\
	if (unlikely(!(c)))								\
		lockdep_rcu_suspicious(__FILE__, __LINE__,				\
				       "suspicious rcu_dereference_protected() usage");	\
	READ_ONCE(p);									\
})
#define rcu_dereference(p)		rcu_dereference_check(p, 0)
#define rcu_dereference_bh(p)		rcu_dereference_check(p, 0)
#define rcu_dereference_sched(p)	rcu_dereference_check(p, 0)
#define rcu_dereference_bh_check(p, c)	rcu_dereference_check(p, c)
#define rcu_access_pointer(p)		READ_ONCE(p)
#define rcu_pointer_handoff(p)		(p)
#define unrcu_pointer(p)		(p)
#define RCU_LOCKDEP_WARN(c, s)								\
	do {										\
		if (unlikely(c))							\
			lockdep_rcu_suspicious(__FILE__, __LINE__, s);			\
	} while (0)
#define rcu_sleep_check()		do { } while (0)

/* No processor idles here with RCU looking elsewhere. */
static inline bool rcu_is_watching(void)
{
	return true;
}

#define kfree_rcu(ptr, rhf)	kvfree_call_rcu(&((ptr)->rhf), (void *)(ptr))
#define kvfree_rcu(ptr, rhf)	kfree_rcu(ptr, rhf)
#define kfree_rcu_mightsleep(ptr)							\
	do { synchronize_rcu(); kfree(ptr); } while (0)
#define kvfree_rcu_mightsleep(ptr)							\
	do { synchronize_rcu(); kvfree(ptr); } while (0)
#define init_rcu_head(head)		do { (void)(head); } while (0)
#define destroy_rcu_head(head)		do { (void)(head); } while (0)
#define init_rcu_head_on_stack(head)	do { (void)(head); } while (0)
#define destroy_rcu_head_on_stack(head)	do { (void)(head); } while (0)

DEFINE_LOCK_GUARD_0(rcu, rcu_read_lock(), rcu_read_unlock())

#endif
