/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * perform.h - carrying out a block, statement by statement
 */
#ifndef SCENARIO_PERFORM_H
#define SCENARIO_PERFORM_H

#include "scenario/do.h"

/* As a thread of the block's process; returns early if that is dying. */
void scn_perform_block(struct scn_task *task);

/* With a fault plan, any operation may fail: results are not demanded by default. */
bool scn_has_faults(const struct scn_program *program);

#endif
