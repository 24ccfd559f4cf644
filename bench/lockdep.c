// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lockdep.c - what the validator adds to an uncontended pair, by depth of held locks
 *
 * "off" takes locks of the class that is not validated, under as many of its kind; the
 * difference is lockdep's cost. Every lock of the chain is of a class of its own.
 */
#include <linux/mutex.h>

#include "exec/run.h"

#include "bench.h"

#define DEPTH	6

static struct mutex validated[DEPTH], free_of_it[DEPTH];
static struct lock_class_key keys[DEPTH];

struct job {
	uint64_t	n;
	unsigned int	depth;
	struct mutex	*locks;
};

static void pairs(void *arg)
{
	struct job *job = arg;
	struct mutex *last = &job->locks[job->depth - 1];

	for (unsigned int i = 0; i + 1 < job->depth; i++)
		mutex_lock(&job->locks[i]);
	while (job->n--) {
		mutex_lock(last);
		mutex_unlock(last);
	}
	for (unsigned int i = job->depth - 1; i-- > 0;)
		mutex_unlock(&job->locks[i]);
}

static void measure(uint64_t n, unsigned int depth, struct mutex *locks)
{
	struct job job = { .n = n, .depth = depth, .locks = locks };
	struct ex_config config = { .steps_max = UINT64_MAX };
	struct ex_result result;

	for (unsigned int i = 0; i < DEPTH; i++) {
		mutex_init(&validated[i]);
		lockdep_set_class(&validated[i], &keys[i]);
		mutex_init(&free_of_it[i]);
		lockdep_set_novalidate_class(&free_of_it[i]);
	}
	ex_run(&config, pairs, &job, &result);
}

static void on_1(uint64_t n)
{
	measure(n, 1, validated);
}

static void on_3(uint64_t n)
{
	measure(n, 3, validated);
}

static void on_6(uint64_t n)
{
	measure(n, 6, validated);
}

static void bare(uint64_t n)
{
	current->lockdep.recursion = 0;
	measure(n, 1, free_of_it);
}

const struct bench bench_lockdep[] = {
	{ "lockdep/mutex_pair_depth_1", on_1 },
	{ "lockdep/mutex_pair_depth_3", on_3 },
	{ "lockdep/mutex_pair_depth_6", on_6 },
	{ "lockdep/mutex_pair_novalidate", bare },
	{ NULL, NULL },
};
