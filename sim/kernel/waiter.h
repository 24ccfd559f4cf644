/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * waiter.h - tasks queued on a primitive, oldest first, each with a place on its stack
 *
 * All of it under the primitive's guard. Whoever is woken removes itself: until then
 * its entry tells that its wakeup is on the way.
 */
#ifndef KERNEL_WAITER_H
#define KERNEL_WAITER_H

#include <linux/list.h>
#include <linux/sched.h>

#include "hooks.h"

struct waiter {
	struct list_head	entry;
	struct task_struct	*task;
	bool			write;		/* wants it alone */
	bool			granted;	/* has it already */
};

static inline void waiter_queue(struct waiter *waiter, struct list_head *waiters)
{
	waiter->task = current;
	list_add_tail(&waiter->entry, waiters);
}

static inline struct waiter *waiter_oldest(struct list_head *waiters)
{
	return list_first_entry_or_null(waiters, struct waiter, entry);
}

/* True if there is one. */
static inline bool waiter_wake_oldest(struct list_head *waiters)
{
	struct waiter *oldest = waiter_oldest(waiters);

	if (oldest)
		ex_unpark(oldest->task->ex);	/* guarded: @oldest is on its stack */
	return oldest;
}

/*
 * After the guard is free again: whoever was woken may run before the waker takes its next step.
 * That step may be invisible, a plain access that the lock no longer covers; so here is a point,
 * on an object that is nobody else's.
 */
static inline void waiter_woken(bool woken)
{
	if (woken)
		hook_point(EX_READ, current->comm);
}

#endif
