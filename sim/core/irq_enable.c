// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq_enable.c - disable and enable, by drivers and by system sleep
 */
#include "core/irq.h"

#include <linux/bug.h>
#include <linux/device.h>
#include <linux/export.h>
#include <linux/kernel.h>

static void __disable_irq(struct irq_desc *desc)
{
	lockdep_assert_held(&desc->lock);
	if (!desc->depth++)
		irq_disable_line(desc);
}

static void __enable_irq(struct irq_desc *desc)
{
	lockdep_assert_held(&desc->lock);
	if (WARN(!desc->depth, "Unbalanced enable for IRQ %d\n", desc->irq_data.irq))
		return;
	if (!--desc->depth)
		irq_enable_line(desc);
}

void disable_irq_nosync(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;

	if (!desc)
		return;
	raw_spin_lock_irqsave(&desc->lock, flags);
	__disable_irq(desc);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}
EXPORT_SYMBOL_GPL(disable_irq_nosync);

void disable_irq(unsigned int irq)
{
	might_sleep();
	disable_irq_nosync(irq);
	synchronize_irq(irq);
}
EXPORT_SYMBOL_GPL(disable_irq);

bool disable_hardirq(unsigned int irq)
{
	disable_irq_nosync(irq);
	return synchronize_hardirq(irq);
}
EXPORT_SYMBOL_GPL(disable_hardirq);

void enable_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;

	if (!desc)
		return;
	raw_spin_lock_irqsave(&desc->lock, flags);
	__enable_irq(desc);
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}
EXPORT_SYMBOL_GPL(enable_irq);

static void suspend_one(struct irq_desc *desc)
{
	unsigned long flags;
	bool sync = false;

	raw_spin_lock_irqsave(&desc->lock, flags);
	if (desc->action && !(desc->action->flags & IRQF_NO_SUSPEND)) {
		desc->istate |= IRQS_SUSPENDED;
		__disable_irq(desc);
		sync = true;
	}
	raw_spin_unlock_irqrestore(&desc->lock, flags);
	if (sync)
		synchronize_irq(desc->irq_data.irq);
}

static void resume_one(struct irq_desc *desc)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&desc->lock, flags);
	if (desc->istate & IRQS_SUSPENDED) {
		desc->istate &= ~IRQS_SUSPENDED;
		__enable_irq(desc);
	}
	raw_spin_unlock_irqrestore(&desc->lock, flags);
}

void suspend_device_irqs(void)
{
	irq_for_each_desc(suspend_one);
}

void resume_device_irqs(void)
{
	irq_for_each_desc(resume_one);
}

/* One user of a line, as free_irq() knows him. */
struct line_user {
	unsigned int	irq;
	void		*cookie;
};

static void line_user_release(struct device *dev, void *data)
{
	const struct line_user *user = data;

	free_irq(user->irq, user->cookie);
}

static int same_line_user(struct device *dev, void *data, void *wanted)
{
	const struct line_user *a = data, *b = wanted;

	return a->cookie == b->cookie && a->irq == b->irq;
}

int devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
			      irq_handler_t thread_fn, unsigned long irqflags,
			      const char *devname, void *dev_id)
{
	struct line_user *user = devres_alloc(line_user_release, sizeof(*user), GFP_KERNEL);
	int ret;

	if (!user)
		return -ENOMEM;
	*user = (struct line_user){ .irq = irq, .cookie = dev_id };
	ret = request_threaded_irq(irq, handler, thread_fn, irqflags, devname ?: dev_name(dev),
				   dev_id);
	if (ret)
		devres_free(user);
	else
		devres_add(dev, user);
	return ret;
}
EXPORT_SYMBOL_GPL(devm_request_threaded_irq);

void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id)
{
	struct line_user wanted = { .irq = irq, .cookie = dev_id };

	WARN_ON(devres_release(dev, line_user_release, same_line_user, &wanted));
}
EXPORT_SYMBOL_GPL(devm_free_irq);
