// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * findings.c - what to do about findings
 *
 * Alone, a target ends at the first finding, as fuzzers expect it: the report goes to
 * stderr, the failure file to where artifacts go. In a campaign (KSIM_FINDINGS names a
 * folder) each kind and title is written there once, and the target goes on; after a
 * run that spoiled the process it ends with FUZZ_SPOILED, and the campaign starts it
 * again.
 */
#include "support/fuzz.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scenario/kinds.h"
#include "scenario/language.h"

#include "source_id.h"

#define FUZZ_SPOILED	70	/* exit status */
#define PATH_SIZE	512

/* In coverage builds: what was reached so far goes to the profile, which _exit() would lose. */
int __llvm_profile_write_file(void) __attribute__((weak));

static const char *folder;	/* of the campaign; NULL: there is none */
static const char *variants = "";
static enum ex_engine engine;
static const char *ignored;	/* kinds, separated by blanks */

const char *fuzz_variants(void)
{
	return variants;
}

enum ex_engine fuzz_engine(void)
{
	return engine;
}

void fuzz_findings_begin(void)
{
	const char *name = getenv("KSIM_ENGINE");

	engine = name && !strcmp(name, "threads") ? EX_THREADS : EX_FIBERS;
	folder = getenv("KSIM_FINDINGS");
	ignored = getenv("KSIM_IGNORE");
	if (getenv("KSIM_VARIANTS"))
		variants = getenv("KSIM_VARIANTS");
	if (scn_variants_check(variants) < 0)
		return;
	fprintf(stderr, "fuzz: KSIM_VARIANTS=%s: no such variant (ksim list variants)\n",
		variants);
	exit(2);
}

static bool is_ignored(const struct scn_finding *finding)
{
	return ignored && strstr(ignored, scn_kind_names[finding->kind]);
}

/* "FOLDER/lifecycle.ORDER-possible-deadlock-in-f.ksim" */
static void file_name(const struct scn_finding *finding, char *path)
{
	char *at;
	int skip;

	skip = snprintf(path, PATH_SIZE, "%s/", folder ? folder : ".");
	snprintf(path + skip, PATH_SIZE - (size_t)skip, "%s.%s%s%s-%.80s.ksim", fuzz_target.name,
		 variants, *variants ? "." : "", scn_kind_names[finding->kind], finding->title);
	for (at = path + skip; *at; at++) {
		if (!isalnum((unsigned char)*at) && !strchr("._-+", *at))
			*at = '-';
	}
}

static scn_str intern(struct scn_program *program, const char *text)
{
	bool full = false;

	return scn_string(program, text, strlen(text), &full);
}

static void record(struct scn_program *program, const struct fuzz_input *input,
		   const struct scn_result *result, const struct scn_finding *finding)
{
	size_t size = ex_schedule_print(&result->schedule, NULL, 0);
	struct scn_failure *failure = &program->failure;

	scn_program_copy(program, &input->program);
	*failure = (struct scn_failure){
		.present = true, .seed = input->plan.seed, .steps = result->steps,
		.steps_max = SCN_INPUT_STEPS_MAX, .schedule = malloc(size + 1),
	};
	failure->kind = intern(program, scn_kind_names[finding->kind]);
	failure->title = intern(program, finding->title);
	failure->variants = intern(program, variants);
	failure->engine = intern(program, engine == EX_THREADS ? "threads" : "fibers");
	failure->source = intern(program, KSIM_SOURCE_ID);
	if (failure->schedule)
		ex_schedule_print(&result->schedule, failure->schedule, size + 1);
}

/* Whole or not at all: a campaign that is killed leaves no half of a file. */
static void write_file(const char *path, const struct scn_text *text)
{
	char temporary[PATH_SIZE + 8];
	FILE *file;

	snprintf(temporary, sizeof(temporary), "%s.part", path);
	file = fopen(temporary, "w");
	if (!file || fwrite(text->data, 1, text->length, file) != text->length ||
	    fclose(file) || rename(temporary, path))
		perror(path);
}

static void write_failure(const char *path, const struct fuzz_input *input,
			  const struct scn_result *result, const struct scn_finding *finding)
{
	static struct scn_program program;
	struct scn_text text;

	record(&program, input, result, finding);
	scn_text_init(&text);
	scn_text_add(&text, "# SPDX-License-Identifier: GPL-2.0-or-later\n"
		     "# A failure that %s found: ksim replay, shrink and explain take it.\n\n",
		     fuzz_target.name);
	scn_print(&program, &text);
	write_file(path, &text);
	scn_text_free(&text);
	scn_program_release(&program);
}

/* True if it was not known yet. */
static bool tell(const struct fuzz_input *input, const struct scn_result *result,
		 const struct scn_finding *finding)
{
	char path[PATH_SIZE];

	file_name(finding, path);
	if (folder && !access(path, F_OK))
		return false;
	write_failure(path, input, result, finding);
	fprintf(stderr, "%s\nfuzz: %s %s\nReplay: ksim replay %s\n", finding->report,
		scn_kind_names[finding->kind], finding->title, path);
	return true;
}

void fuzz_judge(const struct fuzz_input *input, const struct scn_result *result)
{
	bool found = false;
	unsigned int i;

	for (i = 0; i < result->nr_findings; i++) {
		if (is_ignored(&result->findings[i]))
			continue;
		found = true;
		tell(input, result, &result->findings[i]);
		if (!folder)
			break;
	}
	if (found && !folder)
		abort();
	if (!result->dirty)
		return;
	if (__llvm_profile_write_file)
		__llvm_profile_write_file();
	_exit(FUZZ_SPOILED);
}

void fuzz_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	abort();
}
