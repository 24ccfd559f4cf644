/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/irq_work.c */
/*
 * irq_work.h - a function that an interrupt of its own runs, soon
 *
 * For code that may not even wake somebody up, such as under a scheduler's lock. irq_work_queue()
 * may be called anywhere; @func runs in hard interrupt context, once for each time it was
 * queued while it was not pending. From @func's start on it may be queued again.
 */
#ifndef _LINUX_IRQ_WORK_H
#define _LINUX_IRQ_WORK_H

#include <linux/atomic.h>
#include <linux/hrtimer.h>

#define IRQ_WORK_PENDING	1	/* to run */
#define IRQ_WORK_BUSY		2	/* to run, or running */

struct irq_work {
	atomic_t	flags;
	void		(*func)(struct irq_work *work);
	struct hrtimer	timer;		/* is due at once */
};

enum hrtimer_restart irq_work_run(struct hrtimer *timer);

#define IRQ_WORK_INIT(fn)	{ .func = (fn), .timer = { .function = irq_work_run } }
#define IRQ_WORK_INIT_HARD(fn)	IRQ_WORK_INIT(fn)
#define DEFINE_IRQ_WORK(name, fn)	struct irq_work name = IRQ_WORK_INIT(fn)

void init_irq_work(struct irq_work *work, void (*func)(struct irq_work *work));
/* False if it was pending already. */
bool irq_work_queue(struct irq_work *work);
/* Until it neither runs nor is to run. Sleeps. */
void irq_work_sync(struct irq_work *work);

#define irq_work_queue_on(work, cpu)	((void)(cpu), irq_work_queue(work))

static inline bool irq_work_is_pending(struct irq_work *work)
{
	return atomic_read(&work->flags) & IRQ_WORK_PENDING;
}

static inline bool irq_work_is_busy(struct irq_work *work)
{
	return atomic_read(&work->flags) & IRQ_WORK_BUSY;
}

#endif
