// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * print.c - a program as canonical text
 */
#include <linux/string.h>

#include "scenario/kinds.h"
#include "scenario/language.h"
#include "scenario/ops.h"

#define SCHEDULE_WIDTH	72u

static bool is_plain(char c)
{
	return c >= ' ' && c < 127 && c != '"' && c != '\\';
}

static void print_quoted(struct scn_text *out, const char *text)
{
	const char *start;

	scn_text_put(out, "\"");
	for (;; text++) {
		for (start = text; is_plain(*text); text++)
			;
		scn_text_add_bytes(out, start, (size_t)(text - start));
		if (!*text)
			break;
		if (*text == '"' || *text == '\\')
			scn_text_add(out, "\\%c", *text);
		else if (*text == '\n')
			scn_text_put(out, "\\n");
		else
			scn_text_add(out, "\\x%02x", (unsigned char)*text);
	}
	scn_text_put(out, "\"");
}

/* Would the lexer read @text back as one word of this type? */
static bool is_bare(const char *text, uint8_t type)
{
	const char *c;

	if (type == SCN_TYPE_TEXT || !*text || (type == SCN_TYPE_PATH) != (*text == '/'))
		return false;
	if (!strcmp(text, "->"))
		return false;
	for (c = text; *c; c++) {
		if (*c <= ' ' || *c >= 127 || strchr("\";", *c))
			return false;
		if (*text != '/' && strchr("{}[],=|+#", *c))
			return false;
	}
	return true;
}

static void print_size(struct scn_text *out, uint64_t number)
{
	static const char suffixes[] = "kmgt";
	unsigned int shift, i;

	for (i = 4; i-- > 0;) {
		shift = 10 * (i + 1);
		if (number && !(number & ((1ull << shift) - 1))) {
			scn_text_add(out, "%llu%c", (unsigned long long)(number >> shift),
				     suffixes[i]);
			return;
		}
	}
	scn_text_add(out, number < 4096 ? "%llu" : "0x%llx", (unsigned long long)number);
}

static void print_time(struct scn_text *out, uint64_t number)
{
	static const struct {
		uint64_t	factor;
		const char	*suffix;
	} units[] = { { 1000000000, "s" }, { 1000000, "ms" }, { 1000, "us" }, { 1, "ns" } };
	unsigned int i = 0;

	while (number % units[i].factor)
		i++;
	scn_text_add(out, "%llu%s", (unsigned long long)(number / units[i].factor),
		     units[i].suffix);
}

/* All of @number in named flags, a remainder as a number. */
static void print_flags(struct scn_text *out, const struct scn_type *type, uint64_t number)
{
	const struct scn_constant *constant;
	uint64_t rest = number;
	bool first = true;

	for (constant = type->constants; constant->name; constant++) {
		if (!constant->value || (rest & constant->value) != constant->value)
			continue;
		scn_text_add(out, "%s%s", first ? "" : " | ", constant->name);
		rest &= ~constant->value;
		first = false;
	}
	if (rest || first)
		scn_text_add(out, "%s0x%llx", first ? "" : " | ", (unsigned long long)rest);
}

static void print_number(struct scn_text *out, uint8_t id, uint64_t number)
{
	const struct scn_type *type = &scn_types[id];
	const char *name = scn_constant_name(type, number);

	if (name)
		scn_text_put(out, name);
	else if (type->form == SCN_FORM_FLAGS)
		print_flags(out, type, number);
	else if (id == SCN_TYPE_TIME)
		print_time(out, number);
	else if (id == SCN_TYPE_SIZE || id == SCN_TYPE_BUFFER)
		print_size(out, number);
	else if (id == SCN_TYPE_BDF)
		scn_text_add(out, "%04x:%02x:%02x.%x", (unsigned int)(number >> 16),
			     (unsigned int)(number >> 8) & 0xff, (unsigned int)(number >> 3) & 31,
			     (unsigned int)number & 7);
	else
		scn_text_add(out, number < 65536 ? "%llu" : "0x%llx", (unsigned long long)number);
}

static void print_var(const struct scn_program *program, const struct scn_arg *arg,
		      struct scn_text *out)
{
	if (arg->form == SCN_NUMBER) {
		scn_text_add(out, "@%lld", (long long)arg->num);
		return;
	}
	scn_text_put(out, scn_text_of(program, program->vars[arg->ref].name));
	if (arg->num) {
		scn_text_put(out, "+");
		print_size(out, arg->num);
	}
}

static void print_list(const struct scn_program *program, const struct scn_arg *arg,
		       struct scn_text *out)
{
	unsigned int i;

	scn_text_put(out, "[");
	for (i = 0; i < arg->num; i++) {
		if (i)
			scn_text_put(out, ", ");
		print_var(program, &program->list[arg->ref + i], out);
	}
	scn_text_put(out, "]");
}

static void print_arg(const struct scn_program *program, const struct scn_param *param,
		      const struct scn_arg *arg, struct scn_text *out)
{
	const char *text = scn_text_of(program, arg->ref);

	switch (scn_types[param->type].form) {
	case SCN_FORM_NUMBER:
	case SCN_FORM_FLAGS:
		print_number(out, param->type, arg->num);
		break;
	case SCN_FORM_STRING:
		if (is_bare(text, param->type))
			scn_text_put(out, text);
		else
			print_quoted(out, text);
		break;
	case SCN_FORM_LIST:
		print_list(program, arg, out);
		break;
	case SCN_FORM_NAMED:
		if (param->type == SCN_TYPE_DEVICE)
			scn_text_put(out, scn_text_of(program, program->devices[arg->ref]));
		else if (param->type == SCN_TYPE_PROCESS)
			scn_text_put(out, scn_text_of(program, program->processes[arg->ref]));
		else
			print_var(program, arg, out);
		break;
	}
}

static void print_want(const struct scn_want *want, struct scn_text *out)
{
	unsigned int i;

	if (want->kind == SCN_WANT_DEFAULT)
		return;
	scn_text_put(out, " ->");
	if (want->kind != SCN_WANT_ONE_OF) {
		scn_text_add(out, want->kind == SCN_WANT_OK ? " ok" : " any");
		return;
	}
	for (i = 0; i < want->count; i++) {
		if (want->values[i] < 0)
			scn_text_add(out, "%s-%s", i ? " | " : " ",
				     scn_errno_name(-want->values[i]));
		else
			scn_text_add(out, "%s%d", i ? " | " : " ", want->values[i]);
	}
}

void scn_print_stmt(const struct scn_program *program, const struct scn_block *block,
		    unsigned int index, struct scn_text *out)
{
	const struct scn_stmt *stmt = &program->stmts[index];
	const struct scn_op *op = &scn_ops[stmt->op];
	unsigned int i = 0;

	if (stmt->result)
		scn_text_add(out, "%s = ", op->result == SCN_TYPE_DEVICE ?
			     scn_text_of(program, program->devices[stmt->result - 1]) :
			     scn_text_of(program, program->vars[stmt->result - 1].name));
	if (op->ioctl) {
		scn_text_put(out, "ioctl ");
		print_arg(program, &op->params[i], &stmt->args[i], out);
		scn_text_put(out, " ");
		i++;
	}
	scn_text_put(out, op->name);
	for (; i < op->nr_params && stmt->args[i].form != SCN_ABSENT; i++) {
		scn_text_put(out, " ");
		print_arg(program, &op->params[i], &stmt->args[i], out);
	}
	print_want(&stmt->want, out);
}

static void indent(struct scn_text *out, unsigned int depth)
{
	while (depth--)
		scn_text_put(out, "\t");
}

static void print_stmts(const struct scn_program *program, const struct scn_block *block,
			unsigned int first, unsigned int end, unsigned int depth,
			struct scn_text *out)
{
	unsigned int at;

	for (at = first; at < end; at = scn_next_stmt(program, at)) {
		indent(out, depth);
		scn_print_stmt(program, block, at, out);
		if (program->stmts[at].op == SCN_OP_REPEAT) {
			scn_text_put(out, " {\n");
			print_stmts(program, block, at + 1, scn_next_stmt(program, at), depth + 1,
				    out);
			indent(out, depth);
			scn_text_put(out, "}");
		}
		scn_text_put(out, "\n");
	}
}

static void print_block_head(const struct scn_program *program, const struct scn_block *block,
			     struct scn_text *out)
{
	const char *process = scn_text_of(program, program->processes[block->process]);
	const char *name = scn_text_of(program, block->name);

	switch (block->kind) {
	case SCN_WORLD:
		scn_text_put(out, "world ");
		if (program->preset)
			scn_text_add(out, "%s ", scn_text_of(program, program->preset));
		break;
	case SCN_SETUP:
		scn_text_add(out, "setup %s ", process);
		break;
	case SCN_TASK:
		scn_text_add(out, "task %s ", name);
		if (strcmp(name, process))
			scn_text_add(out, "in %s ", process);
		break;
	case SCN_FINALLY:
		scn_text_add(out, "finally %s ", process);
		break;
	case SCN_FAULTS:
		scn_text_put(out, "faults ");
		break;
	}
}

/* An empty line, but not at the top. */
static void separate(struct scn_text *out)
{
	scn_text_add_bytes(out, "\n", out->length ? 1 : 0);
}

/* The block that a preset brought is its name alone; what follows is added to it. */
static unsigned int print_world(const struct scn_program *program, struct scn_text *out)
{
	if (!program->preset)
		return 0;
	if (program->nr_blocks < 2 || program->blocks[1].kind != SCN_WORLD) {
		separate(out);
		scn_text_add(out, "world %s\n", scn_text_of(program, program->preset));
	}
	return 1;
}

static void print_expect(const struct scn_program *program, const struct scn_expect *expect,
			 struct scn_text *out)
{
	scn_text_add(out, expect->may ? "allow " : "expect ");
	if (expect->variants)
		scn_text_add(out, "%s ", scn_text_of(program, expect->variants));
	scn_text_put(out, scn_kind_names[expect->kind]);
	if (expect->title) {
		scn_text_put(out, " ");
		print_quoted(out, scn_text_of(program, expect->title));
	}
	scn_text_put(out, "\n");
}

static void print_failure_word(const struct scn_program *program, const char *key, scn_str word,
			       struct scn_text *out)
{
	if (word)
		scn_text_add(out, "\t%s %s\n", key, scn_text_of(program, word));
}

/* How much of @text is in its first line, but not more than fits in one of the file. */
static size_t schedule_piece(const char *text)
{
	size_t length = 0;

	while (length < SCHEDULE_WIDTH && text[length] && text[length] != '\n')
		length++;
	return length;
}

/* One in each line of @text, cut into pieces. */
static void print_schedules(const char *key, const char *text, struct scn_text *out)
{
	size_t length;

	for (; text && *text; text += length) {
		text += *text == '\n';
		length = schedule_piece(text);
		scn_text_add(out, "\t%s \"%.*s\"\n", key, (int)length, text);
	}
}

static void print_failure(const struct scn_program *program, struct scn_text *out)
{
	const struct scn_failure *failure = &program->failure;

	separate(out);
	scn_text_put(out, "failure {\n");
	print_failure_word(program, "kind", failure->kind, out);
	if (failure->title) {
		scn_text_put(out, "\ttitle ");
		print_quoted(out, scn_text_of(program, failure->title));
		scn_text_put(out, "\n");
	}
	print_failure_word(program, "variants", failure->variants, out);
	print_failure_word(program, "engine", failure->engine, out);
	print_failure_word(program, "source", failure->source, out);
	scn_text_add(out, "\tseed %llu\n", (unsigned long long)failure->seed);
	scn_text_add(out, "\tsteps %llu\n", (unsigned long long)failure->steps);
	if (failure->steps_max)
		scn_text_add(out, "\tbudget %llu\n", (unsigned long long)failure->steps_max);
	print_schedules("before", failure->before, out);
	print_schedules("schedule", failure->schedule, out);
	scn_text_put(out, "}\n");
}

void scn_print(const struct scn_program *program, struct scn_text *out)
{
	unsigned int i;

	if (program->title) {
		scn_text_put(out, "scenario ");
		print_quoted(out, scn_text_of(program, program->title));
		scn_text_put(out, "\n");
	}
	if (program->unchecked)
		scn_text_put(out, "unchecked\n");
	scn_text_add_bytes(out, "", 0);		/* an empty program is an empty text */
	for (i = print_world(program, out); i < program->nr_blocks; i++) {
		const struct scn_block *block = &program->blocks[i];

		separate(out);
		print_block_head(program, block, out);
		scn_text_put(out, "{\n");
		print_stmts(program, block, block->first, block->first + block->count, 1, out);
		scn_text_put(out, "}\n");
	}
	if (program->explore.policy || program->nr_expects)
		separate(out);
	if (program->explore.policy) {
		scn_text_add(out, "explore %s", scn_text_of(program, program->explore.policy));
		if (program->explore.runs)
			scn_text_add(out, " runs %u", program->explore.runs);
		scn_text_put(out, "\n");
	}
	for (i = 0; i < program->nr_expects; i++)
		print_expect(program, &program->expects[i], out);
	if (program->failure.present)
		print_failure(program, out);
}
