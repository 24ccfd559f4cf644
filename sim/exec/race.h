/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * race.h - what ThreadSanitizer reports, as it reports it
 */
#ifndef EXEC_RACE_H
#define EXEC_RACE_H

/*
 * Called after each report has been printed, with the runtime's handle of it (see
 * <sanitizer/tsan_interface.h>). The runtime holds its locks: no allocation, no
 * scheduling, no access that it watches. NULL: count only.
 */
extern void (*ex_on_race)(void *report);

/* Reports since the process began; 0 in builds without ThreadSanitizer. */
unsigned int ex_races(void);

#endif
