// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * replay.c - `ksim replay`: make a recorded failure happen again
 */
#include "replay.h"

#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "scenario/kinds.h"

static bool find_kind(const char *name, uint8_t *kind)
{
	for (*kind = 1; *kind <= SCN_KINDS; ++*kind) {
		if (!strcmp(scn_kind_names[*kind], name))
			return true;
	}
	return false;
}

static bool check_source(const struct recording *recording)
{
	const struct scn_program *program = recording->program;
	const char *source = scn_text_of(program, program->failure.source);

	if (!strcmp(source, cli_source_id()))
		return true;
	cli_complain("%s: recorded by other sources (%s) than these (%s): its schedule means "
		     "nothing here. Check out that revision and build it, or look for the "
		     "failure again with ksim run", recording->path, *source ? source : "unknown",
		     cli_source_id());
	return false;
}

bool recording_load(const char *path, struct recording *recording)
{
	const struct scn_failure *failure;
	const char *schedule;
	size_t bad;
	long bad_variant;

	*recording = (struct recording){ .path = path };
	recording->program = cli_load(path);
	if (!recording->program)
		return false;
	failure = &recording->program->failure;
	if (!failure->present) {
		cli_complain("%s: not a failure file: expected a failure block (ksim run and hunt "
			     "write such files)", path);
		return false;
	}
	if (!find_kind(scn_text_of(recording->program, failure->kind), &recording->kind)) {
		cli_complain("%s: the failure has no kind that is known (ksim list kinds)", path);
		return false;
	}
	recording->title = scn_text_of(recording->program, failure->title);
	recording->engine = strcmp(scn_text_of(recording->program, failure->engine), "threads") ?
			    EX_FIBERS : EX_THREADS;
	if (!check_source(recording))
		return false;
	bad_variant = scn_variants_check(scn_text_of(recording->program, failure->variants));
	if (bad_variant >= 0) {
		cli_complain("%s: the variants are not known here", path);
		return false;
	}
	schedule = failure->schedule ? failure->schedule : "";
	if (*schedule && !ex_schedule_parse(&recording->schedule, schedule, &bad)) {
		cli_complain("%s: the schedule cannot be understood at its character %zu: "
			     "\"%.20s\"", path, bad + 1, schedule + bad);
		return false;
	}
	return true;
}

bool recording_run(const struct recording *recording, const struct scn_program *program,
		   const struct ex_schedule *schedule, bool lenient, struct scn_result *result,
		   char **schedule_out)
{
	const struct scn_failure *failure = &recording->program->failure;
	struct isolated what = {
		.program = program ? program : recording->program,
		.variants = scn_text_of(recording->program, failure->variants),
		.engine = recording->engine, .seed = failure->seed,
		.steps_max = failure->steps_max, .lenient = lenient,
		.schedule = schedule ? schedule : &recording->schedule,
	};

	return run_isolated(&what, result, schedule_out);
}

bool recording_matches(const struct recording *recording, const struct scn_result *result)
{
	return scn_result_has(result, recording->kind, recording->title);
}

/* Went another way: say where, and what came of it instead. */
static int report_difference(const struct recording *recording, const struct scn_result *result)
{
	if (result->outcome == EX_DIVERGED)
		cli_complain("%s: the replay went another way at decision %llu, step %llu: a task "
			     "that is to run there cannot", recording->path,
			     (unsigned long long)result->diverged_at,
			     (unsigned long long)result->steps);
	else if (result->nr_findings)
		cli_complain("%s: another failure than the recorded one: %s %s", recording->path,
			     scn_kind_names[result->findings[0].kind],
			     result->findings[0].title);
	if (result->outcome == EX_DIVERGED || result->nr_findings)
		return CLI_BAD;
	printf("%s: ended well: the recorded failure (%s) did not happen\n", recording->path,
	       recording->title);
	return CLI_GOOD;
}

static void print_findings(const struct scn_result *result)
{
	unsigned int i;

	for (i = 0; i < result->nr_findings; i++)
		printf("%s\n", result->findings[i].report);
}

int cmd_replay(const struct cli_options *options)
{
	struct recording recording;
	struct scn_result result;
	uint64_t steps;
	int status;

	if (!recording_load(options->paths[0], &recording))
		return CLI_BAD;
	if (!recording_run(&recording, NULL, NULL, false, &result, NULL))
		cli_die("%s: the run failed without a finding", recording.path);
	steps = recording.program->failure.steps;
	print_findings(&result);
	if (!recording_matches(&recording, &result)) {
		status = report_difference(&recording, &result);
	} else {
		printf("Replayed: %s %s, after %llu steps%s\n", scn_kind_names[recording.kind],
		       recording.title, (unsigned long long)result.steps,
		       !steps || steps == result.steps ? "" : " (recorded with another number)");
		status = CLI_FOUND;
	}
	scn_result_release(&result);
	return status;
}
