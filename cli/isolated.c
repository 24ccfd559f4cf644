// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * isolated.c - runs in a child that has seen nothing else
 */
#include <stdlib.h>
#include <string.h>

#include "exec/heap.h"
#include "scenario/kinds.h"
#include "worker.h"

/* The findings and numbers that a child sent, as the result of its last run. */
static void take_record(struct scn_result *result, const struct wire_head *head,
			const char *const *strings, char **schedule)
{
	struct scn_result numbers = head->result;

	if (head->wire == WIRE_FINDING && result->nr_findings < SCN_FINDINGS_MAX)
		result->findings[result->nr_findings++] = (struct scn_finding){
			.kind = head->kind, .title = cli_strdup(strings[WIRE_TITLE]),
			.report = cli_strdup(strings[WIRE_REPORT]),
		};
	if (head->wire != WIRE_RESULT)
		return;
	numbers.schedule = (struct ex_schedule){ 0 };
	numbers.nr_findings = result->nr_findings;
	memcpy(numbers.findings, result->findings, sizeof(numbers.findings));
	*result = numbers;
	if (schedule)
		*schedule = cli_strdup(strings[WIRE_SCHEDULE]);
}

/* The schedule or plan, then none, then random and PCT by turns. */
static struct ex_policy *policy_of_try(const struct isolated *what, unsigned int number)
{
	const char *error;

	if (!number && what->plan)
		return scn_plan_policy(what->plan);
	if (!number)
		return ex_policy_replay(what->schedule, what->lenient);
	return number == 1 ? NULL : ex_policy_make(number % 2 ? "pct:3" : "random", &error);
}

/* The end of a child: all that its last run showed. */
static void tell(const struct isolated *what, int fd, const struct scn_result *result,
		 unsigned int number)
{
	struct wire_head head = { .wire = WIRE_RESULT, .result = *result };

	send_findings(fd, result, NULL, &(struct run_number){ number, what->seed, false });
	wire_send(fd, &head, (const char *[WIRE_STRINGS]){
		[WIRE_SCHEDULE] = schedule_text(&result->schedule) });
	end_worker(fd, number + 1);
}

bool make_runs_before(const struct scn_program *program, const struct scn_setting *like,
		      const char *before, struct scn_result *result)
{
	const char *at = before ? before : "";
	struct scn_setting setting = *like;
	bool good = true;

	setting.follow = true;
	while (good && *at) {
		size_t length = strcspn(at, "\n"), bad;
		char *text = cli_format("%.*s", (int)length, at);
		struct ex_schedule schedule = { 0 };

		good = ex_schedule_parse(&schedule, text, &bad);
		if (good) {
			/* of a program that was made smaller since, perhaps: as far as it goes */
			setting.policy = ex_policy_replay(&schedule, true);
			scn_run(program, &setting, result);
			ex_policy_free(setting.policy);
			good = !result->dirty;
		}
		if (good)
			scn_result_release(result);
		ex_schedule_free(&schedule);
		free(text);
		at += length + (at[length] == '\n');
	}
	return good;
}

struct attempt {
	const struct isolated	*what;
	unsigned int		first;
};

/* Runs from number ->first on, until one shows what is wanted or spoils the process. */
static void run_child(const void *arg, int fd)
{
	const struct attempt *attempt = arg;
	const struct isolated *what = attempt->what;
	unsigned int tries = what->tries ? what->tries : 1, number;
	struct scn_result result = { 0 };
	const struct scn_setting like = {
		.variants = what->variants, .engine = what->engine, .seed = what->seed,
		.steps_max = what->steps_max,
	};

	ex_heap_plain(what->plain);
	if (!make_runs_before(what->program, &like, what->before, &result))
		tell(what, fd, &result, tries);
	for (number = attempt->first; number < tries; number++) {
		struct scn_setting setting = {
			.variants = what->variants, .engine = what->engine,
			.seed = what->seed + number, .steps_max = what->steps_max,
			.policy = policy_of_try(what, number),
			.follow = !number && !what->plan,
		};

		scn_run(what->program, &setting, &result);
		if (number || !what->plan)
			ex_policy_free(setting.policy);
		if (result.dirty || number + 1 == tries ||
		    scn_result_has(&result, what->want_kind, what->want_title))
			break;
		scn_result_release(&result);
	}
	tell(what, fd, &result, number);
}

/* What a child left behind that ended before it could tell. */
static void take_last_words(const struct worker *child, struct scn_result *result)
{
	char *errors = worker_errors(child), *title = NULL;
	uint8_t kind = sanitizer_finding(errors, &title);

	if (kind && result->nr_findings < SCN_FINDINGS_MAX)
		result->findings[result->nr_findings++] = (struct scn_finding){
			.kind = kind, .title = title, .report = cli_strdup(errors),
		};
	else
		fputs(errors, stderr);	/* our own fault: say all there is */
	free(errors);
}

/* One child, from run number *@next on; sets that to the run behind its last. */
static bool run_one_child(const struct isolated *what, unsigned int *next,
			  struct scn_result *result, char **schedule_out)
{
	const struct attempt attempt = { what, *next };
	const struct wire_head *head;
	const char *strings[WIRE_STRINGS];
	struct worker child;
	bool whole = false;

	worker_start(&child, run_child, &attempt);
	while (wire_read(child.fd, &child.in))
		;
	while ((head = wire_next(&child.in, strings))) {
		if (head->wire == WIRE_END) {
			whole = true;
			*next = (unsigned int)head->run;
		}
		take_record(result, head, strings, schedule_out);
	}
	if (!whole) {
		take_last_words(&child, result);
		++*next;
	}
	worker_end(&child);
	return whole || result->nr_findings;
}

bool run_isolated(const struct isolated *what, struct scn_result *result, char **schedule_out)
{
	unsigned int next = 0;
	bool good;

	do {
		if (next)
			scn_result_release(result);
		*result = (struct scn_result){ 0 };
		if (schedule_out)
			*schedule_out = NULL;
		good = run_one_child(what, &next, result, schedule_out);
	} while (good && next < what->tries &&
		 !scn_result_has(result, what->want_kind, what->want_title));
	return good;
}
