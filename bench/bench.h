/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * bench.h - a benchmark is a C function that does a thing n times
 *
 * Each file has a table of them; register.cc hands all tables to Google Benchmark, and counts
 * instructions or records locks in place of the time where that is asked for.
 */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct bench {
	const char	*name;		/* "explore/two_locks": file, then what is measured */
	void		(*run)(uint64_t n);
	/* In place of run(), once for each size; the benchmark is NAME/SIZE. */
	void		(*run_sized)(uint64_t n, unsigned int size);
	const unsigned int *sizes;	/* ended by 0 */
};

/* Tables, each ended by an entry without a name. */
extern const struct bench bench_explore[];
extern const struct bench bench_lockdep[];
extern const struct bench bench_dependencies[];
extern const struct bench bench_parallel[];
extern const struct bench bench_pci[];
extern const struct bench bench_vfio[];
extern const struct bench bench_migrate[];
extern const struct bench bench_lifecycle[];
extern const struct bench bench_xe[];
extern const struct bench bench_xe_control[];

/* For run(): what is between the two is not measured. They nest. */
void bench_pause(void);
void bench_resume(void);

/* Say a figure of its own, beside the time: the last call counts. @name is borrowed for good. */
void bench_figure(const char *name, double value);

/* The nth figure that was told since bench_forget(), or NULL; register.cc's. */
const char *bench_told(unsigned int nth, double *value);
void bench_forget(void);

/*
 * Around a loop that is all that is measured of a world, begun in a pause. Its virtual time is the
 * figure "virtual_ns", of one repetition.
 */
uint64_t bench_loop_begin(void);
void bench_loop_end(uint64_t begin, uint64_t n);

/* instructions.c: false if this process has no way to count them. */
bool bench_count_instructions(const struct bench *bench, unsigned int size, const char *name,
			      uint64_t n);

/*
 * seeds.c: a line of JSON for each finding that the scenario expects, medians of @trials. @policy
 * "": the scenario's own, else all in turn.
 */
void bench_seeds(const char *file, const char *policy, unsigned int trials);

static inline void bench_run(const struct bench *bench, unsigned int size, uint64_t n)
{
	if (bench->run_sized)
		bench->run_sized(n, size);
	else
		bench->run(n);
}

#ifdef __cplusplus
}
#endif

#endif
