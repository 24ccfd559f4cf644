/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * user_world.h - run a program of user processes in a machine that boots and shuts down
 *
 * The root task boots, calls the test's function, shuts down and looks at rest. The
 * function makes processes; its own task is the first thread of one, "init".
 */
#ifndef TESTS_CORE_USER_WORLD_H
#define TESTS_CORE_USER_WORLD_H

#include <criterion/criterion.h>

#include "core/process.h"
#include "core/syscall.h"
#include "exec/run.h"
#include "kernel/finding.h"
#include "kernel/module.h"
#include "kernel/rest.h"
#include "support/freed.h"

struct user_world {
	void			(*main)(void);
	const struct ex_fault	*fault;		/* NULL: none */
	enum ex_engine		engine;
	struct ex_result	result;
};

/* The process that the test's function is a thread of. */
static struct process *user_world_init;

/* The calling task does system calls as @process until the second of these. */
static inline void user_enter(struct process *process)
{
	process_leave();
	process_enter(process);
}

static inline void user_leave(void)
{
	process_leave();
	process_enter(user_world_init);
}

static inline void user_world_root(void *arg)
{
	struct user_world *world = arg;
	struct process *init;

	cr_assert_eq(boot_initcalls(), 0);
	init = process_create("init", PROCESS_HOST_CLIENT);
	user_world_init = init;
	process_enter(init);
	world->main();
	process_leave();
	process_put(init);
	shutdown_exitcalls();
	kernel_shutdown();
	rest_check_all();
}

/* One schedule; returns how many findings there are. */
static inline unsigned int user_world_run(struct user_world *world, const char *policy,
					  uint64_t seed)
{
	struct ex_config config = {
		.engine = world->engine,
		.policy = policy ? ex_policy_make(policy, NULL) : NULL,
		.seed = seed,
		.faults = world->fault,
		.nr_faults = world->fault ? 1 : 0,
	};

	findings_clear();
	ex_run(&config, user_world_root, world, &world->result);
	if (config.policy)
		ex_policy_free(config.policy);
	return findings_count();
}

/* @main works, leaves nothing behind and finds nothing, in @runs random schedules. */
static inline void user_world_expect_clean(void (*main)(void), unsigned int runs)
{
	struct user_world world = { .main = main };

	for (unsigned int seed = 1; seed <= runs; seed++) {
		user_world_run(&world, "random", seed);
		cr_assert_eq(findings_count(), 0, "seed %u: %s\n%s", seed, finding_at(0)->title,
			     finding_at(0)->text);
		cr_assert_eq(world.result.outcome, EX_DONE, "seed %u", seed);
	}
}

/* The same with tasks that run at the same time. */
static inline void user_world_expect_clean_parallel(void (*main)(void), unsigned int runs)
{
	struct user_world world = { .main = main, .engine = EX_THREADS };

	while (runs--) {
		user_world_run(&world, NULL, 1);
		cr_assert_eq(findings_count(), 0, "%s\n%s", finding_at(0)->title,
			     finding_at(0)->text);
		cr_assert_eq(world.result.outcome, EX_DONE);
	}
}

/* Some schedule of @runs ends in a finding of @kind; the first one is asked. */
static inline const struct finding *user_world_expect(void (*main)(void), unsigned int runs,
						      enum finding_kind kind)
{
	struct user_world world = { .main = main };

	freed_uses_expect(kind == FINDING_UAF);
	for (unsigned int seed = 1; seed <= runs; seed++) {
		if (!user_world_run(&world, "random", seed))
			continue;
		cr_assert_eq(finding_at(0)->kind, kind, "%s", finding_at(0)->text);
		return finding_at(0);
	}
	cr_assert_fail("nothing was found in %u schedules", runs);
	return NULL;
}

#endif
