// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * predict.c - deadlocks that a benign run of a program shows to be possible
 */
#include "scenario/predict.h"

#include <linux/sched.h>
#include <linux/string.h>

#include "kernel/lockdep.h"
#include "kernel/waits.h"
#include "kernel/waits_predict.h"

#include "scenario/kinds.h"

#define PREDICTIONS_MAX	64u

/* Short cycles first: each link more is one more thing that may turn out impossible. */
static const struct prediction *sorted[PREDICTIONS_MAX];

static unsigned int sort_predictions(void)
{
	const struct prediction *prediction;
	unsigned int i, at, count = 0;

	for (i = 0; count < PREDICTIONS_MAX && (prediction = prediction_at(i)); i++) {
		for (at = count++; at && sorted[at - 1]->nr_classes > prediction->nr_classes; at--)
			sorted[at] = sorted[at - 1];
		sorted[at] = prediction;
	}
	return count;
}

unsigned int scn_predict(const struct scn_program *program, const struct scn_setting *setting,
			 struct scn_result *result)
{
	predict_begin();
	predict_record(false);	/* until the tasks run, see runner.c */
	scn_run(program, setting, result);
	predict_end();
	return result->dirty || result->nr_findings ? 0 : sort_predictions();
}

struct ex_policy *scn_prediction_policy(unsigned int index)
{
	return ex_policy_steer(prediction_pause, (void *)sorted[index]);
}

const char *scn_prediction_title(unsigned int index)
{
	return sorted[index]->title;
}

const char *scn_prediction_text(unsigned int index)
{
	return sorted[index]->text;
}

/* Is the object, or its event, of a class of the cycle? */
static bool is_part(const struct prediction *prediction, const struct lockdep_map *map)
{
	const char *key = map->key ? (const char *)map->key : (const char *)map;
	unsigned int i;

	for (i = 0; i < prediction->nr_classes; i++) {
		const struct lock_class *class = prediction->classes[i];

		if ((const char *)class->key == key + class->subclass)
			return true;
	}
	return false;
}

static bool waits_for_part(const struct prediction *prediction, const struct task_struct *task)
{
	const struct wait_note *note;

	for (note = task ? task->waits : NULL; note; note = note->outer) {
		if (note->map && is_part(prediction, note->map))
			return true;
	}
	return false;
}

/* Is somebody stuck for ever who holds one part of the cycle and waits for one? */
static bool is_stuck_in(const struct prediction *prediction)
{
	struct ex_task *task;
	unsigned int i;

	for (i = 0; (task = ex_task_by_id(i)); i++) {
		if (ex_task_state(task) == EX_TASK_PARKED &&
		    prediction_pause(task, (void *)prediction) &&
		    waits_for_part(prediction, task->local))
			return true;
	}
	return false;
}

/* A cycle of locks, as lockdep tells of it, that has all of what was predicted. */
static bool is_about(const struct scn_finding *finding, const struct prediction *prediction)
{
	unsigned int i, missing = 0;

	for (i = 0; i < prediction->nr_classes; i++)
		missing += !strstr(finding->report, prediction->classes[i]->name);
	return !missing;
}

const struct scn_finding *scn_prediction_shown(unsigned int index,
					       const struct scn_result *result)
{
	const struct prediction *prediction = sorted[index];
	bool stuck = result->outcome == EX_HANG && is_stuck_in(prediction);
	const struct scn_finding *order = NULL;
	unsigned int i;

	for (i = 0; i < result->nr_findings; i++) {
		const struct scn_finding *finding = &result->findings[i];

		if (finding->kind == SCN_KIND_WAIT && stuck)
			return finding;
		if (finding->kind == SCN_KIND_ORDER && is_about(finding, prediction))
			order = finding;
	}
	return order;
}
