// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * policy_replay.c - follow a schedule that was written down
 *
 * The engine numbers decisions; this policy counts along. A strict replay ends the
 * run at the first decision that cannot be followed, a lenient one takes the default
 * there and goes on.
 */
#include <stdlib.h>

#include "exec/policy.h"
#include "exec/schedule.h"

struct replay {
	struct ex_policy		policy;
	const struct ex_schedule	*schedule;
	unsigned int			next;		/* index of the deviation to come */
	uint64_t			decision;
	bool				lenient;
};

static void replay_new_run(struct ex_policy *policy, uint64_t seed)
{
	struct replay *replay = (struct replay *)policy;

	(void)seed;
	replay->next = 0;
	replay->decision = 0;
}

/* The deviation that applies to this decision, or NULL. */
static const struct ex_deviation *replay_step(struct replay *replay)
{
	const struct ex_schedule *schedule = replay->schedule;
	uint64_t decision = replay->decision++;

	if (replay->next < schedule->count &&
	    schedule->deviations[replay->next].decision == decision)
		return &schedule->deviations[replay->next++];
	return NULL;
}

static unsigned int replay_next_task(struct ex_policy *policy, const struct ex_view *view)
{
	struct replay *replay = (struct replay *)policy;
	const struct ex_deviation *deviation = replay_step(replay);

	if (!deviation)
		return ex_default_choice(view);
	if (!deviation->number)
		for (unsigned int i = 0; i < view->count; i++)
			if (view->ready[i].id == deviation->value)
				return i;
	return replay->lenient ? ex_default_choice(view) : EX_DIVERGE;
}

static unsigned int replay_next_number(struct ex_policy *policy, unsigned int n)
{
	struct replay *replay = (struct replay *)policy;
	const struct ex_deviation *deviation = replay_step(replay);

	if (!deviation)
		return 0;
	if (deviation->number && deviation->value < n)
		return deviation->value;
	return replay->lenient ? 0 : EX_DIVERGE;
}

static void replay_destroy(struct ex_policy *policy)
{
	free(policy);
}

struct ex_policy *ex_policy_replay(const struct ex_schedule *schedule, bool lenient)
{
	struct replay *replay = calloc(1, sizeof(*replay));

	if (!replay)
		return NULL;
	replay->policy = (struct ex_policy){ .name = "replay", .new_run = replay_new_run,
		.next_task = replay_next_task, .next_number = replay_next_number,
		.destroy = replay_destroy };
	replay->schedule = schedule;
	replay->lenient = lenient;
	return &replay->policy;
}
