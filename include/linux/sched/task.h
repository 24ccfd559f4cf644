/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/process.c */
#ifndef _LINUX_SCHED_TASK_H
#define _LINUX_SCHED_TASK_H

#include <linux/sched.h>

/*
 * Keep a task's ->mm and ->files as they are, or absent. Linux has a lock in each
 * task; here a process has one for all its threads, and kernel tasks need none.
 */
void task_lock(struct task_struct *task);
void task_unlock(struct task_struct *task);

#endif
