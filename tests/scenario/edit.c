// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * edit.c - a program stays valid however it is taken apart
 *
 * If it did not, the shrinker would write failure files that nobody can read.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "exec/policy.h"
#include "scenario/edit.h"
#include "scenario/language.h"

static struct scn_program program, again;

static void parse(const char *text)
{
	struct scn_error error;

	cr_assert(scn_parse(&program, text, strlen(text), &error), "%s", error.message);
}

static void expect_text(const char *text)
{
	struct scn_text out;

	scn_text_init(&out);
	scn_print(&program, &out);
	cr_expect_str_eq(out.data, text);
	scn_text_free(&out);
}

static void expect_valid(unsigned int number)
{
	struct scn_error error;
	struct scn_text out;

	scn_text_init(&out);
	scn_print(&program, &out);
	cr_assert(scn_parse(&again, out.data, out.length, &error), "program %u: %s\n%s", number,
		  error.message, out.data);
	scn_program_release(&again);
	scn_text_free(&out);
}

Test(edit, a_descriptor_that_lost_its_value_becomes_a_bad_one)
{
	parse("setup p {\n\te = eventfd\n}\n\ntask t in p {\n\tclose e\n}\n");
	scn_edit_remove(&program, 0);
	expect_text("setup p {\n}\n\ntask t in p {\n\tclose @-1\n}\n");
	scn_edit_drop_empty(&program);
	expect_text("task t in p {\n\tclose @-1\n}\n");
}

Test(edit, memory_that_is_not_mapped_any_more_takes_its_users_along)
{
	parse("task t {\n\tm = mem 4k\n\tyield\n\tpeek m 4\n}\n");
	scn_edit_remove(&program, 0);
	expect_text("task t {\n\tyield\n}\n");
}

Test(edit, removing_in_a_repeat_keeps_the_repeat_whole)
{
	parse("task t {\n\trepeat 3 {\n\t\tyield\n\t\trepeat 2 {\n\t\t\tclose @1\n\t\t}\n\t}\n"
	      "\texit\n}\n");
	scn_edit_remove(&program, 3);
	expect_text("task t {\n\trepeat 3 {\n\t\tyield\n\t\trepeat 2 {\n\t\t}\n\t}\n\texit\n}\n");
	scn_edit_unwrap(&program, 0);
	expect_text("task t {\n\tyield\n\trepeat 2 {\n\t}\n\texit\n}\n");
	scn_edit_remove(&program, 1);
	expect_text("task t {\n\tyield\n\texit\n}\n");
}

Test(edit, the_world_stays)
{
	parse("world nic\n\ntask t {\n\tunbind nic\n}\n");
	cr_expect_not(scn_edit_removable(&program, 0));
	cr_expect(scn_edit_removable(&program, program.nr_stmts - 1));
}

Test(edit, random_programs_stay_valid_down_to_the_last_statement)
{
	uint8_t bytes[300];
	struct ex_rng rng;
	unsigned int i, at;
	size_t j;

	ex_rng_seed(&rng, 7);
	for (i = 0; i < 300; i++) {
		for (j = 0; j < sizeof(bytes); j++)
			bytes[j] = ex_rng_below(&rng, ex_rng_below(&rng, 3) ? 16 : 256);
		scn_decode(&program, bytes, sizeof(bytes));
		while (program.nr_stmts) {
			at = ex_rng_below(&rng, program.nr_stmts);
			if (ex_rng_below(&rng, 2) && program.stmts[at].body &&
			    scn_edit_removable(&program, at))
				scn_edit_unwrap(&program, at);
			else if (scn_edit_removable(&program, at))
				scn_edit_remove(&program, at);
			else
				break;
			scn_edit_drop_empty(&program);
			expect_valid(i);
		}
		scn_program_release(&program);
	}
}
