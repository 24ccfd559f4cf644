/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kthread.h - what get_task_struct() counts of a kernel thread */
#ifndef KERNEL_KTHREAD_H
#define KERNEL_KTHREAD_H

struct task_struct;

/* Of any task; nothing is counted of those that are no kthreads. UAF: one that ended uncounted. */
void kthread_get(struct task_struct *task);
void kthread_put(struct task_struct *task);

#endif
