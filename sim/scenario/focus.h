/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * focus.h - a policy that may have decided enough before a run ends
 */
#ifndef SCENARIO_FOCUS_H
#define SCENARIO_FOCUS_H

#include "exec/policy.h"

/*
 * Cutting a run off in the middle leaves a machine behind. A search that knows the rest of a
 * schedule, or that may decide only so often, lets it come to its end instead: by default
 * choices. Decisions are numbered by the engine as ever: a replay follows them without this.
 */
struct scn_focus {
	struct ex_policy	policy;		/* what ex_run() is given */
	struct ex_policy	*decides;	/* borrowed */
	bool			over;		/* default choices from here on */
	uint64_t		decisions;	/* made in this run */
	uint64_t		decisions_max;	/* 0: any number */
	bool			pruned;		/* a search knows the rest: it need not decide */
};

void scn_focus_init(struct scn_focus *focus, struct ex_policy *policy);

#endif
