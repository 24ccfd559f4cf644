// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * policy_random.c - every runnable task is as likely as any other, at every point;
 * and "sequential", the schedule without preemption that tokens are measured against
 */
#include "exec/policies.h"

struct random_walk {
	struct ex_policy	policy;
	struct ex_rng		rng;
};

static void random_new_run(struct ex_policy *policy, uint64_t seed)
{
	ex_rng_seed(&((struct random_walk *)policy)->rng, seed);
}

static unsigned int random_next_task(struct ex_policy *policy, const struct ex_view *view)
{
	struct random_walk *walk = (struct random_walk *)policy;
	unsigned int choice;

	if (!view->yielding)
		return ex_rng_below(&walk->rng, view->count);
	/* Any but the one that yields. */
	choice = ex_rng_below(&walk->rng, view->count - 1);
	return choice < (unsigned int)view->running ? choice : choice + 1;
}

static unsigned int random_next_number(struct ex_policy *policy, unsigned int n)
{
	return ex_rng_below(&((struct random_walk *)policy)->rng, n);
}

static struct ex_policy *random_make(const char *parameters, const char **error)
{
	struct random_walk *walk = policy_alloc(sizeof(*walk), parameters,
						"random takes no parameter", error);

	if (!walk)
		return NULL;
	walk->policy = (struct ex_policy){ .name = "random", .new_run = random_new_run,
		.next_task = random_next_task, .next_number = random_next_number,
		.destroy = policy_destroy };
	return &walk->policy;
}

const struct ex_policy_info policy_random = {
	.name = "random", .parameters = "", .make = random_make,
	.what = "uniform choice among runnable tasks at every point",
	.source = "random walk; the base line of every comparison",
};

static void sequential_new_run(struct ex_policy *policy, uint64_t seed)
{
	(void)policy;
	(void)seed;
}

static unsigned int sequential_next_task(struct ex_policy *policy, const struct ex_view *view)
{
	(void)policy;
	return ex_default_choice(view);
}

static unsigned int sequential_next_number(struct ex_policy *policy, unsigned int n)
{
	(void)policy;
	(void)n;
	return 0;
}

static struct ex_policy *sequential_make(const char *parameters, const char **error)
{
	struct ex_policy *policy = policy_alloc(sizeof(*policy), parameters,
						"sequential takes no parameter", error);

	if (!policy)
		return NULL;
	*policy = (struct ex_policy){ .name = "sequential", .new_run = sequential_new_run,
		.next_task = sequential_next_task, .next_number = sequential_next_number,
		.destroy = policy_destroy };
	return policy;
}

const struct ex_policy_info policy_sequential = {
	.name = "sequential", .parameters = "", .make = sequential_make,
	.what = "no preemption: a task runs until it parks or ends",
	.source = "the schedule that every token is a difference from",
};
