// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * verify.c - whether a finding can be shown again, and what that takes
 */
#include <stdlib.h>
#include <string.h>

#include "campaign.h"

#define TRIES		120u	/* runs that may show by themselves what several have shown */
#define TRIES_STEPS	2000000u	/* in all of them */

/* One child that makes the runs of @before, then follows @schedule. */
static bool shows(const struct campaign *campaign, const struct failure *failure,
		  const char *schedule, const char *before, uint64_t *steps)
{
	struct isolated what = {
		.program = campaign->program, .variants = campaign->variants,
		.engine = campaign->engine, .seed = failure->seed,
		.steps_max = campaign->steps_max, .before = before,
	};
	struct ex_schedule parsed = { 0 };
	struct scn_result result;
	bool shown = false;
	size_t bad;

	if (!ex_schedule_parse(&parsed, schedule, &bad))
		return false;
	what.schedule = &parsed;
	if (run_isolated(&what, &result, NULL))
		shown = result.outcome != EX_DIVERGED &&
			scn_result_has(&result, failure->kind, failure->title);
	if (shown && steps)
		*steps = result.steps;
	scn_result_release(&result);
	ex_schedule_free(&parsed);
	return shown;
}

/* A single run that shows it. Its child made others before: only a fresh one tells. */
static bool find_single(const struct campaign *campaign, struct failure *failure)
{
	struct ex_schedule none = { 0 };
	struct isolated what = {
		.program = campaign->program, .variants = campaign->variants,
		.engine = campaign->engine, .seed = failure->seed, .schedule = &none,
		.steps_max = campaign->steps_max, .lenient = true,
		.want_kind = failure->kind, .want_title = failure->title,
	};
	struct scn_result result;
	char *schedule = NULL;
	bool good;

	what.tries = 2 + (unsigned int)(TRIES_STEPS / (failure->steps + 1));
	if (what.tries > TRIES)
		what.tries = TRIES;
	good = run_isolated(&what, &result, &schedule) && schedule &&
	       scn_result_has(&result, failure->kind, failure->title) &&
	       shows(campaign, failure, schedule, NULL, &failure->steps);
	scn_result_release(&result);
	if (good) {
		free(failure->schedule);
		failure->schedule = schedule;
	} else {
		free(schedule);
	}
	return good;
}

/* A copy of the lines without @count of them from number @first on. */
static char *without(const char *lines, unsigned int first, unsigned int count)
{
	struct scn_text text;
	unsigned int i;

	scn_text_init(&text);
	scn_text_add_bytes(&text, "", 0);
	for (i = 0; *lines; i++) {
		size_t length = strcspn(lines, "\n");

		if (i < first || i >= first + count)
			scn_text_add(&text, "%s%.*s", text.length ? "\n" : "", (int)length, lines);
		lines += length + (lines[length] == '\n');
	}
	return text.data;
}

static unsigned int count_lines(const char *lines)
{
	unsigned int count = *lines != '\0';

	for (; *lines; lines++)
		count += *lines == '\n';
	return count;
}

/* Leave out halves, quarters, ... single runs, as long as the rest shows it. */
static void drop_needless(const struct campaign *campaign, struct failure *failure)
{
	unsigned int chunk = count_lines(failure->before), first;

	for (; chunk; chunk = chunk == 1 ? 0 : (chunk + 1) / 2) {
		for (first = 0; first < count_lines(failure->before);) {
			char *fewer = without(failure->before, first, chunk);

			if (shows(campaign, failure, failure->schedule, fewer, NULL)) {
				free(failure->before);
				failure->before = fewer;
			} else {
				free(fewer);
				first += chunk;
			}
		}
	}
}

void verify(struct campaign *campaign, struct failure *failure)
{
	uint64_t steps;

	if (campaign->engine != EX_FIBERS || !failure->schedule)
		return;
	if (shows(campaign, failure, failure->schedule, NULL, &steps)) {
		failure->verified = !steps || steps == failure->steps;
	} else if (find_single(campaign, failure)) {
		failure->verified = true;
	} else if (failure->before &&
		   shows(campaign, failure, failure->schedule, failure->before, NULL)) {
		drop_needless(campaign, failure);
		failure->verified = true;
		return;
	}
	free(failure->before);
	failure->before = NULL;
}
