// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * focus.c - a policy that may have decided enough before a run ends
 */
#include "scenario/focus.h"

#include <linux/container_of.h>

static struct scn_focus *to_focus(struct ex_policy *policy)
{
	return container_of(policy, struct scn_focus, policy);
}

static void focus_new_run(struct ex_policy *policy, uint64_t seed)
{
	struct scn_focus *focus = to_focus(policy);

	focus->over = focus->pruned = false;
	focus->decisions = 0;
	focus->decides->new_run(focus->decides, seed);
}

static unsigned int focus_next_task(struct ex_policy *policy, const struct ex_view *view)
{
	struct scn_focus *focus = to_focus(policy);
	unsigned int pick;

	if (focus->over)
		return ex_default_choice(view);
	if (focus->decisions_max && focus->decisions++ == focus->decisions_max) {
		focus->over = true;
		return ex_default_choice(view);
	}
	pick = focus->decides->next_task(focus->decides, view);
	if (pick != EX_PRUNE)
		return pick;
	/* Cutting the run off would leave a machine behind: let it come to its end instead. */
	focus->pruned = focus->over = true;
	return ex_default_choice(view);
}

static unsigned int focus_next_number(struct ex_policy *policy, unsigned int n)
{
	struct scn_focus *focus = to_focus(policy);

	return focus->over ? 0 : focus->decides->next_number(focus->decides, n);
}

static void focus_touch(struct ex_policy *policy, unsigned int task, enum ex_op op,
			const volatile void *obj)
{
	struct scn_focus *focus = to_focus(policy);

	if (!focus->over)
		focus->decides->touch(focus->decides, task, op, obj);
}

static void focus_woke(struct ex_policy *policy, unsigned int waker, unsigned int task)
{
	struct scn_focus *focus = to_focus(policy);

	if (!focus->over)
		focus->decides->woke(focus->decides, waker, task);
}

static void focus_counted(struct ex_policy *policy, unsigned int task, const volatile void *obj,
			  int value, int added)
{
	struct scn_focus *focus = to_focus(policy);

	if (!focus->over)
		focus->decides->counted(focus->decides, task, obj, value, added);
}

static bool focus_end_run(struct ex_policy *policy, enum ex_outcome outcome)
{
	struct scn_focus *focus = to_focus(policy);

	return focus->decides->end_run(focus->decides, focus->pruned ? EX_PRUNED : outcome);
}

void scn_focus_init(struct scn_focus *focus, struct ex_policy *policy)
{
	*focus = (struct scn_focus){
		.policy = {
			.name = policy->name, .new_run = focus_new_run,
			.next_task = focus_next_task, .next_number = focus_next_number,
			.every_point = policy->every_point,
		},
		.decides = policy,
	};
	if (policy->touch)
		focus->policy.touch = focus_touch;
	if (policy->counted)
		focus->policy.counted = focus_counted;
	if (policy->woke)
		focus->policy.woke = focus_woke;
	if (policy->end_run)
		focus->policy.end_run = focus_end_run;
}
