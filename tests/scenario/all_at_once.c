// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * all_at_once.c - an unbind, a card that is pulled and put back, sriov_numvfs and suspend at any
 * moment of each other and of a user who has the device open, while each allocation fails once in
 * turn. What would go wrong: a crash, a leak, a task that hangs. tests/pci/faults.c does the same
 * without a user, and looks at what is returned.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "exec/policy.h"
#include "scenario/language.h"
#include "scenario/runner.h"

static const char text[] =
	"%s"
	"world sriov\n"
	"task user in qemu {\n"
	"	dev = attach disk -> any\n"
	"	ioctl dev VFIO_DEVICE_RESET -> any\n"
	"	sleep 20ms -> any\n"
	"	close dev -> any\n"
	"}\n"
	"task binder in admin {\n"
	"	unbind disk\n"
	"	bind disk vfio-pci\n"
	"}\n"
	"task writer in root {\n"
	"	sriov_numvfs disk 2\n"
	"	sriov_numvfs disk 0\n"
	"}\n"
	"task hardware {\n"
	"	unplug disk\n"
	"	plug disk\n"
	"}\n"
	"task power {\n"
	"	suspend\n"
	"}\n"
	"%s";

static struct scn_result result;

/* One schedule, number @seed, in which fault point number @nth fails (0: none). */
static void run(unsigned int nth, unsigned int seed)
{
	static struct scn_program program;
	const char *error_text;
	struct scn_setting setting = {
		.policy = ex_policy_make("random", &error_text), .seed = seed,
		.steps_max = 2000000,
	};
	struct scn_error error;
	char source[2048], faults[64] = "";
	int length;

	if (nth)
		snprintf(faults, sizeof(faults), "faults {\n\tfail any %u\n}\n", nth);
	length = snprintf(source, sizeof(source), text, nth ? "unchecked\n" : "", faults);
	cr_assert(scn_parse(&program, source, (size_t)length, &error), "line %u: %s", error.line,
		  error.message);
	scn_run(&program, &setting, &result);
	ex_policy_free(setting.policy);
	scn_program_release(&program);
	for (unsigned int i = 0; i < result.nr_findings; i++)
		cr_assert_fail("fault %u, seed %u: %s\n%s", nth, seed, result.findings[i].title,
			       result.findings[i].report);
	cr_assert_eq(result.outcome, EX_DONE, "fault %u, seed %u: %s", nth, seed,
		     ex_outcome_name(result.outcome));
	scn_result_release(&result);
}

Test(all_at_once, without_a_failure_nothing_is_found_in_any_schedule)
{
	for (unsigned int seed = 1; seed <= 300; seed++)
		run(0, seed);
}

/* Each number with a schedule of its own, until no schedule has that many points. */
Test(all_at_once, each_allocation_may_fail_once)
{
	unsigned int nth = 1, beyond = 0;

	for (; beyond < 3; nth++) {
		for (unsigned int k = 0; k < 5; k++)
			run(nth, nth * 5 + k);
		beyond = result.fault_points < nth ? beyond + 1 : 0;
	}
	cr_expect_gt(nth, 100, "only %u points", nth);
}
