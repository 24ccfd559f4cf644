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

static DEFINE_MUTEX(lock);
/* lock: */
static LIST_HEAD(producers);
static LIST_HEAD(consumers);

/* No interrupt is to take either way while the way changes. */
static void pause_both(struct irq_bypass_producer *from, struct irq_bypass_consumer *to)
{
	if (from->stop)
		from->stop(from);
	if (to->stop)
		to->stop(to);
}

/* The consumer first: an interrupt must find someone who takes it. */
static void resume_both(struct irq_bypass_producer *from, struct irq_bypass_consumer *to)
{
	if (to->start)
		to->start(to);
	if (from->start)
		from->start(from);
}

static void forget_consumer(struct irq_bypass_producer *from, struct irq_bypass_consumer *to)
{
	if (from->del_consumer)
		from->del_consumer(from, to);
}

/* Both sides know each other afterwards, or neither does. */
static int introduce(struct irq_bypass_producer *from, struct irq_bypass_consumer *to)
{
	int err = from->add_consumer ? from->add_consumer(from, to) : 0;

	if (err)
		return err;
	err = to->add_producer(to, from);
	if (err)
		forget_consumer(from, to);
	return err;
}

/* A side that is alone waits for the other. */
static int pair_up(struct irq_bypass_producer *from, struct irq_bypass_consumer *to)
{
	int err;

	if (!from || !to)
		return 0;
	pause_both(from, to);
	err = introduce(from, to);
	resume_both(from, to);
	return err;
}

static void part(struct irq_bypass_producer *from, struct irq_bypass_consumer *to)
{
	if (!from || !to)
		return;
	pause_both(from, to);
	to->del_producer(to, from);
	forget_consumer(from, to);
	resume_both(from, to);
}

/* B1: who is listed for @token, or NULL. */
static struct irq_bypass_producer *producer_of(const void *token)
{
	struct irq_bypass_producer *pos;

	list_for_each_entry(pos, &producers, node)
		if (pos->token == token)
			return pos;
	return NULL;
}

static struct irq_bypass_consumer *consumer_of(const void *token)
{
	struct irq_bypass_consumer *pos;

	list_for_each_entry(pos, &consumers, node)
		if (pos->token == token)
			return pos;
	return NULL;
}

static int producer_add(struct irq_bypass_producer *fresh)
{
	int err = -EBUSY;

	if (!producer_of(fresh->token))
		err = pair_up(fresh, consumer_of(fresh->token));
	if (!err)
		list_add(&fresh->node, &producers);
	return err;
}

int irq_bypass_register_producer(struct irq_bypass_producer *producer)
{
	int err;

	if (!producer->token)
		return -EINVAL;
	might_sleep();
	mutex_lock(&lock);
	err = producer_add(producer);
	mutex_unlock(&lock);
	return err;
}
EXPORT_SYMBOL_GPL(irq_bypass_register_producer);

/* It may never have got in, if another had the token. */
void irq_bypass_unregister_producer(struct irq_bypass_producer *producer)
{
	if (!producer->token)
		return;
	might_sleep();
	mutex_lock(&lock);
	if (producer == producer_of(producer->token)) {
		part(producer, consumer_of(producer->token));
		list_del(&producer->node);
	}
	mutex_unlock(&lock);
}
EXPORT_SYMBOL_GPL(irq_bypass_unregister_producer);

static int consumer_add(struct irq_bypass_consumer *fresh)
{
	int err = -EBUSY;

	if (!consumer_of(fresh->token))
		err = pair_up(producer_of(fresh->token), fresh);
	if (!err)
		list_add(&fresh->node, &consumers);
	return err;
}

int irq_bypass_register_consumer(struct irq_bypass_consumer *consumer)
{
	const bool complete = consumer->add_producer && consumer->del_producer;
	int err;

	if (!complete || !consumer->token)
		return -EINVAL;
	might_sleep();
	mutex_lock(&lock);
	err = consumer_add(consumer);
	mutex_unlock(&lock);
	return err;
}
EXPORT_SYMBOL_GPL(irq_bypass_register_consumer);

void irq_bypass_unregister_consumer(struct irq_bypass_consumer *consumer)
{
	if (!consumer->token)
		return;
	might_sleep();
	mutex_lock(&lock);
	if (consumer == consumer_of(consumer->token)) {
		part(producer_of(consumer->token), consumer);
		list_del(&consumer->node);
	}
	mutex_unlock(&lock);
}
EXPORT_SYMBOL_GPL(irq_bypass_unregister_consumer);
