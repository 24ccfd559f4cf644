// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * engine.c - both engines run tasks, park and wake them, tell hangs and livelocks,
 * keep virtual time. What would go wrong: every primitive above.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include "exec/run.h"

static const enum ex_engine engines[] = { EX_FIBERS, EX_THREADS };

ParameterizedTestParameters(engine, spawned_tasks_run_and_can_be_joined)
{
	return cr_make_param_array(const enum ex_engine, engines, 2);
}

static void add_one(void *arg)
{
	__atomic_add_fetch((int *)arg, 1, __ATOMIC_RELAXED);
}

static void spawn_and_join(void *arg)
{
	struct ex_task *tasks[3];

	for (int i = 0; i < 3; i++)
		tasks[i] = ex_spawn("child", add_one, arg, 0);
	for (int i = 0; i < 3; i++)
		ex_join(tasks[i]);
	__atomic_add_fetch((int *)arg, 10 * (*(int *)arg == 3), __ATOMIC_RELAXED);
}

ParameterizedTest(const enum ex_engine *engine, engine, spawned_tasks_run_and_can_be_joined)
{
	struct ex_config config = { .engine = *engine };
	struct ex_result result;

	for (int round = 0; round < 100; round++) {
		int count = 0;

		ex_run(&config, spawn_and_join, &count, &result);
		cr_assert_eq(result.outcome, EX_DONE);
		cr_assert_eq(count, 13);
		cr_assert_eq(result.tasks, 4);
	}
}

static void sleeper(void *arg)
{
	static int never;

	cr_assert_not(ex_park_until(&never, ex_now() + 1000000000));
	cr_assert_geq(ex_now(), 1000000000);
}

static void hangs(void *arg)
{
	static int never;

	ex_park(&never);
}

ParameterizedTestParameters(engine, time_moves_only_when_nobody_runs)
{
	return cr_make_param_array(const enum ex_engine, engines, 2);
}

ParameterizedTest(const enum ex_engine *engine, engine, time_moves_only_when_nobody_runs)
{
	struct ex_config config = { .engine = *engine };
	struct ex_result result;

	ex_run(&config, sleeper, NULL, &result);
	cr_assert_eq(result.outcome, EX_DONE);
	cr_assert_eq(result.time_ns, 1000000000);
}

ParameterizedTestParameters(engine, a_wait_that_nobody_ends_is_a_hang)
{
	return cr_make_param_array(const enum ex_engine, engines, 2);
}

ParameterizedTest(const enum ex_engine *engine, engine, a_wait_that_nobody_ends_is_a_hang)
{
	struct ex_config config = { .engine = *engine };
	struct ex_result result;

	ex_run(&config, hangs, NULL, &result);
	cr_assert_eq(result.outcome, EX_HANG);
}

static void spins(void *arg)
{
	static int flag;

	while (!__atomic_load_n(&flag, __ATOMIC_RELAXED))
		ex_yield();
}

Test(engine, a_loop_without_progress_is_a_livelock)
{
	struct ex_config config = { .engine = EX_FIBERS, .steps_max = 1000 };
	struct ex_result result;

	ex_run(&config, spins, NULL, &result);
	cr_assert_eq(result.outcome, EX_LIVELOCK);
	cr_assert_eq(result.steps, 1000);
}

static void goes_on(void *arg)
{
	unsigned int i;

	for (i = 1; i < 5000; i++) {
		ex_yield();
		if (arg && !(i % 900))
			ex_progress();
	}
}

Test(engine, a_long_run_that_gets_something_done_is_no_livelock)
{
	struct ex_config config = { .engine = EX_FIBERS, .steps_max = 1000 };
	struct ex_result result;

	ex_run(&config, goes_on, &config, &result);
	cr_assert_eq(result.outcome, EX_DONE);
	ex_run(&config, goes_on, NULL, &result);
	cr_assert_eq(result.outcome, EX_LIVELOCK);
}

static int deep(int n)
{
	volatile char pad[512];

	pad[0] = (char)n;
	return n ? deep(n - 1) + pad[0] : 0;
}

static void overflows(void *arg)
{
	deep(1000000);
}

static void within_bounds(void *arg)
{
	deep(100);
}

Test(engine, a_stack_overflow_is_named_and_its_twin_is_silent)
{
	struct ex_config config = { .engine = EX_FIBERS };
	struct ex_result result;

	ex_run(&config, within_bounds, NULL, &result);
	cr_assert_eq(result.outcome, EX_DONE);
	ex_run(&config, overflows, NULL, &result);
	cr_assert_eq(result.outcome, EX_OVERFLOW);
}

static void null_deref(void *arg)
{
	*(volatile int *)16 = 1;
}

Test(engine, a_null_dereference_ends_the_run_with_its_address)
{
	struct ex_config config = { .engine = EX_FIBERS };
	struct ex_result result;

	ex_run(&config, null_deref, NULL, &result);
	cr_assert_eq(result.outcome, EX_CRASH);
	cr_assert_eq(result.fault.address, 16);
}
