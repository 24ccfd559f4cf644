// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * decode.c - any bytes as a valid program, see codec.h
 *
 * Reading makes references to ranks; names follow at the end of the bytes, so that
 * only then (decode_names.c) is it known which names are worth something.
 */
#include "scenario/decode.h"

#include <linux/string.h>

#include "scenario/host.h"

uint64_t scn_get(struct scn_decoder *from)
{
	uint64_t number = 0;
	unsigned int shift = 0;
	uint8_t byte;

	do {
		if (from->at == from->end)
			return number;
		byte = *from->at++;
		number |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80 && shift < 64);
	return number;
}

/* 0 to @n - 1 */
static uint64_t get_below(struct scn_decoder *from, uint64_t n)
{
	uint64_t number = scn_get(from);

	return number < n ? number : number % n;
}

static int64_t unsign(uint64_t number)
{
	return (int64_t)(number >> 1) ^ -(int64_t)(number & 1);
}

/* @length bytes or what is left of them, as a string without NULs. */
static scn_str get_bytes(struct scn_decoder *from, size_t length)
{
	char buffer[4096];
	bool full = false;
	size_t i;

	if (length > sizeof(buffer) - 1)
		length = length % sizeof(buffer);
	if (length > (size_t)(from->end - from->at))
		length = from->end - from->at;
	for (i = 0; i < length; i++)
		buffer[i] = from->at[i] ? (char)from->at[i] : '?';
	from->at += length;
	return scn_string(from->program, buffer, length, &full);
}

scn_str scn_get_string(struct scn_decoder *from, uint8_t type)
{
	const char *const *known = scn_dictionary(type);
	uint64_t number = scn_get(from);
	unsigned int count = 0;
	bool full = false;

	if (number % 4 == 3)
		return get_bytes(from, number / 4);
	while (known[count])
		count++;
	if (!count)
		return 0;
	number = (number / 4 * 3 + number % 4) % count;
	return scn_string(from->program, known[number], strlen(known[number]), &full);
}

/* The variable of this rank among those of its process and type, made at need. */
static bool var_of_rank(struct scn_decoder *from, uint8_t process, uint8_t type, uint64_t rank,
			uint16_t *index)
{
	struct scn_program *program = from->program;
	unsigned int i;

	rank %= SCN_VARS_MAX;
	for (i = 0; i < program->nr_vars; i++) {
		if (program->vars[i].process == process && program->vars[i].type == type &&
		    from->rank[i] == rank)
			break;
	}
	if (i == SCN_VARS_MAX)
		return false;
	if (i == program->nr_vars) {
		program->vars[program->nr_vars++] = (struct scn_var){ 0, process, type };
		from->rank[i] = (uint16_t)rank;
	}
	*index = (uint16_t)i;
	return true;
}

static void get_fd(struct scn_decoder *from, struct scn_arg *arg)
{
	const unsigned int names = SCN_LITERAL_EVERY - 1;
	uint64_t number = scn_get(from), rank;

	rank = number / SCN_LITERAL_EVERY;
	arg->form = SCN_NAMED;
	if (number % SCN_LITERAL_EVERY != names &&
	    var_of_rank(from, from->block->process, SCN_TYPE_FD,
			rank * names + number % SCN_LITERAL_EVERY, &arg->ref))
		return;
	arg->form = SCN_NUMBER;
	arg->num = (uint64_t)unsign(rank);
	if ((int64_t)arg->num > 65535 || (int64_t)arg->num < -65535)
		arg->num = (uint64_t)-1;
}

static void get_list(struct scn_decoder *from, struct scn_arg *arg)
{
	struct scn_program *program = from->program;
	struct scn_arg items[SCN_LIST_LENGTH_MAX] = { 0 };
	unsigned int count = get_below(from, SCN_LIST_LENGTH_MAX + 1), i;

	if (program->nr_list + count > SCN_LIST_MAX)
		count = SCN_LIST_MAX - program->nr_list;
	for (i = 0; i < count; i++)
		get_fd(from, &items[i]);
	arg->form = SCN_LIST;
	arg->num = count;
	arg->ref = program->nr_list;
	memcpy(program->list + program->nr_list, items, count * sizeof(items[0]));
	program->nr_list += count;
}

static void get_number(struct scn_decoder *from, uint8_t type, struct scn_arg *arg)
{
	const struct scn_constant *constants = scn_types[type].constants;
	uint64_t max = scn_types[type].max, number;
	unsigned int count = 0;

	arg->form = SCN_NUMBER;
	while (constants[count].name)
		count++;
	if (count) {
		number = get_below(from, count + 1);
		if (number < count) {
			arg->num = constants[number].value;
			return;
		}
	}
	number = scn_get(from);
	if (type == SCN_TYPE_RUNS)
		arg->num = 1 + number % max;
	else
		arg->num = number <= max ? number : number % (max + 1);
}

static bool get_arg(struct scn_decoder *from, const struct scn_param *param,
		    struct scn_arg *arg)
{
	struct scn_program *program = from->program;

	switch (param->type) {
	case SCN_TYPE_FD:
		get_fd(from, arg);
		return true;
	case SCN_TYPE_MEM:
		arg->form = SCN_NAMED;
		if (!var_of_rank(from, from->block->process, SCN_TYPE_MEM, scn_get(from),
				 &arg->ref))
			return false;
		arg->num = scn_get(from);
		return true;
	case SCN_TYPE_DEVICE:
		if (!program->nr_devices)
			return false;
		arg->form = SCN_NAMED;
		arg->ref = get_below(from, program->nr_devices);
		return true;
	case SCN_TYPE_PROCESS:
		arg->form = SCN_NAMED;
		arg->ref = get_below(from, SCN_PROCESSES_MAX);
		return true;
	case SCN_TYPE_FDS:
		get_list(from, arg);
		return true;
	case SCN_TYPE_WORD:
	case SCN_TYPE_PATH:
	case SCN_TYPE_TEXT:
		arg->form = SCN_STRING;
		arg->ref = scn_get_string(from, param->type);
		return true;
	default:
		get_number(from, param->type, arg);
		return true;
	}
}

static void get_want(struct scn_decoder *from, struct scn_want *want)
{
	uint64_t number = scn_get(from);
	unsigned int i;
	int64_t value;

	if (number < SCN_WANT_BYTE)
		return;
	want->kind = 1 + (number - SCN_WANT_BYTE) % 3;
	if (want->kind != SCN_WANT_ONE_OF)
		return;
	want->count = 1 + get_below(from, SCN_WANTS_MAX);
	for (i = 0; i < want->count; i++) {
		value = unsign(scn_get(from));
		if (value < 0 && (value < -4095 || !scn_errno_name((int)-value)))
			value = -scn_errno_at(0);
		want->values[i] = (int32_t)(value < 0 ? value : value & INT32_MAX);
	}
}

/* False if the statement cannot be had here: no device, no more names. */
static bool get_args(struct scn_decoder *from, struct scn_stmt *stmt)
{
	const struct scn_op *op = &scn_ops[stmt->op];
	unsigned int optional = scn_optional_params(op), i;
	unsigned int given = op->nr_params - optional;

	if (optional)
		given += get_below(from, optional + 1);
	for (i = 0; i < op->nr_params; i++) {
		if (i < given && get_arg(from, &op->params[i], &stmt->args[i]))
			continue;
		if (!op->params[i].optional)
			return false;
		given = i;	/* those behind it are left out, too */
		stmt->args[i] = (struct scn_arg){ .num = op->params[i].fallback,
						  .form = SCN_ABSENT };
	}
	return true;
}

static bool bind_result(struct scn_decoder *from, struct scn_stmt *stmt, uint64_t result)
{
	const struct scn_op *op = &scn_ops[stmt->op];
	uint8_t process = from->block->process;
	uint16_t var;

	if (op->result == SCN_TYPE_DEVICE) {
		if (from->program->nr_devices == SCN_DEVICES_MAX)
			return false;
		from->program->devices[from->program->nr_devices++] = 0;
		stmt->result = from->program->nr_devices;
		return true;
	}
	if (stmt->op == SCN_OP_give)
		process = stmt->args[1].ref;
	if (result && var_of_rank(from, process, op->result, result - 1, &var))
		stmt->result = var + 1;
	return true;
}

static bool at_end(const struct scn_decoder *from)
{
	return from->at == from->end;
}

static void get_stmts(struct scn_decoder *from);

/* What cannot be had is left out: the next statement takes its place. */
static void get_stmt(struct scn_decoder *from)
{
	struct scn_program *program = from->program;
	struct scn_stmt *stmt = &program->stmts[program->nr_stmts];
	unsigned int first = program->nr_stmts + 1;
	uint64_t result = 0;
	const struct scn_op *op;

	*stmt = (struct scn_stmt){ 0 };
	stmt->op = scn_op_in(from->block->kind, scn_get(from) % scn_ops_in(from->block->kind));
	op = &scn_ops[stmt->op];
	if (op->result != SCN_TYPE_NONE && op->result != SCN_TYPE_DEVICE)
		result = scn_get(from);
	get_want(from, &stmt->want);
	if (!get_args(from, stmt) || !bind_result(from, stmt, result))
		return;
	if (stmt->op == SCN_OP_REPEAT && from->depth == SCN_DEPTH_MAX)
		return;
	program->nr_stmts++;
	if (stmt->op != SCN_OP_REPEAT)
		return;
	stmt->want = (struct scn_want){ 0 };
	from->depth++;
	get_stmts(from);
	from->depth--;
	stmt->body = program->nr_stmts - first;
}

static void get_stmts(struct scn_decoder *from)
{
	uint64_t count = get_below(from, SCN_STMTS_MAX + 1);

	while (count-- && !at_end(from) && from->program->nr_stmts < SCN_STMTS_MAX)
		get_stmt(from);
}

static void get_block(struct scn_decoder *from, enum scn_block_kind kind)
{
	struct scn_program *program = from->program;
	struct scn_block *block = &program->blocks[program->nr_blocks++];

	*block = (struct scn_block){ .kind = kind, .first = program->nr_stmts };
	if (kind != SCN_WORLD && kind != SCN_FAULTS)
		block->process = get_below(from, SCN_PROCESSES_MAX);
	from->block = block;
	get_stmts(from);
	block->count = program->nr_stmts - block->first;
}

static void get_blocks(struct scn_decoder *from)
{
	struct scn_program *program = from->program;
	uint64_t count;

	get_block(from, SCN_WORLD);
	if (!program->blocks[program->nr_blocks - 1].count)
		program->nr_blocks--;
	count = get_below(from, SCN_BLOCKS_MAX - program->nr_blocks + 1);
	while (count-- && !at_end(from))
		get_block(from, SCN_SETUP + get_below(from, SCN_FAULTS - SCN_SETUP + 1));
}

static void get_failure(struct scn_decoder *from)
{
	struct scn_failure *failure = &from->program->failure;
	size_t length;

	failure->present = scn_get(from) & 1;
	if (!failure->present)
		return;
	failure->kind = scn_get_word(from);
	failure->title = scn_get_string(from, SCN_TYPE_NONE);
	failure->variants = scn_get_names(from);
	failure->engine = scn_get_word(from);
	failure->source = scn_get_word(from);
	failure->seed = scn_get(from);
	failure->steps = scn_get(from);
	failure->steps_max = scn_get(from);
	length = scn_get(from);
	if (length > (size_t)(from->end - from->at))
		length = from->end - from->at;
	failure->schedule = scn_get_schedule(from, length);
}

static void get_meta(struct scn_decoder *from)
{
	struct scn_program *program = from->program;
	uint64_t count, kind;

	program->title = scn_get_string(from, SCN_TYPE_NONE);
	program->explore.policy = scn_get_word(from);
	program->explore.runs = (uint32_t)scn_get(from);
	if (!program->explore.policy)
		program->explore.runs = 0;
	count = get_below(from, SCN_EXPECTS_MAX + 1);
	while (count-- && !at_end(from)) {
		struct scn_expect *expect = &program->expects[program->nr_expects++];

		kind = scn_get(from);
		*expect = (struct scn_expect){ .kind = kind / 2 % (SCN_KINDS + 2) };
		expect->may = kind & 1 && expect->kind && expect->kind != SCN_KIND_WAITS;
		expect->variants = scn_get_names(from);
		expect->title = scn_get_string(from, SCN_TYPE_NONE);
		if (!expect->kind)
			expect->title = 0;
	}
	get_failure(from);
}

size_t scn_decode(struct scn_program *program, const uint8_t *data, size_t size)
{
	struct scn_decoder from = { .program = program, .at = data, .end = data + size };
	unsigned int presets = 0;
	uint64_t flags, preset;
	bool full = false;

	scn_program_init(program);
	flags = scn_get(&from);
	program->unchecked = flags & SCN_UNCHECKED;
	while (scn_presets[presets].name)
		presets++;
	preset = get_below(&from, presets + 1);
	if (preset) {
		program->preset = scn_string(program, scn_presets[preset - 1].name,
					     strlen(scn_presets[preset - 1].name), &full);
		scn_preset_add(program);
	}
	from.first_device = program->nr_devices;
	get_blocks(&from);
	if (flags & SCN_HAS_META)
		get_meta(&from);
	scn_decode_names(&from, flags & SCN_HAS_NAMES);
	return from.at - data;
}
