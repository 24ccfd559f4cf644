// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * library.c - the scenarios that come with the simulator
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/language.h"
#include "scenario/runner.h"

static struct scn_program program, again;

/* Text to bytes to text is the identity, and the world can be built. */
static void check_file(const char *path)
{
	static char text[1 << 16];
	struct scn_text first, bytes, second;
	struct scn_error error;
	const char *reason;
	unsigned int stmt;
	size_t length;
	FILE *file = fopen(path, "r");

	cr_assert(file);
	length = fread(text, 1, sizeof(text), file);
	fclose(file);
	cr_assert(scn_parse(&program, text, length, &error), "%s:%u: %s", path, error.line,
		  error.message);
	cr_expect(scn_world_check(&program, &stmt, &reason), "%s: %s", path, reason);
	scn_text_init(&first);
	scn_text_init(&bytes);
	scn_text_init(&second);
	scn_print(&program, &first);
	scn_encode(&program, &bytes);
	scn_decode(&again, (const uint8_t *)bytes.data, bytes.length);
	scn_print(&again, &second);
	cr_expect_str_eq(first.data, second.data, "%s", path);
	scn_text_free(&first);
	scn_text_free(&bytes);
	scn_text_free(&second);
	scn_program_release(&program);
	scn_program_release(&again);
}

static unsigned int check_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	unsigned int count = 0;
	char path[512];

	cr_assert(dir, "%s is not there", folder);
	while ((entry = readdir(dir))) {
		if (!strstr(entry->d_name, ".ksim"))
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		check_file(path);
		count++;
	}
	closedir(dir);
	return count;
}

Test(library, every_scenario_parses_and_survives_the_byte_form)
{
	cr_expect_geq(check_folder("scenarios/seeds"), 7);
	cr_expect_geq(check_folder("scenarios/pairs"), 100);
	cr_expect_geq(check_folder("scenarios/suspects"), 6);
	cr_expect_geq(check_folder("scenarios/migration"), 9);
	cr_expect_geq(check_folder("scenarios/tour"), 20);
}

static void parse(const char *text)
{
	struct scn_error error;

	cr_assert(scn_parse(&program, text, strlen(text), &error), "%s", error.message);
}

Test(library, a_setup_that_fails_is_a_finding)
{
	struct scn_setting setting = { .seed = 1 };
	struct scn_result result;

	parse("setup p { close @7 }\ntask t in p { yield }\n");
	scn_run(&program, &setting, &result);
	cr_expect_eq(result.outcome, EX_DONE);
	cr_expect(scn_result_has(&result, 0, "unexpected result of close: -EBADF"));
	scn_result_release(&result);
}

Test(library, the_same_seed_gives_the_same_run_in_a_second_world)
{
	struct scn_setting setting = { .seed = 5 };
	struct scn_result first, second;
	const char *error;

	setting.policy = ex_policy_make("random", &error);
	parse("world bare\nsetup p { e = eventfd }\ntask a in p { signal e; reset nic }\n"
	      "task b { remove nic; rescan }\ntask c in p { poll e; close e }\n");
	scn_run(&program, &setting, &first);
	scn_run(&program, &setting, &second);
	cr_expect_eq(first.outcome, EX_DONE);
	cr_expect_eq(first.steps, second.steps);
	cr_expect_eq(first.decisions, second.decisions);
	cr_expect_eq(first.switches, second.switches);
	cr_expect_eq(first.nr_findings, 0);
	scn_result_release(&first);
	scn_result_release(&second);
	ex_policy_free(setting.policy);
}

Test(library, a_forked_child_keeps_what_its_parent_had_open)
{
	struct scn_setting setting = { .seed = 1 };
	struct scn_result result;

	parse("setup p { e = eventfd }\ntask t in p { fork c; close e }\n"
	      "task u in c { signal e -> 0; close e -> 0 }\n");
	scn_run(&program, &setting, &result);
	cr_expect_eq(result.outcome, EX_DONE);
	cr_expect_eq(result.nr_findings, 0, "%s", result.nr_findings ?
		     result.findings[0].report : "");
	scn_result_release(&result);
}
