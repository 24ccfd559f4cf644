/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * focus.h - a policy that decides only while it matters
 */
#ifndef SCENARIO_FOCUS_H
#define SCENARIO_FOCUS_H

#include "exec/policy.h"

/*
 * Booting, setup blocks and taking the world down are the same in every run: there,
 * nobody is preempted. In between @policy decides, which sees nothing of the rest, so
 * that it spends its preemptions, its depth and its search on the tasks. Decisions are
 * numbered by the engine as ever: a replay follows them without this.
 */
struct scn_focus {
	struct ex_policy	policy;		/* what ex_run() is given */
	struct ex_policy	*decides;	/* borrowed */
	bool			on;
	uint64_t		decisions;	/* made in this run */
	uint64_t		decisions_max;	/* 0: any number */
	bool			pruned;		/* a search knows the rest: it need not decide */
};

/* Let the policy decide from here on, or no longer. */
void scn_focus_set(struct scn_focus *focus, bool on);

void scn_focus_init(struct scn_focus *focus, struct ex_policy *policy);

#endif
