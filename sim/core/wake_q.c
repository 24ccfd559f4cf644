// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wake_q.c - wakeups collected under a lock and carried out after it
 *
 *  Q1  ->wake_q.next of a task is NULL unless it is on a queue. Whoever changes it from NULL has
 *      put it there; anyone else leaves the wakeup to that queue's owner.
 *  Q2  It is NULL again before the task is woken, which may then be queued anew.
 */
#include <linux/sched/wake_q.h>

#include <linux/atomic.h>
#include <linux/container_of.h>
#include <linux/sched/task.h>

/* False if it is on a queue. */
static bool queue_task(struct wake_q_head *head, struct task_struct *task)
{
	struct wake_q_node *node = &task->wake_q;

	/* pairs with the barrier of wake_up_process(): its owner wakes after the caller's writes */
	smp_mb__before_atomic();
	if (cmpxchg_relaxed(&node->next, NULL, WAKE_Q_TAIL))
		return false;
	WRITE_ONCE(*head->lastp, node);		/* others may look whether it is on a queue */
	head->lastp = &node->next;
	return true;
}

void wake_q_add(struct wake_q_head *head, struct task_struct *task)
{
	if (queue_task(head, task))
		get_task_struct(task);
}

void wake_q_add_safe(struct wake_q_head *head, struct task_struct *task)
{
	if (!queue_task(head, task))
		put_task_struct(task);
}

void wake_up_q(struct wake_q_head *head)
{
	struct wake_q_node *node = head->first, *next;

	for (; node != WAKE_Q_TAIL; node = next) {
		struct task_struct *task = container_of(node, struct task_struct, wake_q);

		next = READ_ONCE(node->next);
		WRITE_ONCE(node->next, NULL);
		wake_up_process(task);
		put_task_struct(task);
	}
}
