// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hung.c - when a blocked task is called hung. What would go wrong: waits that end, one after the
 * other, are taken for a deadlock; or what never ends is excused, since the clock goes on.
 */
#include <criterion/criterion.h>

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/string.h>

#include "exec/run.h"
#include "kernel/finding.h"

#define MINUTE_MS	(60 * 1000)

static DEFINE_MUTEX(device);
static DEFINE_MUTEX(bus);
static DECLARE_COMPLETION(lost);
static bool released;

/* As a reset does with a device that does not come back. */
static void reset_for_a_minute(void *unused)
{
	mutex_lock(&device);
	msleep(MINUTE_MS);
	mutex_unlock(&device);
}

static void remove_device(void *unused)
{
	msleep(1);
	mutex_lock(&bus);
	mutex_lock(&device);
	mutex_unlock(&device);
	mutex_unlock(&bus);
}

static void scan(void *unused)
{
	msleep(2);
	mutex_lock(&bus);
	mutex_unlock(&bus);
}

static void behind_four_resets(void *unused)
{
	for (int i = 0; i < 4; i++)
		task_spawn("reset", reset_for_a_minute, NULL, 0, false);
	task_spawn("remove", remove_device, NULL, 0, false);
	task_spawn("scan", scan, NULL, 0, false);
}

static void reset_four_times(void *unused)
{
	mutex_lock(&device);
	for (int i = 0; i < 4; i++)
		msleep(MINUTE_MS);
	mutex_unlock(&device);
}

static void behind_one_that_takes_its_time(void *unused)
{
	task_spawn("reset", reset_four_times, NULL, 0, false);
	task_spawn("remove", remove_device, NULL, 0, false);
	task_spawn("scan", scan, NULL, 0, false);
}

static void keep_for_ever(void *unused)
{
	mutex_lock(&device);
	wait_for_completion(&lost);
	mutex_unlock(&device);
}

static void bystander(void *unused)
{
	for (int i = 0; i < 20; i++)
		msleep(MINUTE_MS);
}

static void behind_one_that_waits_for_nobody(void *unused)
{
	reinit_completion(&lost);
	task_spawn("keeper", keep_for_ever, NULL, 0, false);
	task_spawn("remove", remove_device, NULL, 0, false);
	task_spawn("bystander", bystander, NULL, 0, false);
}

static void try_for_ever(void *unused)
{
	mutex_lock(&device);
	while (!READ_ONCE(released))
		msleep(1000);
	mutex_unlock(&device);
}

static void behind_one_that_tries_for_ever(void *unused)
{
	task_spawn("poller", try_for_ever, NULL, 0, false);
	task_spawn("remove", remove_device, NULL, 0, false);
}

static void run(void (*program)(void *), unsigned int seed, struct ex_result *result)
{
	const char *error;
	struct ex_config config = { .policy = ex_policy_make("random", &error), .seed = seed };

	ex_run(&config, program, NULL, result);
}

static void stays_silent(void (*program)(void *))
{
	struct ex_result result;

	for (unsigned int seed = 0; seed < 50; seed++) {
		run(program, seed, &result);
		cr_assert_eq(result.outcome, EX_DONE, "seed %u: %s", seed,
			     ex_outcome_name(result.outcome));
		cr_assert_eq(findings_count(), 0, "seed %u: %s", seed, finding_at(0)->text);
	}
}

static void hangs(void (*program)(void *), u64 from_s, u64 to_s)
{
	struct ex_result result;
	u64 seconds;

	run(program, 1, &result);
	cr_assert_eq(findings_count(), 1);
	cr_assert_eq(finding_at(0)->kind, FINDING_WAIT);
	seconds = result.time_ns / NSEC_PER_SEC;
	cr_assert(seconds >= from_s && seconds <= to_s, "found after %llu s",
		  (unsigned long long)seconds);
}

Test(hung, who_waits_behind_four_resets_of_a_minute_each_is_not)
{
	stays_silent(behind_four_resets);
}

Test(hung, who_waits_behind_one_that_keeps_a_lock_over_waits_that_end_is_not)
{
	stays_silent(behind_one_that_takes_its_time);
}

Test(hung, who_waits_behind_a_wait_that_nobody_ends_is_whatever_the_clock_does)
{
	hangs(behind_one_that_waits_for_nobody, 120, 180);
}

Test(hung, who_waits_behind_one_that_tries_for_ever_is_in_the_end)
{
	hangs(behind_one_that_tries_for_ever, 600, 660);
}
