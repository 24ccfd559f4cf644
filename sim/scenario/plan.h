/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * plan.h - how one run of a fuzzer's program is to be scheduled, as bytes
 *
 *	input = program plan
 *	plan  = kind seed preemption*
 *	preemption = gap who
 *
 * What scn_decode() leaves of an input. Every number is a varint; any bytes are some
 * plan, and none at all is the schedule without preemption. A plan is relative where
 * a recorded schedule is absolute: it counts from when the tasks begin and names the
 * next task but so many, so that it still means something after the program changed.
 */
#ifndef SCENARIO_PLAN_H
#define SCENARIO_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "exec/policy.h"

#include "scenario/text.h"

#define SCN_PREEMPTIONS_MAX	64u

enum scn_plan_kind {
	SCN_PLAN_PREEMPTIONS,	/* go on, but for these preemptions */
	SCN_PLAN_PRIORITIES,	/* by random priority; who is preempted drops below all: PCT */
	SCN_PLAN_RANDOM,	/* of the seed alone */
	SCN_PLAN_POS,
	SCN_PLAN_PORTFOLIO,	/* a fuzzer makes several runs of these, see fuzz/support/run.c */
	SCN_PLAN_KINDS,
};

struct scn_preemption {
	uint32_t	gap;	/* decisions since the one before */
	uint16_t	who;	/* which of the others, or which number */
};

struct scn_plan {
	uint8_t			kind;
	uint64_t		seed;
	unsigned int		count;
	struct scn_preemption	preemptions[SCN_PREEMPTIONS_MAX];
};

void scn_plan_decode(struct scn_plan *plan, const uint8_t *data, size_t size);
void scn_plan_encode(const struct scn_plan *plan, struct scn_text *out);

/*
 * A policy that does what @plan (borrowed) says. Made once for each kind and kept: it
 * is not to be freed, and good until the next call.
 */
struct ex_policy *scn_plan_policy(const struct scn_plan *plan);

#endif
