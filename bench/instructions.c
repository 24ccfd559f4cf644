// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * instructions.c - how many instructions one repetition takes
 *
 * By the processor's counter, where it has one for us. Elsewhere the process has to run under
 * callgrind, which writes a file for each stretch that it is told of; tools/bench/instructions.py
 * reads them. A world is built and torn down by n repetitions as by 2n, so that the difference is
 * n repetitions and nothing else.
 */
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/perf_event.h>

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#else
#define RUNNING_ON_VALGRIND		0
#define CALLGRIND_ZERO_STATS		((void)0)
#define CALLGRIND_DUMP_STATS_AT(name)	((void)(name))
#endif

#include "bench.h"

/* The counter's descriptor, -1 if the machine shows none. */
static int counter_open(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE, .size = sizeof(attr),
		.config = PERF_COUNT_HW_INSTRUCTIONS, .exclude_kernel = 1, .exclude_hv = 1,
		.inherit = 1,
	};

	return (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);
}

static long long counted(int counter, const struct bench *bench, unsigned int size, uint64_t n)
{
	long long before = 0, after = 0;

	if (read(counter, &before, sizeof(before)) < 0)
		return -1;
	bench_run(bench, size, n);
	if (read(counter, &after, sizeof(after)) < 0)
		return -1;
	return after - before;
}

/* Callgrind's file is named after the stretch that ends. */
static void dump(const char *name, uint64_t n)
{
	char text[160];

	snprintf(text, sizeof(text), "%s %llu", name, (unsigned long long)n);
	CALLGRIND_DUMP_STATS_AT(text);
}

bool bench_count_instructions(const struct bench *bench, unsigned int size, const char *name,
			      uint64_t n)
{
	int counter = RUNNING_ON_VALGRIND ? -1 : counter_open();
	long long once;

	if (counter < 0 && !RUNNING_ON_VALGRIND)
		return false;
	bench_run(bench, size, n);	/* lockdep learns, caches fill */
	if (counter >= 0) {
		once = counted(counter, bench, size, n);
		printf("%s %lld\n", name,
		       (counted(counter, bench, size, 2 * n) - once) / (long long)n);
		close(counter);
		return true;
	}
	CALLGRIND_ZERO_STATS;
	bench_run(bench, size, n);
	dump(name, n);
	bench_run(bench, size, 2 * n);
	dump(name, 2 * n);
	return true;
}
