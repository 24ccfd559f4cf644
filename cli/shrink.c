// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * shrink.c - `ksim shrink`: fewer operations, then fewer preemptions, until neither
 * can lose an element
 *
 * A candidate is good if some schedule shows the recorded failure: the current one,
 * as far as it can be followed, none at all, or one of a few seeds. What that run did
 * is then the schedule to go on with.
 */
#include <stdlib.h>
#include <string.h>

#include "replay.h"
#include "report.h"
#include "scenario/edit.h"
#include "scenario/kinds.h"

#define TRIES		24u	/* schedules for a program that has lost an operation */
#define ROUNDS_MAX	8u

struct shrink {
	struct recording	recording;
	struct scn_program	*program;	/* the best so far */
	struct ex_schedule	schedule;
	uint64_t		seed;
	uint64_t		steps;
	unsigned int		runs;
};

/* The candidate is the new best. */
static void adopt(struct shrink *shrink, const struct scn_program *program,
		  const struct scn_result *result, const char *schedule)
{
	size_t bad;

	if (program && program != shrink->program)
		scn_program_copy(shrink->program, program);
	ex_schedule_free(&shrink->schedule);
	shrink->schedule = (struct ex_schedule){ 0 };
	ex_schedule_parse(&shrink->schedule, schedule, &bad);
	shrink->steps = result->steps;
}

static bool fails(struct shrink *shrink, const struct scn_program *program,
		  const struct ex_schedule *schedule, unsigned int tries);

/* The run that failed followed others in its process: what it did must do alone. */
static bool fails_again(struct shrink *shrink, const struct scn_program *program,
			const char *text)
{
	struct ex_schedule schedule = { 0 };
	size_t bad;
	bool good;

	good = ex_schedule_parse(&schedule, text, &bad) && fails(shrink, program, &schedule, 1);
	ex_schedule_free(&schedule);
	return good;
}

/* Does @program fail in the same way? With @tries 1: under @schedule, leniently. */
static bool fails(struct shrink *shrink, const struct scn_program *program,
		  const struct ex_schedule *schedule, unsigned int tries)
{
	const struct scn_failure *failure = &shrink->recording.program->failure;
	struct isolated what = {
		.program = program, .engine = shrink->recording.engine, .lenient = true,
		.variants = scn_text_of(shrink->recording.program, failure->variants),
		.seed = failure->seed, .steps_max = failure->steps_max, .schedule = schedule,
		.before = failure->before, .plain = shrink->recording.plain,
		.tries = tries, .want_kind = shrink->recording.kind,
		.want_title = shrink->recording.title,
	};
	struct scn_result result;
	char *text = NULL;
	bool good;

	shrink->runs++;
	good = run_isolated(&what, &result, &text) && text &&
	       recording_matches(&shrink->recording, &result);
	if (good && tries == 1)
		adopt(shrink, program, &result, text);
	else if (good)
		good = fails_again(shrink, program, text);
	free(text);
	scn_result_release(&result);
	return good;
}

/* An edited copy that still fails replaces the program. */
static bool try_edit(struct shrink *shrink, unsigned int stmt,
		     void (*edit)(struct scn_program *program, unsigned int stmt))
{
	struct scn_program *candidate = cli_alloc(sizeof(*candidate));
	bool good;

	scn_program_copy(candidate, shrink->program);
	edit(candidate, stmt);
	scn_edit_drop_empty(candidate);
	good = fails(shrink, candidate, &shrink->schedule, TRIES);
	scn_program_release(candidate);
	free(candidate);
	return good;
}

/* Late statements first: what they need stands above them. */
static bool shrink_operations(struct shrink *shrink)
{
	bool changed = false;
	unsigned int i = shrink->program->nr_stmts;

	while (i-- > 0) {
		if (i >= shrink->program->nr_stmts ||
		    !scn_edit_removable(shrink->program, i))
			continue;
		if (try_edit(shrink, i, scn_edit_remove) ||
		    (shrink->program->stmts[i].body && try_edit(shrink, i, scn_edit_unwrap)))
			changed = true;
	}
	return changed;
}

/* A copy of the schedule without @count deviations from @first on. */
static void copy_without(struct ex_schedule *to, const struct ex_schedule *from,
			 unsigned int first, unsigned int count)
{
	unsigned int i;

	*to = (struct ex_schedule){ 0 };
	for (i = 0; i < from->count; i++) {
		if (i < first || i >= first + count)
			ex_schedule_add(to, from->deviations[i]);
	}
}

/* Halves, quarters, ... single deviations, as in delta debugging. */
static bool shrink_schedule(struct shrink *shrink)
{
	unsigned int chunk = shrink->schedule.count ? shrink->schedule.count : 1, first, before;
	struct ex_schedule candidate;
	bool changed = false, good;

	for (;;) {
		for (first = 0; first < shrink->schedule.count;) {
			before = shrink->schedule.count;
			copy_without(&candidate, &shrink->schedule, first, chunk);
			good = fails(shrink, shrink->program, &candidate, 1) &&
			       shrink->schedule.count < before;
			ex_schedule_free(&candidate);
			changed = changed || good;
			if (!good)
				first += chunk;
		}
		if (chunk == 1)
			return changed;
		chunk = (chunk + 1) / 2;
	}
}

static char *result_path(const struct cli_options *options)
{
	const char *path = options->paths[0], *base = strrchr(path, '/'), *suffix;

	base = base ? base + 1 : path;
	suffix = strrchr(base, '.');
	if (!suffix)
		suffix = base + strlen(base);
	if (options->out)
		return cli_format("%s/%.*s.min%s", out_folder(options), (int)(suffix - base), base,
				  suffix);
	return cli_format("%.*s.min%s", (int)(suffix - path), path, suffix);
}

static bool write_result(struct shrink *shrink, const char *path)
{
	struct scn_failure *failure = &shrink->program->failure;
	struct scn_text text;
	size_t size;
	bool good;

	free(failure->schedule);
	size = ex_schedule_print(&shrink->schedule, NULL, 0);
	failure->schedule = cli_alloc(size + 1);
	ex_schedule_print(&shrink->schedule, failure->schedule, size + 1);
	failure->steps = shrink->steps;
	scn_text_init(&text);
	scn_text_add(&text, "# SPDX-License-Identifier: GPL-2.0-or-later\n"
		     "# A failure that ksim recorded and made smaller.\n\n");
	scn_print(shrink->program, &text);
	good = cli_write_file(path, text.data, text.length);
	scn_text_free(&text);
	return good;
}

static bool start(struct shrink *shrink, const char *path)
{
	if (!recording_load(path, &shrink->recording))
		return false;
	if (shrink->recording.engine != EX_FIBERS) {
		cli_complain("%s: recorded with real threads: it cannot be replayed", path);
		return false;
	}
	recording_settle(&shrink->recording);
	shrink->program = cli_alloc(sizeof(*shrink->program));
	scn_program_copy(shrink->program, shrink->recording.program);
	if (fails(shrink, shrink->program, &shrink->recording.schedule, 1))
		return true;
	cli_complain("%s: the recorded failure does not happen: nothing to shrink", path);
	return false;
}

int cmd_shrink(const struct cli_options *options)
{
	struct shrink shrink = { 0 };
	unsigned int round, operations, deviations;
	double began = now_seconds();
	bool minimal = false;
	char *path;

	if (!start(&shrink, options->paths[0]))
		return CLI_BAD;
	operations = scn_count_operations(shrink.program);
	deviations = shrink.schedule.count;
	for (round = 0; round < ROUNDS_MAX && !minimal; round++) {
		bool fewer = shrink_operations(&shrink);

		minimal = !shrink_schedule(&shrink) && !fewer;
	}
	path = result_path(options);
	if (!write_result(&shrink, path))
		return CLI_BAD;
	printf("Operations: %u (of %u), deviations of the schedule: %u (of %u), preemptions: %u, "
	       "steps: %llu; %u candidates in %.2f s\n", scn_count_operations(shrink.program),
	       operations, shrink.schedule.count, deviations,
	       ex_schedule_preemptions(&shrink.schedule), (unsigned long long)shrink.steps,
	       shrink.runs, now_seconds() - began);
	printf(minimal ? "Minimal: no single operation and no single deviation can be left out.\n" :
	       "Not known to be minimal: it still got smaller in the last round.\n");
	printf("Replay: ksim replay %s\n", path);
	return minimal ? CLI_GOOD : CLI_FOUND;
}
