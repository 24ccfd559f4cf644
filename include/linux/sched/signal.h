/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/sched.c, sim/core/process.c */
#ifndef _LINUX_SCHED_SIGNAL_H
#define _LINUX_SCHED_SIGNAL_H

#include <linux/resource.h>
#include <linux/sched.h>

/* Resource limits of a process; floor 2 owns the rest of it. */
struct signal_struct {
	unsigned int	sigcnt;		/* atomic; its threads together, each get_task_struct() */
	struct task_struct *referrer;	/* whose list it is on, for references to it; ... */
	unsigned int	task_refs;	/* ... so many */
	struct signal_struct *next;	/* with some, of the same task */
	struct rlimit	rlim[RLIM_NLIMITS];
};

/*
 * Of a task that there is a reference to, and whose process lives. Linux keeps ->signal for as
 * long as the task; here a task that has ended has no limits.
 */
static inline unsigned long task_rlimit(const struct task_struct *task, unsigned int limit)
{
	const struct signal_struct *signal = READ_ONCE(task->signal); /* pairs: thread_forget() */

	return signal ? READ_ONCE(signal->rlim[limit].rlim_cur) : RLIM_INFINITY;
}

/* One's own process does not go away. */
static inline unsigned long rlimit(unsigned int limit)
{
	const struct signal_struct *signal = current->signal;

	return signal ? READ_ONCE(signal->rlim[limit].rlim_cur) : RLIM_INFINITY;
}

static inline bool thread_group_leader(struct task_struct *task)
{
	return task->group_leader == task;
}

#endif
