/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _LINUX_HARDIRQ_H
#define _LINUX_HARDIRQ_H

#include <linux/bottom_half.h>
#include <linux/irqflags.h>
#include <linux/preempt.h>

/* The calling task acts as the hardware: handlers between the two are in hard interrupt context. */
#define irq_enter()							\
	do {								\
		preempt_count_add(HARDIRQ_OFFSET);			\
		local_irq_disable();					\
	} while (0)
#define irq_exit()							\
	do {								\
		local_irq_enable();					\
		preempt_count_sub(HARDIRQ_OFFSET);			\
	} while (0)
#define softirq_enter()		preempt_count_add(SOFTIRQ_OFFSET)
#define softirq_exit()		preempt_count_sub(SOFTIRQ_OFFSET)

#endif
