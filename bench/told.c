// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * told.c - what a benchmark says of itself besides its time
 */
#include <linux/string.h>

#include "exec/exec.h"

#include "bench.h"
#include "locks.h"

#define TOLD_MAX	8u

static struct {
	const char	*name;
	double		value;
} told[TOLD_MAX];
static unsigned int nr_told;

void bench_forget(void)
{
	nr_told = 0;
}

void bench_figure(const char *name, double value)
{
	unsigned int i = 0;

	while (i < nr_told && strcmp(told[i].name, name))
		i++;
	if (i == TOLD_MAX)
		__builtin_trap();
	if (i == nr_told)
		nr_told++;
	told[i].name = name;
	told[i].value = value;
}

const char *bench_told(unsigned int nth, double *value)
{
	if (nth >= nr_told)
		return NULL;
	*value = told[nth].value;
	return told[nth].name;
}

uint64_t bench_loop_begin(void)
{
	locks_loop(true);
	bench_resume();
	return ex_now();
}

void bench_loop_end(uint64_t begin, uint64_t n)
{
	bench_pause();
	locks_loop(false);
	bench_figure("virtual_ns", (double)(ex_now() - begin) / (double)n);
}
