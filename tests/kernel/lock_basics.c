// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lock_basics.c - locks exclude, lockdep names a wrong order and stays silent on a right
 * one. What would go wrong: every checker above is deaf, or cries wolf.
 */
#include <criterion/criterion.h>

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "exec/run.h"
#include "kernel/finding.h"
#include "kernel/rest.h"

static DEFINE_MUTEX(a);
static DEFINE_MUTEX(b);

static void take_ab(void *arg)
{
	mutex_lock(&a);
	mutex_lock(&b);
	mutex_unlock(&b);
	mutex_unlock(&a);
}

static void take_ba(void *arg)
{
	mutex_lock(&b);
	mutex_lock(&a);
	mutex_unlock(&a);
	mutex_unlock(&b);
}

static void right_order(void *arg)
{
	task_spawn("one", take_ab, NULL, 0, false);
	task_spawn("two", take_ab, NULL, 0, false);
}

static void wrong_order(void *arg)
{
	task_spawn("one", take_ab, NULL, 0, false);
	task_spawn("two", take_ba, NULL, 0, false);
}

Test(lock_basics, the_same_order_everywhere_is_silent)
{
	const char *error;
	struct ex_config config = { .policy = ex_policy_make("random", &error) };
	struct ex_result result;

	for (config.seed = 0; config.seed < 1000; config.seed++) {
		ex_run(&config, right_order, NULL, &result);
		cr_assert_eq(result.outcome, EX_DONE);
	}
	cr_assert_eq(findings_count(), 0);
}

Test(lock_basics, opposite_orders_are_one_finding_from_a_run_that_does_not_hang)
{
	struct ex_config config = { 0 };
	struct ex_result result;

	ex_run(&config, wrong_order, NULL, &result);
	cr_assert_eq(result.outcome, EX_DONE);
	cr_assert_eq(findings_count(), 1);
	cr_assert_eq(finding_at(0)->kind, FINDING_ORDER);
	cr_assert(strstr(finding_at(0)->title, "possible deadlock in take_ba"),
		  "title: %s", finding_at(0)->title);
	cr_assert(strstr(finding_at(0)->text, "WARNING: possible circular locking dependency"));
}

static struct work_struct work;
static DECLARE_COMPLETION(done);

static void work_fn(struct work_struct *w)
{
	msleep(10);
	complete(&done);
}

static void uses_work(void *arg)
{
	INIT_WORK(&work, work_fn);
	schedule_work(&work);
	wait_for_completion(&done);
	flush_work(&work);
	kernel_shutdown();
	rest_check_all();
}

Test(lock_basics, work_runs_completes_and_is_flushed)
{
	const char *error;
	struct ex_config config = { .policy = ex_policy_make("random", &error) };
	struct ex_result result;

	for (config.seed = 0; config.seed < 100; config.seed++) {
		ex_run(&config, uses_work, NULL, &result);
		cr_assert_eq(result.outcome, EX_DONE, "%s", ex_outcome_name(result.outcome));
	}
	cr_assert_eq(findings_count(), 0);
}

static void leaks(void *arg)
{
	kmalloc(10, GFP_KERNEL);
	rest_check_all();
}

Test(lock_basics, a_leak_is_found_at_rest)
{
	struct ex_config config = { 0 };
	struct ex_result result;

	ex_run(&config, leaks, NULL, &result);
	cr_assert_eq(findings_count(), 1);
	cr_assert_eq(finding_at(0)->kind, FINDING_LEAK);
}

static void sleeps_under_spinlock(void *arg)
{
	static DEFINE_SPINLOCK(lock);

	spin_lock(&lock);
	msleep(1);
	spin_unlock(&lock);
}

Test(lock_basics, sleeping_under_a_spinlock_is_found)
{
	struct ex_config config = { 0 };
	struct ex_result result;

	ex_run(&config, sleeps_under_spinlock, NULL, &result);
	cr_assert_eq(findings_count(), 1);
	cr_assert_eq(finding_at(0)->kind, FINDING_ATOMIC);
}

static DEFINE_MUTEX(held_lock);
static DECLARE_COMPLETION(never);

static void waits_with_lock(void *arg)
{
	mutex_lock(&held_lock);
	wait_for_completion(&never);
	mutex_unlock(&held_lock);
}

static void completes_under_lock(void *arg)
{
	mutex_lock(&held_lock);
	complete(&never);
	mutex_unlock(&held_lock);
}

static void lock_against_wait(void *arg)
{
	init_completion(&never);
	task_spawn("waiter", waits_with_lock, NULL, 0, false);
	task_spawn("completer", completes_under_lock, NULL, 0, false);
}

Test(lock_basics, a_lock_against_a_wait_is_a_hang_with_both_tasks_in_the_report)
{
	struct ex_config config = { 0 };
	struct ex_result result;

	ex_run(&config, lock_against_wait, NULL, &result);
	cr_assert_eq(result.outcome, EX_HANG);
	cr_assert_eq(findings_count(), 1);
	cr_assert_eq(finding_at(0)->kind, FINDING_WAIT);
	cr_assert(strstr(finding_at(0)->text,
			 "completer/2 waits for lock held_lock, held by waiter/1"),
		  "%s", finding_at(0)->text);
	cr_assert(strstr(finding_at(0)->text, "waiter/1 waits for completion &never"));
}

static void polls_with_lock(void *arg)
{
	mutex_lock(&held_lock);
	while (!wait_for_completion_timeout(&never, 10 * HZ))
		;
	mutex_unlock(&held_lock);
}

static void completes_in_time(void *arg)
{
	msleep(60000);
	complete(&never);
}

static void polling_against_lock(void *arg)
{
	init_completion(&never);
	mutex_init(&held_lock);
	task_spawn("poller", polls_with_lock, NULL, 0, false);
	task_spawn("completer", arg ? completes_in_time : completes_under_lock, NULL, 0, false);
}

Test(lock_basics, a_lock_wait_of_more_than_two_minutes_is_a_hang_though_time_goes_on)
{
	struct ex_config config = { 0 };
	struct ex_result result;

	ex_run(&config, polling_against_lock, NULL, &result);
	cr_assert_eq(result.outcome, EX_HANG);
	cr_assert_eq(finding_at(0)->kind, FINDING_WAIT);
	cr_assert(strstr(finding_at(0)->text, "completer:2 blocked for more than 120 seconds"));
}

Test(lock_basics, a_long_wait_that_ends_is_none)
{
	struct ex_config config = { 0 };
	struct ex_result result;

	ex_run(&config, polling_against_lock, &never, &result);
	cr_assert_eq(result.outcome, EX_DONE);
	cr_assert_eq(findings_count(), 0);
}
