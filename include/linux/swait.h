/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/wait.c */
/*
 * swait.h - simple wait queues: only tasks wait, only in the order in which they came
 *
 * Wait queues (linux/wait.h) without wake functions. All waiters are exclusive: swake_up_one()
 * wakes the oldest. Waking may be done anywhere, but for swake_up_all(), which wants interrupts on.
 */
#ifndef _LINUX_SWAIT_H
#define _LINUX_SWAIT_H

#include <linux/wait.h>

struct swait_queue_head {
	struct wait_queue_head wait;
};

struct swait_queue {
	struct wait_queue_entry entry;
};

#define DECLARE_SWAIT_QUEUE_HEAD(name)							\
	struct swait_queue_head name = { .wait = __WAIT_QUEUE_HEAD_INITIALIZER((name).wait) }
#define DECLARE_SWAIT_QUEUE_HEAD_ONSTACK(name)						\
	struct swait_queue_head name;							\
	init_swait_queue_head(&name)
#define DECLARE_SWAITQUEUE(name)							\
	struct swait_queue name = {							\
		.entry = { .private = current, .func = autoremove_wake_function,	\
			   .entry = LIST_HEAD_INIT((name).entry.entry) },		\
	}
#define init_swait_queue_head(q)	init_waitqueue_head(&(q)->wait)

#define swait_active(q)			waitqueue_active(&(q)->wait)
#define swq_has_sleeper(q)		wq_has_sleeper(&(q)->wait)
#define swake_up_one(q)			((void)__wake_up(&(q)->wait, TASK_NORMAL, 1, NULL))
#define swake_up_all(q)			((void)__wake_up(&(q)->wait, TASK_NORMAL, 0, NULL))
#define prepare_to_swait_exclusive(q, w, state)						\
	((void)prepare_to_wait_exclusive(&(q)->wait, &(w)->entry, state))
#define finish_swait(q, w)		finish_wait(&(q)->wait, &(w)->entry)

#define swait_event_exclusive(q, condition)						\
	((void)___wait_event_state((q).wait, condition, TASK_UNINTERRUPTIBLE, 1))
#define swait_event_idle_exclusive(q, condition)					\
	((void)___wait_event_state((q).wait, condition, TASK_IDLE, 1))
#define swait_event_interruptible_exclusive(q, condition)				\
	___wait_event_state((q).wait, condition, TASK_INTERRUPTIBLE, 1)
#define ___swait_event_timed(q, condition, timeout, state)				\
({											\
	long __ret = timeout;								\
	might_sleep();									\
	if (!___wait_cond_timeout(condition))						\
		__ret = ___wait_event((q).wait, ___wait_cond_timeout(condition), state,	\
				      1, timeout, __ret = schedule_timeout(__ret));	\
	__ret;										\
})
/* In jiffies: what is left, at least 1, or 0 after the timeout; -ERESTARTSYS. */
#define swait_event_timeout_exclusive(q, condition, timeout)				\
	___swait_event_timed(q, condition, timeout, TASK_UNINTERRUPTIBLE)
#define swait_event_idle_timeout_exclusive(q, condition, timeout)			\
	___swait_event_timed(q, condition, timeout, TASK_IDLE)
#define swait_event_interruptible_timeout_exclusive(q, condition, timeout)		\
	___swait_event_timed(q, condition, timeout, TASK_INTERRUPTIBLE)

#endif
