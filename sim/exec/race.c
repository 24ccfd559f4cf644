// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * race.c - the one receiver of ThreadSanitizer's reports
 *
 * The runtime calls a function of a fixed name; without ThreadSanitizer nobody does,
 * and its own functions, which are not in its public header, are not there.
 */
#include "exec/race.h"

#include <stddef.h>
#include <string.h>

#include "exec/internal.h"

void (*ex_on_race)(void *report);

static unsigned int races, races_before;
static unsigned int freed_touched;	/* reports of touched memory that was freed */
static struct ex_race kept[EX_RACES_KEPT];

__attribute__((weak)) int __tsan_get_report_data(void *report, const char **description,
						 int *count, int *stacks, int *mops, int *locs,
						 int *mutexes, int *threads, int *unique_tids,
						 void **sleep_trace, unsigned long trace_size);
__attribute__((weak)) int __tsan_get_report_mop(void *report, unsigned long index, int *tid,
						void **addr, int *size, int *write, int *atomic,
						void **trace, unsigned long trace_size);

__attribute__((weak)) void __tsan_ignore_thread_begin(void);
__attribute__((weak)) void __tsan_ignore_thread_end(void);

void ex_unseen_begin(void)
{
	if (__tsan_ignore_thread_begin)
		__tsan_ignore_thread_begin();
}

void ex_unseen_end(void)
{
	if (__tsan_ignore_thread_end)
		__tsan_ignore_thread_end();
}

unsigned int ex_races(void)
{
	return __atomic_load_n(&races, __ATOMIC_RELAXED);
}

const struct ex_race *ex_race_at(unsigned int index)
{
	return index < ex_races() - races_before && index < EX_RACES_KEPT ? &kept[index] : NULL;
}

unsigned int ex_freed_touched(void)
{
	return __atomic_load_n(&freed_touched, __ATOMIC_RELAXED);
}

void races_forget(void)
{
	races_before = ex_races();
}

static void record_access(void *report, struct ex_race *race, unsigned long which)
{
	void *trace[EX_RACE_STACK_MAX] = { NULL }, *addr;
	int tid, size, write, atomic;

	__tsan_get_report_mop(report, which, &tid, &addr, &size, &write, &atomic, trace,
			      EX_RACE_STACK_MAX);
	race->write[which] = write;
	for (unsigned int i = 0; i < EX_RACE_STACK_MAX && trace[i]; i++) {
		if (!i || trace[i] != trace[i - 1])	/* inlined ones: at the same address */
			race->ips[which][race->depth[which]++] = (unsigned long)trace[i];
	}
}

static void record(void *report, struct ex_race *race)
{
	int count, stacks, mops = 0, locs, mutexes, threads, tids;
	void *sleep_trace[1];

	if (!__tsan_get_report_data || !__tsan_get_report_mop)
		return;
	__tsan_get_report_data(report, &race->description, &count, &stacks, &mops, &locs,
			       &mutexes, &threads, &tids, sleep_trace, 1);
	for (int i = 0; i < mops && i < 2; i++)
		record_access(report, race, (unsigned long)i);
}

void __tsan_on_report(void *report);

void __tsan_on_report(void *report)
{
	unsigned int index = races - races_before;
	struct ex_race race = { NULL };

	record(report, &race);
	if (index < EX_RACES_KEPT)
		kept[index] = race;
	if (race.description && strstr(race.description, "use-after-free"))
		__atomic_add_fetch(&freed_touched, 1, __ATOMIC_RELAXED);
	__atomic_add_fetch(&races, 1, __ATOMIC_RELAXED);
	if (ex_on_race)
		ex_on_race(report);
}
