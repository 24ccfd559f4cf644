/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/wake_q.c */
/*
 * Tasks to be woken once the caller has let go of its locks. The queue is on the caller's stack,
 * and nobody else's; a task is on one queue at a time.
 */
#ifndef _LINUX_SCHED_WAKE_Q_H
#define _LINUX_SCHED_WAKE_Q_H

#include <linux/sched.h>

struct wake_q_head {
	struct wake_q_node	*first;
	struct wake_q_node	**lastp;
};

/* Ends each queue, so that its last task is known to be on one. */
#define WAKE_Q_TAIL	((struct wake_q_node *)0x01)

#define WAKE_Q_HEAD_INITIALIZER(name)	{ WAKE_Q_TAIL, &(name).first }
#define DEFINE_WAKE_Q(name)		struct wake_q_head name = WAKE_Q_HEAD_INITIALIZER(name)

static inline void wake_q_init(struct wake_q_head *head)
{
	head->first = WAKE_Q_TAIL;
	head->lastp = &head->first;
}

static inline bool wake_q_empty(const struct wake_q_head *head)
{
	return head->first == WAKE_Q_TAIL;
}

/*
 * The task will be woken by wake_up_q() of this queue, or sooner by that of the one that it is on
 * already. What it is to see must be written before. Takes a reference for as long.
 */
void wake_q_add(struct wake_q_head *head, struct task_struct *task);
/* The same, and takes over a reference of the caller. */
void wake_q_add_safe(struct wake_q_head *head, struct task_struct *task);
/* wake_up_process() for each, in order. The queue is to be initialised before it is used again. */
void wake_up_q(struct wake_q_head *head);

#endif
