/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/task_work.c */
#ifndef _LINUX_TASK_WORK_H
#define _LINUX_TASK_WORK_H

#include <linux/sched.h>
#include <linux/types.h>

typedef void (*task_work_func_t)(struct callback_head *work);

static inline void init_task_work(struct callback_head *work, task_work_func_t func)
{
	work->func = func;
}

enum task_work_notify_mode {
	TWA_NONE = 0,		/* run when the task happens to leave the kernel */
	TWA_RESUME,		/* make it leave soon */
	TWA_SIGNAL,		/* also interrupt its sleep */
};

/*
 * Queue @work for @task to run on its return to user space or at its exit, newest
 * first. -ESRCH once the task is past the point where it would still run it.
 */
int task_work_add(struct task_struct *task, struct callback_head *work,
		  enum task_work_notify_mode mode);

/* Run the caller's works. No lock is held. */
void task_work_run(void);

/* The last run: later task_work_add() fails. */
void exit_task_work(struct task_struct *task);

#endif
