// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * race.c - the one receiver of ThreadSanitizer's reports
 *
 * The runtime calls a function of a fixed name; without ThreadSanitizer nobody does.
 */
#include "exec/race.h"

void (*ex_on_race)(void *report);

static unsigned int races;

unsigned int ex_races(void)
{
	return __atomic_load_n(&races, __ATOMIC_RELAXED);
}

void __tsan_on_report(void *report);

void __tsan_on_report(void *report)
{
	__atomic_add_fetch(&races, 1, __ATOMIC_RELAXED);
	if (ex_on_race)
		ex_on_race(report);
}
