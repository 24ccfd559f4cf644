/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bench.h - a benchmark is a C function that does a thing n times
 *
 * Each file has a table of them; register.cc hands all tables to Google Benchmark.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct bench {
	const char	*name;		/* "explore/two_locks": file, then what is measured */
	void		(*run)(uint64_t n);
};

/* Tables, each ended by an entry without a name. */
extern const struct bench bench_explore[];
extern const struct bench bench_lockdep[];
extern const struct bench bench_parallel[];
extern const struct bench bench_pci[];
extern const struct bench bench_lifecycle[];
extern const struct bench bench_xe[];
extern const struct bench bench_xe_control[];

/* For run(): what is between the two is not measured. They nest. */
void bench_pause(void);
void bench_resume(void);

/* Say a figure of its own, beside the time. */
void bench_figure(const char *name, double value);

#ifdef __cplusplus
}
#endif

#endif
