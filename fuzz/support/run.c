// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * run.c - one execution of an input, in this process
 */
#include "support/fuzz.h"

#include "scenario/kinds.h"

static unsigned int decisions_max = 64, faults_max = 64;

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

void fuzz_run(struct fuzz_input *input)
{
	static struct scn_result result;
	struct scn_setting setting = {
		.variants = fuzz_variants(), .engine = fuzz_engine(),
		.policy = scn_plan_policy(&input->plan), .seed = input->plan.seed,
		.steps_max = SCN_INPUT_STEPS_MAX,
	};

	scn_run(&input->program, &setting, &result);
	if (has_order(&result) && !result.dirty) {
		/* Half of the cycle may come from another program: look at this one alone. */
		scn_result_release(&result);
		scn_forget();
		scn_run(&input->program, &setting, &result);
	}
	remember_length(&decisions_max, result.decisions);
	remember_length(&faults_max, result.fault_points);
	fuzz_judge(input, &result);
	scn_result_release(&result);
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
