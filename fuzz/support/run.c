// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * run.c - one execution of an input, in this process
 *
 * Mostly that is one run under the input's plan. An input may ask for several, each under
 * another policy, and one with news gets them: what met there may meet otherwise. Now and
 * then a run is recorded, and further ones steered into what it predicts; and a cycle of
 * locks that several programs made together is looked for in one of all.
 */
#include "support/fuzz.h"

#include <stdio.h>
#include <string.h>

#include "scenario/kinds.h"
#include "scenario/predict.h"

#define PORTFOLIO_RUNS	8u	/* of an input that asks for them */
#define NEWS_SHARE	5u	/* runs of inputs with news, for each input */
#define NEWS_MIN	12u	/* of one */
#define NEWS_MAX	384u
#define PREDICT_EVERY	24u	/* executions */
#define STEERED_RUNS	3u	/* for a prediction */
#define STEERED_MAX	4u	/* predictions of a program */
#define ATTEMPTS_MAX	6u	/* programs in which one prediction is tried */

static unsigned int decisions_max = 64, faults_max = 64;
static unsigned int executions;

unsigned int fuzz_decisions(void)
{
	return decisions_max;
}

unsigned int fuzz_fault_points(void)
{
	return faults_max;
}

/* The longest run, forgotten slowly: mutation draws from its span. */
static void remember_length(unsigned int *longest, uint64_t length)
{
	if (length > 4096)
		length = 4096;
	if (length > *longest)
		*longest = (unsigned int)length;
	else
		*longest -= (*longest - (unsigned int)length) / 64;
}

static bool has_order(const struct scn_result *result)
{
	return scn_result_has(result, SCN_KIND_ORDER, NULL);
}

static bool is_order_alone(const struct scn_result *result)
{
	for (unsigned int i = 0; i < result->nr_findings; i++) {
		if (result->findings[i].kind != SCN_KIND_ORDER)
			return false;
	}
	return true;
}

static struct scn_setting setting_of(const struct fuzz_input *input)
{
	return (struct scn_setting){
		.variants = fuzz_variants(), .engine = fuzz_engine(),
		.policy = scn_plan_policy(&input->plan), .seed = input->plan.seed,
		.steps_max = SCN_INPUT_STEPS_MAX,
	};
}

/*
 * A cycle of locks: do others have a part in it? Then this program alone has none, and is to be
 * looked at without what lockdep knows. What was looked into often enough is no news.
 */
static void look_alone(struct fuzz_input *input, const struct scn_setting *setting,
		       struct scn_result *result)
{
	unsigned int parts[8], nr_parts = result->nr_parts;
	bool tried = fuzz_is_tried(result->findings[0].title);

	memcpy(parts, result->parts, sizeof(parts));
	if (tried && is_order_alone(result)) {
		scn_result_release(result);
		return;
	}
	scn_result_release(result);
	scn_forget();
	scn_run(&input->program, setting, result);
	if (tried || has_order(result) || result->dirty)
		return;
	fuzz_together(input, setting, parts, nr_parts);
}

/* One run, and what is to be done about it. False: there was a finding. */
static bool run_once(struct fuzz_input *input, const struct scn_setting *setting)
{
	static struct scn_result result;
	bool found;

	scn_run(&input->program, setting, &result);
	if (has_order(&result) && !result.dirty)
		look_alone(input, setting, &result);
	remember_length(&decisions_max, result.decisions);
	remember_length(&faults_max, result.fault_points);
	if (result.learned) {
		fuzz_lesson();
		fuzz_remember(&input->program, result.run);
	}
	found = result.nr_findings;
	fuzz_judge(input, &result);
	scn_result_release(&result);
	return !found;
}

/* Each policy has its way to miss things; "pause" learns from the runs before. */
static bool run_policy(struct fuzz_input *input, const char *policy, unsigned int runs)
{
	struct scn_setting setting = setting_of(input);
	bool silent = true;
	const char *error;
	unsigned int i;

	setting.policy = ex_policy_make(policy, &error);
	if (!setting.policy)
		return false;
	for (i = 0; i < runs && silent; i++) {
		setting.seed = input->plan.seed + i;
		silent = run_once(input, &setting);
	}
	ex_policy_free(setting.policy);
	return silent;
}

/*
 * What met there for the first time may meet otherwise. A bug asks for a hundred runs of its
 * program or more: the rarer news are, the more of them each gets. Partial orders find most; those
 * of the portfolio find what these miss.
 */
static void run_news(struct fuzz_input *input)
{
	static unsigned int credit;
	unsigned int runs;

	credit += NEWS_SHARE;
	if (!fuzz_is_context_new() || (credit < NEWS_MIN && !fuzz_is_news()))
		return;
	runs = credit < NEWS_MIN ? NEWS_MIN : credit > NEWS_MAX ? NEWS_MAX : credit;
	credit -= runs < credit ? runs : credit;
	if (run_policy(input, "portfolio", runs / 4))
		run_policy(input, "pos", runs - runs / 4);
}

static void steer(struct fuzz_input *input, unsigned int prediction)
{
	struct scn_setting setting = setting_of(input);
	unsigned int i;

	setting.policy = scn_prediction_policy(prediction);
	if (!setting.policy)
		return;
	for (i = 0; i < STEERED_RUNS; i++) {
		setting.seed = input->plan.seed + i;
		if (!run_once(input, &setting))
			break;
	}
	ex_policy_free(setting.policy);
}

static void run_predicting(struct fuzz_input *input)
{
	struct scn_setting setting = setting_of(input);
	static struct scn_result result;
	static unsigned char met[FUZZ_TEXTS];
	unsigned int count, i, steered = 0;

	count = scn_predict(&input->program, &setting, &result);
	if (result.learned)
		fuzz_remember(&input->program, result.run);
	fuzz_judge(input, &result);
	scn_result_release(&result);
	for (i = 0; i < count && steered < STEERED_MAX; i++) {
		if (fuzz_is_worn(met, scn_prediction_title(i), ATTEMPTS_MAX))
			continue;
		steered++;
		steer(input, i);
	}
}

void fuzz_run(struct fuzz_input *input)
{
	struct scn_setting setting = setting_of(input);

	fuzz_learn_from(&input->program);
	if (input->plan.kind == SCN_PLAN_PORTFOLIO)
		run_policy(input, "portfolio", PORTFOLIO_RUNS);
	else if (run_once(input, &setting))
		run_news(input);
	if (fuzz_engine() == EX_FIBERS && !(++executions % PREDICT_EVERY))
		run_predicting(input);
}

int fuzz_run_program(const uint8_t *data, size_t size)
{
	static struct fuzz_input input;
	bool good = scn_input_decode(&input.program, &input.plan, data, size);

	if (good)
		fuzz_run(&input);
	scn_program_release(&input.program);
	return good ? 0 : -1;
}
