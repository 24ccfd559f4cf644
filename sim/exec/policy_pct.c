// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * policy_pct.c - probabilistic concurrency testing
 *
 * Burckhardt, Kothari, Musuvathi, Nagarakatte: "A Randomized Scheduler with
 * Probabilistic Guarantees of Finding Bugs" (ASPLOS 2010). Tasks get random
 * priorities, the highest one that can run does, and at d-1 random steps the running
 * task drops below all others. A bug of depth d among n tasks and k steps is hit with
 * probability at least 1 / (n * k^(d-1)) in each run.
 *
 * k is not known beforehand: the longest run so far stands for it. Yield rule: a
 * task that says it can do nothing useful drops below all others as well; otherwise
 * the highest priority spins for ever on what a lower one would do.
 */
#include "exec/policies.h"

#define DEPTH_MAX	64u

struct pct {
	struct ex_policy	policy;
	struct ex_rng		rng;
	unsigned int		depth;
	uint64_t		length;			/* longest run so far, in decisions */
	uint64_t		decision;
	uint64_t		change_at[DEPTH_MAX];	/* d-1 of them */
	uint64_t		priority[EX_TASKS_MAX];	/* 0: none yet; the greater runs */
	uint64_t		lowest;			/* counts down below all others */
};

#define PRIORITY_BASE	(UINT64_C(1) << 32)

static void pct_new_run(struct ex_policy *policy, uint64_t seed)
{
	struct pct *pct = (struct pct *)policy;

	ex_rng_seed(&pct->rng, seed);
	if (pct->decision > pct->length)
		pct->length = pct->decision;
	pct->decision = 0;
	pct->lowest = PRIORITY_BASE;
	for (unsigned int i = 0; i + 1 < pct->depth; i++)
		pct->change_at[i] = ex_rng_below(&pct->rng, (unsigned int)pct->length);
	for (unsigned int i = 0; i < EX_TASKS_MAX; i++)
		pct->priority[i] = 0;
}

static uint64_t priority_of(struct pct *pct, unsigned int id)
{
	if (!pct->priority[id])
		pct->priority[id] = PRIORITY_BASE + 1 + (ex_rng_next(&pct->rng) >> 16);
	return pct->priority[id];
}

static unsigned int highest(struct pct *pct, const struct ex_view *view)
{
	unsigned int best = 0;

	for (unsigned int i = 1; i < view->count; i++)
		if (priority_of(pct, view->ready[i].id) >
		    priority_of(pct, view->ready[best].id))
			best = i;
	return best;
}

static unsigned int pct_next_task(struct ex_policy *policy, const struct ex_view *view)
{
	struct pct *pct = (struct pct *)policy;
	unsigned int best;

	if (view->yielding)
		pct->priority[view->ready[view->running].id] = --pct->lowest;
	best = highest(pct, view);
	for (unsigned int i = 0; i + 1 < pct->depth; i++) {
		if (pct->change_at[i] != pct->decision)
			continue;
		pct->priority[view->ready[best].id] = --pct->lowest;
		best = highest(pct, view);
	}
	pct->decision++;
	return best;
}

static unsigned int pct_next_number(struct ex_policy *policy, unsigned int n)
{
	return ex_rng_below(&((struct pct *)policy)->rng, n);
}

static struct ex_policy *pct_make(const char *parameters, const char **error)
{
	struct pct *pct;
	unsigned int depth;

	if (!policy_parameter(parameters, 1, DEPTH_MAX, 3, &depth)) {
		*error = "pct takes a depth from 1 to 64";
		return NULL;
	}
	pct = policy_alloc(sizeof(*pct), NULL, NULL, error);
	if (!pct)
		return NULL;
	pct->policy = (struct ex_policy){ .name = "pct", .new_run = pct_new_run,
		.next_task = pct_next_task, .next_number = pct_next_number,
		.destroy = policy_destroy };
	pct->depth = depth;
	pct->length = 32;
	return &pct->policy;
}

const struct ex_policy_info policy_pct = {
	.name = "pct", .parameters = "[:DEPTH]", .make = pct_make,
	.what = "random priorities, dropped at DEPTH-1 random steps (default 3)",
	.source = "Burckhardt et al., ASPLOS 2010",
};
