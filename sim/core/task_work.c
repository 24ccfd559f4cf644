// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * task_work.c - work that a task does for itself on its way back to user space
 *
 * ->task_works is a stack that anybody may push to and only its task takes, all at
 * once. Works run newest first: Linux gave up the older order in 4.3.
 */
#include <linux/task_work.h>

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/sched.h>

/* Stands at the end of the list of a task that will not look again. */
static struct callback_head work_exited;

int task_work_add(struct task_struct *task, struct callback_head *work,
		  enum task_work_notify_mode mode)
{
	struct callback_head *head = READ_ONCE(task->task_works);

	do {
		if (head == &work_exited)
			return -ESRCH;
		work->next = head;
	} while (!try_cmpxchg(&task->task_works, &head, work));

	/* TWA_RESUME would send an interrupt to a task in user space; here that has none. */
	if (mode == TWA_SIGNAL)
		wake_up_state(task, TASK_INTERRUPTIBLE);
	return 0;
}

/* Take the whole stack; an exiting task that finds it empty closes it. */
static struct callback_head *task_work_take(struct task_struct *task)
{
	struct callback_head *work = READ_ONCE(task->task_works), *rest;

	do {
		rest = !work && (task->flags & PF_EXITING) ? &work_exited : NULL;
		if (!work && !rest)
			return NULL;
	} while (!try_cmpxchg(&task->task_works, &work, rest));
	return work;
}

void task_work_run(void)
{
	struct callback_head *work, *next;

	while ((work = task_work_take(current))) {
		do {
			next = work->next;
			work->func(work);	/* may free @work */
			work = next;
		} while (work);
	}
}

void exit_task_work(struct task_struct *task)
{
	WARN_ON(!(task->flags & PF_EXITING));
	task_work_run();
}
