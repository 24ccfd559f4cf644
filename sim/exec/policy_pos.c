// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * policy_pos.c - partial order sampling
 *
 * Yuan, Yang, Gu: "Partial Order Aware Concurrency Sampling" (CAV 2018). Each pending
 * operation has a random priority, the highest one runs, and those that it races with
 * (same object, not both reads) draw anew. So orders of dependent operations are
 * sampled nearly evenly, and no draw is wasted on independent ones.
 */
#include "exec/policies.h"

struct pos {
	struct ex_policy	policy;
	struct ex_rng		rng;
	uint64_t		priority[EX_TASKS_MAX];	/* of the pending operation; 0: none */
};

static void pos_new_run(struct ex_policy *policy, uint64_t seed)
{
	struct pos *pos = (struct pos *)policy;

	ex_rng_seed(&pos->rng, seed);
	for (unsigned int i = 0; i < EX_TASKS_MAX; i++)
		pos->priority[i] = 0;
}

static bool races(const struct ex_candidate *a, const struct ex_candidate *b)
{
	return a->obj == b->obj && (ex_op_writes(a->op) || ex_op_writes(b->op));
}

static uint64_t priority_of(struct pos *pos, unsigned int id)
{
	if (!pos->priority[id])
		pos->priority[id] = ex_rng_next(&pos->rng) | 1;
	return pos->priority[id];
}

static unsigned int pos_next_task(struct ex_policy *policy, const struct ex_view *view)
{
	struct pos *pos = (struct pos *)policy;
	const struct ex_candidate *ready = view->ready;
	unsigned int best = view->count;

	if (view->running >= 0)		/* it is about to do something new */
		pos->priority[ready[view->running].id] = 0;
	for (unsigned int i = 0; i < view->count; i++) {
		if (view->yielding && (int)i == view->running)
			continue;
		if (best == view->count || priority_of(pos, ready[i].id) >
					   priority_of(pos, ready[best].id))
			best = i;
	}
	for (unsigned int i = 0; i < view->count; i++)
		if (i != best && races(&ready[i], &ready[best]))
			pos->priority[ready[i].id] = 0;
	pos->priority[ready[best].id] = 0;
	return best;
}

static unsigned int pos_next_number(struct ex_policy *policy, unsigned int n)
{
	return ex_rng_below(&((struct pos *)policy)->rng, n);
}

static void pos_woke(struct ex_policy *policy, unsigned int waker, unsigned int task)
{
	(void)waker;
	((struct pos *)policy)->priority[task] = 0;
}

static struct ex_policy *pos_make(const char *parameters, const char **error)
{
	struct pos *pos = policy_alloc(sizeof(*pos), parameters, "pos takes no parameter", error);

	if (!pos)
		return NULL;
	pos->policy = (struct ex_policy){ .name = "pos", .new_run = pos_new_run,
		.next_task = pos_next_task, .next_number = pos_next_number, .woke = pos_woke,
		.destroy = policy_destroy };
	return &pos->policy;
}

const struct ex_policy_info policy_pos = {
	.name = "pos", .parameters = "", .make = pos_make,
	.what = "random priorities of operations, drawn anew by those that race",
	.source = "Yuan, Yang, Gu, CAV 2018",
};
