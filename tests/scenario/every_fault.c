// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * every_fault.c - a device opened and closed while each allocation fails in turn
 *
 * Whatever could not be had, the device is left as it was found, and nothing leaks.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "scenario/kinds.h"
#include "scenario/language.h"
#include "scenario/runner.h"

#define LOST	"PCI device left without its config space"

/* Faults of an unchecked program begin after booting. */
static const char text[] =
	"unchecked\n"
	"world nic\n"
	"task user in qemu {\n"
	"	container = open /dev/vfio/vfio rw\n"
	"	group = open_group nic\n"
	"	ioctl group VFIO_GROUP_SET_CONTAINER container\n"
	"	ioctl container VFIO_SET_IOMMU type1v2\n"
	"	dev = ioctl group VFIO_GROUP_GET_DEVICE_FD nic\n"
	"	close dev\n"
	"}\n"
	"faults {\n"
	"	fail any %u\n"
	"}\n";

/* With the @nth fault point failing; false past the last. */
static bool run_with(unsigned int nth, const char *variants, struct scn_result *result)
{
	const struct scn_setting setting = { .variants = variants, .steps_max = 200000 };
	static struct scn_program program;
	struct scn_error error;
	char source[1024];
	int length = snprintf(source, sizeof(source), text, nth);
	bool more;

	cr_assert(scn_parse(&program, source, (size_t)length, &error), "%s", error.message);
	scn_run(&program, &setting, result);
	more = result->fault_points >= nth;
	scn_program_release(&program);
	return more;
}

Test(every_fault, leaves_a_device_as_it_was)
{
	static struct scn_result result;
	unsigned int nth = 1;

	for (;; nth++) {
		bool more = run_with(nth, NULL, &result);

		cr_expect_eq(result.nr_findings, 0, "fault %u: %s", nth,
			     result.findings[0].report);
		scn_result_release(&result);
		if (!more)
			break;
	}
	cr_expect_gt(nth, 20);
}

Test(every_fault, one_of_them_costs_linux_the_bars)
{
	static struct scn_result result;
	unsigned int lost = 0, nth;
	bool more = true;

	for (nth = 1; more; nth++) {
		more = run_with(nth, "vfio-pci-no-state-is-good", &result);
		lost += scn_result_has(&result, SCN_KIND_STATE, LOST);
		scn_result_release(&result);
	}
	cr_expect_eq(lost, 1);
}
