/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/process.c, sim/core/thread.c */
#ifndef _LINUX_SCHED_TASK_H
#define _LINUX_SCHED_TASK_H

#include <linux/sched.h>

/*
 * Keep a task's ->mm and ->files as they are, or absent. Linux has a lock in each
 * task; here a process has one for all its threads, and kernel tasks need none.
 */
void task_lock(struct task_struct *task);
void task_unlock(struct task_struct *task);

/*
 * Tasks are memory of the run: they stay until it is over. What is counted is the use of
 * ->signal, the first thread's of a process: it stays as long as there is a reference. Of a
 * kernel thread it is what kthread_stop() needs, which is gone when the thread has ended.
 */
struct task_struct *get_task_struct(struct task_struct *task);
void put_task_struct(struct task_struct *task);

#endif
