// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hunt.c - the portfolio finds every classic in every trial, and no bug in the fixed ones
 *
 * What would go wrong: a policy that has lost its bite looks just like a program without
 * bugs. KSIM_POLICY=NAME shows the same table for another policy; SafeStack is left to
 * partial order sampling, the only member of the portfolio that meets it often.
 */
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "classics/classics.h"

#define SCHEDULES_MAX	100000u
#define SLOW_BUILD	(EX_ASAN || EX_TSAN)
#define TRIALS		(SLOW_BUILD ? 2u : 20u)

struct model model;

static const struct classic *const tables[] = {
	classics_counters, classics_stages, classics_buffers, classics_hangs, classics_steal,
	classics_drivers, classics_cves,
};
#define NR_TABLES	(sizeof(tables) / sizeof(tables[0]))

static const char *policy_name(const struct classic *classic)
{
	const char *name = getenv("KSIM_POLICY");

	return name ? name : classic == &classic_safestack ? "pos" : "portfolio";
}

static struct ex_policy *new_policy(const struct classic *classic)
{
	const char *name = policy_name(classic), *error = NULL;
	struct ex_policy *policy = ex_policy_make(name, &error);

	cr_assert(policy, "%s: %s", name, error);
	return policy;
}

/* Schedules up to and with the first that shows the bug; 0: none within @max. */
static unsigned int hunt(const struct classic *classic, bool fixed, uint64_t first_seed,
			 unsigned int max)
{
	struct ex_config config = { .policy = new_policy(classic), .steps_max = 100000 };
	struct ex_result result;
	unsigned int found = 0;

	model = (struct model){ .size = classic->size, .fixed = fixed };
	for (unsigned int i = 0; i < max && !found; i++) {
		config.seed = first_seed + i;
		ex_run(&config, classic->root, NULL, &result);
		if (result.outcome == classic->bug)
			found = i + 1;
		else if (fixed || result.outcome != EX_LIVELOCK)	/* what ABA leaves */
			cr_assert_eq(result.outcome, EX_DONE, "%s, seed %lu: %s", classic->name,
				     config.seed, ex_outcome_name(result.outcome));
	}
	ex_policy_free(config.policy);
	return found;
}

/* Trials share no seed. */
static uint64_t seed_of_trial(unsigned int trial)
{
	return (uint64_t)trial * 1000003;
}

struct figures {
	unsigned int	found, min, max;
	double		sum;
};

static struct figures try_classic(const struct classic *classic)
{
	struct figures f = { .min = UINT32_MAX };

	for (unsigned int trial = 0; trial < TRIALS; trial++) {
		unsigned int schedules = hunt(classic, false, seed_of_trial(trial), SCHEDULES_MAX);

		if (!schedules)
			continue;
		f.found++;
		f.sum += schedules;
		if (schedules < f.min)
			f.min = schedules;
		if (schedules > f.max)
			f.max = schedules;
	}
	return f;
}

/*
 * The figure of a classic is the arithmetic mean over its trials, that of the suite the
 * geometric mean over the classics: as in the papers, so that it can be compared.
 */
Test(classics, the_portfolio_finds_each_bug_in_every_trial)
{
	double log_sum = 0;
	unsigned int count = 0, missed = 0;

	printf("%-28s %6s %9s %7s %7s   (policy %s)\n", "schedules to the bug", "found", "mean",
	       "min", "max", policy_name(NULL));
	for (unsigned int t = 0; t < NR_TABLES; t++) {
		for (const struct classic *classic = tables[t]; classic->name; classic++) {
			struct figures f = try_classic(classic);

			printf("%-28s %3u/%u %9.1f %7u %7u\n", classic->name, f.found, TRIALS,
			       f.found ? f.sum / f.found : 0, f.min, f.max);
			fflush(stdout);
			missed += f.found != TRIALS;
			log_sum += log(f.sum / f.found);
			count++;
		}
	}
	printf("%u classics, geometric mean of the means: %.2f\n", count, exp(log_sum / count));
	fflush(stdout);
	cr_assert_geq(count, 25);
	cr_assert_eq(missed, 0);
}

Test(classics, fixed_twins_stay_silent)
{
	unsigned int schedules = SLOW_BUILD ? 200 : 2000;

	for (unsigned int t = 0; t < NR_TABLES; t++)
		for (const struct classic *classic = tables[t]; classic->name; classic++)
			cr_expect_eq(hunt(classic, true, 0, schedules), 0, "%s", classic->name);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Published fuzzers of C schedules miss it in all their trials. */
Test(classics, safestack_is_found_in_every_trial)
{
	double start = seconds(), sum = 0;

	for (unsigned int trial = 0; trial < TRIALS; trial++) {
		unsigned int schedules = hunt(&classic_safestack, false, seed_of_trial(trial),
					      20000000);

		cr_assert(schedules, "trial %u", trial);
		sum += schedules;
	}
	printf("safestack: %.0f schedules, %.2f s in the mean\n",
	       sum / TRIALS, (seconds() - start) / TRIALS);
	fflush(stdout);
}

Test(classics, fixed_safestack_stays_silent)
{
	cr_assert_eq(hunt(&classic_safestack, true, 0, SLOW_BUILD ? 2000 : 50000), 0);
}
