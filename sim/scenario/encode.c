// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * encode.c - a program as bytes, see codec.h
 */
#include <linux/string.h>

#include "scenario/codec.h"
#include "scenario/language.h"

struct encoder {
	const struct scn_program	*program;
	struct scn_text			*out;
	const struct scn_block		*block;
	uint16_t			rank[SCN_VARS_MAX];
};

static void put(struct encoder *to, uint64_t number)
{
	char byte;

	do {
		byte = number & 0x7f;
		number >>= 7;
		if (number)
			byte |= (char)0x80;
		scn_text_add_bytes(to->out, &byte, 1);
	} while (number);
}

static void put_signed(struct encoder *to, int64_t number)
{
	put(to, (uint64_t)number << 1 ^ (uint64_t)(number >> 63));
}

/* Every fourth number introduces a literal of a quarter of its length. */
static void put_string(struct encoder *to, uint8_t type, scn_str string)
{
	const char *const *known = scn_dictionary(type);
	const char *text = scn_text_of(to->program, string);
	unsigned int i;

	for (i = 0; known[i]; i++) {
		if (!strcmp(known[i], text)) {
			put(to, i / 3 * 4 + i % 3);
			return;
		}
	}
	put(to, strlen(text) * 4 + 3);
	scn_text_add_bytes(to->out, text, strlen(text));
}

static void put_fd(struct encoder *to, const struct scn_arg *arg)
{
	const unsigned int names = SCN_LITERAL_EVERY - 1;
	int64_t literal = (int64_t)arg->num;
	unsigned int rank;

	if (arg->form == SCN_NUMBER) {
		put(to, ((uint64_t)literal << 1 ^ (uint64_t)(literal >> 63)) * SCN_LITERAL_EVERY +
			names);
		return;
	}
	rank = to->rank[arg->ref];
	put(to, rank / names * SCN_LITERAL_EVERY + rank % names);
}

static void put_list(struct encoder *to, const struct scn_arg *arg)
{
	unsigned int i;

	put(to, arg->num);
	for (i = 0; i < arg->num; i++)
		put_fd(to, &to->program->list[arg->ref + i]);
}

/* A named value by its place among the constants; others behind one place more. */
static void put_number(struct encoder *to, uint8_t type, uint64_t number)
{
	const struct scn_constant *constants = scn_types[type].constants;
	unsigned int i, count = 0;

	while (constants[count].name)
		count++;
	for (i = 0; i < count; i++) {
		if (constants[i].value == number) {
			put(to, i);
			return;
		}
	}
	if (count)
		put(to, count);
	put(to, type == SCN_TYPE_RUNS ? number - 1 : number);
}

static void put_arg(struct encoder *to, const struct scn_param *param,
		    const struct scn_arg *arg)
{
	switch (param->type) {
	case SCN_TYPE_FD:
		put_fd(to, arg);
		break;
	case SCN_TYPE_MEM:
		put(to, to->rank[arg->ref]);
		put(to, arg->num);
		break;
	case SCN_TYPE_DEVICE:
	case SCN_TYPE_PROCESS:
		put(to, arg->ref);
		break;
	case SCN_TYPE_FDS:
		put_list(to, arg);
		break;
	case SCN_TYPE_WORD:
	case SCN_TYPE_PATH:
	case SCN_TYPE_TEXT:
		put_string(to, param->type, arg->ref);
		break;
	default:
		put_number(to, param->type, arg->num);
	}
}

static void put_want(struct encoder *to, const struct scn_want *want)
{
	unsigned int i;

	if (want->kind == SCN_WANT_DEFAULT) {
		put(to, 0);
		return;
	}
	put(to, SCN_WANT_BYTE + want->kind - 1);
	if (want->kind != SCN_WANT_ONE_OF)
		return;
	put(to, want->count - 1);
	for (i = 0; i < want->count; i++)
		put_signed(to, want->values[i]);
}

static void put_args(struct encoder *to, const struct scn_op *op, const struct scn_stmt *stmt)
{
	unsigned int i, given = 0;

	for (i = 0; i < op->nr_params; i++)
		given += op->params[i].optional && stmt->args[i].form != SCN_ABSENT;
	if (scn_optional_params(op))
		put(to, given);
	for (i = 0; i < op->nr_params; i++) {
		if (stmt->args[i].form != SCN_ABSENT)
			put_arg(to, &op->params[i], &stmt->args[i]);
	}
}

static void put_stmts(struct encoder *to, unsigned int first, unsigned int end)
{
	unsigned int at, count = 0;

	for (at = first; at < end; at = scn_next_stmt(to->program, at))
		count++;
	put(to, count);
	for (at = first; at < end; at = scn_next_stmt(to->program, at)) {
		const struct scn_stmt *stmt = &to->program->stmts[at];
		const struct scn_op *op = &scn_ops[stmt->op];

		put(to, scn_op_index(to->block->kind, stmt->op));
		if (op->result != SCN_TYPE_NONE && op->result != SCN_TYPE_DEVICE)
			put(to, stmt->result ? 1 + to->rank[stmt->result - 1] : 0);
		put_want(to, &stmt->want);
		put_args(to, op, stmt);
		if (stmt->op == SCN_OP_REPEAT)
			put_stmts(to, at + 1, scn_next_stmt(to->program, at));
	}
}

static void put_blocks(struct encoder *to)
{
	const struct scn_program *program = to->program;
	unsigned int i = program->preset ? 1 : 0;

	if (i < program->nr_blocks && program->blocks[i].kind == SCN_WORLD) {
		to->block = &program->blocks[i++];
		put_stmts(to, to->block->first, to->block->first + to->block->count);
	} else {
		put(to, 0);
	}
	put(to, program->nr_blocks - i);
	for (; i < program->nr_blocks; i++) {
		to->block = &program->blocks[i];
		put(to, to->block->kind - 1);
		if (to->block->kind != SCN_FAULTS)
			put(to, to->block->process);
		put_stmts(to, to->block->first, to->block->first + to->block->count);
	}
}

static void put_plain(struct encoder *to, scn_str string)
{
	put_string(to, SCN_TYPE_NONE, string);
}

static void put_failure(struct encoder *to)
{
	const struct scn_failure *failure = &to->program->failure;
	const char *schedule = failure->schedule ? failure->schedule : "";

	put(to, failure->present);
	if (!failure->present)
		return;
	put_plain(to, failure->kind);
	put_plain(to, failure->title);
	put_plain(to, failure->variants);
	put_plain(to, failure->engine);
	put_plain(to, failure->source);
	put(to, failure->seed);
	put(to, failure->steps);
	put(to, failure->steps_max);
	put(to, strlen(schedule));
	scn_text_add_bytes(to->out, schedule, strlen(schedule));
}

static void put_meta(struct encoder *to)
{
	const struct scn_program *program = to->program;
	unsigned int i;

	put_plain(to, program->title);
	put_plain(to, program->explore.policy);
	put(to, program->explore.runs);
	put(to, program->nr_expects);
	for (i = 0; i < program->nr_expects; i++) {
		put(to, program->expects[i].kind * 2 + program->expects[i].may);
		put_plain(to, program->expects[i].variants);
		put_plain(to, program->expects[i].title);
	}
	put_failure(to);
}

static void put_names(struct encoder *to)
{
	const struct scn_program *program = to->program;
	unsigned int i;

	for (i = program->preset ? scn_preset_program(scn_text_of(program, program->preset))
		 ->nr_devices : 0; i < program->nr_devices; i++)
		put_plain(to, program->devices[i]);
	for (i = 0; i < program->nr_processes; i++)
		put_plain(to, program->processes[i]);
	for (i = 0; i < program->nr_blocks; i++) {
		if (program->blocks[i].kind == SCN_TASK)
			put_plain(to, program->blocks[i].name);
	}
	for (i = 0; i < program->nr_vars; i++)
		put_plain(to, program->vars[i].name);
}

static void rank_vars(struct encoder *to)
{
	const struct scn_program *program = to->program;
	unsigned int i, j;

	for (i = 0; i < program->nr_vars; i++) {
		to->rank[i] = 0;
		for (j = 0; j < i; j++)
			to->rank[i] += program->vars[j].process == program->vars[i].process &&
				       program->vars[j].type == program->vars[i].type;
	}
}

static unsigned int preset_index(const struct scn_program *program)
{
	unsigned int i;

	if (!program->preset)
		return 0;
	for (i = 0; strcmp(scn_presets[i].name, scn_text_of(program, program->preset)); i++)
		;
	return 1 + i;
}

static void put_program(struct encoder *to, unsigned int flags)
{
	rank_vars(to);
	put(to, flags | (to->program->unchecked ? SCN_UNCHECKED : 0));
	put(to, preset_index(to->program));
	put_blocks(to);
}

void scn_encode(const struct scn_program *program, struct scn_text *out)
{
	struct encoder to = { .program = program, .out = out };

	put_program(&to, SCN_HAS_META | SCN_HAS_NAMES);
	put_meta(&to);
	put_names(&to);
}

void scn_encode_bare(const struct scn_program *program, struct scn_text *out)
{
	struct encoder to = { .program = program, .out = out };

	put_program(&to, 0);
}
