/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/wait.c */
/*
 * rcuwait.h - one task that waits, and whoever wakes it
 *
 * As a wait queue (linux/wait.h) with room for one: that no second task waits at the same time is
 * up to the caller. Waking may be done anywhere; it orders what was written before against the
 * waiter's condition.
 */
#ifndef _LINUX_RCUWAIT_H
#define _LINUX_RCUWAIT_H

#include <linux/errno.h>
#include <linux/wait.h>

struct rcuwait {
	struct wait_queue_head	wait;
	struct wait_queue_entry	entry;	/* the waiter's, for prepare_to_rcuwait() */
};

#define __RCUWAIT_INITIALIZER(name)	{ .wait = __WAIT_QUEUE_HEAD_INITIALIZER((name).wait) }
#define rcuwait_init(w)			init_waitqueue_head(&(w)->wait)
#define rcuwait_active(w)		waitqueue_active(&(w)->wait)
/* 1 if there was somebody to wake. */
#define rcuwait_wake_up(w)		__wake_up(&(w)->wait, TASK_NORMAL, 1, NULL)

static inline void prepare_to_rcuwait(struct rcuwait *w)
{
	init_wait(&w->entry);
	add_wait_queue(&w->wait, &w->entry);
}

static inline void finish_rcuwait(struct rcuwait *w)
{
	finish_wait(&w->wait, &w->entry);
}

/* 0, or -EINTR if @state lets a signal end it. Sleeps. */
#define rcuwait_wait_event(w, condition, state)						\
	(___wait_event_state((w)->wait, condition, state, 0) ? -EINTR : 0)

#endif
