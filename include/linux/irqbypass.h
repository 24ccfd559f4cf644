/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kvm/irqbypass.c */
/*
 * Pairs a producer of interrupts (a vfio vector) with a consumer (an irqfd) when
 * both name the same token, an eventfd context. One producer and one consumer a
 * token. All callbacks run under the manager's mutex and may sleep.
 */
#ifndef _LINUX_IRQBYPASS_H
#define _LINUX_IRQBYPASS_H

#include <linux/list.h>

struct irq_bypass_consumer;

struct irq_bypass_producer {
	struct list_head node;	/* the manager's */
	void *token;		/* borrowed; NULL: never registered */
	int irq;		/* Linux interrupt number */
	/* all optional */
	int (*add_consumer)(struct irq_bypass_producer *, struct irq_bypass_consumer *);
	void (*del_consumer)(struct irq_bypass_producer *, struct irq_bypass_consumer *);
	void (*stop)(struct irq_bypass_producer *);
	void (*start)(struct irq_bypass_producer *);
};

struct irq_bypass_consumer {
	struct list_head node;	/* the manager's */
	void *token;
	/* add and del are mandatory */
	int (*add_producer)(struct irq_bypass_consumer *, struct irq_bypass_producer *);
	void (*del_producer)(struct irq_bypass_consumer *, struct irq_bypass_producer *);
	void (*stop)(struct irq_bypass_consumer *);
	void (*start)(struct irq_bypass_consumer *);
};

/* -EINVAL without token, -EBUSY when the token has one already, or what add_*() said. */
int irq_bypass_register_producer(struct irq_bypass_producer *producer);
void irq_bypass_unregister_producer(struct irq_bypass_producer *producer);
int irq_bypass_register_consumer(struct irq_bypass_consumer *consumer);
void irq_bypass_unregister_consumer(struct irq_bypass_consumer *consumer);

#endif
