// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * policies.c - what each policy promises: it can be made by name, its runs replay, the
 * search visits each class once and reaches every final state that brute force does.
 * What would go wrong: bugs that no schedule of a campaign can show.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "exec/run.h"

static int shared_x, shared_y;

/* Relaxed: the order of these steps is the point, not ThreadSanitizer's opinion of it. */
static int load(const int *p)
{
	ex_point(EX_READ, p);
	return __atomic_load_n(p, __ATOMIC_RELAXED);
}

static void store(int *p, int value)
{
	ex_point(EX_WRITE, p);
	__atomic_store_n(p, value, __ATOMIC_RELAXED);
}

static void increments_x(void *arg)
{
	store(&shared_x, load(&shared_x) + 1);
}

static void copies_x_to_y(void *arg)
{
	store(&shared_y, load(&shared_x) + 2);
}

static void sets_y(void *arg)
{
	store(&shared_y, 7);
}

/* No joins: their orders are classes of their own. The state is read after the run. */
static void three_tasks(void *arg)
{
	shared_x = shared_y = 0;
	ex_spawn("a", increments_x, NULL, 0);
	ex_spawn("b", copies_x_to_y, NULL, 0);
	ex_spawn("c", sets_y, NULL, 0);
}

static void two_increments(void *arg)
{
	shared_x = shared_y = 0;
	ex_spawn("a", increments_x, NULL, 0);
	ex_spawn("b", increments_x, NULL, 0);
}

static int private_x[2];

static void increments_own(void *arg)
{
	int *own = arg;

	for (int i = 0; i < 2; i++)
		store(own, load(own) + 1);
}

static void independent_tasks(void *arg)
{
	ex_spawn("a", increments_own, &private_x[0], 0);
	ex_spawn("b", increments_own, &private_x[1], 0);
}

static int read_state(void)
{
	return shared_x * 16 + shared_y;
}

static uint64_t mix(uint64_t a, uint64_t b)
{
	a = (a ^ b) * 0x9e3779b97f4a7c15u;
	return a ^ a >> 29;
}

static bool dependent(const struct ex_trace_step *a, const struct ex_trace_step *b)
{
	return a->task == b->task ||
	       (a->obj == b->obj && (ex_op_writes(a->op) || ex_op_writes(b->op)));
}

/*
 * The run's class by definition, without a thought of the search: a step is named by its
 * task and by the names of the steps before it that it depends on, in no order.
 */
static uint64_t class_of_run(void)
{
	static uint64_t names[64];
	size_t count, i, j;
	const struct ex_trace_step *steps = ex_trace(&count);
	uint64_t class = 0;

	cr_assert_leq(count, 64);
	for (i = 0; i < count; i++) {
		uint64_t before = 0;

		for (j = 0; j < i; j++)
			if (dependent(&steps[j], &steps[i]))
				before += mix(names[j], 1);
		names[i] = mix(mix(steps[i].task + 1, steps[i].op), before);
		class += mix(names[i], 2);
	}
	return class;
}

static unsigned int classes_by_brute_force(void (*root)(void *))
{
	const char *error;
	struct ex_config config = { .policy = ex_policy_make("dfs", &error), .trace = true };
	struct ex_result result = { .exhausted = false };
	static uint64_t seen[256];
	unsigned int count = 0, i;

	while (!result.exhausted) {
		uint64_t class;

		ex_run(&config, root, NULL, &result);
		class = class_of_run();
		for (i = 0; i < count && seen[i] != class; i++)
			;
		cr_assert_lt(i, 256);
		if (i == count)
			seen[count++] = class;
	}
	ex_policy_free(config.policy);
	return count;
}

static uint64_t search(const char *name, void (*root)(void *), uint64_t *states,
		       struct ex_exhaustive_stats *stats)
{
	const char *error;
	struct ex_policy *policy = ex_policy_make(name, &error);
	struct ex_config config = { .policy = policy };
	struct ex_result result;

	*states = 0;
	for (unsigned int runs = 0; runs < 2000000; runs++) {
		ex_run(&config, root, NULL, &result);
		cr_assert(result.outcome == EX_DONE || result.outcome == EX_PRUNED, "%s",
			  ex_outcome_name(result.outcome));
		if (result.outcome == EX_DONE)
			*states |= UINT64_C(1) << (read_state() & 63);
		if (result.exhausted)
			break;
	}
	cr_assert(ex_exhaustive_stats(policy, stats));
	ex_policy_free(policy);
	return stats->classes;
}

static void compare(void (*root)(void *))
{
	struct ex_exhaustive_stats all, reduced;
	uint64_t states_all, states_reduced;

	search("dfs", root, &states_all, &all);
	search("exhaustive", root, &states_reduced, &reduced);
	cr_assert(all.exhausted && reduced.exhausted);
	cr_assert_eq(states_all, states_reduced, "%lx, reduced %lx", states_all, states_reduced);
	cr_assert_lt(reduced.classes, all.classes);
	cr_log_info("schedules %lu, classes %lu in %lu runs", all.schedules, reduced.classes,
		    reduced.schedules);
}

Test(policies, reduction_finds_the_final_states_of_brute_force)
{
	compare(two_increments);
	compare(three_tasks);
}

Test(policies, reduction_counts_the_classes_of_brute_force)
{
	static void (*const roots[])(void *) = { two_increments, three_tasks, independent_tasks };

	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++) {
		struct ex_exhaustive_stats stats;
		uint64_t states;

		search("exhaustive", roots[i], &states, &stats);
		cr_expect_eq(stats.classes, classes_by_brute_force(roots[i]), "program %zu", i);
	}
}

Test(policies, independent_tasks_are_one_class)
{
	struct ex_exhaustive_stats stats;
	uint64_t states;

	search("exhaustive", independent_tasks, &states, &stats);
	cr_assert_eq(stats.classes, 1, "%lu classes", stats.classes);
}

Test(policies, every_policy_finds_the_lost_update_and_its_schedule_replays)
{
	static const char *const names[] = { "random", "pct:2", "pct:3", "pos", "surw",
					     "portfolio", "exhaustive", "dfs:1" };

	for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *error = NULL;
		struct ex_config config = { .policy = ex_policy_make(names[i], &error) };
		struct ex_schedule schedule = { 0 };
		struct ex_result result;
		uint64_t steps;

		cr_assert(config.policy, "%s: %s", names[i], error);
		shared_x = 2;
		for (config.seed = 0; config.seed < 10000 && shared_x == 2; config.seed++)
			ex_run(&config, two_increments, NULL, &result);
		cr_assert_eq(shared_x, 1, "%s never finds it", names[i]);
		ex_schedule_copy(&schedule, &result.schedule);
		steps = result.steps;
		ex_policy_free(config.policy);
		config.policy = ex_policy_replay(&schedule, false);
		shared_x = 0;
		ex_run(&config, two_increments, NULL, &result);
		cr_assert_eq(result.outcome, EX_DONE, "%s", names[i]);
		cr_assert_eq(shared_x, 1, "%s", names[i]);
		cr_assert_eq(result.steps, steps);
		ex_policy_free(config.policy);
	}
}

Test(policies, the_same_seed_gives_the_same_trace)
{
	const char *error;
	struct ex_config config = { .policy = ex_policy_make("random", &error), .trace = true };
	struct ex_result result;

	for (config.seed = 0; config.seed < 300; config.seed++) {
		char *first, *second;
		uint64_t hash;

		ex_run(&config, three_tasks, NULL, &result);
		first = ex_trace_text();
		hash = ex_trace_hash();
		ex_run(&config, three_tasks, NULL, &result);
		second = ex_trace_text();
		cr_assert_str_eq(first, second);
		cr_assert_eq(hash, ex_trace_hash());
		free(first);
		free(second);
	}
}

Test(policies, a_schedule_that_cannot_be_followed_is_a_divergence)
{
	struct ex_schedule schedule = { 0 };
	struct ex_result result;
	struct ex_config config;
	size_t at;

	cr_assert(ex_schedule_parse(&schedule, "v1;0=t1;1=p77", &at));
	config = (struct ex_config){ .policy = ex_policy_replay(&schedule, false) };
	ex_run(&config, two_increments, NULL, &result);
	cr_assert_eq(result.outcome, EX_DIVERGED);
	cr_assert_eq(result.diverged_at, 1);
}

Test(policies, text_of_a_schedule_maps_one_to_one)
{
	struct ex_schedule schedule = { 0 };
	char text[64];
	size_t at;

	cr_assert(ex_schedule_parse(&schedule, "v1;3=t2;9=n1;12=p0", &at));
	ex_schedule_print(&schedule, text, sizeof(text));
	cr_assert_str_eq(text, "v1;3=t2;9=n1;12=p0");
	cr_assert_not(ex_schedule_parse(&schedule, "v1;3=t2;3=t1", &at));
	cr_assert_eq(at, 7);
	cr_assert_not(ex_schedule_parse(&schedule, "v2", &at));
}
