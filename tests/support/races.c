// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * races.c - no race passes unseen: Criterion itself does not look at reports
 */
#include <sys/syscall.h>
#include <unistd.h>

#include "exec/race.h"
#include "support/races.h"

#define RACED_EXIT_CODE 66	/* ThreadSanitizer's own */

static bool expected;
static unsigned int seen_before;

/*
 * Not exit(): the runtime waits there for the end of the report that we are in.
 */
static void end_test(void *report)
{
	if (!expected)
		syscall(SYS_exit_group, RACED_EXIT_CODE);
}

__attribute__((constructor)) static void watch_races(void)
{
	ex_on_race = end_test;
}

/* At exit the runtime would fail a process for the races that it was to see. */
int __tsan_on_finalize(int failed);

int __tsan_on_finalize(int failed)
{
	return failed && !expected;
}

bool race_detector_present(void)
{
#ifdef KSIM_TSAN
	return true;
#else
	return false;
#endif
}

void races_expect(void)
{
	expected = true;
	seen_before = ex_races();
}

unsigned int races_seen(void)
{
	return ex_races() - seen_before;
}
