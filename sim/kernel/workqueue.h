/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * workqueue.h - what queueing, running and flushing share
 *
 *  K1  A work item is pending (WORK_PENDING, on its queue's list) or not; independently
 *      of that, at most one worker runs it.
 *  K2  Each queueing of an item gets the queue's current color. Whoever flushes a queue
 *      advances the color and waits until no older one is pending or running.
 *  K3  A worker never touches a work item after it has called its function, which may
 *      have freed it; it only compares the address.
 *  K4  nr_active of a queue counts the workers that run or look for its items, and stays
 *      at or below max_active. A queue that is destroyed has no items left, but may have
 *      workers that are about to look for more: they are told to look no longer.
 *
 * Locking: wq_guard covers all queues, items and workers. The functions run without it.
 */
#ifndef KERNEL_WORKQUEUE_H
#define KERNEL_WORKQUEUE_H

#include <linux/workqueue.h>

#include "service.h"

#define WORK_PENDING		1L
#define WORK_DISABLED_SHIFT	1
#define WORK_DISABLED_MASK	(0xffL << WORK_DISABLED_SHIFT)
#define WORK_COLOR_SHIFT	16

struct workqueue_struct {
	struct list_head	pending;	/* work items, oldest first */
	struct list_head	waiting;	/* tasks that flush or drain */
	struct list_head	entry;		/* in the list of this run's queues */
	unsigned int		flags;
	unsigned int		max_active;
	unsigned int		nr_active;
	long			color;
	char			name[24];
	struct lock_class_key	key;		/* of the system's queues */
	struct lockdep_map	lockdep_map;	/* held by whoever runs an item */
};

struct worker {
	struct service		service;
	struct list_head	entry;		/* in the list of idle ones or of busy ones */
	struct list_head	all;		/* in the list of all */
	struct workqueue_struct	*wq;		/* whom it works for */
	struct work_struct	*current_work;
	work_func_t		current_func;	/* its function */
	struct workqueue_struct	*current_wq;
	long			current_color;
};

struct flusher {
	struct list_head	entry;
	struct task_struct	*task;
};

extern struct ex_guard wq_guard;
extern struct list_head wq_busy;	/* workers that run an item */
extern struct list_head wq_flushers;	/* tasks that wait for an item */

/* Under wq_guard. */
struct worker *worker_running(const struct work_struct *work);
bool wq_older_than(const struct workqueue_struct *wq, long color);
bool wq_take_off(struct work_struct *work);

/* Plain: a scheduling point has no place under the guard. */
static inline long work_data(const struct work_struct *work)
{
	return __atomic_load_n(&work->data.counter, __ATOMIC_RELAXED);
}

static inline void work_set_data(struct work_struct *work, long data)
{
	__atomic_store_n(&work->data.counter, data, __ATOMIC_RELAXED);
}

static inline bool work_is_pending(const struct work_struct *work)
{
	return work_data(work) & WORK_PENDING;
}

#endif
