// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq_chip.c - lines and chips: masking, and the flows of level and edge interrupts
 *
 * disable_irq() of an edge line is lazy: the line is masked when an interrupt comes in the
 * meantime, which is then remembered and handled after enable_irq().
 * IRQ_DISABLE_UNLAZY masks at once, as level lines of shared INTx want it.
 */
#include "core/irq.h"

#include <linux/bug.h>
#include <linux/export.h>

static const struct irq_chip dummy_irq_chip = { .name = "dummy" };

static const struct irq_chip *chip_of(struct irq_desc *desc)
{
	return desc->irq_data.chip ?: &dummy_irq_chip;
}

void mask_irq(struct irq_desc *desc)
{
	lockdep_assert_held(&desc->lock);
	if (desc->masked)
		return;
	if (chip_of(desc)->irq_mask)
		chip_of(desc)->irq_mask(&desc->irq_data);
	desc->masked = true;
}

void unmask_irq(struct irq_desc *desc)
{
	lockdep_assert_held(&desc->lock);
	if (!desc->masked)
		return;
	desc->masked = false;
	if (chip_of(desc)->irq_unmask)
		chip_of(desc)->irq_unmask(&desc->irq_data);
}

void irq_disable_line(struct irq_desc *desc)
{
	if (desc->status & IRQ_DISABLE_UNLAZY)
		mask_irq(desc);
}

/* What came while it was disabled comes again. */
void irq_resend(struct irq_desc *desc)
{
	lockdep_assert_held(&desc->lock);
	if (!(desc->istate & IRQS_PENDING))
		return;
	desc->istate &= ~IRQS_PENDING;
	irq_raise(desc->irq_data.irq);
}

void irq_enable_line(struct irq_desc *desc)
{
	/* A oneshot thread is still at it: it unmasks. */
	if (!desc->threads_oneshot)
		unmask_irq(desc);
	/* A level line that is still up raises itself when it is unmasked. */
	if (!(desc->status & IRQ_LEVEL))
		irq_resend(desc);
}

void irq_startup(struct irq_desc *desc)
{
	desc->depth = 0;
	irq_enable_line(desc);
}

void irq_shutdown(struct irq_desc *desc)
{
	desc->depth = 1;
	mask_irq(desc);
	desc->istate &= ~IRQS_PENDING;
}

/* For a line that hears no more, or is being handled already: keep it for later. */
static bool irq_defer(struct irq_desc *desc)
{
	if (!irq_may_run(desc) || !desc->action || irq_is_disabled(desc)) {
		desc->istate |= IRQS_PENDING;
		mask_irq(desc);
		return true;
	}
	return false;
}

static void irq_ack(struct irq_desc *desc)
{
	if (chip_of(desc)->irq_ack)
		chip_of(desc)->irq_ack(&desc->irq_data);
}

void handle_level_irq(struct irq_desc *desc)
{
	raw_spin_lock(&desc->lock);
	mask_irq(desc);
	irq_ack(desc);
	if (irq_may_run(desc)) {
		if (!desc->action || irq_is_disabled(desc)) {
			desc->istate |= IRQS_PENDING;
		} else {
			handle_irq_event(desc);
			if (!irq_is_disabled(desc) && !desc->threads_oneshot)
				unmask_irq(desc);
		}
	}
	raw_spin_unlock(&desc->lock);
}
EXPORT_SYMBOL_GPL(handle_level_irq);

void handle_edge_irq(struct irq_desc *desc)
{
	raw_spin_lock(&desc->lock);
	desc->istate &= ~IRQS_PENDING;
	if (!irq_defer(desc)) {
		irq_ack(desc);
		do {
			if (!desc->action) {
				mask_irq(desc);
				break;
			}
			/* Another edge came while the handlers ran, and masked the line. */
			if (desc->istate & IRQS_PENDING && !irq_is_disabled(desc))
				unmask_irq(desc);
			handle_irq_event(desc);
		} while ((desc->istate & IRQS_PENDING) && !irq_is_disabled(desc));
	}
	raw_spin_unlock(&desc->lock);
}
EXPORT_SYMBOL_GPL(handle_edge_irq);

void handle_simple_irq(struct irq_desc *desc)
{
	raw_spin_lock(&desc->lock);
	if (irq_may_run(desc)) {
		if (!desc->action || irq_is_disabled(desc))
			desc->istate |= IRQS_PENDING;
		else
			handle_irq_event(desc);
	}
	raw_spin_unlock(&desc->lock);
}
EXPORT_SYMBOL_GPL(handle_simple_irq);

/* Nobody set the line up, or it has been given back: there is no device to tell. */
void handle_bad_irq(struct irq_desc *desc)
{
}
EXPORT_SYMBOL_GPL(handle_bad_irq);

void irq_set_chip_and_handler_name(unsigned int irq, const struct irq_chip *chip,
				   irq_flow_handler_t handle, const char *name)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;

	if (!desc)
		return;
	raw_spin_lock_irqsave(&desc->lock, flags);
	desc->irq_data.chip = chip;
	WRITE_ONCE(desc->handle_irq, handle ?: handle_bad_irq);	/* pairs with irq_handle_desc() */
	desc->name = name;
	if (handle == handle_level_irq)
		desc->status |= IRQ_LEVEL;
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}
EXPORT_SYMBOL_GPL(irq_set_chip_and_handler_name);

struct irq_data *irq_get_irq_data(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	return desc ? &desc->irq_data : NULL;
}
EXPORT_SYMBOL_GPL(irq_get_irq_data);

int irq_set_chip_data(unsigned int irq, void *data)
{
	struct irq_data *d = irq_get_irq_data(irq);

	if (!d)
		return -EINVAL;
	d->chip_data = data;
	return 0;
}
EXPORT_SYMBOL_GPL(irq_set_chip_data);

void *irq_get_chip_data(unsigned int irq)
{
	struct irq_data *d = irq_get_irq_data(irq);

	return d ? d->chip_data : NULL;
}
EXPORT_SYMBOL_GPL(irq_get_chip_data);

void irq_modify_status(unsigned int irq, unsigned long clr, unsigned long set)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;

	if (!desc)
		return;
	raw_spin_lock_irqsave(&desc->lock, flags);
	desc->status = (desc->status & ~clr) | set;
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}
EXPORT_SYMBOL_GPL(irq_modify_status);
