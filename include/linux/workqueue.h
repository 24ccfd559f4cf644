/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/workqueue.c, workqueue_flush.c */
/*
 * workqueue.h - work done later by kworker tasks: Documentation/core-api/workqueue.rst
 *
 * A work item runs at most once at a time. An unordered queue has as many workers as
 * it has runnable items, up to its max_active; an ordered one has one. Queueing may be
 * done from any context; flushing and cancelling may sleep.
 */
#ifndef _LINUX_WORKQUEUE_H
#define _LINUX_WORKQUEUE_H

#include <linux/atomic.h>
#include <linux/lockdep.h>
#include <linux/timer.h>
#include <linux/workqueue_types.h>

struct delayed_work {
	struct work_struct	work;
	struct timer_list	timer;
	struct workqueue_struct	*wq;
	int			cpu;
};

struct rcu_work {
	struct work_struct	work;
	struct rcu_head		rcu;
	struct workqueue_struct	*wq;
};

static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

static inline struct rcu_work *to_rcu_work(struct work_struct *work)
{
	return container_of(work, struct rcu_work, work);
}

void init_work_key(struct work_struct *work, work_func_t func, const char *name,
		   struct lock_class_key *key);
void init_delayed_work_key(struct delayed_work *dwork, work_func_t func, const char *name,
			   struct lock_class_key *key);

/* On a stack a work item wants INIT_WORK_ONSTACK(), and destroy_work_on_stack() at its end. */
#define INIT_WORK(_work, _func)							\
	do {									\
		object_off_stack(_work);					\
		INIT_WORK_ONSTACK(_work, _func);				\
	} while (0)
#define INIT_WORK_ONSTACK(_work, _func)						\
	do {									\
		static struct lock_class_key __key;				\
		init_work_key((_work), (_func), "(work_completion)" #_work, &__key); \
	} while (0)
#define INIT_DELAYED_WORK(_work, _func)						\
	do {									\
		object_off_stack(_work);					\
		INIT_DELAYED_WORK_ONSTACK(_work, _func);			\
	} while (0)
#define INIT_DELAYED_WORK_ONSTACK(_work, _func)					\
	do {									\
		static struct lock_class_key __key;				\
		init_delayed_work_key((_work), (_func),				\
				      "(work_completion)" #_work, &__key);	\
	} while (0)
#define INIT_DEFERRABLE_WORK(_work, _func)	INIT_DELAYED_WORK(_work, _func)
#define INIT_RCU_WORK(_work, _func)		INIT_WORK(&(_work)->work, (_func))
/* A finding if it is still queued. */
void destroy_work_on_stack(struct work_struct *work);
void destroy_delayed_work_on_stack(struct delayed_work *dwork);

void delayed_work_timer_fn(struct timer_list *timer);
#define __WORK_INITIALIZER(n, f)						\
	{ .entry = { &(n).entry, &(n).entry }, .func = (f),			\
	  .lockdep_map = { .name = "(work_completion)" #n, .key = (void *)&(n) } }
#define DECLARE_WORK(n, f)	struct work_struct n = __WORK_INITIALIZER(n, f)
#define DECLARE_DELAYED_WORK(n, f)						\
	struct delayed_work n = { .work = __WORK_INITIALIZER((n).work, f),	\
				  .timer = __TIMER_INITIALIZER(delayed_work_timer_fn, 0) }

enum wq_flags {
	WQ_BH			= 1 << 0,
	WQ_UNBOUND		= 1 << 1,
	WQ_FREEZABLE		= 1 << 2,
	WQ_MEM_RECLAIM		= 1 << 3,
	WQ_HIGHPRI		= 1 << 4,
	WQ_CPU_INTENSIVE	= 1 << 5,
	WQ_SYSFS		= 1 << 6,
	WQ_POWER_EFFICIENT	= 1 << 7,
	__WQ_DESTROYING		= 1 << 15,
	__WQ_DRAINING		= 1 << 16,
	__WQ_ORDERED		= 1 << 17,
};

#define WQ_MAX_ACTIVE		2048
#define WQ_DFL_ACTIVE		(WQ_MAX_ACTIVE / 2)
#define WORK_CPU_UNBOUND	64

/* Exist as long as the world. */
extern struct workqueue_struct *system_wq, *system_highpri_wq, *system_long_wq, *system_unbound_wq;
extern struct workqueue_struct *system_freezable_wq, *system_power_efficient_wq;

__printf(1, 4)
struct workqueue_struct *__alloc_workqueue(const char *fmt, unsigned int flags,
					    int max_active, ...);
#define alloc_workqueue(fmt, flags, max_active, args...)				\
	__alloc_workqueue(fmt, flags, max_active, ##args)
#define alloc_ordered_workqueue(fmt, flags, args...)					\
	__alloc_workqueue(fmt, WQ_UNBOUND | __WQ_ORDERED | (flags), 1, ##args)
#define create_workqueue(name)		alloc_workqueue("%s", WQ_MEM_RECLAIM, 1, (name))
#define create_singlethread_workqueue(name)						\
	alloc_ordered_workqueue("%s", WQ_MEM_RECLAIM, (name))
#define create_freezable_workqueue(name)						\
	alloc_workqueue("%s", WQ_FREEZABLE | WQ_UNBOUND | WQ_MEM_RECLAIM, 1, (name))

/* Drains, then frees. */
void destroy_workqueue(struct workqueue_struct *wq);

/* False if it was queued already. */
bool queue_work(struct workqueue_struct *wq, struct work_struct *work);
bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork,
			unsigned long delay);
bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *dwork,
		      unsigned long delay);
bool queue_rcu_work(struct workqueue_struct *wq, struct rcu_work *rwork);
#define queue_work_on(cpu, wq, work)			((void)(cpu), queue_work(wq, work))
#define queue_delayed_work_on(cpu, wq, dwork, delay)	\
	((void)(cpu), queue_delayed_work(wq, dwork, delay))

/* True if there was something to wait for. */
bool flush_work(struct work_struct *work);
bool flush_delayed_work(struct delayed_work *dwork);
bool flush_rcu_work(struct rcu_work *rwork);
/* True if it was pending. cancel_work_sync() also waits for a running one. */
bool cancel_work(struct work_struct *work);
bool cancel_work_sync(struct work_struct *work);
bool cancel_delayed_work(struct delayed_work *dwork);
bool cancel_delayed_work_sync(struct delayed_work *dwork);
bool disable_work_sync(struct work_struct *work);
bool enable_work(struct workqueue_struct *wq, struct work_struct *work);
void __flush_workqueue(struct workqueue_struct *wq);
void drain_workqueue(struct workqueue_struct *wq);
#define flush_workqueue(wq)		__flush_workqueue(wq)
#define flush_scheduled_work()		__flush_workqueue(system_wq)
bool work_pending(struct work_struct *work);
bool delayed_work_pending(struct delayed_work *dwork);
unsigned int work_busy(struct work_struct *work);
struct work_struct *current_work(void);

static inline bool schedule_work(struct work_struct *work)
{
	return queue_work(system_wq, work);
}

static inline bool schedule_delayed_work(struct delayed_work *dwork, unsigned long delay)
{
	return queue_delayed_work(system_wq, dwork, delay);
}
#define schedule_work_on(cpu, work)	((void)(cpu), schedule_work(work))

int schedule_on_each_cpu(work_func_t func);

#endif
