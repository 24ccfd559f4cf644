/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * title_of.h - one run of a function, which finds one thing or nothing
 */
#ifndef TESTS_KERNEL_TITLE_OF_H
#define TESTS_KERNEL_TITLE_OF_H

#include <criterion/criterion.h>

#include "exec/run.h"
#include "kernel/finding.h"
#include "kernel/rest.h"

static void title_root(void *fn)
{
	((void (*)(void))fn)();
	kernel_shutdown();
}

/* NULL: nothing was found. */
static const char *title_of(void (*fn)(void))
{
	struct ex_config config = { .steps_max = 20000 };
	struct ex_result result;

	findings_clear();
	ex_run(&config, title_root, fn, &result);
	cr_assert_leq(findings_count(), 1);
	return findings_count() ? finding_at(0)->title : NULL;
}

#endif
