// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq_thread.c - handlers that run in a kernel thread of their own
 *
 * To the checkers, a thread that handles an interrupt holds its line's thread_map, and
 * whoever waits for the threads wants it: free_irq() under a lock that the thread takes
 * is found before the two meet.
 */
#include "core/irq.h"

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/sched/task.h>

#include "core/device_key.h"

/* Sleeps until there is something to do: false, or the thread is to end: true. */
static bool irq_wait_for_interrupt(struct irqaction *action)
{
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		/* Work that was asked for is done even if the end was asked for meanwhile. */
		if (test_and_clear_bit(IRQTF_RUNTHREAD, &action->thread_flags)) {
			__set_current_state(TASK_RUNNING);
			return false;
		}
		if (kthread_should_stop()) {
			__set_current_state(TASK_RUNNING);
			return true;
		}
		schedule();
	}
}

/* The last thread of a oneshot line opens it again. */
static void irq_finalize_oneshot(struct irq_desc *desc, struct irqaction *action)
{
	raw_spin_lock_irq(&desc->lock);
	/* Asked again already: the line stays closed until that is done too. */
	if (desc->istate & IRQS_ONESHOT &&
	    !test_bit(IRQTF_RUNTHREAD, &action->thread_flags)) {
		desc->threads_oneshot &= ~action->thread_mask;
		if (!desc->threads_oneshot && !irq_is_disabled(desc))
			unmask_irq(desc);
	}
	raw_spin_unlock_irq(&desc->lock);
}

static int irq_thread(void *data)
{
	struct irqaction *action = data;
	struct irq_desc *desc = irq_to_desc(action->irq);

	while (!irq_wait_for_interrupt(action)) {
		lock_map_acquire_read(&desc->thread_map);
		action->thread_fn(action->irq, action->dev_id);
		lock_map_release(&desc->thread_map);
		irq_finalize_oneshot(desc, action);
		if (atomic_dec_and_test(&desc->threads_active))
			wake_up_all(&desc->wait_for_threads);
	}
	return 0;
}

void irq_thread_unawaited_begin(unsigned int irq)
{
	lock_map_release(&irq_to_desc(irq)->thread_map);
}

void irq_thread_unawaited_end(unsigned int irq)
{
	lock_map_acquire_read(&irq_to_desc(irq)->thread_map);
}

/*
 * A class for each line and name: a thread may well free the interrupt of another line, or
 * wait for somebody who does. So the mutex under which its end is awaited is the line's too.
 */
static void classify_thread(struct irq_desc *desc, struct irqaction *action)
{
	char text[64];

	if (desc->thread_map.key)
		return;
	scnprintf(text, sizeof(text), "irq/%d-%s", action->irq, action->name ?: "");
	lockdep_set_class_and_name(&desc->request_mutex, &named_key(NULL, "request", text)->key,
				   "&desc->request_mutex");
	lockdep_init_map(&desc->thread_map, "(irq thread)", &named_key(NULL, "irq", text)->key, 0);
}

int irq_setup_thread(struct irq_desc *desc, struct irqaction *action)
{
	struct task_struct *t;

	classify_thread(desc, action);
	t = kthread_create(irq_thread, action, "irq/%d-%s", action->irq, action->name ?: "");
	if (IS_ERR(t))
		return PTR_ERR(t);
	action->thread = get_task_struct(t);
	wake_up_process(t);
	return 0;
}

void irq_stop_thread(struct irqaction *action)
{
	if (!action->thread)
		return;
	kthread_stop(action->thread);
	put_task_struct(action->thread);
	action->thread = NULL;
}

struct task_struct *irq_thread_of(unsigned int irq, const void *dev_id)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct irqaction *action;

	if (!desc)
		return NULL;
	guard(raw_spinlock_irqsave)(&desc->lock);
	for (action = desc->action; action && action->dev_id != dev_id;)
		action = action->next;
	return action ? action->thread : NULL;
}
