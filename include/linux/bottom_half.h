/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _LINUX_BOTTOM_HALF_H
#define _LINUX_BOTTOM_HALF_H

#include <linux/irqflags.h>
#include <linux/preempt.h>

#define local_bh_disable()	preempt_count_add(SOFTIRQ_DISABLE_OFFSET)
#define local_bh_enable()							\
	do {									\
		preempt_count_sub(SOFTIRQ_DISABLE_OFFSET);			\
		if (unlikely(current->lockdep.depth) && !softirq_count())	\
			lockdep_contexts_enabling(false);			\
	} while (0)

#endif
