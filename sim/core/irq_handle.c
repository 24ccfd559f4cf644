// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq_handle.c - an interrupt arrives: from the line to the handlers
 */
#include "core/irq.h"

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>

/* Nobody handles it now? Otherwise whoever does will see that it came again. */
bool irq_may_run(struct irq_desc *desc)
{
	lockdep_assert_held(&desc->lock);
	if (!desc->in_progress)
		return true;
	desc->istate |= IRQS_PENDING;
	return false;
}

/* The thread marks itself done before it looks for more, so that no request is lost. */
void irq_wake_action(struct irq_desc *desc, struct irqaction *action)
{
	if (test_and_set_bit(IRQTF_RUNTHREAD, &action->thread_flags))
		return;
	desc->threads_oneshot |= action->thread_mask;
	atomic_inc(&desc->threads_active);
	wake_up_process(action->thread);
}

/* Did any of them know of it? */
static bool run_actions(struct irq_desc *desc, struct irqaction *action)
{
	unsigned int irq = desc->irq_data.irq;
	struct irqaction *next;
	bool handled = false;

	for (; action; action = next) {
		irqreturn_t ret = action->handler(irq, action->dev_id);

		/* free_irq() of this action waits for us before it frees: see M2 there. */
		next = smp_load_acquire(&action->next);	/* pairs with __setup_irq(): M3 */
		if (WARN(!irqs_disabled(), "irq %u handler %ps enabled interrupts\n", irq,
			 action->handler))
			local_irq_disable();
		handled |= ret != IRQ_NONE;
		if (ret != IRQ_WAKE_THREAD)
			continue;
		if (WARN(!action->thread_fn, "IRQ %u device %s returned IRQ_WAKE_THREAD "
			 "yet no thread function available\n", irq, action->name))
			continue;
		raw_spin_lock(&desc->lock);
		irq_wake_action(desc, action);
		raw_spin_unlock(&desc->lock);
	}
	return handled;
}

/* The lock is dropped over the handlers; ->in_progress keeps others out. */
void handle_irq_event(struct irq_desc *desc)
{
	struct irqaction *action = desc->action;
	bool handled;

	lockdep_assert_held(&desc->lock);
	desc->istate &= ~IRQS_PENDING;
	WRITE_ONCE(desc->in_progress, true);
	raw_spin_unlock(&desc->lock);
	handled = run_actions(desc, action);
	raw_spin_lock(&desc->lock);
	WRITE_ONCE(desc->in_progress, false);
	irq_note_handled(desc, handled);
}

/* Under RCU, so that the descriptor stays. */
void irq_handle_desc(struct irq_desc *desc)
{
	irq_flow_handler_t handle = READ_ONCE(desc->handle_irq);
	unsigned long flags;

	local_irq_save(flags);
	irq_enter();
	if (handle)
		handle(desc);
	irq_exit();
	local_irq_restore(flags);
}

int generic_handle_irq(unsigned int irq)
{
	struct irq_desc *desc;

	rcu_read_lock();
	desc = irq_to_desc(irq);
	if (desc)
		irq_handle_desc(desc);
	rcu_read_unlock();
	return desc ? 0 : -EINVAL;
}
EXPORT_SYMBOL_GPL(generic_handle_irq);
