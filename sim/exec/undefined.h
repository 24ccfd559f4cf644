/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * undefined.h - what UndefinedBehaviorSanitizer reports, as it reports it
 *
 * A task that does what C does not define is reported and goes on, as it does in Linux. The runtime
 * reports a place once in a process: what a run shows first is new to a process that ran nothing.
 */
#ifndef EXEC_UNDEFINED_H
#define EXEC_UNDEFINED_H

#include <stdbool.h>

#define EX_UNDEFINED_STACK_MAX	48u

struct ex_undefined {
	const char	*what;		/* "out-of-bounds-index", "invalid-shift-exponent", ... */
	const char	*message;	/* "index 8 out of bounds for type 'int[8]'" */
	const char	*file;
	unsigned int	line, column;
	unsigned int	depth;
	unsigned long	ips[EX_UNDEFINED_STACK_MAX];	/* those of the runtime come first */
};

/*
 * Called at the place, by the task that did it; what it gets lives as long as the call. The
 * runtime holds its lock: no scheduling, and nothing undefined. Reports outside of tasks, and
 * all where this is NULL, end the process.
 */
extern void (*ex_on_undefined)(const struct ex_undefined *undefined);

/* Set by tests: every report ends the process. */
extern bool ex_undefined_ends;

#endif
