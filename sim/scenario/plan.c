// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plan.c - how one run of a fuzzer's program is to be scheduled, as bytes
 */
#include "scenario/plan.h"

#include <linux/kernel.h>
#include <linux/string.h>

#include "scenario/host.h"

struct reader {
	const uint8_t	*at;
	const uint8_t	*end;
};

static uint64_t get(struct reader *from)
{
	unsigned int shift = 0;
	uint64_t number = 0;
	uint8_t byte = 0x80;

	while (byte & 0x80 && shift < 64 && from->at < from->end) {
		byte = *from->at++;
		number |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	}
	return number;
}

static void put(struct scn_text *out, uint64_t number)
{
	char byte;

	do {
		byte = (char)((number & 0x7f) | (number > 0x7f ? 0x80 : 0));
		number >>= 7;
		scn_text_add_bytes(out, &byte, 1);
	} while (number);
}

void scn_plan_decode(struct scn_plan *plan, const uint8_t *data, size_t size)
{
	struct reader from = { .at = data, .end = data + size };

	plan->kind = get(&from) % SCN_PLAN_KINDS;
	plan->seed = get(&from);
	plan->count = 0;
	while (from.at < from.end && plan->count < SCN_PREEMPTIONS_MAX) {
		struct scn_preemption *preemption = &plan->preemptions[plan->count++];

		preemption->gap = (uint32_t)get(&from);
		preemption->who = (uint16_t)get(&from);
	}
}

void scn_plan_encode(const struct scn_plan *plan, struct scn_text *out)
{
	unsigned int i;

	put(out, plan->kind);
	put(out, plan->seed);
	for (i = 0; i < plan->count; i++) {
		put(out, plan->preemptions[i].gap);
		put(out, plan->preemptions[i].who);
	}
}

/* Follows a list of preemptions, from what is usual or from what priorities say. */
struct follower {
	struct ex_policy	policy;
	const struct scn_plan	*plan;
	struct ex_rng		rng;
	unsigned int		next;
	uint32_t		gap;			/* decisions since the last of them */
	unsigned int		nr_tasks;		/* that have a priority */
	uint64_t		priority[EX_TASKS_MAX];	/* the greater runs */
	uint64_t		lowest;			/* counts down below all others */
};

#define PRIORITY_BASE	(UINT64_C(1) << 32)

static void follow_new_run(struct ex_policy *policy, uint64_t seed)
{
	struct follower *follower = (struct follower *)policy;

	ex_rng_seed(&follower->rng, follower->plan->seed);
	follower->next = 0;
	follower->gap = 0;
	follower->nr_tasks = 0;
	follower->lowest = PRIORITY_BASE;
}

/* The preemption that is due at this decision, or NULL. */
static const struct scn_preemption *due_now(struct follower *follower)
{
	const struct scn_plan *plan = follower->plan;

	if (follower->next == plan->count ||
	    follower->gap++ < plan->preemptions[follower->next].gap)
		return NULL;
	follower->gap = 0;
	return &plan->preemptions[follower->next++];
}

static unsigned int preempt_next_task(struct ex_policy *policy, const struct ex_view *view)
{
	const struct scn_preemption *due = due_now((struct follower *)policy);
	unsigned int usual = ex_default_choice(view);

	if (!due)
		return usual;
	return (usual + 1 + due->who % (view->count - 1)) % view->count;
}

static uint64_t priority_of(struct follower *follower, unsigned int id)
{
	while (follower->nr_tasks <= id)
		follower->priority[follower->nr_tasks++] =
			PRIORITY_BASE + 1 + (ex_rng_next(&follower->rng) >> 16);
	return follower->priority[id];
}

static unsigned int highest(struct follower *follower, const struct ex_view *view)
{
	unsigned int best = 0, i;

	for (i = 1; i < view->count; i++) {
		if (priority_of(follower, view->ready[i].id) >
		    priority_of(follower, view->ready[best].id))
			best = i;
	}
	return best;
}

/* Who yields drops, too: it would spin for ever on what a lower one is to do. */
static unsigned int priority_next_task(struct ex_policy *policy, const struct ex_view *view)
{
	struct follower *follower = (struct follower *)policy;
	unsigned int best;

	if (view->yielding) {
		priority_of(follower, view->ready[view->running].id);
		follower->priority[view->ready[view->running].id] = --follower->lowest;
	}
	best = highest(follower, view);
	if (!due_now(follower))
		return best;
	follower->priority[view->ready[best].id] = --follower->lowest;
	return highest(follower, view);
}

static unsigned int follow_next_number(struct ex_policy *policy, unsigned int n)
{
	struct follower *follower = (struct follower *)policy;
	const struct scn_preemption *due;

	if (follower->plan->kind == SCN_PLAN_PRIORITIES)
		return ex_rng_below(&follower->rng, n);
	due = due_now(follower);
	return due ? 1 + due->who % (n - 1) : 0;
}

/* What the seed alone decides: the policies of floor 0, seeded by the plan. */
struct seeded {
	struct ex_policy	policy;
	struct ex_policy	*inner;
	const struct scn_plan	*plan;
};

static void seeded_new_run(struct ex_policy *policy, uint64_t seed)
{
	struct seeded *seeded = (struct seeded *)policy;

	seeded->inner->new_run(seeded->inner, seeded->plan->seed);
}

static unsigned int seeded_next_task(struct ex_policy *policy, const struct ex_view *view)
{
	struct seeded *seeded = (struct seeded *)policy;

	return seeded->inner->next_task(seeded->inner, view);
}

static unsigned int seeded_next_number(struct ex_policy *policy, unsigned int n)
{
	struct seeded *seeded = (struct seeded *)policy;

	return seeded->inner->next_number(seeded->inner, n);
}

static void seeded_woke(struct ex_policy *policy, unsigned int waker, unsigned int task)
{
	struct seeded *seeded = (struct seeded *)policy;

	if (seeded->inner->woke)
		seeded->inner->woke(seeded->inner, waker, task);
}

static struct ex_policy *seeded_policy(const struct scn_plan *plan, struct seeded *seeded,
				       const char *name)
{
	const char *error;

	if (!seeded->inner) {
		seeded->inner = ex_policy_make(name, &error);
		if (!seeded->inner)
			abort();
		seeded->policy = (struct ex_policy){
			.name = name, .new_run = seeded_new_run,
			.next_task = seeded_next_task, .next_number = seeded_next_number,
			.woke = seeded_woke,
		};
	}
	seeded->plan = plan;
	return &seeded->policy;
}

struct ex_policy *scn_plan_policy(const struct scn_plan *plan)
{
	static struct seeded random_walk, partial_order, portfolio;
	static struct follower follower = {
		.policy = { .name = "plan", .new_run = follow_new_run,
			    .next_number = follow_next_number },
	};

	if (plan->kind == SCN_PLAN_RANDOM)
		return seeded_policy(plan, &random_walk, "random");
	if (plan->kind == SCN_PLAN_POS)
		return seeded_policy(plan, &partial_order, "pos");
	if (plan->kind == SCN_PLAN_PORTFOLIO)
		return seeded_policy(plan, &portfolio, "portfolio");
	follower.plan = plan;
	follower.policy.next_task = plan->kind == SCN_PLAN_PRIORITIES ? priority_next_task :
				    preempt_next_task;
	return &follower.policy;
}
