/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * race.h - what ThreadSanitizer reports, as it reports it
 */
#ifndef EXEC_RACE_H
#define EXEC_RACE_H

#include <stdbool.h>

/*
 * Called after each report has been printed, with the runtime's handle of it (see
 * <sanitizer/tsan_interface.h>). The runtime holds its locks: no allocation, no
 * scheduling, no access that it watches. NULL: record only.
 */
extern void (*ex_on_race)(void *report);

/* Reports since the process began; 0 in builds without ThreadSanitizer. */
unsigned int ex_races(void);

/*
 * What the calling task reads and writes in between is no part of the program: a
 * recorder's notes, say. libc's functions report even from files that are not
 * instrumented. Nests; no scheduling in between.
 */
void ex_unseen_begin(void);
void ex_unseen_end(void);

#define EX_RACE_STACK_MAX	24u

/* The two accesses of a report; a report that is no race has depth 0. */
struct ex_race {
	const char	*description;	/* "data-race", "heap-use-after-free", ... */
	unsigned int	depth[2];
	unsigned long	ips[2][EX_RACE_STACK_MAX];
	bool		write[2];
};

/*
 * The report number @index since the last run began. Early ones are kept, those past
 * EX_RACES_KEPT are only counted: NULL then, and past the last.
 */
#define EX_RACES_KEPT	64u
const struct ex_race *ex_race_at(unsigned int index);

/* How often freed memory was touched, in this process. */
unsigned int ex_freed_touched(void);

#endif
