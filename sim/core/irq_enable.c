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

struct irq_devres {
	unsigned int	irq;
	void		*dev_id;
};

static void devm_irq_release(struct device *dev, void *res)
{
	struct irq_devres *this = res;

	free_irq(this->irq, this->dev_id);
}

static int devm_irq_match(struct device *dev, void *res, void *data)
{
	struct irq_devres *this = res, *match = data;

	return this->irq == match->irq && this->dev_id == match->dev_id;
}

int devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
			      irq_handler_t thread_fn, unsigned long irqflags,
			      const char *devname, void *dev_id)
{
	struct irq_devres *dr = devres_alloc(devm_irq_release, sizeof(*dr), GFP_KERNEL);
	int ret;

	if (!dr)
		return -ENOMEM;
	ret = request_threaded_irq(irq, handler, thread_fn, irqflags,
				   devname ?: dev_name(dev), dev_id);
	if (ret) {
		devres_free(dr);
		return ret;
	}
	dr->irq = irq;
	dr->dev_id = dev_id;
	devres_add(dev, dr);
	return 0;
}
EXPORT_SYMBOL_GPL(devm_request_threaded_irq);

void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id)
{
	struct irq_devres match = { irq, dev_id };

	WARN_ON(devres_release(dev, devm_irq_release, devm_irq_match, &match));
}
EXPORT_SYMBOL_GPL(devm_free_irq);
