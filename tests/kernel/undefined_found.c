// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * undefined_found.c - what UndefinedBehaviorSanitizer sees in a run becomes a finding of that run
 *
 * What would go wrong: the process ends, and with it the run's findings and its schedule. Without
 * the sanitizer nobody looks, and nothing is found.
 */
#include "data_run.h"

#include "support/undefined.h"

static struct {
	int	table[4];
	int	behind[4];
} object;

static volatile unsigned int number;
static int got;

/* The index is taken as it is: what stands behind the table is read. */
static noinline void look_up(void *unused)
{
	got = object.table[number];
}

static noinline void shift(void *unused)
{
	got = 1u << number;
}

/* Run @what in a task; returns whether there was a finding, which then is @title. */
static bool found(void (*what)(void *arg), const char *title)
{
	struct ex_config config = { .engine = EX_FIBERS };
	struct ex_result result;

	undefined_expect();
	findings_clear();
	ex_run(&config, what, NULL, &result);
	cr_assert_eq(result.outcome, EX_DONE, "the task goes on");
	if (!findings_count())
		return false;
	cr_expect_eq(findings_count(), 1);
	cr_expect_eq(finding_at(0)->kind, FINDING_STATE);
	cr_expect_str_eq(finding_at(0)->title, title);
	return true;
}

Test(undefined_found, an_index_past_the_array_is_a_finding_and_the_task_goes_on)
{
	number = 5;
	object.behind[1] = 42;
	cr_expect_eq(found(look_up, "UBSAN: array-index-out-of-bounds in look_up"),
		     undefined_detector_present());
	cr_expect_eq(got, 42);
}

Test(undefined_found, the_last_index_of_the_array_is_silent)
{
	number = 3;
	object.table[3] = 42;
	cr_expect_not(found(look_up, NULL));
	cr_expect_eq(got, 42);
}

Test(undefined_found, shifting_by_more_than_the_width_is_a_finding)
{
	number = 40;
	cr_expect_eq(found(shift, "UBSAN: shift-out-of-bounds in shift"),
		     undefined_detector_present());
}

Test(undefined_found, shifting_by_less_than_the_width_is_silent)
{
	number = 31;
	cr_expect_not(found(shift, NULL));
	cr_expect_eq((unsigned int)got, 1u << 31);
}
