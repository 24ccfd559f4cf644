/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * input.h - a fuzzer's input: a program, what goes wrong in it, and its schedule
 *
 * The program comes first, fault plan included (codec.h), the plan of its schedule
 * behind it (plan.h). Any bytes are some input.
 */
#ifndef SCENARIO_INPUT_H
#define SCENARIO_INPUT_H

#include "scenario/plan.h"
#include "scenario/program.h"

/* Calls a run of an input a livelock when it makes more steps. */
#define SCN_INPUT_STEPS_MAX	200000u

/*
 * Read an input. The program is brought within bounds, so that each run ends soon:
 * repetitions, buffers and waits are cut, results are not looked at. False if it names
 * no world of the presets, or adds to one: most of those do not boot.
 */
bool scn_input_decode(struct scn_program *program, struct scn_plan *plan,
		      const uint8_t *data, size_t size);

/*
 * Ops that wait until user space has closed what it has open, or for locks held over that: they
 * belong to a process that has nothing open. And ops for which something must be open. A task of
 * an input has of one sort only.
 */
bool scn_is_of_admin(const struct scn_stmt *stmt);
bool scn_is_of_user(const struct scn_stmt *stmt);

void scn_input_encode(const struct scn_program *program, const struct scn_plan *plan,
		      struct scn_text *out);

/* Does this file hold an input, not a text? No text begins with a byte of flags. */
static inline bool scn_is_input(const void *data, size_t size)
{
	return size && *(const uint8_t *)data < 8;
}

#endif
