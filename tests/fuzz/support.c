// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * support.c - what fuzz targets share: drawing programs, learning, and cycles of two programs
 */
#include <criterion/criterion.h>

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scenario/language.h"
#include "support/fuzz.h"

/* The archive's own, which LLVMFuzzerTestOneInput() would run, is not linked. */
const struct fuzz_target fuzz_target = {
	.name = "support", .what = "for these tests", .worlds = "kvm",
	.ops = "vfio kvm sysfs hardware files memory processes migration iommufd",
};

static unsigned int tries, good;

static void count(const struct scn_program *program, unsigned int stmt, bool done, long ret)
{
	if (done && program->stmts[stmt].op != SCN_OP_close) {
		__atomic_fetch_add(&tries, 1, __ATOMIC_RELAXED);	/* tasks of one run */
		__atomic_fetch_add(&good, ret >= 0 || ret == -EINTR, __ATOMIC_RELAXED);
	}
}

static void run_alone(const struct scn_program *program)
{
	const struct scn_setting setting = { .steps_max = SCN_INPUT_STEPS_MAX };
	struct scn_result result;

	scn_run(program, &setting, &result);
	cr_assert(!result.dirty, "%s", result.nr_findings ? result.findings[0].report : "?");
	scn_result_release(&result);
}

/* A program as a target gets it: drawn, written as bytes, and read again. */
static void draw(struct fuzz_input *input, struct ex_rng *rng)
{
	static const struct scn_plan plan;
	static struct scn_program drawn;
	struct scn_text bytes;

	fuzz_new_program(&drawn, rng);
	scn_text_init(&bytes);
	scn_input_encode(&drawn, &plan, &bytes);
	cr_assert(scn_input_decode(&input->program, &input->plan, (const uint8_t *)bytes.data,
				   bytes.length));
	scn_text_free(&bytes);
	scn_program_release(&drawn);
}

Test(generate, nearly_half_of_what_is_drawn_comes_to_something)
{
	static struct fuzz_input input;
	struct ex_rng rng;
	unsigned int i;

	ex_rng_seed(&rng, 1);
	for (i = 0; i < 300; i++) {
		draw(&input, &rng);
		scn_performed = count;
		run_alone(&input.program);
		scn_program_release(&input.program);
	}
	cr_assert(good * 100 >= tries * 45, "%u of %u", good, tries);
}

static unsigned int count_op(const struct scn_program *program, unsigned int op)
{
	unsigned int i, found = 0;

	for (i = 0; i < program->nr_stmts; i++)
		found += program->stmts[i].op == op;
	return found;
}

/* How often the operation is drawn for 1000 programs. */
static unsigned int draws_of(unsigned int op, struct ex_rng *rng)
{
	static struct scn_program program;
	unsigned int i, found = 0;

	for (i = 0; i < 1000; i++) {
		fuzz_new_program(&program, rng);
		found += count_op(&program, op);
		scn_program_release(&program);
	}
	return found;
}

Test(learn, what_never_succeeds_in_a_world_is_drawn_seldom)
{
	static struct scn_program program;
	unsigned int before, after, i;
	struct scn_error error;
	struct ex_rng rng;
	const char *text = "unchecked\nworld kvm\ntask a in p { xe_idle nic }\n";

	ex_rng_seed(&rng, 1);
	before = draws_of(SCN_OP_xe_idle, &rng);
	cr_assert(scn_parse(&program, text, strlen(text), &error), "%s", error.message);
	for (i = 0; i < 100; i++) {
		fuzz_learn_from(&program);
		run_alone(&program);
	}
	scn_program_release(&program);
	after = draws_of(SCN_OP_xe_idle, &rng);
	cr_assert(before > 20 && after * 4 < before, "%u, then %u", before, after);
}

static void run_text(const char *text)
{
	static struct fuzz_input input;
	struct scn_error error;

	memset(&input.plan, 0, sizeof(input.plan));
	cr_assert(scn_parse(&input.program, text, strlen(text), &error), "%s", error.message);
	fuzz_run(&input);
	scn_program_release(&input.program);
}

/* The failure file in the folder whose name has this part; its text. */
static bool finding_in(const char *folder, const char *part, char *text, size_t size)
{
	struct dirent *entry;
	DIR *dir = opendir(folder);
	char path[512];
	FILE *file;

	cr_assert(dir);
	while ((entry = readdir(dir)) && !strstr(entry->d_name, part))
		;
	snprintf(path, sizeof(path), "%s/%s", folder, entry ? entry->d_name : "");
	closedir(dir);
	file = entry ? fopen(path, "r") : NULL;
	if (!file)
		return false;
	text[fread(text, 1, size - 1, file)] = '\0';
	fclose(file);
	unlink(path);
	return true;
}

#define READS	"unchecked\nworld bare\ntask a in p { cat /dev/canary-order }\n"
#define WRITES	"unchecked\nworld bare\ntask a in p { echo \"1\" /dev/canary-order }\n"

/* Readers take two locks in one order, writers in the other. */
Test(together, a_cycle_that_two_programs_make_is_shown_by_one_of_both)
{
	char folder[] = "/tmp/ksim-together-XXXXXX", text[4096];

	cr_assert(mkdtemp(folder));
	setenv("KSIM_FINDINGS", folder, 1);
	setenv("KSIM_VARIANTS", "canary-order", 1);
	fuzz_findings_begin();
	run_text(READS);
	cr_assert(!finding_in(folder, "ORDER", text, sizeof(text)));
	run_text(WRITES);
	cr_assert(finding_in(folder, "ORDER", text, sizeof(text)));
	cr_assert(strstr(text, "cat /dev/canary-order") && strstr(text, "echo \"1\""), "%s", text);
	rmdir(folder);
}

Test(together, each_of_them_is_silent_where_the_order_is_one)
{
	char folder[] = "/tmp/ksim-together-XXXXXX", text[4096];

	cr_assert(mkdtemp(folder));
	setenv("KSIM_FINDINGS", folder, 1);
	fuzz_findings_begin();
	run_text(READS);
	run_text(WRITES);
	cr_assert(!finding_in(folder, "ORDER", text, sizeof(text)));
	rmdir(folder);
}
