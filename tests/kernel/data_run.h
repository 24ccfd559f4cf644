/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * data_run.h - a test's body as the only task of a run, or as one of several
 *
 * What takes locks or memory needs a task. At its end nothing may be left, and nothing found but
 * what the test expects.
 */
#ifndef TESTS_KERNEL_DATA_RUN_H
#define TESTS_KERNEL_DATA_RUN_H

#include <criterion/criterion.h>

#include <linux/types.h>

#include "exec/run.h"
#include "kernel/finding.h"
#include "kernel/rest.h"

struct data_root {
	void	(*body)(void *arg);
	void	*arg;
};

static inline void data_root_fn(void *arg)
{
	struct data_root *root = arg;

	root->body(root->arg);
	kernel_shutdown();
	rest_check_all();
}

static inline void data_run_with(struct ex_config *config, void (*body)(void *arg), void *arg)
{
	struct data_root root = { .body = body, .arg = arg };
	struct ex_result result;

	ex_run(config, data_root_fn, &root, &result);
	cr_assert_eq(result.outcome, EX_DONE, "%s", ex_outcome_name(result.outcome));
}

/* In one task; how many findings there were. */
static inline unsigned int data_run(void (*body)(void *arg), void *arg)
{
	struct ex_config config = { .engine = EX_FIBERS };

	findings_clear();
	data_run_with(&config, body, arg);
	return findings_count();
}

#define data_run_clean(body, arg)							\
	do {										\
		unsigned int __found = data_run(body, arg);				\
		cr_assert_eq(__found, 0, "%s", __found ? finding_at(0)->text : "");	\
	} while (0)

#endif
