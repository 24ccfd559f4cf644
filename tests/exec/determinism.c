// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * determinism.c - the same seed is the same run, wherever the loader puts the program
 * and whichever compiler and sanitizer built it
 *
 * What would go wrong: a failure that cannot be shown to anybody else. Processes are
 * started anew, so that addresses differ. tokens.txt holds what one build did; every
 * build must do the same (KSIM_TOKENS=write build/release/test_exec rewrites it).
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exec/run.h"
#include "support/locks.h"

#define TOKENS		"tests/exec/tokens.txt"
#define SEEDS		10000u
#define TOKEN_MAX	4096

static struct {
	struct mtx	mtx;
	struct cond	filled, emptied;
	int		items, taken, unlocked;
} s;

static void produces(void *unused)
{
	for (int i = 0; i < 3; i++) {
		mtx_lock(&s.mtx);
		while (rd(&s.items) == 2)
			cond_wait(&s.emptied, &s.mtx);
		add_in_two_steps(&s.items, 1);
		mtx_unlock(&s.mtx);
		cond_broadcast(&s.filled);
		add_in_two_steps(&s.unlocked, (int)ex_choose(3));
	}
}

static void consumes(void *unused)
{
	for (int i = 0; i < 3; i++) {
		mtx_lock(&s.mtx);
		while (!rd(&s.items))
			cond_wait(&s.filled, &s.mtx);
		add_in_two_steps(&s.items, -1);
		mtx_unlock(&s.mtx);
		cond_broadcast(&s.emptied);
		rmw_add(&s.taken, 1);
	}
}

/* Locks, waits, unlocked steps, choices and virtual time: all that a policy decides on. */
static void buffer(void *unused)
{
	struct ex_task *tasks[4];

	shared_reset(&s, sizeof(s));
	for (int i = 0; i < 4; i++)
		tasks[i] = ex_spawn("task", i % 2 ? consumes : produces, NULL, 0);
	for (int i = 0; i < 4; i++)
		ex_join(tasks[i]);
	if (rd(&s.unlocked) % 2)
		ex_stop();
}

static const char *const names[] = {
	"random", "pct:3", "pos", "surw", "pause", "portfolio", "sequential",
};
#define NR_NAMES	(sizeof(names) / sizeof(names[0]))

static struct ex_policy *make(const char *name)
{
	const char *error = NULL;
	struct ex_policy *policy = ex_policy_make(name, &error);

	if (!policy)
		fprintf(stderr, "%s: %s\n", name, error);
	return policy;
}

/* One number for the traces of all seeds under all policies. */
static uint64_t digest(void)
{
	struct ex_config config = { .trace = true };
	uint64_t sum = 0;

	for (size_t i = 0; i < NR_NAMES; i++) {
		config.policy = make(names[i]);
		for (config.seed = 0; config.seed < SEEDS / NR_NAMES + 1; config.seed++) {
			struct ex_result result;

			ex_run(&config, buffer, NULL, &result);
			sum = sum * 1099511628211u ^ ex_trace_hash();
		}
		ex_policy_free(config.policy);
	}
	return sum;
}

/* The test below starts this program anew to have this line from it. */
static void __attribute__((constructor)) print_digest(void)
{
	if (!getenv("KSIM_DIGEST"))
		return;
	printf("%016lx %p\n", digest(), (void *)&s);
	fflush(stdout);
	_exit(0);
}

static void digest_of_new_process(char *digest, char *address)
{
	FILE *child = popen("KSIM_DIGEST=1 /proc/$PPID/exe", "r");

	cr_assert(child);
	cr_assert_eq(fscanf(child, "%16s %31s", digest, address), 2);
	cr_assert_eq(pclose(child), 0);
}

Test(determinism, ten_thousand_seeds_give_the_same_traces_at_other_addresses)
{
	char first[17], second[17], here[32], there[32];

	digest_of_new_process(first, here);
	digest_of_new_process(second, there);
	cr_expect_str_eq(first, second);
	if (!strcmp(here, there))
		cr_log_warn("both processes were at %s: no randomisation here", here);
}

static void write_tokens(void)
{
	FILE *file = fopen(TOKENS, "w");

	cr_assert(file);
	for (size_t i = 0; i < NR_NAMES; i++) {
		struct ex_config config = { .policy = make(names[i]) };

		for (config.seed = 0; config.seed < 20; config.seed++) {
			char token[TOKEN_MAX];
			struct ex_result result;

			ex_run(&config, buffer, NULL, &result);
			ex_schedule_print(&result.schedule, token, sizeof(token));
			fprintf(file, "%s %lu %s %lu %s\n", names[i], config.seed,
				ex_outcome_name(result.outcome), result.steps, token);
		}
		ex_policy_free(config.policy);
	}
	fclose(file);
}

/* By its seed and by its token. */
static void expect_line(struct ex_config *config, const char *outcome, uint64_t steps,
			const char *token)
{
	struct ex_schedule schedule = { 0 };
	struct ex_config replay = { .seed = 0 };
	struct ex_result result;
	char text[TOKEN_MAX];
	size_t at;

	ex_run(config, buffer, NULL, &result);
	ex_schedule_print(&result.schedule, text, sizeof(text));
	cr_expect_str_eq(text, token);
	cr_assert(ex_schedule_parse(&schedule, token, &at));
	replay.policy = ex_policy_replay(&schedule, false);
	ex_run(&replay, buffer, NULL, &result);
	cr_expect_str_eq(ex_outcome_name(result.outcome), outcome);
	cr_expect_eq(result.steps, steps);
	ex_policy_free(replay.policy);
	ex_schedule_free(&schedule);
}

Test(determinism, every_build_follows_the_same_tokens)
{
	char name[16], was[16] = "", outcome[16], token[TOKEN_MAX];
	struct ex_config config = { .policy = NULL };
	unsigned int lines = 0;
	uint64_t steps;
	FILE *file;

	if (getenv("KSIM_TOKENS"))
		write_tokens();
	file = fopen(TOKENS, "r");
	cr_assert(file, "%s: not found from here", TOKENS);
	while (fscanf(file, "%15s %lu %15s %lu %4095s", name, &config.seed, outcome, &steps,
		      token) == 5) {
		if (strcmp(name, was)) {
			ex_policy_free(config.policy);
			config.policy = make(name);
			strcpy(was, name);
		}
		expect_line(&config, outcome, steps, token);
		lines++;
	}
	fclose(file);
	cr_assert_eq(lines, 20 * NR_NAMES);
}
