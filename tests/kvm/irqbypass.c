// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irqbypass.c - producers and consumers that find each other by token. What would go wrong: a
 * pair connected twice or never, or still connected when one side is gone.
 */
#include "core/world.h"

#include <linux/irqbypass.h>

static char calls[256];
static int add_result;

static void note(const char *what)
{
	cr_assert_lt(strlen(calls) + strlen(what) + 1, sizeof(calls));
	strcat(calls, what);
}

static int add_consumer(struct irq_bypass_producer *p, struct irq_bypass_consumer *c)
{
	note("P+");
	return 0;
}

static void del_consumer(struct irq_bypass_producer *p, struct irq_bypass_consumer *c)
{
	note("P-");
}

static int add_producer(struct irq_bypass_consumer *c, struct irq_bypass_producer *p)
{
	note("C+");
	return add_result;
}

static void del_producer(struct irq_bypass_consumer *c, struct irq_bypass_producer *p)
{
	note("C-");
}

static void stop(struct irq_bypass_consumer *c)
{
	note("(");
}

static void start(struct irq_bypass_consumer *c)
{
	note(")");
}

static int token_a, token_b;

static struct irq_bypass_producer producer, second_producer;
static struct irq_bypass_consumer consumer, second_consumer;

static void set_up(void)
{
	producer = (struct irq_bypass_producer) {
		.token = &token_a, .add_consumer = add_consumer, .del_consumer = del_consumer,
	};
	second_producer = producer;
	consumer = (struct irq_bypass_consumer) {
		.token = &token_a, .add_producer = add_producer, .del_producer = del_producer,
		.stop = stop, .start = start,
	};
	second_consumer = consumer;
	calls[0] = '\0';
	add_result = 0;
}

static void pair_up(void)
{
	set_up();
	cr_assert_eq(irq_bypass_register_consumer(&consumer), 0);
	cr_assert_eq(irq_bypass_register_consumer(&second_consumer), -EBUSY);
	cr_assert_eq(irq_bypass_register_producer(&producer), 0);
	cr_assert_eq(irq_bypass_register_producer(&second_producer), -EBUSY);
	/* Those who did not get in take nobody along. */
	irq_bypass_unregister_producer(&second_producer);
	irq_bypass_unregister_consumer(&second_consumer);
	irq_bypass_unregister_consumer(&consumer);
	irq_bypass_unregister_producer(&producer);
	cr_assert_str_eq(calls, "(P+C+)(C-P-)");
}

Test(irqbypass, the_second_to_come_connects_and_the_first_to_go_disconnects)
{
	world_explore_silence(pair_up, 1);
}

static void refuse(void)
{
	set_up();
	add_result = -EINVAL;
	cr_assert_eq(irq_bypass_register_producer(&producer), 0);
	cr_assert_eq(irq_bypass_register_consumer(&consumer), -EINVAL);
	cr_assert_str_eq(calls, "(P+C+P-)");
	second_consumer.token = &token_b;
	cr_assert_eq(irq_bypass_register_consumer(&second_consumer), 0);
	second_producer.token = NULL;
	cr_assert_eq(irq_bypass_register_producer(&second_producer), -EINVAL);
	irq_bypass_unregister_producer(&second_producer);
	irq_bypass_unregister_producer(&producer);
	irq_bypass_unregister_consumer(&second_consumer);
	cr_assert_str_eq(calls, "(P+C+P-)");
}

Test(irqbypass, a_consumer_that_refuses_is_not_listed)
{
	world_explore_silence(refuse, 1);
}
