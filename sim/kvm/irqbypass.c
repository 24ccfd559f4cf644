// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irqbypass.c - brings producers and consumers of interrupts together
 *
 *  B1  At most one producer and one consumer are listed for a token; if both are, they are
 *      connected.
 *
 * Locking: one mutex, held over all callbacks.
 *
 * Linux makes this a module of its own and counts each registration against it; left out,
 * since both users depend on it by symbol and so cannot outlive it.
 */
#include <linux/irqbypass.h>

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/mutex.h>

static LIST_HEAD(producers);
static LIST_HEAD(consumers);
static DEFINE_MUTEX(lock);

static void irq_bypass_stop(struct irq_bypass_producer *prod, struct irq_bypass_consumer *cons)
{
	if (prod->stop)
		prod->stop(prod);
	if (cons->stop)
		cons->stop(cons);
}

static void irq_bypass_start(struct irq_bypass_producer *prod, struct irq_bypass_consumer *cons)
{
	if (cons->start)
		cons->start(cons);
	if (prod->start)
		prod->start(prod);
}

static int __connect(struct irq_bypass_producer *prod, struct irq_bypass_consumer *cons)
{
	int ret = 0;

	irq_bypass_stop(prod, cons);
	if (prod->add_consumer)
		ret = prod->add_consumer(prod, cons);
	if (!ret) {
		ret = cons->add_producer(cons, prod);
		if (ret && prod->del_consumer)
			prod->del_consumer(prod, cons);
	}
	irq_bypass_start(prod, cons);
	return ret;
}

static void __disconnect(struct irq_bypass_producer *prod, struct irq_bypass_consumer *cons)
{
	irq_bypass_stop(prod, cons);
	cons->del_producer(cons, prod);
	if (prod->del_consumer)
		prod->del_consumer(prod, cons);
	irq_bypass_start(prod, cons);
}

static struct irq_bypass_producer *find_producer(void *token)
{
	struct irq_bypass_producer *prod;

	list_for_each_entry(prod, &producers, node)
		if (prod->token == token)
			return prod;
	return NULL;
}

static struct irq_bypass_consumer *find_consumer(void *token)
{
	struct irq_bypass_consumer *cons;

	list_for_each_entry(cons, &consumers, node)
		if (cons->token == token)
			return cons;
	return NULL;
}

int irq_bypass_register_producer(struct irq_bypass_producer *producer)
{
	struct irq_bypass_consumer *consumer;
	int ret = 0;

	if (!producer->token)
		return -EINVAL;

	might_sleep();
	mutex_lock(&lock);
	consumer = find_consumer(producer->token);
	if (find_producer(producer->token))
		ret = -EBUSY;
	else if (consumer)
		ret = __connect(producer, consumer);
	if (!ret)
		list_add(&producer->node, &producers);
	mutex_unlock(&lock);
	return ret;
}
EXPORT_SYMBOL_GPL(irq_bypass_register_producer);

void irq_bypass_unregister_producer(struct irq_bypass_producer *producer)
{
	struct irq_bypass_consumer *consumer;

	if (!producer->token)
		return;

	might_sleep();
	mutex_lock(&lock);
	/* It may never have got in, if another had the token. */
	if (find_producer(producer->token) == producer) {
		consumer = find_consumer(producer->token);
		if (consumer)
			__disconnect(producer, consumer);
		list_del(&producer->node);
	}
	mutex_unlock(&lock);
}
EXPORT_SYMBOL_GPL(irq_bypass_unregister_producer);

int irq_bypass_register_consumer(struct irq_bypass_consumer *consumer)
{
	struct irq_bypass_producer *producer;
	int ret = 0;

	if (!consumer->token || !consumer->add_producer || !consumer->del_producer)
		return -EINVAL;

	might_sleep();
	mutex_lock(&lock);
	producer = find_producer(consumer->token);
	if (find_consumer(consumer->token))
		ret = -EBUSY;
	else if (producer)
		ret = __connect(producer, consumer);
	if (!ret)
		list_add(&consumer->node, &consumers);
	mutex_unlock(&lock);
	return ret;
}
EXPORT_SYMBOL_GPL(irq_bypass_register_consumer);

void irq_bypass_unregister_consumer(struct irq_bypass_consumer *consumer)
{
	struct irq_bypass_producer *producer;

	if (!consumer->token)
		return;

	might_sleep();
	mutex_lock(&lock);
	if (find_consumer(consumer->token) == consumer) {
		producer = find_producer(consumer->token);
		if (producer)
			__disconnect(producer, consumer);
		list_del(&consumer->node);
	}
	mutex_unlock(&lock);
}
EXPORT_SYMBOL_GPL(irq_bypass_unregister_consumer);
