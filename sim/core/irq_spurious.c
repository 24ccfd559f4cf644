// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq_spurious.c - a line that stays raised, and whose handlers all say it was not theirs
 *
 * It is switched off, or nothing else would ever run. Linux lets 100,000 interrupts come before it
 * decides; a thousand tell as much here, where each costs steps of a budget. Nor is the line polled
 * afterwards, as irqpoll would: who shares it and is requested next switches it on again.
 */
#include "core/irq.h"

#include <linux/jiffies.h>
#include <linux/printk.h>

#define WINDOW		1000u
#define UNHANDLED_MAX	990u

static void switch_off(struct irq_desc *desc)
{
	unsigned int irq = desc->irq_data.irq;

	pr_err("irq %u: nobody cared\n", irq);
	pr_emerg("Disabling IRQ #%u\n", irq);
	desc->istate |= IRQS_SPURIOUS_DISABLED;
	if (!desc->depth++)
		irq_disable_line(desc);
}

void irq_note_handled(struct irq_desc *desc, bool handled)
{
	lockdep_assert_held(&desc->lock);
	if (!handled) {
		/* Those that come now and then do not add up. */
		if (time_after(jiffies, desc->last_unhandled + HZ / 10))
			desc->unhandled = 0;
		desc->unhandled++;
		desc->last_unhandled = jiffies;
	}
	if (++desc->count < WINDOW)
		return;
	desc->count = 0;
	if (desc->unhandled > UNHANDLED_MAX)
		switch_off(desc);
	desc->unhandled = 0;
}
