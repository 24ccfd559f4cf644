// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq_work.c - functions that run soon in hard interrupt context
 *
 * An irq_work is a high-resolution timer that is due at once.
 *
 *  I1  IRQ_WORK_PENDING: the timer is armed. Cleared just before the function runs, so that what
 *      comes later runs it once more.
 *  I2  IRQ_WORK_BUSY: from queueing to the function's return, unless it was queued meanwhile.
 */
#include <linux/irq_work.h>

#include <linux/bug.h>
#include <linux/export.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/wait_bit.h>

enum hrtimer_restart irq_work_run(struct hrtimer *timer)
{
	struct irq_work *work = container_of(timer, struct irq_work, timer);

	atomic_andnot(IRQ_WORK_PENDING, &work->flags);
	smp_mb__after_atomic();		/* pairs with atomic_fetch_or() in irq_work_queue() */
	work->func(work);
	if (atomic_cmpxchg(&work->flags, IRQ_WORK_BUSY, 0) == IRQ_WORK_BUSY)
		wake_up_var(&work->flags);
	return HRTIMER_NORESTART;
}

void init_irq_work(struct irq_work *work, void (*func)(struct irq_work *work))
{
	atomic_set(&work->flags, 0);
	work->func = func;
	hrtimer_setup(&work->timer, irq_work_run, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
}

bool irq_work_queue(struct irq_work *work)
{
	if (atomic_fetch_or(IRQ_WORK_PENDING | IRQ_WORK_BUSY, &work->flags) & IRQ_WORK_PENDING)
		return false;
	if (!work->timer.entry.next)	/* by an initialiser */
		hrtimer_setup(&work->timer, irq_work_run, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	hrtimer_start(&work->timer, 0, HRTIMER_MODE_ABS);
	return true;
}
EXPORT_SYMBOL_GPL(irq_work_queue);

void irq_work_sync(struct irq_work *work)
{
	might_sleep();
	wait_var_event(&work->flags, !irq_work_is_busy(work));
}
EXPORT_SYMBOL_GPL(irq_work_sync);
