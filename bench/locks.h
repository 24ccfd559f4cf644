/* SPDX-License-Identifier: GPL-2.0-or-later */
/* locks.h - hold and wait times of each lock, as histograms of powers of two */
#ifndef BENCH_LOCKS_H
#define BENCH_LOCKS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LOCK_BUCKETS	48u	/* the nth one: from 2^(n-1) ns to below 2^n; the first: nothing */
#define LOCK_NAME_SIZE	48u

/* Virtual time is that of the machine that is simulated, real time that of the simulation. */
enum lock_time {
	HOLD_VIRTUAL,
	HOLD_REAL,
	WAIT_VIRTUAL,
	WAIT_REAL,
	LOCK_TIMES,
};

struct lock_times {
	char		name[LOCK_NAME_SIZE];	/* its class */
	bool		read;			/* shared holders are counted apart */
	uint64_t	count;
	uint64_t	max[LOCK_TIMES];
	uint64_t	buckets[LOCK_TIMES][LOCK_BUCKETS];
};

/*
 * Runs between these are listened to. A loop that is measured (bench_loop_begin) begins anew, so
 * that what booting and tearing down did is not counted.
 */
void locks_listen(void);
void locks_ignore(void);
void locks_loop(bool begins);

/* The nth of what was heard; NULL past the last. */
const struct lock_times *locks_heard(unsigned int nth);

#ifdef __cplusplus
}
#endif

#endif
