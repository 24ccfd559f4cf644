// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * brought.c - the drivers of drivers/examples, as users bring them: each mistake is found, and
 * nothing without it. What would go wrong: a driver from outside does not compile, or is looked
 * at less closely than our own code.
 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "exec/sanitizer.h"

#include "command.h"

static struct output out;

/* A sanitizer makes each step slower, and sees most of the mistakes in the first schedules. */
#define RUNS	(EX_TSAN ? 100 : EX_ASAN ? 300 : 2000)

Test(brought, drivers_are_found_out_and_their_fixed_twins_are_not)
{
	char arguments[400];

	snprintf(arguments, sizeof(arguments), "hunt drivers/examples -q --runs %d --out %s", RUNS,
		 scratch());
	ksim_of(&out, "brought", ".", arguments);
	cr_expect_eq(out.status, 0, "%s", out.text);
}
