// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * json.c - one JSON object for each finding, by jansson
 */
#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "report.h"
#include "scenario/kinds.h"

static FILE *json_file;
static const char *json_path;

bool json_open(const char *path)
{
	json_path = path;
	json_file = strcmp(path, "-") ? fopen(path, "w") : stdout;
	if (!json_file)
		cli_complain("%s: %s", path, strerror(errno));
	return json_file;
}

static void write_line(json_t *object, const char *title)
{
	if (!object || json_dumpf(object, json_file, JSON_COMPACT))
		cli_complain("%s: this cannot be written as JSON: %s", json_path, title);
	fputc('\n', json_file);
	json_decref(object);
}

void json_add(const struct campaign *campaign, const struct failure *failure,
	      const char *verdict)
{
	json_t *object;

	if (!json_file)
		return;
	object = json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:I, s:I, s:I, s:I, s:s, s:s, s:s}",
			   "scenario", campaign->path, "variants", campaign->variants,
			   "kind", scn_kind_names[failure->kind], "title", failure->title,
			   "outcome", ex_outcome_name(failure->outcome),
			   "verified", failure->verified,
			   "run", (json_int_t)failure->run, "seed", (json_int_t)failure->seed,
			   "steps", (json_int_t)failure->steps,
			   "schedules", (json_int_t)(campaign->tally ? campaign->tally->runs : 0),
			   "verdict", verdict, "report", failure->report,
			   "schedule", failure->schedule ? failure->schedule : "");
	if (object && failure->file)
		json_object_set_new(object, "file", json_string(failure->file));
	write_line(object, failure->title);
}

void json_add_prediction(const struct campaign *campaign, const struct prediction *prediction,
			 const char *outcome)
{
	json_t *object;

	if (!json_file)
		return;
	object = json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:s}", "scenario", campaign->path,
			   "variants", campaign->variants, "prediction", prediction->title,
			   "verdict", prediction->finding ? "confirmed" : "unconfirmed",
			   "reason", outcome, "runs", (json_int_t)prediction->runs,
			   "report", prediction->text);
	if (object && prediction->finding)
		json_object_set_new(object, "finding", json_string(prediction->finding));
	write_line(object, prediction->title);
}

void json_add_note(const struct campaign *campaign, const struct note *note)
{
	if (!json_file)
		return;
	write_line(json_pack("{s:s, s:s, s:s, s:s, s:I, s:s}", "scenario", campaign->path,
			     "variants", campaign->variants, "note", note->title,
			     "verdict", "note", "queued", (json_int_t)note->queued,
			     "report", note->report), note->title);
}

bool json_close(void)
{
	bool good = true;

	if (!json_file)
		return true;
	if (json_file == stdout)
		good = !fflush(json_file);
	else
		good = !fclose(json_file);
	json_file = NULL;
	if (!good)
		cli_complain("%s: %s", json_path, strerror(errno));
	return good;
}
