// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq_manage.c - drivers come to a line and leave it
 *
 *  M1  ->action is changed under request_mutex and ->lock.
 *  M2  An action is freed after it left the list, handlers that may have seen it
 *      have returned (->in_progress), and no thread of the line is active.
 *  M3  An action is complete when it is on the list, which handlers walk without a lock.
 *
 * Order: request_mutex, then whatever handlers' threads take (through thread_map).
 */
#include "core/irq.h"

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/processor.h>
#include <linux/slab.h>

#include "kernel/variant.h"
#include "kernel/waits.h"

DEFINE_VARIANT(irq_action_unpublished, "irq-action-unpublished", "Linux 6.12 and later",
	       "handlers that run may meet a new action of their line before what it says");

/* Handlers do not sleep: they will be through before long. */
static void spin_for_handlers(struct irq_desc *desc)
{
	while (READ_ONCE(desc->in_progress))
		cpu_relax();
	/* What they did happened before what the caller does now. */
	raw_spin_lock_irq(&desc->lock);
	raw_spin_unlock_irq(&desc->lock);
}

bool synchronize_hardirq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return true;
	spin_for_handlers(desc);
	return !atomic_read(&desc->threads_active);
}
EXPORT_SYMBOL_GPL(synchronize_hardirq);

/* The thread that keeps a waiter waiting, if it is clear which: for reports of hangs. */
static struct task_struct *any_thread(struct irq_desc *desc, struct irqaction *leaving)
{
	struct irqaction *action = leaving ?: desc->action;

	while (action && !action->thread)
		action = action->next;
	return action ? action->thread : NULL;
}

static void wait_for_line(struct irq_desc *desc, struct irqaction *leaving)
{
	struct wait_note note = {
		.kind	= WAIT_OTHER,
		.obj	= desc,
		.name	= "irq thread",
		.map	= &desc->thread_map,
		.who	= any_thread(desc, leaving),
		.ip	= _RET_IP_,
	};

	if (desc->thread_map.key) {
		lock_map_acquire(&desc->thread_map);
		lock_map_release(&desc->thread_map);
	}
	wait_note_begin(&note);
	spin_for_handlers(desc);
	wait_event(desc->wait_for_threads, !atomic_read(&desc->threads_active));
	wait_note_end(&note);
}

void synchronize_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (!desc)
		return;
	might_sleep();
	wait_for_line(desc, NULL);
}
EXPORT_SYMBOL_GPL(synchronize_irq);

/* All on a line agree to share it, and on how it triggers and when it is unmasked. */
static int check_sharing(const struct irqaction *old, const struct irqaction *new)
{
	unsigned int both = old->flags & new->flags;

	if (!(both & IRQF_SHARED) || ((old->flags ^ new->flags) & IRQF_TRIGGER_MASK) ||
	    ((old->flags ^ new->flags) & IRQF_ONESHOT))
		return -EBUSY;
	return 0;
}

/* A bit of its own for each thread that keeps a oneshot line masked. */
static int assign_thread_mask(struct irq_desc *desc, struct irqaction *new)
{
	unsigned long used = 0;
	struct irqaction *a;

	if (!(new->flags & IRQF_ONESHOT))
		return 0;
	for (a = desc->action; a; a = a->next)
		used |= a->thread_mask;
	if (used == ~0UL)
		return -EBUSY;
	new->thread_mask = 1UL << ffz(used);
	return 0;
}

static int __setup_irq(struct irq_desc *desc, struct irqaction *new)
{
	struct irqaction **p;
	unsigned long flags;
	int ret = 0;

	lockdep_assert_held(&desc->request_mutex);
	raw_spin_lock_irqsave(&desc->lock, flags);
	if (desc->action) {
		/* Who takes part of a line that is oneshot for others follows. */
		if (new->flags & IRQF_COND_ONESHOT)
			new->flags |= desc->action->flags & IRQF_ONESHOT;
		ret = check_sharing(desc->action, new);
	}
	if (!ret)
		ret = assign_thread_mask(desc, new);
	if (ret)
		goto out_unlock;
	for (p = &desc->action; *p; p = &(*p)->next)
		;
	if (p == &desc->action) {
		desc->istate &= ~(IRQS_ONESHOT | IRQS_PENDING | IRQS_SPURIOUS_DISABLED);
		desc->threads_oneshot = 0;
		desc->count = desc->unhandled = 0;
		if (new->flags & IRQF_ONESHOT)
			desc->istate |= IRQS_ONESHOT;
		if (new->flags & IRQF_NO_AUTOEN || desc->status & IRQ_NOAUTOEN)
			desc->depth = 1;
		else
			irq_startup(desc);
	} else if (desc->istate & IRQS_SPURIOUS_DISABLED) {
		desc->istate &= ~IRQS_SPURIOUS_DISABLED;
		if (!--desc->depth)
			irq_enable_line(desc);
	}
	if (variant(irq_action_unpublished))
		WRITE_ONCE(*p, new);
	else
		smp_store_release(p, new);	/* M3: pairs with run_actions() */
out_unlock:
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	return ret;
}

static irqreturn_t irq_default_primary_handler(int irq, void *dev_id)
{
	return IRQ_WAKE_THREAD;
}

static int check_request(struct irq_desc *desc, irq_handler_t handler, irq_handler_t thread_fn,
			 unsigned long flags, void *dev_id)
{
	if (!desc || desc->status & IRQ_NOREQUEST)
		return -EINVAL;
	/* Without a name nobody could free it from a shared line, nor may that start disabled. */
	if (flags & IRQF_SHARED && (!dev_id || flags & IRQF_NO_AUTOEN))
		return -EINVAL;
	if (!handler && !thread_fn)
		return -EINVAL;
	if (!handler && !(flags & IRQF_ONESHOT))
		return -EINVAL;		/* a level line would fire for ever */
	return 0;
}

int request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
			 unsigned long flags, const char *name, void *dev_id)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct irqaction *action;
	int ret;

	if (irq == IRQ_NOTCONNECTED)
		return -ENOTCONN;
	ret = check_request(desc, handler, thread_fn, flags, dev_id);
	if (ret)
		return ret;
	action = kzalloc(sizeof(*action), GFP_KERNEL);
	if (!action)
		return -ENOMEM;
	action->handler = handler ?: irq_default_primary_handler;
	action->thread_fn = thread_fn;
	action->flags = flags;
	action->name = name;
	action->dev_id = dev_id;
	action->irq = irq;
	if (thread_fn)
		ret = irq_setup_thread(desc, action);
	if (ret)
		goto out_free;
	mutex_lock(&desc->request_mutex);
	ret = __setup_irq(desc, action);
	mutex_unlock(&desc->request_mutex);
	if (!ret)
		return 0;
	irq_stop_thread(action);
out_free:
	kfree(action);
	return ret;
}
EXPORT_SYMBOL_GPL(request_threaded_irq);

static struct irqaction *unlink_action(struct irq_desc *desc, void *dev_id)
{
	struct irqaction **p, *action;
	unsigned long flags;

	raw_spin_lock_irqsave(&desc->lock, flags);
	for (p = &desc->action; (action = *p) && action->dev_id != dev_id; p = &action->next)
		;
	if (action) {
		/* M3: that one may be new as well; pairs with run_actions() */
		smp_store_release(p, action->next);
		if (!desc->action)
			irq_shutdown(desc);
	}
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	return action;
}

/* Its thread may have died with its bit set, and the line closed for that reason. */
static void drop_thread_mask(struct irq_desc *desc, struct irqaction *action)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&desc->lock, flags);
	desc->threads_oneshot &= ~action->thread_mask;
	if (desc->action && !desc->threads_oneshot && !irq_is_disabled(desc))
		unmask_irq(desc);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}

const void *free_irq(unsigned int irq, void *dev_id)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct irqaction *action;
	const char *name;

	if (!desc)
		return NULL;
	WARN(in_interrupt(), "Trying to free IRQ %d from IRQ context!\n", irq);
	mutex_lock(&desc->request_mutex);
	action = unlink_action(desc, dev_id);
	if (!action) {
		WARN(1, "Trying to free already-free IRQ %d\n", irq);
		mutex_unlock(&desc->request_mutex);
		return NULL;
	}
	wait_for_line(desc, action);
	irq_stop_thread(action);
	drop_thread_mask(desc, action);
	mutex_unlock(&desc->request_mutex);
	name = action->name;
	kfree(action);
	return name;
}
EXPORT_SYMBOL_GPL(free_irq);

bool irq_has_action(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	return desc && READ_ONCE(desc->action);
}
EXPORT_SYMBOL_GPL(irq_has_action);

void irq_wake_thread(unsigned int irq, void *dev_id)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct irqaction *action;
	unsigned long flags;

	if (!desc)
		return;
	raw_spin_lock_irqsave(&desc->lock, flags);
	for (action = desc->action; action; action = action->next) {
		if (action->dev_id == dev_id) {
			if (action->thread)
				irq_wake_action(desc, action);
			break;
		}
	}
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}
EXPORT_SYMBOL_GPL(irq_wake_thread);
