// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * shrink.c - `ksim shrink`: fewer operations, then fewer preemptions, until neither
 * can lose an element
 *
 * A candidate is good if some schedule shows the recorded failure: the current one,
 * as far as it can be followed, none at all, or one of a few seeds. What that run did
 * is then the schedule to go on with. Halves of the program are tried first, with few
 * schedules; what was no good once is not tried again.
 */
#include <stdlib.h>
#include <string.h>

#include "replay.h"
#include "report.h"
#include "scenario/edit.h"
#include "scenario/kinds.h"
#include "wire.h"

#define TRIES		24u	/* schedules for a program that has lost an operation */
#define TRIES_HALF	4u	/* for one that has lost many: its parts will have their turn */
#define TRIES_STEPS	2000000u	/* in all schedules of a candidate, beyond the second */
#define ROUNDS_MAX	8u

struct shrink {
	struct recording	recording;
	struct scn_program	*program;	/* the best so far */
	struct ex_schedule	schedule;
	uint64_t		seed;
	uint64_t		steps;
	unsigned int		runs;
	uint64_t		*bad;		/* digests of what was no good */
	unsigned int		nr_bad;
};

static uint64_t digest(uint64_t sum, const char *text)
{
	for (; *text; text++)
		sum = (sum ^ (unsigned char)*text) * 0x100000001b3ull;
	return sum;
}

static uint64_t digest_of(const struct scn_program *program, const struct ex_schedule *schedule,
			  unsigned int tries)
{
	char *text = schedule_text(schedule);
	uint64_t sum = digest(0xcbf29ce484222325ull + tries, text);
	struct scn_text printed;

	free(text);
	scn_text_init(&printed);
	scn_print(program, &printed);
	sum = digest(sum, printed.data);
	scn_text_free(&printed);
	return sum;
}

static bool known_bad(const struct shrink *shrink, uint64_t digest)
{
	unsigned int i;

	for (i = 0; i < shrink->nr_bad; i++) {
		if (shrink->bad[i] == digest)
			return true;
	}
	return false;
}

static void remember_bad(struct shrink *shrink, uint64_t digest)
{
	if (!(shrink->nr_bad & (shrink->nr_bad - 1))) {
		shrink->bad = realloc(shrink->bad,
				      (shrink->nr_bad * 2 + 1) * sizeof(*shrink->bad));
		if (!shrink->bad)
			cli_die("out of memory");
	}
	shrink->bad[shrink->nr_bad++] = digest;
}

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
	const uint64_t tried = digest_of(program, schedule, tries);
	struct scn_result result;
	char *text = NULL;
	bool good;

	if (known_bad(shrink, tried))
		return false;
	shrink->runs++;
	good = run_isolated(&what, &result, &text) && text &&
	       recording_matches(&shrink->recording, &result);
	if (good && tries == 1)
		adopt(shrink, program, &result, text);
	else if (good)
		good = fails_again(shrink, program, text);
	if (!good)
		remember_bad(shrink, tried);
	free(text);
	scn_result_release(&result);
	return good;
}

/* Fewer where runs are long. */
static unsigned int tries_for(const struct shrink *shrink, unsigned int most)
{
	uint64_t tries = 2 + TRIES_STEPS / (shrink->steps + 1);

	return tries < most ? (unsigned int)tries : most;
}

/* If the edited copy still fails, it replaces the program. It is released in any case. */
static bool try_program(struct shrink *shrink, struct scn_program *candidate, unsigned int most)
{
	bool good;

	scn_edit_drop_empty(candidate);
	good = fails(shrink, candidate, &shrink->schedule, tries_for(shrink, most));
	scn_program_release(candidate);
	free(candidate);
	return good;
}

static struct scn_program *copy_of(const struct scn_program *program)
{
	struct scn_program *copy = cli_alloc(sizeof(*copy));

	scn_program_copy(copy, program);
	return copy;
}

/* Those of the @count statements from @first on that can be taken away, are. */
static bool try_without(struct shrink *shrink, unsigned int first, unsigned int count)
{
	struct scn_program *candidate = copy_of(shrink->program);
	unsigned int i = first + count;
	bool edited = false;

	while (i-- > first) {
		if (i >= candidate->nr_stmts || !scn_edit_removable(candidate, i))
			continue;
		scn_edit_remove(candidate, i);
		edited = true;
	}
	if (edited)
		return try_program(shrink, candidate, count > 1 ? TRIES_HALF : TRIES);
	scn_program_release(candidate);
	free(candidate);
	return false;
}

static bool try_unwrapped(struct shrink *shrink, unsigned int stmt)
{
	struct scn_program *candidate;

	if (stmt >= shrink->program->nr_stmts || !shrink->program->stmts[stmt].body)
		return false;
	candidate = copy_of(shrink->program);
	scn_edit_unwrap(candidate, stmt);
	return try_program(shrink, candidate, TRIES);
}

/* Late statements first, as what they need stands above them: halves, quarters, ... one. */
static bool shrink_operations(struct shrink *shrink)
{
	unsigned int chunk = shrink->program->nr_stmts, end;
	bool changed = false;

	do {
		chunk = (chunk + 1) / 2;
		end = shrink->program->nr_stmts;
		while (end > 0) {
			unsigned int first = end > chunk ? end - chunk : 0;

			if (try_without(shrink, first, end - first) ||
			    (chunk == 1 && try_unwrapped(shrink, first)))
				changed = true;
			end = first < shrink->program->nr_stmts ? first :
								  shrink->program->nr_stmts;
		}
	} while (chunk > 1);
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
	shrink->program = copy_of(shrink->recording.program);
	/* the current one is elsewhere; that of the file may be long, and copies have it, too */
	free(shrink->program->failure.schedule);
	shrink->program->failure.schedule = NULL;
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
