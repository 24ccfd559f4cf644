// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * decode_names.c - the second half of decoding: names, and uses without a value
 */
#include <stdio.h>

#include <linux/string.h>

#include "scenario/decode.h"
#include "scenario/host.h"
#include "scenario/order.h"
#include "scenario/parser.h"

scn_str scn_get_word(struct scn_decoder *from)
{
	scn_str string = scn_get_string(from, SCN_TYPE_NONE);
	const char *c = scn_text_of(from->program, string);

	for (; *c; c++) {
		if (*c <= ' ' || *c >= 127 || strchr("{}[],=|+\";#", *c))
			return 0;
	}
	return string;
}

/* "a+b": words that are names */
scn_str scn_get_names(struct scn_decoder *from)
{
	scn_str string = scn_get_string(from, SCN_TYPE_NONE);
	const char *at = scn_text_of(from->program, string);
	size_t length;

	if (strlen(at) >= 200)
		return 0;
	while (*at) {
		length = strcspn(at, "+");
		if (!scn_name_is_good(at, length) || (at[length] && !at[length + 1]))
			return 0;
		at += length + !!at[length];
	}
	return string;
}

char *scn_get_schedule(struct scn_decoder *from, size_t length)
{
	char *text;
	size_t i;

	if (!length)
		return NULL;
	text = malloc(length + 1);
	if (!text)
		return NULL;
	for (i = 0; i < length; i++) {
		char c = (char)from->at[i];

		text[i] = scn_schedule_may_have(c) ? c : ';';
	}
	text[length] = '\0';
	from->at += length;
	return text;
}

/* Is the name taken by an earlier one of the same kind? */
typedef bool (*taken_fn)(const struct scn_program *program, unsigned int index, scn_str name);

static bool device_taken(const struct scn_program *program, unsigned int index, scn_str name)
{
	unsigned int i;

	for (i = 0; i < index; i++) {
		if (program->devices[i] == name)
			return true;
	}
	return false;
}

static bool process_taken(const struct scn_program *program, unsigned int index, scn_str name)
{
	unsigned int i;

	for (i = 0; i < index; i++) {
		if (program->processes[i] == name)
			return true;
	}
	return false;
}

static bool task_taken(const struct scn_program *program, unsigned int index, scn_str name)
{
	unsigned int i;

	for (i = 0; i < index; i++) {
		if (program->blocks[i].kind == SCN_TASK && program->blocks[i].name == name)
			return true;
	}
	return false;
}

static bool var_taken(const struct scn_program *program, unsigned int index, scn_str name)
{
	unsigned int i;

	for (i = 0; i < index; i++) {
		if (program->vars[i].process == program->vars[index].process &&
		    program->vars[i].name == name)
			return true;
	}
	return false;
}

/* How many before number @index have names of the same kind, which must differ. */
static unsigned int count_before(const struct scn_decoder *from, char letter, unsigned int index)
{
	const struct scn_program *program = from->program;
	unsigned int i, count = 0;

	switch (letter) {
	case 'd':
		return index - from->first_device;
	case 't':
		for (i = 0; i < index; i++)
			count += program->blocks[i].kind == SCN_TASK;
		return count;
	case 'r':
		for (i = 0; i < index; i++)
			count += program->vars[i].process == program->vars[index].process;
		return count;
	default:
		return index;
	}
}

/* The name in the bytes if it is one and free, else @letter and the first free number. */
static scn_str get_name(struct scn_decoder *from, bool given, char letter, unsigned int index,
			taken_fn taken)
{
	struct scn_program *program = from->program;
	scn_str name = given ? scn_get_string(from, SCN_TYPE_NONE) : 0;
	const char *text = scn_text_of(program, name);
	/* Where none is given, those before have all the numbers before. */
	unsigned int number = given ? 1 : 1 + count_before(from, letter, index);
	bool full = false;
	char made[16];

	if (given && scn_name_is_good(text, strlen(text)) && !taken(program, index, name))
		return name;
	do {
		snprintf(made, sizeof(made), "%c%u", letter, number++);
		name = scn_string(program, made, strlen(made), &full);
	} while (!full && taken(program, index, name));
	return name;
}

static void name_all(struct scn_decoder *from, bool given)
{
	struct scn_program *program = from->program;
	unsigned int i;

	for (i = from->first_device; i < program->nr_devices; i++)
		program->devices[i] = get_name(from, given, 'd', i, device_taken);
	for (i = 0; i < program->nr_processes; i++)
		program->processes[i] = get_name(from, given, 'p', i, process_taken);
	for (i = 0; i < program->nr_blocks; i++) {
		if (program->blocks[i].kind == SCN_TASK)
			program->blocks[i].name = get_name(from, given, 't', i, task_taken);
	}
	for (i = 0; i < program->nr_vars; i++)
		program->vars[i].name = get_name(from, given, 'r', i, var_taken);
}

/* Another variable of the same process and type that does have a value; -1 if none. */
static int replacement(const struct scn_program *program, unsigned int var)
{
	unsigned int i, count = 0, pick;

	for (i = 0; i < program->nr_vars; i++)
		count += i != var && program->vars[i].process == program->vars[var].process &&
			 program->vars[i].type == program->vars[var].type &&
			 scn_var_gets_value(program, i);
	if (!count)
		return -1;
	pick = var % count;
	for (i = 0; i < program->nr_vars; i++) {
		if (i != var && program->vars[i].process == program->vars[var].process &&
		    program->vars[i].type == program->vars[var].type &&
		    scn_var_gets_value(program, i) && !pick--)
			break;
	}
	return (int)i;
}

/* A use of a variable that nothing gives a value. False: the statement cannot stay. */
static bool mend_use(struct scn_decoder *from, const int *instead, uint8_t type,
		     struct scn_arg *arg)
{
	if (arg->form != SCN_NAMED || instead[arg->ref] == (int)arg->ref)
		return true;
	if (instead[arg->ref] >= 0) {
		arg->ref = (uint16_t)instead[arg->ref];
		return true;
	}
	if (type != SCN_TYPE_FD && type != SCN_TYPE_FDS)
		return false;
	*arg = (struct scn_arg){ .num = from->rank[arg->ref], .form = SCN_NUMBER };
	return true;
}

static void mend_stmt(struct scn_decoder *from, const int *instead, struct scn_stmt *stmt)
{
	const struct scn_op *op = &scn_ops[stmt->op];
	struct scn_program *program = from->program;
	unsigned int i, j;
	bool good = true;

	for (i = 0; i < op->nr_params; i++) {
		struct scn_arg *arg = &stmt->args[i];
		uint8_t type = op->params[i].type;

		if (type == SCN_TYPE_FDS && arg->form == SCN_LIST) {
			for (j = 0; j < arg->num; j++)
				mend_use(from, instead, type, &program->list[arg->ref + j]);
		} else if ((type == SCN_TYPE_FD || type == SCN_TYPE_MEM) &&
			   !mend_use(from, instead, type, arg)) {
			good = false;
		}
	}
	if (!good)
		*stmt = (struct scn_stmt){ .op = SCN_OP_yield };
}

/* Replacing a statement may take away what another name got its value from: do it again. */
static bool mend_uses(struct scn_decoder *from)
{
	struct scn_program *program = from->program;
	int instead[SCN_VARS_MAX];
	bool all_good = true;
	unsigned int i;

	for (i = 0; i < program->nr_vars; i++) {
		instead[i] = (int)i;
		if (!scn_var_gets_value(program, i)) {
			instead[i] = replacement(program, i);
			all_good = false;
		}
	}
	for (i = 0; !all_good && i < program->nr_stmts; i++)
		mend_stmt(from, instead, &program->stmts[i]);
	return all_good;
}

static void drop_unmentioned(struct scn_decoder *from)
{
	struct scn_program *program = from->program;
	uint16_t rank[SCN_VARS_MAX];
	unsigned int i;

	/* Ranks go by position; only their use as descriptor numbers is left. */
	for (i = 0; i < program->nr_vars; i++)
		rank[i] = (uint16_t)i;
	memcpy(from->rank, rank, program->nr_vars * sizeof(rank[0]));
	scn_program_order(program);
}

void scn_decode_names(struct scn_decoder *from, bool given)
{
	struct scn_program *program = from->program;
	unsigned int i;

	for (i = 0; i < SCN_PROCESSES_MAX; i++)
		program->processes[i] = 0;
	program->nr_processes = SCN_PROCESSES_MAX;
	drop_unmentioned(from);
	name_all(from, given);
	while (!mend_uses(from))
		drop_unmentioned(from);
}

void scn_name_all(struct scn_program *program)
{
	struct scn_decoder from = { .program = program, .first_device = program->nr_devices };
	unsigned int i;

	scn_program_order(program);
	for (i = 0; i < program->nr_blocks; i++)
		program->blocks[i].name = 0;
	name_all(&from, false);
}
