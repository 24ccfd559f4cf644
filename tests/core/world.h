/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * world.h - a world for a test: booted, used by one task or several, torn down, looked at
 */
#ifndef TESTS_CORE_WORLD_H
#define TESTS_CORE_WORLD_H

#include <criterion/criterion.h>

#include <linux/sched.h>
#include <linux/string.h>

#include "exec/run.h"
#include "kernel/finding.h"
#include "kernel/module.h"
#include "kernel/rest.h"
#include "kernel/variant.h"

struct world {
	void			(*fn)(void);
	struct ex_config	config;
	struct ex_result	result;
};

static void world_root(void *arg)
{
	struct world *world = arg;

	cr_assert_eq(boot_initcalls(), 0);
	world->fn();
	shutdown_exitcalls();
	kernel_shutdown();
	rest_check_all();
}

/* One run of @fn in a fresh world; findings add up over runs. */
static inline void world_run(struct world *world, void (*fn)(void))
{
	world->fn = fn;
	ex_run(&world->config, world_root, world, &world->result);
}

/* The same, and all must be well: it ends, and nobody finds anything. */
static inline void world_expect_silence(struct world *world, void (*fn)(void))
{
	world_run(world, fn);
	for (unsigned int i = 0; i < findings_count(); i++)
		cr_log_error("%s: %s\n%s", finding_kind_name(finding_at(i)->kind),
			     finding_at(i)->title, finding_at(i)->text);
	cr_assert_eq(world->result.outcome, EX_DONE, "%s",
		     ex_outcome_name(world->result.outcome));
	cr_assert_eq(findings_count(), 0);
}

/* @runs schedules by the random policy, all of them silent. */
static inline void world_explore_silence(void (*fn)(void), unsigned int runs)
{
	const char *error;
	struct world world = { .config.policy = ex_policy_make("random", &error) };

	for (; world.config.seed < runs; world.config.seed++)
		world_expect_silence(&world, fn);
}

static inline const struct finding *world_finding(enum finding_kind kind)
{
	for (unsigned int i = 0; i < findings_count(); i++)
		if (finding_at(i)->kind == kind)
			return finding_at(i);
	return NULL;
}

static inline struct task_struct *spawn(const char *name, void (*fn)(void *arg), void *arg)
{
	return task_spawn(name, fn, arg, 0, false);
}

#endif
