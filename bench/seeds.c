// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * seeds.c - how many schedules, and how long, until a scenario's bug is found
 *
 * Each trial is a process of its own that knows nothing yet, and schedules of other seeds. One
 * that finds something else and is unfit to go on is followed by another, as in a campaign.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scenario/kinds.h"
#include "scenario/language.h"
#include "scenario/runner.h"

#include "bench.h"
#include "host.h"

#define TRIAL_NS	UINT64_C(10000000000)	/* then it is given up */

/* What a process tells of its schedules. */
struct leg {
	uint64_t	schedules;
	bool		found;
};

struct trial {
	uint64_t	schedules;
	uint64_t	ns;
	bool		found;
};

static struct scn_program program;

static bool has_expected(const struct scn_result *result, const struct scn_expect *expect)
{
	const char *title = scn_text_of(&program, expect->title);

	for (unsigned int i = 0; i < result->nr_findings; i++)
		if (result->findings[i].kind == expect->kind &&
		    strstr(result->findings[i].title, title))
			return true;
	return false;
}

static struct leg explore(const struct scn_expect *expect, const char *policy, uint64_t seed,
			  uint64_t until)
{
	struct scn_setting setting = {
		.variants = scn_text_of(&program, expect->variants), .seed = seed,
		.policy = ex_policy_make(policy, NULL),
	};
	struct scn_result result;
	struct leg leg = { 0 };

	do {
		scn_run(&program, &setting, &result);
		leg.schedules++;
		leg.found = has_expected(&result, expect);
		scn_result_release(&result);
		setting.seed++;
	} while (!leg.found && !result.dirty && host_now_ns() < until);
	return leg;
}

static struct leg in_child(const struct scn_expect *expect, const char *policy, uint64_t seed,
			   uint64_t until)
{
	struct leg leg = { 0 };
	int ends[2];
	pid_t child;

	if (pipe(ends) || (child = fork()) < 0) {
		perror("bench");
		exit(2);
	}
	if (!child) {
		leg = explore(expect, policy, seed, until);
		_exit(write(ends[1], &leg, sizeof(leg)) != sizeof(leg));
	}
	close(ends[1]);
	if (read(ends[0], &leg, sizeof(leg)) != sizeof(leg))
		leg.schedules = 1;	/* it died of what it ran */
	close(ends[0]);
	waitpid(child, NULL, 0);
	return leg;
}

static struct trial try_once(const struct scn_expect *expect, const char *policy, uint64_t seed)
{
	uint64_t begin = host_now_ns();
	struct trial trial = { 0 };
	struct leg leg;

	do {
		leg = in_child(expect, policy, seed + trial.schedules, begin + TRIAL_NS);
		trial.schedules += leg.schedules;
		trial.found = leg.found;
	} while (!leg.found && host_now_ns() < begin + TRIAL_NS);
	trial.ns = host_now_ns() - begin;
	return trial;
}

/* Those that gave up come last. */
static int by_schedules(const void *a, const void *b)
{
	const struct trial *one = a, *other = b;

	if (one->found != other->found)
		return other->found - one->found;
	return (one->schedules > other->schedules) - (one->schedules < other->schedules);
}

static int by_time(const void *a, const void *b)
{
	const struct trial *one = a, *other = b;

	if (one->found != other->found)
		return other->found - one->found;
	return (one->ns > other->ns) - (one->ns < other->ns);
}

#define TRIALS_MAX	100u

static void measure(const char *file, const struct scn_expect *expect, const char *policy,
		    unsigned int trials)
{
	struct trial all[TRIALS_MAX];
	unsigned int found = 0;
	uint64_t schedules;
	bool most;

	for (unsigned int i = 0; i < trials; i++) {
		all[i] = try_once(expect, policy, 1 + i * UINT64_C(1000000));
		found += all[i].found;
	}
	qsort(all, trials, sizeof(all[0]), by_schedules);
	schedules = all[trials / 2].schedules;
	most = all[trials / 2].found;
	qsort(all, trials, sizeof(all[0]), by_time);
	printf("{\"scenario\": \"%s\", \"variants\": \"%s\", \"kind\": \"%s\", \"policy\": \"%s\", "
	       "\"trials\": %u, \"found\": %u, \"median_found\": %s, \"schedules\": %llu, "
	       "\"ms\": %.3f}\n", file, scn_text_of(&program, expect->variants),
	       scn_kind_names[expect->kind], policy, trials, found, most ? "true" : "false",
	       (unsigned long long)schedules, (double)all[trials / 2].ns / 1e6);
	fflush(stdout);
}

static void read_program(const char *file)
{
	static char text[1 << 20];
	struct scn_error error;
	FILE *in = fopen(file, "r");
	size_t length;

	if (!in) {
		perror(file);
		exit(2);
	}
	length = fread(text, 1, sizeof(text), in);
	fclose(in);
	if (!scn_parse(&program, text, length, &error)) {
		fprintf(stderr, "%s:%u:%u: %s\n", file, error.line, error.column, error.message);
		exit(2);
	}
}

/* What a scenario says is to be found, under each of its variants that this build has. */
void bench_seeds(const char *file, const char *policy, unsigned int trials)
{
	const char *own;

	if (trials > TRIALS_MAX)
		trials = TRIALS_MAX;
	read_program(file);
	own = scn_text_of(&program, program.explore.policy);
	for (unsigned int i = 0; i < program.nr_expects; i++) {
		const struct scn_expect *expect = &program.expects[i];
		const char *variants = scn_text_of(&program, expect->variants);

		if (expect->kind && expect->kind <= SCN_KINDS && !expect->may &&
		    scn_variants_check(variants) < 0 && !scn_variants_absent(variants))
			measure(file, expect, *policy ? policy : *own ? own : "portfolio", trials);
	}
	scn_program_release(&program);
}
