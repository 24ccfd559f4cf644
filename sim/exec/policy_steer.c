// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * policy_steer.c - drive runs towards a predicted deadlock
 *
 * After Joshi, Park, Sen, Naik: "A Randomized Dynamic Program Analysis Technique for
 * Detecting Real Deadlocks" (PLDI 2009): a task that holds part of the predicted cycle
 * is paused as long as anybody else can run, so that the others come to hold theirs.
 * How far into its part it must get before the others run is not known. In every other run
 * one pause in 2, 4, 8 or 16 is skipped; in those between, a single task is paused once: at
 * the first, second, ... point at which one could be. That finds places of which there are
 * many but only one will do, such as between a get and a put.
 */
#include <stdlib.h>

#include "exec/policies.h"

struct steer {
	struct ex_policy	policy;
	struct ex_rng		rng;
	bool			(*pause)(const struct ex_task *task, void *arg);
	void			*arg;
	unsigned int		one_in;		/* pauses that are skipped in this run */
	bool			single;		/* this run pauses one task only */
	unsigned int		left;		/* places to pass before that */
	unsigned int		victim;		/* it; NOBODY yet */
};

#define NOBODY	UINT32_MAX

static void steer_new_run(struct ex_policy *policy, uint64_t seed)
{
	struct steer *steer = (struct steer *)policy;

	ex_rng_seed(&steer->rng, seed);
	steer->single = seed % 2;
	steer->one_in = 2u << seed / 2 % 4;
	steer->left = ex_rng_below(&steer->rng, 2 * steer->one_in);
	steer->victim = NOBODY;
}

/* Is the task that runs at the place to pause it? */
static void look_for_victim(struct steer *steer, const struct ex_view *view)
{
	unsigned int task;

	if (view->running < 0 || steer->victim != NOBODY)
		return;
	task = view->ready[view->running].id;
	if (steer->pause(ex_task_by_id(task), steer->arg) && !steer->left--)
		steer->victim = task;
}

static bool paused(struct steer *steer, const struct ex_candidate *candidate)
{
	if (steer->single)
		return candidate->id == steer->victim;
	return steer->pause(ex_task_by_id(candidate->id), steer->arg) &&
	       ex_rng_below(&steer->rng, steer->one_in);
}

static unsigned int steer_next_task(struct ex_policy *policy, const struct ex_view *view)
{
	struct steer *steer = (struct steer *)policy;
	unsigned int choice = view->count, seen = 0;

	if (steer->single)
		look_for_victim(steer, view);
	for (unsigned int i = 0; i < view->count; i++) {
		if (view->yielding && (int)i == view->running)
			continue;
		if (!paused(steer, &view->ready[i]) && !ex_rng_below(&steer->rng, ++seen))
			choice = i;
	}
	return choice < view->count ? choice : ex_rng_below(&steer->rng, view->count);
}

static unsigned int steer_next_number(struct ex_policy *policy, unsigned int n)
{
	return ex_rng_below(&((struct steer *)policy)->rng, n);
}

struct ex_policy *ex_policy_steer(bool (*pause)(const struct ex_task *task, void *arg), void *arg)
{
	struct steer *steer = calloc(1, sizeof(*steer));

	if (!steer)
		return NULL;
	steer->policy = (struct ex_policy){ .name = "steer", .new_run = steer_new_run,
		.next_task = steer_next_task, .next_number = steer_next_number,
		.destroy = policy_destroy };
	steer->pause = pause;
	steer->arg = arg;
	return &steer->policy;
}
