// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * input.c - any bytes are an input, and what a fuzzer finds reads as a scenario
 *
 * If an input lost something on its way to text, its failure file would not replay.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "exec/policy.h"
#include "scenario/input.h"
#include "scenario/language.h"

#define INPUTS		20000u
#define BYTES_MAX	300u

static struct scn_program program, again;
static struct scn_plan plan, plan_again;

static size_t random_input(struct ex_rng *rng, uint8_t *bytes)
{
	size_t size = 3 + ex_rng_below(rng, BYTES_MAX - 3), i;

	bytes[0] = 4;
	bytes[1] = 1 + ex_rng_below(rng, 7);
	bytes[2] = 0;
	for (i = 3; i < size; i++)
		bytes[i] = ex_rng_below(rng, ex_rng_below(rng, 3) ? 16 : 256);
	return size;
}

static void check_text(unsigned int number)
{
	struct scn_error error;
	struct scn_text text;

	scn_text_init(&text);
	scn_print(&program, &text);
	cr_assert(scn_parse(&again, text.data, text.length, &error),
		  "input %u does not parse: line %u, %s\n%s", number, error.line, error.message,
		  text.data);
	scn_program_release(&again);
	scn_text_free(&text);
}

/* Encoded and decoded once more it is the same program, and the same plan. */
static void check_bytes(unsigned int number)
{
	struct scn_text text, bytes, text_again;

	scn_text_init(&text);
	scn_text_init(&bytes);
	scn_text_init(&text_again);
	scn_print(&program, &text);
	scn_input_encode(&program, &plan, &bytes);
	cr_assert(scn_is_input(bytes.data, bytes.length));
	cr_assert(!scn_is_input(text.data, text.length));
	scn_input_decode(&again, &plan_again, (const uint8_t *)bytes.data, bytes.length);
	scn_print(&again, &text_again);
	cr_assert_str_eq(text_again.data, text.data, "input %u reads differently", number);
	cr_assert_eq(plan_again.kind, plan.kind);
	cr_assert_eq(plan_again.count, plan.count);
	scn_program_release(&again);
	scn_text_free(&text);
	scn_text_free(&bytes);
	scn_text_free(&text_again);
}

Test(input, random_bytes_are_inputs_that_survive_as_text_and_as_bytes)
{
	unsigned int i, good = 0;
	uint8_t bytes[BYTES_MAX];
	struct ex_rng rng;

	ex_rng_seed(&rng, 1);
	for (i = 0; i < INPUTS; i++) {
		if (scn_input_decode(&program, &plan, bytes, random_input(&rng, bytes))) {
			check_text(i);
			check_bytes(i);
			good++;
		}
		scn_program_release(&program);
	}
	cr_assert_gt(good, INPUTS / 2, "only %u of the inputs are any", good);
}
