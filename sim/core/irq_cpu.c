// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq_cpu.c - the tasks that take interrupts
 *
 * A handler that ran on the task that caused the interrupt would seem to lockdep to run
 * under its locks. So lines raised by hardware models go to one of two tasks, which
 * stand for two CPUs: two lines may be handled at once, and a line may be raised
 * again while it is handled.
 *
 * Locking: irq_cpus.lock, a leaf, covers the queue and the states of the CPUs.
 */
#include "core/irq.h"

#include <linux/export.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>

#include "exec/exec.h"

#include "kernel/service.h"

#define IRQ_CPUS	2

enum irq_cpu_state {
	IRQ_CPU_OFF,	/* started when first needed */
	IRQ_CPU_BUSY,	/* will look at the queue again before it sleeps */
	IRQ_CPU_IDLE,
};

struct irq_cpu {
	struct service		service;
	const char		*name;
	enum irq_cpu_state	state;		/* lock: */
};

static struct {
	raw_spinlock_t		lock;
	struct list_head	raised;		/* lock: irq_desc.raised_entry */
	struct irq_cpu		cpu[IRQ_CPUS];
} irq_cpus = {
	.lock	= __RAW_SPIN_LOCK_UNLOCKED(irq_cpus.lock),
	.raised	= LIST_HEAD_INIT(irq_cpus.raised),
	.cpu	= { { .name = "irq/cpu0" }, { .name = "irq/cpu1" } },
};

/* The oldest raised line, or NULL and the CPU is idle from now on. */
static struct irq_desc *next_raised(struct irq_cpu *cpu)
{
	struct irq_desc *desc;
	unsigned long flags;

	raw_spin_lock_irqsave(&irq_cpus.lock, flags);
	desc = list_first_entry_or_null(&irq_cpus.raised, struct irq_desc, raised_entry);
	if (desc) {
		list_del_init(&desc->raised_entry);
		desc->raised = false;
	} else {
		cpu->state = IRQ_CPU_IDLE;
	}
	raw_spin_unlock_irqrestore(&irq_cpus.lock, flags);
	return desc;
}

/* RCU keeps the descriptor from the queue to the end of the handlers, as in Linux. */
static bool take_one(struct irq_cpu *cpu)
{
	struct irq_desc *desc;

	rcu_read_lock();
	desc = next_raised(cpu);
	if (desc)
		irq_handle_desc(desc);
	rcu_read_unlock();
	return desc;
}

static void irq_cpu_fn(void *arg)
{
	struct irq_cpu *cpu = arg;
	unsigned long flags;

	do {
		while (take_one(cpu))
			;
	} while (service_idle(&cpu->service, EX_NEVER));
	raw_spin_lock_irqsave(&irq_cpus.lock, flags);
	cpu->state = IRQ_CPU_OFF;
	raw_spin_unlock_irqrestore(&irq_cpus.lock, flags);
}

/* Somebody has to look at the queue: a CPU that is idle, or one that must be started. */
static struct irq_cpu *pick_cpu(bool *start)
{
	unsigned int i;

	for (i = 0; i < IRQ_CPUS; i++) {
		struct irq_cpu *cpu = &irq_cpus.cpu[i];

		if (cpu->state == IRQ_CPU_BUSY)
			continue;
		*start = cpu->state == IRQ_CPU_OFF;
		cpu->state = IRQ_CPU_BUSY;
		return cpu;
	}
	return NULL;
}

void irq_raise(unsigned int irq)
{
	struct irq_cpu *cpu = NULL;
	struct irq_desc *desc;
	unsigned long flags;
	bool start = false;

	rcu_read_lock();
	desc = irq_to_desc(irq);
	if (desc) {
		raw_spin_lock_irqsave(&irq_cpus.lock, flags);
		if (!desc->raised) {
			desc->raised = true;
			list_add_tail(&desc->raised_entry, &irq_cpus.raised);
		}
		cpu = pick_cpu(&start);
		if (cpu && !start)
			service_kick(&cpu->service);
		raw_spin_unlock_irqrestore(&irq_cpus.lock, flags);
	}
	rcu_read_unlock();
	if (start)
		service_start(&cpu->service, cpu->name, irq_cpu_fn, cpu);
}
EXPORT_SYMBOL_GPL(irq_raise);

/* The number is given back: what has not been looked at never will be. */
void irq_cancel_raised(struct irq_desc *desc)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&irq_cpus.lock, flags);
	if (desc->raised) {
		list_del_init(&desc->raised_entry);
		desc->raised = false;
	}
	raw_spin_unlock_irqrestore(&irq_cpus.lock, flags);
}
