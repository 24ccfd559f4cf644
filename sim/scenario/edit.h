/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * edit.h - taking a program apart, for the shrinker and for fuzzers
 *
 * Every edit leaves a valid program: a descriptor that nothing gives a value any more
 * becomes @-1, and what used such memory goes, too.
 */
#ifndef SCENARIO_EDIT_H
#define SCENARIO_EDIT_H

#include "scenario/program.h"

/* What nothing gives a value any more is not used, either. True if that took a change. */
bool scn_edit_mend(struct scn_program *program);

/* Take statement @stmt away with its body. */
void scn_edit_remove(struct scn_program *program, unsigned int stmt);

/* Put the body of a repeat in its place: done once. */
void scn_edit_unwrap(struct scn_program *program, unsigned int stmt);

/* Take blocks without statements away, but for the last task. */
void scn_edit_drop_empty(struct scn_program *program);

/* Can the statement be taken away at all? Those of the world stay. */
bool scn_edit_removable(const struct scn_program *program, unsigned int stmt);

#endif
