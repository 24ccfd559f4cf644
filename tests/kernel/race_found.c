// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * race_found.c - what ThreadSanitizer sees in a run becomes a finding of that run
 *
 * Without ThreadSanitizer nothing sees a plain access, and nothing is found.
 */
#include "data_run.h"

#include <linux/mutex.h>
#include <linux/sched.h>

#include "support/races.h"

static DEFINE_MUTEX(lock);
static bool locked;
static int counter;

static noinline void count(void *unused)
{
	if (locked)
		mutex_lock(&lock);
	counter++;
	if (locked)
		mutex_unlock(&lock);
}

static void two_counters(void *unused)
{
	struct task_struct *one = task_spawn("one", count, NULL, 0, false);
	struct task_struct *two = task_spawn("two", count, NULL, 0, false);

	task_join(one);
	task_join(two);
}

static unsigned int races_found(uint64_t seed)
{
	struct ex_config config = { .policy = ex_policy_make("random", NULL), .seed = seed };
	unsigned int races = 0;
	struct ex_result result;

	findings_clear();
	ex_run(&config, two_counters, NULL, &result);
	ex_policy_free(config.policy);
	cr_assert_eq(result.outcome, EX_DONE);
	for (unsigned int i = 0; i < findings_count(); i++) {
		cr_assert_eq(finding_at(i)->kind, FINDING_RACE);
		cr_expect_str_eq(finding_at(i)->title, "KCSAN: data-race in count / count");
		races++;
	}
	return races;
}

/* Again in each run, though it is the same race each time. */
Test(race_found, unlocked_counting_is_a_finding_in_every_run)
{
	races_expect();
	for (uint64_t seed = 1; seed <= 100; seed++)
		cr_assert_eq(races_found(seed), race_detector_present(), "seed %lu", seed);
}

Test(race_found, locked_counting_is_silent)
{
	locked = true;
	for (uint64_t seed = 1; seed <= 100; seed++)
		cr_assert_eq(races_found(seed), 0, "seed %lu", seed);
}
