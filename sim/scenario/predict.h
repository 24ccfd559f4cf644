/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * predict.h - deadlocks that a benign run of a program shows to be possible
 *
 * A prediction is no finding. Runs under its policy are steered towards it; what then
 * really happens is one.
 */
#ifndef SCENARIO_PREDICT_H
#define SCENARIO_PREDICT_H

#include "scenario/runner.h"

/* Runs under it are steered towards prediction number @index; free it as any policy. */
struct ex_policy *scn_prediction_policy(unsigned int index);

/*
 * One run that is recorded. The number of predictions, numbered from 0 until the next
 * call; 0 if the run did not end well.
 */
unsigned int scn_predict(const struct scn_program *program, const struct scn_setting *setting,
			 struct scn_result *result);

/* "possible hang in F", and the cycle, link by link. */
const char *scn_prediction_title(unsigned int index);
const char *scn_prediction_text(unsigned int index);

/* Did the run that just ended do what was predicted? The finding that says so; NULL: no. */
const struct scn_finding *scn_prediction_shown(unsigned int index,
					       const struct scn_result *result);

#endif
