// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fault.c - fault points: places where the world may refuse
 *
 * The plan of a run names them by number in order of execution, or by site and
 * number at that site, so that "every allocation failing once in turn" is a loop
 * over one integer and a failing plan replays.
 */
#include <stdlib.h>
#include <string.h>

#include "exec/internal.h"

static uint64_t *seen_at_site;	/* one counter an entry of the plan */
static unsigned int seen_size;
static bool armed;

void ex_faults_arm(bool on)
{
	armed = on;
}

void faults_begin(void)
{
	armed = true;
	if (run.config.nr_faults > seen_size) {
		seen_size = run.config.nr_faults;
		seen_at_site = realloc(seen_at_site, seen_size * sizeof(*seen_at_site));
		if (!seen_at_site)
			abort();
	}
	if (run.config.nr_faults)
		memset(seen_at_site, 0, run.config.nr_faults * sizeof(*seen_at_site));
}

bool ex_fail(const char *site)
{
	bool fail = false;
	uint64_t nth;

	if (!armed)
		return false;
	nth = ex_parallel ? __atomic_add_fetch(&run.fault_points, 1, __ATOMIC_RELAXED) :
			    ++run.fault_points;
	for (unsigned int i = 0; i < run.config.nr_faults; i++) {
		const struct ex_fault *fault = &run.config.faults[i];

		if (!fault->site)
			fail |= fault->nth == nth;
		else if (!strcmp(fault->site, site))
			fail |= fault->nth ==
				__atomic_add_fetch(&seen_at_site[i], 1, __ATOMIC_RELAXED);
	}
	return fail;
}
