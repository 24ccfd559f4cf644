// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq_desc.c - numbers of interrupts and their descriptors
 *
 * A descriptor is freed after a grace period: an interrupt that arrives while its number
 * is given back still finds memory, and no handler in it.
 */
#include "core/irq.h"

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

#define FIRST_IRQ	1	/* 0 stands for none */
#define FIRST_DYNAMIC_IRQ 16u	/* below are the lines that firmware names */

static DEFINE_RAW_SPINLOCK(irq_lock);
static struct irq_desc **irq_descs;	/* irq_lock: by number, less FIRST_IRQ */
static unsigned int nr_descs;		/* irq_lock: room in it */

struct irq_desc *irq_to_desc(unsigned int irq)
{
	struct irq_desc *desc = NULL;
	unsigned long flags;

	raw_spin_lock_irqsave(&irq_lock, flags);
	if (irq >= FIRST_IRQ && irq - FIRST_IRQ < nr_descs)
		desc = irq_descs[irq - FIRST_IRQ];
	raw_spin_unlock_irqrestore(&irq_lock, flags);
	return desc;
}

void irq_for_each_desc(void (*fn)(struct irq_desc *desc))
{
	unsigned int i;

	for (i = 0; i < READ_ONCE(nr_descs); i++) {
		struct irq_desc *desc = irq_to_desc(i + FIRST_IRQ);

		if (desc)
			fn(desc);
	}
}

static struct irq_desc *alloc_desc(void)
{
	struct irq_desc *desc = kzalloc(sizeof(*desc), GFP_KERNEL);

	if (!desc)
		return NULL;
	raw_spin_lock_init(&desc->lock);
	mutex_init(&desc->request_mutex);
	init_waitqueue_head(&desc->wait_for_threads);
	INIT_LIST_HEAD(&desc->raised_entry);
	desc->depth = 1;
	desc->masked = true;	/* what comes before anybody listens leaves the chip's data alone */
	return desc;
}

static void free_desc(struct irq_desc *desc)
{
	kfree_rcu(desc, rcu);
}

/* The first of @nr free numbers in a row from @from on; may lie beyond the table. */
static unsigned int find_free(unsigned int from, unsigned int nr)
{
	unsigned int start = from, i;

	lockdep_assert_held(&irq_lock);
	for (i = from; i < nr_descs && i < start + nr; i++)
		if (irq_descs[i])
			start = i + 1;
	return start;
}

/* Room for @wanted entries. Drops irq_lock, so that the caller looks again after a true. */
static bool grow_table(unsigned int wanted, int *error)
{
	struct irq_desc **bigger, **old;
	unsigned int size = round_up(wanted, 32);

	lockdep_assert_held(&irq_lock);
	if (wanted <= nr_descs)
		return false;
	raw_spin_unlock_irq(&irq_lock);
	bigger = kcalloc(size, sizeof(*bigger), GFP_KERNEL);
	raw_spin_lock_irq(&irq_lock);
	if (!bigger) {
		*error = -ENOMEM;
		return false;
	}
	old = irq_descs;
	if (size <= nr_descs) {
		old = bigger;	/* somebody else was faster */
	} else {
		if (nr_descs)
			memcpy(bigger, irq_descs, nr_descs * sizeof(*bigger));
		irq_descs = bigger;
		WRITE_ONCE(nr_descs, size);
	}
	raw_spin_unlock_irq(&irq_lock);
	kfree(old);
	raw_spin_lock_irq(&irq_lock);
	return true;
}

static int insert_descs(struct irq_desc **descs, int irq, unsigned int from, unsigned int nr)
{
	unsigned int start, i;
	int error = 0;

	raw_spin_lock_irq(&irq_lock);
	do {
		start = find_free(from, nr);
	} while (grow_table(start + nr, &error));
	if (!error && irq >= 0 && start + FIRST_IRQ != irq)
		error = -EEXIST;
	for (i = 0; !error && i < nr; i++) {
		descs[i]->irq_data.irq = FIRST_IRQ + start + i;
		irq_descs[start + i] = descs[i];
	}
	raw_spin_unlock_irq(&irq_lock);
	return error ?: FIRST_IRQ + start;
}

int irq_alloc_descs(int irq, unsigned int from, unsigned int nr, int node)
{
	struct irq_desc **descs;
	unsigned int i;
	int ret = -ENOMEM;

	if (!nr)
		return -EINVAL;
	from = irq >= 0 ? (unsigned int)irq : max(from, FIRST_DYNAMIC_IRQ);
	from = max(from, (unsigned int)FIRST_IRQ) - FIRST_IRQ;
	descs = kcalloc(nr, sizeof(*descs), GFP_KERNEL);
	if (!descs)
		return -ENOMEM;
	for (i = 0; i < nr; i++) {
		descs[i] = alloc_desc();
		if (!descs[i])
			goto out_free;
	}
	ret = insert_descs(descs, irq, from, nr);
out_free:
	if (ret < 0)
		while (i--)
			free_desc(descs[i]);
	kfree(descs);
	return ret;
}
EXPORT_SYMBOL_GPL(irq_alloc_descs);

static struct irq_desc *take_desc(unsigned int irq)
{
	struct irq_desc *desc = NULL;

	raw_spin_lock_irq(&irq_lock);
	if (irq >= FIRST_IRQ && irq - FIRST_IRQ < nr_descs) {
		desc = irq_descs[irq - FIRST_IRQ];
		irq_descs[irq - FIRST_IRQ] = NULL;
	}
	raw_spin_unlock_irq(&irq_lock);
	return desc;
}

void irq_free_descs(unsigned int irq, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		struct irq_desc *desc = take_desc(irq + i);

		if (!desc)
			continue;
		WARN(desc->action, "irq %u freed with a handler\n", irq + i);
		irq_cancel_raised(desc);
		free_desc(desc);
	}
}
EXPORT_SYMBOL_GPL(irq_free_descs);

static void irq_table_exit(void)
{
	kfree(irq_descs);
	irq_descs = NULL;
	nr_descs = 0;
}
__exitcall_level(irq_table_exit, 10);
