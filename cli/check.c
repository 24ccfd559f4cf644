// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * check.c - what is wrong with a scenario that the grammar takes
 */
#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/module.h"
#include "kernel/variant.h"
#include "scenario/models.h"
#include "scenario/ops.h"
#include "scenario/runner.h"

struct source {
	const char	*path;
	const char	*text;
	size_t		length;
};

static const char *line_at(const struct source *source, unsigned int line)
{
	const char *at = source->text, *next;

	while (--line && (next = strchr(at, '\n')))
		at = next + 1;
	return at;
}

/* At @near in that line, or at its first word. */
static bool complain(const struct source *source, unsigned int line, const char *near,
		     size_t near_length, const char *message)
{
	const char *start = line_at(source, line ? line : 1), *at;
	size_t length = strcspn(start, "\n");
	struct scn_error error = { .line = line ? line : 1 };
	struct scn_text out;

	at = near ? memmem(start, length, near, near_length) : NULL;
	if (!at) {
		at = start + strspn(start, " \t");
		near_length = length - (size_t)(at - start);
	}
	error.column = (unsigned int)(at - start) + 1;
	snprintf(error.near, sizeof(error.near), "%.*s", (int)near_length, at);
	snprintf(error.message, sizeof(error.message), "%s", message);
	scn_text_init(&out);
	scn_error_print(&error, source->path, source->text, source->length, &out);
	fputs(out.data, stderr);
	scn_text_free(&out);
	return false;
}

static const char *variant_name(unsigned int index)
{
	const struct ksim_variant *variant = variant_at(index);

	return variant ? variant->name : NULL;
}

static char *variant_hint(const char *name)
{
	const char *near = scn_nearest(name, strcspn(name, "+"), variant_name);

	return near ? cli_format("; did you mean \"%s\"?", near) : cli_strdup("");
}

static bool check_expect(const struct source *source, const struct scn_program *program,
			 const struct scn_expect *expect)
{
	const char *variants = scn_text_of(program, expect->variants);
	long bad = scn_variants_check(variants);
	char *hint, *message;

	if (bad < 0 || scn_variants_absent(variants))
		return true;
	hint = variant_hint(variants + bad);
	message = cli_format("no variant is called this: expected one of `ksim list variants`%s",
			     hint);
	complain(source, expect->line, variants + bad, strcspn(variants + bad, "+"), message);
	free(message);
	free(hint);
	return false;
}

static const char *policy_name(unsigned int index)
{
	return ex_policy_at(index) ? ex_policy_at(index)->name : NULL;
}

static char *policy_hint(const char *text)
{
	const char *near = scn_nearest(text, strcspn(text, ":"), policy_name);

	return near ? cli_format("; did you mean \"%s\"?", near) : cli_strdup("");
}

static bool check_policy(const struct source *source, const struct scn_program *program)
{
	const char *text = scn_text_of(program, program->explore.policy), *error = "";
	struct ex_policy *policy = *text ? ex_policy_make(text, &error) : NULL;
	char *message;

	if (policy || !*text) {
		ex_policy_free(policy);
		return true;
	}
	message = cli_format("%s: expected one of `ksim list policies`", error);
	complain(source, program->explore.line, text, strlen(text), message);
	free(message);
	return false;
}

static bool is_module(const char *name)
{
	unsigned int i;

	for (i = 0; module_name_at(i); i++) {
		if (!strcmp(module_name_at(i), name))
			return true;
	}
	return false;
}

/* A driver of one's own that has not been compiled into this command, for instance. */
static bool check_modules(const struct source *source, const struct scn_program *program)
{
	const char *name, *near;
	char *message;
	unsigned int i;

	for (i = 0; i < program->nr_stmts; i++) {
		if (program->stmts[i].op != SCN_OP_module)
			continue;
		name = scn_text_of(program, program->stmts[i].args[0].ref);
		if (is_module(name))
			continue;
		near = scn_nearest(name, strlen(name), module_name_at);
		message = cli_format("no module of this command has this name; %s%s%s",
				     near ? "did you mean \"" : "", near ? near :
				     "./dev driver FILE.c compiles one into it",
				     near ? "\"?" : "");
		complain(source, program->stmts[i].line, name, strlen(name), message);
		free(message);
		return false;
	}
	return true;
}

static bool check_world(const struct source *source, const struct scn_program *program)
{
	const struct scn_stmt *stmt;
	const char *reason, *model = NULL;
	unsigned int index;

	if (scn_world_check(program, &index, &reason))
		return true;
	stmt = &program->stmts[index];
	if (stmt->op == SCN_OP_function && !scn_model_find(scn_text_of(program, stmt->args[1].ref)))
		model = scn_text_of(program, stmt->args[1].ref);
	return complain(source, stmt->line, model, model ? strlen(model) : 0, reason);
}

static bool has_something_to_run(const struct scn_program *program)
{
	unsigned int i;

	for (i = 0; i < program->nr_blocks; i++) {
		if (program->blocks[i].kind != SCN_WORLD && program->blocks[i].kind != SCN_FAULTS)
			return true;
	}
	return false;
}

bool check_program(const char *path, const char *text, size_t length,
		   const struct scn_program *program)
{
	const struct source source = { path, text, length };
	unsigned int i;
	bool good = check_world(&source, program) && check_modules(&source, program);

	for (i = 0; i < program->nr_expects; i++)
		good = check_expect(&source, program, &program->expects[i]) && good;
	good = check_policy(&source, program) && good;
	if (good && !has_something_to_run(program))
		return complain(&source, 1, NULL, 0, "there is nothing to run: expected a task, "
				"setup or finally block");
	return good;
}

void cli_check_variants(const char *variants)
{
	long bad = scn_variants_check(variants);

	if (bad >= 0 && scn_variants_absent(variants))
		cli_die("the variant \"%s\" is not in this build", variants);
	if (bad >= 0)
		cli_die("no variant is called \"%.*s\" (ksim list variants)%s",
			(int)strcspn(variants + bad, "+"), variants + bad,
			variant_hint(variants + bad));
}

void cli_check_policy(const char *text)
{
	const char *error = "";
	struct ex_policy *policy = text ? ex_policy_make(text, &error) : NULL;

	if (text && !policy)
		cli_die("policy \"%s\": %s (ksim list policies)%s", text, error,
			policy_hint(text));
	ex_policy_free(policy);
}
