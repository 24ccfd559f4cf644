/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trace.h - what happened, step by step
 *
 * One record a point. Addresses never appear in the text form: objects are numbered
 * in order of first appearance, so that the same run prints the same bytes wherever
 * the loader put it.
 */
#ifndef EXEC_TRACE_H
#define EXEC_TRACE_H

#include <stddef.h>
#include <stdint.h>

struct ex_trace_step {
	uint64_t		time_ns;
	const volatile void	*obj;
	uint32_t		decision;	/* number of decisions taken before this step */
	uint16_t		task;
	uint8_t			op;
	uint8_t			ready;		/* tasks that could have run, at most 255 */
};

/* Steps of the last traced run; the engine owns them until the next one. */
const struct ex_trace_step *ex_trace(size_t *count);

/*
 * Print the trace, one line a step: "step task op object ready". Returns a malloc'ed
 * string; NULL when the host is out of memory.
 */
char *ex_trace_text(void);

/* 64-bit digest of the text form, without making it. */
uint64_t ex_trace_hash(void);

#endif
