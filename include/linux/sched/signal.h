/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/sched.c, sim/core/process.c */
#ifndef _LINUX_SCHED_SIGNAL_H
#define _LINUX_SCHED_SIGNAL_H

#include <linux/resource.h>
#include <linux/sched.h>

/* Resource limits of a process; floor 2 owns the rest of it. */
struct signal_struct {
	struct rlimit	rlim[RLIM_NLIMITS];
};

static inline unsigned long task_rlimit(const struct task_struct *task, unsigned int limit)
{
	return task->signal ? READ_ONCE(task->signal->rlim[limit].rlim_cur) : RLIM_INFINITY;
}

static inline unsigned long rlimit(unsigned int limit)
{
	return task_rlimit(current, limit);
}

static inline bool thread_group_leader(struct task_struct *task)
{
	return task->group_leader == task;
}

#endif
