/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/kthread.c */
#ifndef _LINUX_KTHREAD_H
#define _LINUX_KTHREAD_H

#include <linux/err.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/spinlock_types.h>
#include <linux/timer.h>

struct completion;

/* A kernel thread, not yet running: wake_up_process() starts it. ERR_PTR on failure. */
__printf(4, 5)
struct task_struct *kthread_create_on_node(int (*threadfn)(void *data), void *data, int node,
					   const char namefmt[], ...);
#define kthread_create(threadfn, data, namefmt, arg...)				\
	kthread_create_on_node(threadfn, data, -1, namefmt, ##arg)
#define kthread_run(threadfn, data, namefmt, ...) ({				\
	struct task_struct *__k = kthread_create(threadfn, data, namefmt, ##__VA_ARGS__); \
	if (!IS_ERR(__k))							\
		wake_up_process(__k);						\
	__k;									\
})

/*
 * Ask it to end, wait until it has, return what it returned; -EINTR if it never ran. A thread that
 * ends by itself is gone then, and may be stopped only by who has a reference (get_task_struct()).
 */
int kthread_stop(struct task_struct *k);
/* The same, and put such a reference. sim/core/thread.c. */
int kthread_stop_put(struct task_struct *k);
bool kthread_should_stop(void);
bool kthread_should_park(void);
int kthread_park(struct task_struct *k);
void kthread_unpark(struct task_struct *k);
void kthread_parkme(void);
void *kthread_data(struct task_struct *k);
/* End the calling thread, as if its function had returned @result. */
void kthread_exit(long result) __attribute__((noreturn));
/* Whoever waits for @comp (may be NULL) knows that nothing of the thread's module runs any more. */
void kthread_complete_and_exit(struct completion *comp, long code) __attribute__((noreturn));
#define set_freezable()		(false)
#define kthread_freezable_should_stop(p)	kthread_should_stop()

struct mm_struct;
void kthread_use_mm(struct mm_struct *mm);
void kthread_unuse_mm(struct mm_struct *mm);

/*
 * Workers: one thread that runs items in the order in which they were queued, in
 * sim/kernel/kthread_worker.c. An item belongs to the first worker that it was queued on, and is
 * queued once at a time; it may be queued again, or freed, by its own function.
 */
struct kthread_work;
typedef void (*kthread_work_func_t)(struct kthread_work *work);

enum {
	KTW_FREEZABLE = 1 << 0,		/* accepted; suspend freezes no kernel thread here */
};

struct kthread_worker {
	unsigned int		flags;
	raw_spinlock_t		lock;			/* of all that follows */
	struct list_head	work_list;		/* oldest first */
	struct list_head	delayed_work_list;	/* their timers run */
	struct task_struct	*task;
	struct kthread_work	*current_work;		/* may be freed: for comparison only */
};

struct kthread_work {
	struct list_head	node;			/* empty: not pending */
	kthread_work_func_t	func;
	struct kthread_worker	*worker;		/* NULL: never queued */
	int			canceling;		/* above 0: cannot be queued */
};

struct kthread_delayed_work {
	struct kthread_work	work;
	struct timer_list	timer;
};

#define KTHREAD_WORK_INIT(work, fn)						\
	{ .node = LIST_HEAD_INIT((work).node), .func = (fn) }
#define KTHREAD_DELAYED_WORK_INIT(dwork, fn)					\
	{ .work = KTHREAD_WORK_INIT((dwork).work, (fn)),			\
	  .timer = __TIMER_INITIALIZER(kthread_delayed_work_timer_fn, TIMER_IRQSAFE) }
#define DEFINE_KTHREAD_WORK(work, fn)						\
	struct kthread_work work = KTHREAD_WORK_INIT(work, fn)
#define DEFINE_KTHREAD_DELAYED_WORK(dwork, fn)					\
	struct kthread_delayed_work dwork = KTHREAD_DELAYED_WORK_INIT(dwork, fn)

void __kthread_init_worker(struct kthread_worker *worker, const char *name,
			   struct lock_class_key *key);
#define kthread_init_worker(worker)						\
	do {									\
		static struct lock_class_key __key;				\
		__kthread_init_worker((worker), "(" #worker ")->lock", &__key);	\
	} while (0)
#define kthread_init_work(work, fn)						\
	do {									\
		*(work) = (struct kthread_work)KTHREAD_WORK_INIT(*(work), (fn)); \
	} while (0)
#define kthread_init_delayed_work(dwork, fn)					\
	do {									\
		kthread_init_work(&(dwork)->work, (fn));			\
		timer_setup(&(dwork)->timer, kthread_delayed_work_timer_fn,	\
			    TIMER_IRQSAFE);					\
	} while (0)

/* What the worker's thread runs: kthread_run(kthread_worker_fn, worker, ...). */
int kthread_worker_fn(void *worker_ptr);
/* A worker whose thread runs. ERR_PTR on failure; kthread_destroy_worker() frees it. */
__printf(2, 3)
struct kthread_worker *kthread_create_worker(unsigned int flags, const char namefmt[], ...);
__printf(3, 4)
struct kthread_worker *kthread_create_worker_on_cpu(int cpu, unsigned int flags,
						    const char namefmt[], ...);

/* False if it is pending already, or being cancelled. Any context. */
bool kthread_queue_work(struct kthread_worker *worker, struct kthread_work *work);
bool kthread_queue_delayed_work(struct kthread_worker *worker,
				struct kthread_delayed_work *dwork, unsigned long delay);
/* Whether or not it is pending; true if it was. */
bool kthread_mod_delayed_work(struct kthread_worker *worker, struct kthread_delayed_work *dwork,
			      unsigned long delay);
void kthread_delayed_work_timer_fn(struct timer_list *t);

/* Wait until it is neither queued nor runs; not for an item whose timer still runs. */
void kthread_flush_work(struct kthread_work *work);
/* Wait until all that was queued before has run. */
void kthread_flush_worker(struct kthread_worker *worker);
/* Nor will it run: it cannot be queued meanwhile. True if it was pending. */
bool kthread_cancel_work_sync(struct kthread_work *work);
bool kthread_cancel_delayed_work_sync(struct kthread_delayed_work *dwork);
/* After a flush. Whatever else may queue on it has been stopped by the caller. */
void kthread_destroy_worker(struct kthread_worker *worker);

#endif
