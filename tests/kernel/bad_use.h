/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bad_use.h - primitives used as they must not be: each a finding, on both engines
 *
 * What would go wrong: a driver's mistake brings down the simulator, or makes it loop for
 * ever, in place of being reported. Each case runs in a process of its own, twice on fibers,
 * to show that the first run left nothing behind that the next one stumbles over.
 */
#ifndef TESTS_KERNEL_BAD_USE_H
#define TESTS_KERNEL_BAD_USE_H

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <linux/string.h>

#include "exec/run.h"
#include "kernel/finding.h"
#include "kernel/rest.h"
#include "support/freed.h"
#include "support/races.h"

#define SANITIZED	true	/* sanitizers would see it first, and end the process */
/* Its runtime overflows first, with a lock of its own; or atomics ask nobody, as it sees them. */
#define NOT_TSAN	true

struct bad_use {
	const char	*name;
	void		(*use)(void);
	const char	*title;		/* up to the function */
	bool		sanitized;
	bool		not_tsan;
};

#define CASE(use, title, ...)	{ #use, use, title, ##__VA_ARGS__ }

static void whole_use(void *arg)
{
	const struct bad_use *bad = arg;

	bad->use();
	kernel_shutdown();
}

static bool is_reported(const char *title)
{
	for (unsigned int i = 0; i < findings_count(); i++)
		if (str_has_prefix(finding_at(i)->title, title))
			return true;
	return false;
}

static void use_once(const struct bad_use *bad, enum ex_engine engine)
{
	struct ex_config config = { .engine = engine, .steps_max = 20000 };
	struct ex_result result;

	findings_clear();
	ex_run(&config, whole_use, (void *)bad, &result);
	cr_assert(is_reported(bad->title), "%s on %s: not \"%s\" but %s (%s)", bad->name,
		  engine == EX_FIBERS ? "fibers" : "threads", bad->title,
		  findings_count() ? finding_at(0)->text : "nothing",
		  ex_outcome_name(result.outcome));
}

static void use_badly(const struct bad_use *bad)
{
	if (bad->not_tsan && EX_TSAN)
		return;
	races_expect();
	freed_uses_expect(bad->sanitized);
	use_once(bad, EX_FIBERS);
	use_once(bad, EX_FIBERS);
	use_once(bad, EX_THREADS);
}

static struct criterion_test_params indices_of(unsigned int count)
{
	unsigned int *indices = cr_malloc(count * sizeof(*indices));

	for (unsigned int i = 0; i < count; i++)
		indices[i] = i;
	return cr_make_param_array(unsigned int, indices, count);
}

/* A test for each of the file's bad_uses[]. */
#define BAD_USES(suite)									\
	ParameterizedTestParameters(suite, is_a_finding_and_no_crash)			\
	{										\
		return indices_of(ARRAY_SIZE(bad_uses));				\
	}										\
	ParameterizedTest(const unsigned int *index, suite, is_a_finding_and_no_crash,	\
			  .timeout = 60)						\
	{										\
		use_badly(&bad_uses[*index]);						\
	}

#endif
