// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq_join.c - a driver comes to a line, and another leaves it, while handlers of it run
 */
#include "core/world.h"

#include <linux/interrupt.h>
#include <linux/irq.h>

#include "core/irq.h"

static int line;
static atomic_t first, second;

/* Long enough that drivers come and go meanwhile. */
static irqreturn_t count_handler(int irq, void *dev_id)
{
	for (int i = 0; i < 10; i++)
		atomic_inc(dev_id);
	return IRQ_HANDLED;
}

static void join(atomic_t *count)
{
	cr_assert_eq(request_irq(line, count_handler, IRQF_SHARED, "test", count), 0);
}

static void raise_thrice(void *unused)
{
	for (int i = 0; i < 3; i++)
		generic_handle_irq(line);
}

/* The second one comes to the line next to the first, which goes. */
static void come_and_go(void)
{
	struct task_struct *raiser;

	line = irq_alloc_descs(-1, 0, 1, 0);
	cr_assert_geq(line, 16);
	irq_set_chip_and_handler(line, NULL, handle_edge_irq);
	join(&first);
	raiser = spawn("raiser", raise_thrice, NULL);
	join(&second);
	free_irq(line, &first);
	task_join(raiser);
	free_irq(line, &second);
	irq_free_descs(line, 1);
}

/* Only ThreadSanitizer sees it. */
Test(irq_join, handlers_meet_a_new_action_of_their_line_as_a_whole)
{
	world_explore_silence(come_and_go, 200);
}
