/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header, sim/kernel/lockdep_usage.c */
#ifndef _LINUX_IRQFLAGS_H
#define _LINUX_IRQFLAGS_H

#include <linux/sched.h>
#include <linux/typecheck.h>

/*
 * Interrupts on and off are state of the calling task. An interrupt handler runs as a
 * task of its own, so that turning them off excludes nobody: what it does is tell
 * lockdep which locks are irq-safe, and make sleeping an error.
 */
/* Interrupts come on while the caller holds locks: those are not irq-safe then. */
void lockdep_contexts_enabling(bool hardirq);

#define irqs_disabled()		(current->irqs_off != 0)
#define local_irq_disable()	((void)(current->irqs_off = 1))
#define local_irq_enable()							\
	do {									\
		if (unlikely(current->lockdep.depth))				\
			lockdep_contexts_enabling(true);			\
		current->irqs_off = 0;						\
	} while (0)
#define local_irq_save(flags)							\
	do {									\
		typecheck(unsigned long, flags);				\
		(flags) = current->irqs_off;					\
		current->irqs_off = 1;						\
	} while (0)
#define local_irq_restore(flags)						\
	do {									\
		typecheck(unsigned long, flags);				\
		if (flags)							\
			current->irqs_off = 1;					\
		else								\
			local_irq_enable();					\
	} while (0)
#define local_save_flags(flags)	((flags) = current->irqs_off)
#define raw_local_irq_save(flags)	local_irq_save(flags)
#define raw_local_irq_restore(flags)	local_irq_restore(flags)
#define irqs_disabled_flags(flags)	((flags) != 0)
#define raw_irqs_disabled()	irqs_disabled()

#endif
