// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * quiet.c - phases without decisions: nobody is preempted, the policy is not asked
 */
#include <string.h>

#include <criterion/criterion.h>

#include "exec/run.h"

static struct {
	bool		quiet;
	char		seen[2 * 8 + 1];
	unsigned int	length;
	unsigned int	chosen;
} trial;

/* Eight visible steps; each leaves a letter. */
static void writer(void *arg)
{
	for (unsigned int i = 0; i < 8; i++) {
		ex_point(EX_WRITE, &trial);
		trial.seen[__atomic_fetch_add(&trial.length, 1, __ATOMIC_RELAXED)] =
			*(const char *)arg;
	}
}

static void two_writers(void *arg)
{
	struct ex_task *a, *b;

	ex_quiet(trial.quiet);
	a = ex_spawn("a", writer, "a", 0);
	b = ex_spawn("b", writer, "b", 0);
	for (unsigned int i = 0; i < 8; i++)
		trial.chosen += ex_choose(2);
	ex_join(a);
	ex_join(b);
	ex_quiet(false);
}

/* How many of @runs seeds saw the letters in turns, and how many decisions there were in all. */
static unsigned int interleaved(bool quiet, unsigned int runs, uint64_t *decisions)
{
	const char *why;
	struct ex_policy *policy = ex_policy_make("random", &why);
	struct ex_config config = { .policy = policy };
	struct ex_result result;
	unsigned int mixed = 0;

	*decisions = 0;
	for (config.seed = 0; config.seed < runs; config.seed++) {
		memset(&trial, 0, sizeof(trial));
		trial.quiet = quiet;
		ex_run(&config, two_writers, NULL, &result);
		cr_assert_eq(result.outcome, EX_DONE);
		mixed += strcmp(trial.seen, "aaaaaaaabbbbbbbb") != 0;
		*decisions += result.decisions;
		cr_assert(!quiet || !trial.chosen);
	}
	ex_policy_free(policy);
	return mixed;
}

Test(quiet, no_decision_falls_while_it_is_quiet)
{
	uint64_t decisions;

	cr_assert_eq(interleaved(true, 200, &decisions), 0);
	cr_assert_eq(decisions, 0);
}

Test(quiet, the_same_program_is_preempted_when_it_is_not)
{
	uint64_t decisions;

	cr_assert_gt(interleaved(false, 200, &decisions), 190);
	cr_assert_gt(decisions, 200 * 16);
}

static void quiet_then_not(void *arg)
{
	struct ex_task *a, *b;

	ex_quiet(true);
	a = ex_spawn("a", writer, "a", 0);
	b = ex_spawn("b", writer, "b", 0);
	ex_quiet(false);
	ex_join(a);
	ex_join(b);
}

Test(quiet, tasks_that_were_made_in_a_quiet_phase_are_preempted_after_it)
{
	const char *why;
	struct ex_policy *policy = ex_policy_make("random", &why);
	struct ex_config config = { .policy = policy };
	struct ex_result result;
	unsigned int mixed = 0;

	for (config.seed = 0; config.seed < 200; config.seed++) {
		memset(&trial, 0, sizeof(trial));
		ex_run(&config, quiet_then_not, NULL, &result);
		mixed += strcmp(trial.seen, "aaaaaaaabbbbbbbb") != 0;
	}
	cr_assert_gt(mixed, 190);
	ex_policy_free(policy);
}

/* Somebody spins for what another is to do: a yield lets others run in a quiet phase, too. */
static bool done;

static void setter(void *arg)
{
	ex_point(EX_WRITE, &done);
	__atomic_store_n(&done, true, __ATOMIC_RELAXED);
}

static void spinner(void *arg)
{
	ex_quiet(true);
	ex_spawn("setter", setter, NULL, 0);
	while (!__atomic_load_n(&done, __ATOMIC_RELAXED))
		ex_yield();
}

Test(quiet, who_yields_in_a_quiet_phase_lets_others_run)
{
	struct ex_config config = { .steps_max = 1000 };
	struct ex_result result;

	done = false;
	ex_run(&config, spinner, NULL, &result);
	cr_assert_eq(result.outcome, EX_DONE);
}
