/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * policy.h - who runs next: the interface behind which each policy is one file
 *
 * A policy sees the tasks that can run and the operation each is about to do. It is
 * asked only where there are at least two of them.
 */
#ifndef EXEC_POLICY_H
#define EXEC_POLICY_H

#include "exec/exec.h"

struct ex_candidate {
	unsigned int		id;	/* task id */
	enum ex_op		op;	/* what it does if it runs */
	const volatile void	*obj;
	const volatile void	*owner;	/* of ex_point_lock(); NULL: not such a point */
	bool			aside;	/* said to matter to nobody else: ex_aside() */
};

struct ex_view {
	const struct ex_candidate *ready;	/* in no particular but reproducible order */
	unsigned int	count;		/* >= 2 */
	int		running;	/* index of the task that runs now; -1: it cannot go on */
	bool		yielding;	/* the current task waits in a loop: prefer others */
	uint64_t	step;
};

#define EX_PRUNE	(UINT32_MAX - 1)	/* nothing new behind any candidate */
#define EX_DIVERGE	UINT32_MAX		/* the task asked for cannot run */

struct ex_policy {
	const char	*name;

	/* A run begins. */
	void (*new_run)(struct ex_policy *policy, uint64_t seed);
	/* Index into view->ready of the task to run, or EX_PRUNE or EX_DIVERGE to end the run. */
	unsigned int (*next_task)(struct ex_policy *policy, const struct ex_view *view);
	/* 0..n-1, n >= 2 */
	unsigned int (*next_number)(struct ex_policy *policy, unsigned int n);

	/*
	 * Optional. The step just begun by the current task also touches @obj: told to
	 * policies that reason about dependence.
	 */
	void (*touch)(struct ex_policy *policy, unsigned int task, enum ex_op op,
		      const volatile void *obj);
	/*
	 * Optional. All that the step does to @obj is to add @added to its @value, and nobody
	 * tells more of the value than whether it has come to zero.
	 */
	void (*counted)(struct ex_policy *policy, unsigned int task, const volatile void *obj,
			int value, int added);
	/* Optional. @waker made @task able to run. */
	void (*woke)(struct ex_policy *policy, unsigned int waker, unsigned int task);
	/* Optional. The run has ended. False: a search has seen everything there is. */
	bool (*end_run)(struct ex_policy *policy, enum ex_outcome outcome);
	void (*destroy)(struct ex_policy *policy);

	bool	every_point;	/* wants to be told of points with a single candidate, too */
};

/*
 * Make a policy. @text is a name with parameters: "random", "pct:3", "pos", "surw",
 * "exhaustive", "exhaustive:2" (preemption bound), "portfolio", "sequential". NULL and a
 * reason in *@error if it cannot be understood. Free it with ex_policy_free().
 */
struct ex_policy *ex_policy_make(const char *text, const char **error);
void ex_policy_free(struct ex_policy *policy);

/*
 * A random walk that runs a task for which @pause says true only if nobody else can, most of
 * the time. NULL: no memory.
 */
struct ex_policy *ex_policy_steer(bool (*pause)(const struct ex_task *task, void *arg), void *arg);

struct ex_policy_info {
	const char	*name;
	const char	*parameters;
	const char	*what;
	const char	*source;	/* paper */
	struct ex_policy *(*make)(const char *parameters, const char **error);
};
/* The policies there are; NULL past the last. */
const struct ex_policy_info *ex_policy_at(unsigned int index);

/* How far an exhaustive search came. */
struct ex_exhaustive_stats {
	uint64_t	schedules;	/* runs made */
	uint64_t	classes;	/* of them to the end: no two are equivalent */
	bool		exhausted;	/* there is nothing more to see */
};
/* False if @policy is not such a search. */
bool ex_exhaustive_stats(const struct ex_policy *policy, struct ex_exhaustive_stats *stats);

/* What everyone does without a policy: go on, else the lowest id; a yielding task goes last. */
unsigned int ex_default_choice(const struct ex_view *view);

/* Same seed, same numbers, everywhere: splitmix64 to seed, wyrand to go on. */
struct ex_rng {
	uint64_t	state;
};

static inline void ex_rng_seed(struct ex_rng *rng, uint64_t seed)
{
	uint64_t z = seed + 0x9e3779b97f4a7c15ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	rng->state = z ^ (z >> 31);
}

static inline uint64_t ex_rng_next(struct ex_rng *rng)
{
	unsigned __int128 product;

	rng->state += 0xa0761d6478bd642full;
	product = (unsigned __int128)rng->state * (rng->state ^ 0xe7037ed1a0b428dbull);
	return (uint64_t)(product >> 64) ^ (uint64_t)product;
}

/* 0..n-1 without a division; the bias is below n / 2^32. */
static inline unsigned int ex_rng_below(struct ex_rng *rng, unsigned int n)
{
	return (unsigned int)(((ex_rng_next(rng) & 0xffffffffu) * n) >> 32);
}

#endif
