/* SPDX-License-Identifier: GPL-2.0-or-later */
/* waits_graph.h - the wait-for graph of a run that hangs, for reports and explanations */
#ifndef KERNEL_WAITS_GRAPH_H
#define KERNEL_WAITS_GRAPH_H

#include <linux/sched.h>

#include "kernel/finding.h"

/* Parked and not idle. */
bool task_is_stuck(const struct task_struct *task);

/*
 * What @task is blocked in. A delay between two looks at a condition is part of that wait; and a
 * wait around another one may know who will end it.
 */
struct wait_note;
const struct wait_note *task_wait(const struct task_struct *task);

/* The @nth task that @task waits for, as far as that is known; NULL past the last. */
struct task_struct *wait_holder(const struct task_struct *task, unsigned int nth);

/* A line for each stuck task. */
void add_wait_graph(struct text *text);
/* Their stacks, and all locks that are held. */
void add_stuck_tasks(struct text *text);

/*
 * The first task that has been blocked for longer than Linux's hung-task watchdog bears: in
 * a wait that neither time nor a signal ends, nor user space by itself. NULL: none.
 */
struct task_struct *task_hung_since(u64 now_ns);

/* The one whose stack names the finding: on a cycle if there is one. */
struct task_struct *stuck_task_to_blame(void);

#endif
