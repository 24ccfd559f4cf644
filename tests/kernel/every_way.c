// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * every_way.c - each primitive: silent where it is used well, in every schedule of a small
 * program, in sampled ones and on threads; found out where it is not
 *
 * What would go wrong: an interleaving of two calls that nobody has thought of, or a
 * checker that has gone deaf. docs/primitives.md is the table as text; a test compares them
 * (KSIM_PRIMITIVES=write build/release/test_kernel rewrites it, KSIM_PRIMITIVES=show tells
 * how many schedules there were).
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>

#include "every_way.h"

#include <linux/string.h>

#include "exec/run.h"
#include "kernel/finding.h"
#include "kernel/rest.h"
#include "support/races.h"

#define TABLE		"docs/primitives.md"
#define SANITIZED	(EX_ASAN || EX_TSAN)
#define SCHEDULES_MAX	(SANITIZED ? 4000u : 100000u)
#define SAMPLES		(SANITIZED ? 40u : 200u)
#define PARALLEL	(SANITIZED ? 20u : 60u)
#define TRIES		3000u	/* to meet the mistake of a twin */
#define THREAD_TRIES	(100 * TRIES)	/* where the host decides, which may have a mood */

static const struct primitive *const tables[] = {
	every_count, every_lock, every_wait, every_work, every_worker, every_rcu, every_structure,
	every_service, every_rare,
};

static const struct primitive *primitive_at(unsigned int index)
{
	for (unsigned int t = 0; t < ARRAY_SIZE(tables); t++)
		for (const struct primitive *p = tables[t]; p->name; p++)
			if (!index--)
				return p;
	return NULL;
}

static struct criterion_test_params all_primitives(void)
{
	static unsigned int *indices;
	unsigned int count = 0;

	while (primitive_at(count))
		count++;
	indices = cr_malloc(count * sizeof(*indices));
	for (unsigned int i = 0; i < count; i++)
		indices[i] = i;
	return cr_make_param_array(unsigned int, indices, count);
}

static void whole_program(void *arg)
{
	void (*const *program)(void) = arg;

	(*program)();
	kernel_shutdown();
	rest_check_all();
}

static struct ex_policy *policy_of(const char *name)
{
	const char *error = NULL;
	struct ex_policy *policy = ex_policy_make(name, &error);

	cr_assert(policy, "%s: %s", name, error);
	return policy;
}

/* One run, which must end well and find nothing. */
static void run_silently(const struct primitive *p, struct ex_config *config, const char *way,
			 struct ex_result *result)
{
	ex_run(config, whole_program, (void *)&p->right, result);
	cr_assert(result->outcome == EX_DONE || result->outcome == EX_PRUNED, "%s, %s %lu: %s\n%s",
		  p->name, way, config->seed, ex_outcome_name(result->outcome),
		  findings_count() ? finding_at(0)->text : "");
	cr_assert_eq(findings_count(), 0, "%s, %s %lu: %s", p->name, way, config->seed,
		     finding_at(0)->text);
}

static bool shown(void)
{
	const char *wish = getenv("KSIM_PRIMITIVES");

	return wish && !strcmp(wish, "show");
}

static void search_all(const struct primitive *p)
{
	struct ex_config config = { .policy = policy_of("exhaustive") };
	struct ex_exhaustive_stats stats;
	struct ex_result result = { 0 };

	while (!result.exhausted && config.seed++ < SCHEDULES_MAX)
		run_silently(p, &config, "exhaustive", &result);
	ex_exhaustive_stats(config.policy, &stats);
	if (shown())
		fprintf(stderr, "%-28s %7lu classes in %7lu schedules\n", p->name, stats.classes,
			stats.schedules);
	cr_assert(stats.exhausted || SANITIZED, "%s: more than %u schedules", p->name,
		  SCHEDULES_MAX);
	cr_assert(p->alone || stats.classes > 1, "%s: nothing to interleave", p->name);
	ex_policy_free(config.policy);
}

static void sample(const struct primitive *p, const char *policy)
{
	struct ex_config config = { .policy = policy_of(policy) };
	struct ex_result result;

	for (config.seed = 0; config.seed < SAMPLES; config.seed++)
		run_silently(p, &config, policy, &result);
	ex_policy_free(config.policy);
}

static void run_in_parallel(const struct primitive *p)
{
	struct ex_config config = { .engine = EX_THREADS, .perturb = 4 };
	struct ex_result result;

	for (config.seed = 0; config.seed < PARALLEL; config.seed++)
		run_silently(p, &config, "threads", &result);
}

ParameterizedTestParameters(every_way, a_primitive_used_well_is_silent)
{
	return all_primitives();
}

ParameterizedTest(const unsigned int *index, every_way, a_primitive_used_well_is_silent)
{
	const struct primitive *p = primitive_at(*index);

	search_all(p);
	sample(p, "random");
	sample(p, "pct:3");
	run_in_parallel(p);
}

static const struct finding *finding_titled(const char *title)
{
	for (unsigned int i = 0; i < findings_count(); i++)
		if (str_has_prefix(finding_at(i)->title, title))
			return finding_at(i);
	return NULL;
}

/* Run the twin until it is found out. */
static void find_mistake(const struct primitive *p, struct ex_config *config, const char *way)
{
	unsigned int tries = config->engine == EX_THREADS ? THREAD_TRIES : TRIES;
	struct ex_result result = { 0 };

	findings_clear();
	for (config->seed = 1; config->seed <= tries && !result.exhausted; config->seed++) {
		ex_run(config, whole_program, (void *)&p->wrong, &result);
		if (finding_titled(p->title))
			break;
		findings_clear();	/* a race, a wrong order: what comes before the end */
	}
	cr_expect(finding_titled(p->title), "%s, %s: \"%s\" not found in %lu runs (%s)", p->name,
		  way, p->title, config->seed - 1, ex_outcome_name(result.outcome));
	ex_policy_free(config->policy);
}

ParameterizedTestParameters(every_way, a_primitive_used_wrongly_is_found_out)
{
	return all_primitives();
}

ParameterizedTest(const unsigned int *index, every_way, a_primitive_used_wrongly_is_found_out)
{
	static const char *const policies[] = { "exhaustive", "random", "pct:3" };
	const struct primitive *p = primitive_at(*index);

	if (p->sanitized && SANITIZED)
		return;
	races_expect();
	/* With a sanitizer addresses do not repeat, and a search may take one step for another. */
	for (unsigned int i = SANITIZED; i < ARRAY_SIZE(policies); i++) {
		struct ex_config config = { .policy = policy_of(policies[i]) };

		find_mistake(p, &config, policies[i]);
	}
	find_mistake(p, &(struct ex_config){ .engine = EX_THREADS, .perturb = 2 }, "threads");
}

static void add_table(struct text *text)
{
	const struct primitive *p;

	text_add(text, "# Primitives, and what their misuse is called\n\n"
		 "Made and checked by `tests/kernel/every_way.c`. The right program of each row\n"
		 "is silent in all its schedules, in sampled ones (random, PCT) and on threads,\n"
		 "at rest and under sanitizers; the one with the mistake is found out in each of\n"
		 "these ways.\n\n"
		 "| primitive | the twin's mistake | is reported as |\n|---|---|---|\n");
	for (unsigned int i = 0; (p = primitive_at(i)); i++)
		text_add(text, "| %s | %s | %s |\n", p->name, p->mistake, p->title);
}

Test(every_way, the_table_in_the_documents_is_this_one)
{
	struct text text = { 0 };
	const char *wish = getenv("KSIM_PRIMITIVES");
	bool write = wish && !strcmp(wish, "write");
	FILE *file = fopen(TABLE, write ? "w" : "r");
	static char found[32768];
	size_t length;

	add_table(&text);
	cr_assert(file, "%s: not found from here", TABLE);
	if (write) {
		fputs(text.start, file);
	} else {
		length = fread(found, 1, sizeof(found) - 1, file);
		found[length] = 0;
		cr_assert_str_eq(found, text.start);
	}
	fclose(file);
}
