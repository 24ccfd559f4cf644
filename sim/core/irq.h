/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * irq.h - interrupt lines: the descriptor, and how hardware models raise them
 */
#ifndef CORE_IRQ_H
#define CORE_IRQ_H

#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

/*
 * Hardware raises @irq: the flow handler runs soon, in hard interrupt context, on one of
 * the machine's interrupt tasks, which hold no lock of whoever caused it. Raised twice
 * before it is looked at, it is handled once. Any context.
 */
void irq_raise(unsigned int irq);

struct irqaction {
	irq_handler_t		handler;
	void			*dev_id;
	struct irqaction	*next;		/* desc->lock: */
	irq_handler_t		thread_fn;
	struct task_struct	*thread;
	unsigned int		irq;
	unsigned int		flags;
	unsigned long		thread_flags;	/* atomic: IRQTF_* */
	unsigned long		thread_mask;	/* its bit in desc->threads_oneshot */
	const char		*name;
};

enum {
	IRQTF_RUNTHREAD,	/* the handler asked for the thread */
};

/* States of a line between interrupts. */
#define IRQS_PENDING	0x0001	/* came while disabled or in progress: once more */
#define IRQS_ONESHOT	0x0002	/* unmasked by the thread */
#define IRQS_SUSPENDED	0x0004	/* silent for system sleep */
#define IRQS_SPURIOUS_DISABLED	0x0008	/* nobody cared: see irq_spurious.c */

struct irq_desc {
	struct irq_data		irq_data;	/* fixed at setup */
	irq_flow_handler_t	handle_irq;	/* fixed at setup */
	const char		*name;

	raw_spinlock_t		lock;
	/* lock: */
	struct irqaction	*action;
	unsigned int		depth;		/* disable_irq() calls to undo; 1 without actions */
	unsigned int		istate;		/* IRQS_* */
	unsigned int		status;		/* IRQ_* */
	bool			in_progress;	/* handlers run */
	bool			masked;
	unsigned long		threads_oneshot;	/* threads that keep the line masked */
	unsigned int		count, unhandled;	/* of late */
	unsigned long		last_unhandled;		/* jiffies */

	atomic_t		threads_active;
	wait_queue_head_t	wait_for_threads;
	struct mutex		request_mutex;	/* request and free, one at a time */

	struct lockdep_map	thread_map;	/* held by threads, wanted by who waits for them */

	struct list_head	raised_entry;	/* irq_cpus.lock: */
	bool			raised;
	struct rcu_head		rcu;
};

/* irq_desc.c */
struct irq_desc *irq_to_desc(unsigned int irq);
void irq_for_each_desc(void (*fn)(struct irq_desc *desc));

/*
 * irq_thread.c: for the thread of @irq that is running. It has taken what everybody takes first
 * who waits for it: until _end() lockdep does not count what it waits for itself.
 */
void irq_thread_unawaited_begin(unsigned int irq);
void irq_thread_unawaited_end(unsigned int irq);

/*
 * irq_thread.c: the thread of @dev_id's handler on @irq, or NULL: for who waits for something that
 * it does, so that the graph of waits knows whom that is up to.
 */
struct task_struct *irq_thread_of(unsigned int irq, const void *dev_id);

/* irq_cpu.c */
void irq_cancel_raised(struct irq_desc *desc);

/* irq_handle.c; desc->lock held but for the first */
void irq_handle_desc(struct irq_desc *desc);
bool irq_may_run(struct irq_desc *desc);
void handle_irq_event(struct irq_desc *desc);
void irq_wake_action(struct irq_desc *desc, struct irqaction *action);

/* irq_chip.c; desc->lock held */
void mask_irq(struct irq_desc *desc);
void unmask_irq(struct irq_desc *desc);
void irq_disable_line(struct irq_desc *desc);
void irq_enable_line(struct irq_desc *desc);
void irq_startup(struct irq_desc *desc);
void irq_shutdown(struct irq_desc *desc);
void irq_resend(struct irq_desc *desc);

/* irq_spurious.c. Under desc->lock, once for each interrupt whose handlers have run. */
void irq_note_handled(struct irq_desc *desc, bool handled);

/* irq_thread.c */
int irq_setup_thread(struct irq_desc *desc, struct irqaction *action);
void irq_stop_thread(struct irqaction *action);

static inline bool irq_is_disabled(struct irq_desc *desc)
{
	return desc->depth > 0;
}

#endif
