// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq.c - interrupts run handlers in their context, wake threads, and are gone after
 * free_irq(). What would go wrong: a handler after its driver, a lost edge, a hang of
 * free_irq() that nobody foretold.
 */
#include "core/world.h"

#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "core/irq.h"

static int line;
static atomic_t handled, threaded;
static bool freed;

static void with_line(irq_flow_handler_t flow, void (*fn)(void))
{
	atomic_set(&handled, 0);
	atomic_set(&threaded, 0);
	freed = false;
	line = irq_alloc_descs(-1, 0, 1, 0);
	cr_assert_geq(line, 16);
	irq_set_chip_and_handler(line, NULL, flow);
	fn();
	irq_free_descs(line, 1);
}

static irqreturn_t count_handler(int irq, void *dev_id)
{
	cr_assert_eq(irq, line);
	cr_assert(in_hardirq());
	cr_assert(irqs_disabled());
	cr_assert_not(READ_ONCE(freed));
	atomic_inc(&handled);
	return IRQ_HANDLED;
}

static void request_and_raise(void)
{
	cr_assert_eq(request_irq(line, count_handler, 0, "test", &line), 0);
	cr_assert(irq_has_action(line));
	irq_raise(line);
	msleep(1);
	cr_assert_eq(atomic_read(&handled), 1);
	cr_assert_str_eq(free_irq(line, &line), "test");
	irq_raise(line);
	msleep(1);
	cr_assert_eq(atomic_read(&handled), 1);
}

static void request_world(void)
{
	with_line(handle_edge_irq, request_and_raise);
}

Test(irq, a_raised_line_runs_its_handler_in_hard_interrupt_context)
{
	struct world world = {};

	world_expect_silence(&world, request_world);
}

static void disabled_line(void)
{
	cr_assert_eq(request_irq(line, count_handler, 0, "test", &line), 0);
	disable_irq(line);
	disable_irq_nosync(line);
	irq_raise(line);
	irq_raise(line);
	msleep(1);
	cr_assert_eq(atomic_read(&handled), 0);
	enable_irq(line);
	msleep(1);
	cr_assert_eq(atomic_read(&handled), 0);
	enable_irq(line);
	msleep(1);
	cr_assert_eq(atomic_read(&handled), 1);
	free_irq(line, &line);
}

static void disabled_world(void)
{
	with_line(handle_edge_irq, disabled_line);
}

Test(irq, an_edge_while_disabled_comes_once_after_the_last_enable)
{
	struct world world = {};

	world_expect_silence(&world, disabled_world);
}

static atomic_t masked;

static void count_mask(struct irq_data *data)
{
	atomic_inc(&masked);
}

static void unheard_line(void)
{
	static const struct irq_chip chip = { .name = "test", .irq_mask = count_mask };

	atomic_set(&masked, 0);
	irq_set_chip_and_handler(line, &chip, handle_edge_irq);
	irq_raise(line);
	msleep(1);
	cr_assert_eq(atomic_read(&masked), 0);
	cr_assert_eq(request_irq(line, count_handler, 0, "test", &line), 0);
	disable_irq(line);
	irq_raise(line);
	msleep(1);
	cr_assert_eq(atomic_read(&masked), 1);
	free_irq(line, &line);
	irq_raise(line);
	msleep(1);
	cr_assert_eq(atomic_read(&masked), 1);
}

static void unheard_world(void)
{
	with_line(handle_edge_irq, unheard_line);
}

/* The chip's data may be gone by then: its owner waits for no handler where there is none. */
Test(irq, what_comes_where_nobody_listens_does_not_reach_the_chip)
{
	struct world world = {};

	world_expect_silence(&world, unheard_world);
}

static irqreturn_t wake_handler(int irq, void *dev_id)
{
	atomic_inc(&handled);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t thread_fn(int irq, void *dev_id)
{
	cr_assert_not(in_hardirq());
	cr_assert_not(READ_ONCE(freed));
	might_sleep();
	atomic_inc(&threaded);
	return IRQ_HANDLED;
}

static void raiser(void *unused)
{
	irq_raise(line);
	irq_raise(line);
}

static void free_races_with_raise(void)
{
	struct task_struct *task;

	cr_assert_eq(request_threaded_irq(line, wake_handler, thread_fn, IRQF_ONESHOT, "test",
					  &line), 0);
	task = spawn("raiser", raiser, NULL);
	free_irq(line, &line);
	WRITE_ONCE(freed, true);
	task_join(task);
}

static void free_race_world(void)
{
	with_line(handle_edge_irq, free_races_with_raise);
}

Test(irq, free_irq_leaves_neither_handler_nor_thread_running)
{
	world_explore_silence(free_race_world, 500);
}

static void threaded_raise(void)
{
	cr_assert_eq(request_threaded_irq(line, NULL, thread_fn, 0, "test", &line), -EINVAL);
	cr_assert_eq(request_threaded_irq(line, NULL, thread_fn, IRQF_ONESHOT, "test", &line), 0);
	irq_raise(line);
	msleep(1);
	synchronize_irq(line);
	cr_assert_eq(atomic_read(&threaded), 1);
	free_irq(line, &line);
}

static void threaded_world(void)
{
	with_line(handle_level_irq, threaded_raise);
}

Test(irq, a_handler_without_a_hard_part_runs_in_its_thread_and_must_be_oneshot)
{
	world_explore_silence(threaded_world, 100);
}

static void sharing(void)
{
	static int one, two;

	cr_assert_eq(request_irq(line, count_handler, IRQF_SHARED, "one", &one), 0);
	cr_assert_eq(request_irq(line, count_handler, 0, "alone", &line), -EBUSY);
	cr_assert_eq(request_irq(line, count_handler, IRQF_SHARED, "nobody", NULL), -EINVAL);
	cr_assert_eq(request_irq(line, count_handler, IRQF_SHARED, "two", &two), 0);
	irq_raise(line);
	msleep(1);
	cr_assert_eq(atomic_read(&handled), 2);
	free_irq(line, &one);
	irq_raise(line);
	msleep(1);
	cr_assert_eq(atomic_read(&handled), 3);
	free_irq(line, &two);
}

static void sharing_world(void)
{
	with_line(handle_level_irq, sharing);
}

Test(irq, a_line_is_shared_by_those_who_all_agree_to)
{
	struct world world = {};

	world_expect_silence(&world, sharing_world);
}

static irqreturn_t not_mine(int irq, void *dev_id)
{
	atomic_inc(&handled);
	return IRQ_NONE;
}

/* A wire that stays high. */
static void storm(void)
{
	for (int i = 0; i < 3000; i++) {
		irq_raise(line);
		msleep(1);
	}
}

static void nobody_cares(void)
{
	static int one, two;

	cr_assert_eq(request_irq(line, not_mine, IRQF_SHARED, "one", &one), 0);
	storm();
	cr_assert_eq(atomic_read(&handled), 1000);
	cr_assert_eq(request_irq(line, count_handler, IRQF_SHARED, "two", &two), 0);
	atomic_set(&handled, 0);
	storm();
	cr_assert_eq(atomic_read(&handled), 6000);
	free_irq(line, &two);
	free_irq(line, &one);
}

static void storm_world(void)
{
	with_line(handle_level_irq, nobody_cares);
}

Test(irq, a_line_that_nobody_cares_for_is_off_until_somebody_new_shares_it)
{
	struct world world = {};

	world_expect_silence(&world, storm_world);
}

static void now_and_then(void)
{
	cr_assert_eq(request_irq(line, not_mine, 0, "test", &line), 0);
	for (int i = 0; i < 3000; i++) {
		irq_raise(line);
		msleep(200);
	}
	cr_assert_eq(atomic_read(&handled), 3000);
	free_irq(line, &line);
}

static void rare_world(void)
{
	with_line(handle_level_irq, now_and_then);
}

Test(irq, interrupts_that_come_now_and_then_and_are_nobodys_do_not_add_up)
{
	struct world world = {};

	world_expect_silence(&world, rare_world);
}

static DEFINE_MUTEX(needed);

static irqreturn_t locking_thread(int irq, void *dev_id)
{
	mutex_lock(&needed);
	mutex_unlock(&needed);
	atomic_inc(&threaded);
	return IRQ_HANDLED;
}

static void free_under_lock_later(void)
{
	cr_assert_eq(request_threaded_irq(line, NULL, locking_thread, IRQF_ONESHOT, "test", &line),
		     0);
	irq_raise(line);
	msleep(1);
	cr_assert_eq(atomic_read(&threaded), 1);
	mutex_lock(&needed);
	free_irq(line, &line);
	mutex_unlock(&needed);
}

static void foretold_world(void)
{
	with_line(handle_edge_irq, free_under_lock_later);
}

Test(irq, freeing_under_a_lock_that_the_thread_takes_is_foretold)
{
	struct world world = {};

	world_run(&world, foretold_world);
	cr_assert_eq(world.result.outcome, EX_DONE);
	cr_assert_geq(findings_count(), 1);
	cr_assert(strstr(finding_at(0)->text, "irq thread"), "%s", finding_at(0)->text);
}

static irqreturn_t idle_handler(int irq, void *dev_id)
{
	return IRQ_HANDLED;
}

/* The thread's lock comes before another line's mutex, and this line's before the thread. */
static void request_another_under_lock(void)
{
	int other = irq_alloc_descs(-1, 0, 1, 0);

	irq_set_chip_and_handler(other, NULL, handle_edge_irq);
	cr_assert_eq(request_threaded_irq(line, NULL, locking_thread, IRQF_ONESHOT, "test", &line),
		     0);
	irq_raise(line);
	msleep(1);
	mutex_lock(&needed);
	cr_assert_eq(request_irq(other, idle_handler, 0, "other", &line), 0);
	mutex_unlock(&needed);
	free_irq(line, &line);
	free_irq(other, &line);
	irq_free_descs(other, 1);
}

static void another_world(void)
{
	with_line(handle_edge_irq, request_another_under_lock);
}

Test(irq, the_request_mutex_of_one_line_is_not_that_of_another)
{
	struct world world = {};

	world_expect_silence(&world, another_world);
}

static void free_under_lock_now(void)
{
	cr_assert_eq(request_threaded_irq(line, NULL, locking_thread, IRQF_ONESHOT, "test", &line),
		     0);
	mutex_lock(&needed);
	irq_raise(line);
	msleep(1);
	free_irq(line, &line);
}

static void hang_world(void)
{
	with_line(handle_edge_irq, free_under_lock_now);
}

Test(irq, and_when_the_thread_is_at_it_the_hang_is_a_wait_finding)
{
	struct world world = {};

	world_run(&world, hang_world);
	cr_assert_eq(world.result.outcome, EX_HANG);
	cr_assert_not_null(world_finding(FINDING_WAIT));
}

static irqreturn_t slow_thread(int irq, void *dev_id)
{
	msleep(200 * MSEC_PER_SEC);
	return IRQ_HANDLED;
}

static void free_behind_slow_thread(void)
{
	cr_assert_eq(request_threaded_irq(line, NULL, slow_thread, IRQF_ONESHOT, "test", &line), 0);
	irq_raise(line);
	msleep(1);
	free_irq(line, &line);
}

static void slow_world(void)
{
	with_line(handle_edge_irq, free_behind_slow_thread);
}

Test(irq, but_whoever_waits_for_a_thread_that_is_only_slow_is_not_hung)
{
	struct world world = {};

	world_expect_silence(&world, slow_world);
}

static irqreturn_t wake_other(int irq, void *dev_id)
{
	return dev_id == &freed ? IRQ_WAKE_THREAD : IRQ_NONE;
}

static void free_beside_slow_thread(void)
{
	cr_assert_eq(request_threaded_irq(line, wake_other, slow_thread, IRQF_SHARED, "idle",
					  &line), 0);
	cr_assert_eq(request_threaded_irq(line, wake_other, slow_thread, IRQF_SHARED, "slow",
					  &freed), 0);
	irq_raise(line);
	msleep(1);
	free_irq(line, &line);	/* which waits for the line's other thread, too */
	free_irq(line, &freed);
}

static void slow_shared_world(void)
{
	with_line(handle_edge_irq, free_beside_slow_thread);
}

Test(irq, nor_is_who_waits_for_the_slow_thread_of_somebody_else_on_the_line)
{
	struct world world = {};

	world_expect_silence(&world, slow_shared_world);
}

static irqreturn_t sleeping_handler(int irq, void *dev_id)
{
	mutex_lock(&needed);
	mutex_unlock(&needed);
	return IRQ_HANDLED;
}

static void sleep_in_handler(void)
{
	cr_assert_eq(request_irq(line, sleeping_handler, 0, "test", &line), 0);
	irq_raise(line);
	msleep(1);
	free_irq(line, &line);
}

static void sleep_world(void)
{
	with_line(handle_edge_irq, sleep_in_handler);
}

Test(irq, a_handler_that_sleeps_is_an_atomic_finding)
{
	struct world world = {};

	world_run(&world, sleep_world);
	cr_assert_not_null(world_finding(FINDING_ATOMIC));
}
