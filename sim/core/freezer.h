/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * freezer.h - user space stands still while the machine goes to sleep
 *
 * Threads of processes are stopped where they enter the kernel, so a frozen one holds no
 * lock and is in the middle of nothing. Linux can also freeze kernel threads and work
 * queues that ask for it; none here does.
 */
#ifndef CORE_FREEZER_H
#define CORE_FREEZER_H

#include <linux/types.h>

struct process;
struct task_struct;

/* The calling thread goes from user space into the kernel and back. enter() may sleep. */
void freezer_enter(void);
void freezer_leave(void);

/* Was the wait that @task is to break off ended by the freezer alone? Then it starts again. */
bool freezer_signal_only(const struct task_struct *task);

/*
 * Freeze all threads of processes but the caller. -EBUSY if one does not leave the kernel
 * within twenty seconds; nothing is frozen then. May sleep.
 */
int freeze_processes(void);
void thaw_processes(void);

/* Every process is known to the freezer from its creation until its last reference goes. */
void freezer_add(struct process *process);
void freezer_del(struct process *process);

#endif
