// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * replay.c - `ksim replay`: make a recorded failure happen again
 */
#include "replay.h"

#include <stdlib.h>
#include <string.h>

#include "exec/sanitizer.h"
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

static scn_str intern(struct scn_program *program, const char *text)
{
	bool full = false;

	return scn_string(program, text, strlen(text), &full);
}

/*
 * A fuzzer's crash input says what to run, not what came of it: run it, and record that
 * as a failure file would.
 */
static bool record_input(const char *path, struct scn_program *program,
			 const struct scn_plan *plan)
{
	const char *variants = getenv("KSIM_VARIANTS") ? getenv("KSIM_VARIANTS") : "";
	struct isolated what = { .program = program, .variants = variants, .plan = plan,
				 .engine = EX_FIBERS, .steps_max = SCN_INPUT_STEPS_MAX };
	struct scn_failure *failure = &program->failure;
	const struct scn_finding *finding;
	struct scn_result result;
	char *schedule = NULL;

	if (scn_variants_check(variants) >= 0)
		cli_die("KSIM_VARIANTS=%s: no such variant (ksim list variants)", variants);
	if (!run_isolated(&what, &result, &schedule))
		cli_die("%s: the run failed without a finding", path);
	if (!result.nr_findings) {
		printf("%s: ended well: nothing was found\n", path);
		return false;
	}
	finding = &result.findings[0];
	*failure = (struct scn_failure){
		.present = true, .kind = intern(program, scn_kind_names[finding->kind]),
		.title = intern(program, finding->title), .variants = intern(program, variants),
		.engine = intern(program, "fibers"), .source = intern(program, cli_source_id()),
		.steps = result.steps, .steps_max = SCN_INPUT_STEPS_MAX, .schedule = schedule,
	};
	scn_result_release(&result);
	return true;
}

static struct scn_program *load_any(const char *path)
{
	struct scn_plan plan;
	struct scn_program *program = cli_load_input(path, &plan);

	if (!program)
		return cli_load(path);
	return record_input(path, program, &plan) ? program : NULL;
}

bool recording_load(const char *path, struct recording *recording)
{
	const struct scn_failure *failure;
	const char *schedule;
	size_t bad;
	long bad_variant;

	*recording = (struct recording){ .path = path };
	recording->program = load_any(path);
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

/* In a fresh child. */
static void run_recording(const struct recording *recording, struct scn_result *result)
{
	const struct scn_failure *failure = &recording->program->failure;
	const struct isolated what = {
		.program = recording->program, .schedule = &recording->schedule,
		.variants = scn_text_of(recording->program, failure->variants),
		.engine = recording->engine, .seed = failure->seed,
		.steps_max = failure->steps_max, .before = failure->before,
		.plain = recording->plain,
	};

	if (!run_isolated(&what, result, NULL))
		cli_die("%s: the run failed without a finding", recording->path);
}

bool recording_matches(const struct recording *recording, const struct scn_result *result)
{
	return scn_result_has(result, recording->kind, recording->title);
}

static bool same_steps(const struct recording *recording, const struct scn_result *result)
{
	uint64_t steps = recording->program->failure.steps;

	return !steps || steps == result->steps;
}

/*
 * A sanitizer sees uses of freed memory that the recording build did not, and keeps such
 * memory in another way: a stale pointer leads the run elsewhere.
 */
static bool led_elsewhere(const struct recording *recording, const struct scn_result *result)
{
	return (EX_ASAN || EX_TSAN) && recording->engine == EX_FIBERS &&
	       !(recording_matches(recording, result) && same_steps(recording, result));
}

void recording_settle(struct recording *recording)
{
	struct scn_result result;

	if (!EX_ASAN && !EX_TSAN)
		return;
	run_recording(recording, &result);
	recording->plain = led_elsewhere(recording, &result);
	scn_result_release(&result);
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
	int status;

	if (!recording_load(options->paths[0], &recording))
		return CLI_BAD;
	run_recording(&recording, &result);
	print_findings(&result);
	if (led_elsewhere(&recording, &result)) {
		puts("This build's sanitizer takes the run elsewhere than it was recorded. "
		     "With memory as without one:\n");
		scn_result_release(&result);
		recording.plain = true;
		run_recording(&recording, &result);
		print_findings(&result);
	}
	if (!recording_matches(&recording, &result)) {
		status = report_difference(&recording, &result);
	} else {
		printf("Replayed: %s %s, after %llu steps%s\n", scn_kind_names[recording.kind],
		       recording.title, (unsigned long long)result.steps,
		       same_steps(&recording, &result) ? "" : " (recorded with another number)");
		status = CLI_FOUND;
	}
	scn_result_release(&result);
	return status;
}
