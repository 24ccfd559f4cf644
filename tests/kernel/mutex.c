// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutex.c - one owner at a time, in every interleaving, and no wakeup lost to a signal.
 * What would go wrong: two tasks in a critical section, or one that sleeps for ever.
 */
#include <criterion/criterion.h>

#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/signal_numbers.h>
#include <linux/string.h>

#include "exec/run.h"
#include "kernel/finding.h"

static struct mutex lock;
static int inside, entered, interrupted;
static struct task_struct *victim;

static void critical_section(void)
{
	cr_assert_eq(inside++, 0);
	ex_point(EX_CALL, &inside);
	inside--;
	entered++;
}

static void enter_twice(void *arg)
{
	for (int i = 0; i < 2; i++) {
		mutex_lock(&lock);
		critical_section();
		mutex_unlock(&lock);
	}
}

static void three_owners(void *arg)
{
	inside = entered = 0;
	mutex_init(&lock);
	for (int i = 0; i < 3; i++)
		task_spawn("owner", enter_twice, NULL, 0, false);
}

static void try_to_enter(void *arg)
{
	if (!mutex_trylock(&lock))
		return;
	critical_section();
	mutex_unlock(&lock);
}

static void owner_and_trier(void *arg)
{
	inside = entered = 0;
	mutex_init(&lock);
	task_spawn("owner", enter_twice, NULL, 0, false);
	task_spawn("trier", try_to_enter, NULL, 0, false);
}

static void enter_unless_interrupted(void *arg)
{
	if (mutex_lock_interruptible(&lock)) {
		interrupted++;
		return;
	}
	critical_section();
	mutex_unlock(&lock);
}

static void interrupt(void *arg)
{
	task_signal(victim, SIGINT);
}

/* M3: the one that leaves with -EINTR must not walk off with the other's wakeup. */
static void owner_waiters_and_signal(void *arg)
{
	inside = entered = interrupted = 0;
	mutex_init(&lock);
	task_spawn("owner", enter_twice, NULL, 0, false);
	victim = task_spawn("victim", enter_unless_interrupted, NULL, 0, false);
	task_spawn("waiter", enter_twice, NULL, 0, false);
	task_spawn("signal", interrupt, NULL, 0, false);
}

static void explore(const char *name, void (*root)(void *), unsigned int runs)
{
	const char *error;
	struct ex_config config = { .policy = ex_policy_make(name, &error) };
	struct ex_result result;

	for (config.seed = 0; config.seed < runs; config.seed++) {
		ex_run(&config, root, NULL, &result);
		cr_assert(result.outcome == EX_DONE || result.outcome == EX_PRUNED, "%s: %s",
			  name, ex_outcome_name(result.outcome));
		if (result.exhausted)
			break;
	}
	cr_assert_eq(findings_count(), 0);
	ex_policy_free(config.policy);
}

Test(mutex, excludes_three_owners_in_sampled_schedules)
{
	explore("portfolio", three_owners, 3000);
	cr_assert_eq(entered, 6);
}

Test(mutex, excludes_an_owner_and_a_trier_in_every_schedule)
{
	struct ex_exhaustive_stats stats;
	const char *error;
	struct ex_config config = { .policy = ex_policy_make("exhaustive", &error) };
	struct ex_result result;

	do {
		ex_run(&config, owner_and_trier, NULL, &result);
		cr_assert(result.outcome == EX_DONE || result.outcome == EX_PRUNED);
	} while (!result.exhausted);
	cr_assert(ex_exhaustive_stats(config.policy, &stats));
	cr_assert(stats.exhausted);
	cr_assert_gt(stats.classes, 3);
}

Test(mutex, a_signal_takes_nobody_elses_wakeup)
{
	explore("portfolio", owner_waiters_and_signal, 10000);
	cr_assert_eq(entered + interrupted, 5);
}

static void on_threads(void *arg)
{
	three_owners(arg);
}

Test(mutex, excludes_on_threads)
{
	struct ex_config config = { .engine = EX_THREADS, .perturb = 4 };
	struct ex_result result;

	for (config.seed = 0; config.seed < 200; config.seed++) {
		ex_run(&config, on_threads, NULL, &result);
		cr_assert_eq(result.outcome, EX_DONE);
		cr_assert_eq(entered, 6);
	}
}

static void unlock_twice(void *arg)
{
	mutex_init(&lock);
	mutex_lock(&lock);
	mutex_unlock(&lock);
	mutex_unlock(&lock);
}

Test(mutex, an_unlock_too_many_is_a_finding_and_no_crash)
{
	struct ex_config config = { 0 };
	struct ex_result result;

	ex_run(&config, unlock_twice, NULL, &result);
	cr_assert_eq(result.outcome, EX_DONE);
	cr_assert_eq(findings_count(), 1);
	cr_assert_eq(finding_at(0)->kind, FINDING_LOCKUSE);
}

static void never_initialised(void *arg)
{
	static struct mutex zeroed;

	memset(&zeroed, 0, sizeof(zeroed));
	mutex_lock(&zeroed);
	mutex_unlock(&zeroed);
}

Test(mutex, use_without_initialisation_is_a_finding_and_no_crash)
{
	struct ex_config config = { 0 };
	struct ex_result result;

	ex_run(&config, never_initialised, NULL, &result);
	cr_assert_eq(result.outcome, EX_DONE);
	cr_assert_eq(findings_count(), 1);
	cr_assert_eq(finding_at(0)->kind, FINDING_LOCKUSE);
}
