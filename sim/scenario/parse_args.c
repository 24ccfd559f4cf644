// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parse_args.c - the arguments of an operation, by their type
 */
#include <linux/string.h>

#include "scenario/parser.h"

struct unit {
	const char	*suffix;
	uint64_t	factor;
};

static const struct unit size_units[] = {
	{ "", 1 }, { "k", 1ull << 10 }, { "m", 1ull << 20 }, { "g", 1ull << 30 },
	{ "t", 1ull << 40 }, { NULL, 0 },
};

static const struct unit time_units[] = {
	{ "ns", 1 }, { "us", 1000 }, { "ms", 1000000 }, { "s", 1000000000 }, { NULL, 0 },
};

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

/* Leading digits of @text in *@number; how many characters they took, 0 if none or too many. */
static size_t scan_digits(const char *text, size_t length, uint64_t *number)
{
	size_t at = length > 2 && text[0] == '0' && text[1] == 'x' ? 2 : 0, first = at;
	unsigned int base = at ? 16 : 10;

	*number = 0;
	for (; at < length && digit_of(text[at]) < (int)base; at++) {
		if (__builtin_mul_overflow(*number, (uint64_t)base, number) ||
		    __builtin_add_overflow(*number, (uint64_t)digit_of(text[at]), number))
			return 0;
	}
	return at > first ? at : 0;
}

static bool scan_with_unit(const char *text, size_t length, const struct unit *units,
			   uint64_t *number)
{
	size_t at = scan_digits(text, length, number);

	if (!at)
		return false;
	for (; units->suffix; units++) {
		if (strlen(units->suffix) == length - at &&
		    !memcmp(units->suffix, text + at, length - at))
			return !__builtin_mul_overflow(*number, units->factor, number);
	}
	return at == length && !*number;	/* 0 needs no unit */
}

/* "01:00.0" or "0000:01:00.0" as domain << 16 | bus << 8 | devfn. */
static bool scan_bdf(const char *text, size_t length, uint64_t *number)
{
	static const char *const shapes[] = { "bb:dd.f", "pppp:bb:dd.f" };
	uint64_t field[128] = { 0 };
	unsigned int shape;
	size_t i;

	for (shape = 0; shape < 2; shape++) {
		if (strlen(shapes[shape]) == length)
			break;
	}
	if (shape == 2)
		return false;
	for (i = 0; i < length; i++) {
		char kind = shapes[shape][i];

		if (kind == ':' || kind == '.') {
			if (text[i] != kind)
				return false;
		} else if (digit_of(text[i]) > 15) {
			return false;
		} else {
			field[(int)kind] = field[(int)kind] << 4 | digit_of(text[i]);
		}
	}
	*number = field['p'] << 16 | field['b'] << 8 | field['d'] << 3 | field['f'];
	return field['p'] < 256 && field['d'] < 32 && field['f'] < 8;
}

static bool scan_number(uint8_t type, const char *text, size_t length, uint64_t *number)
{
	switch (type) {
	case SCN_TYPE_TIME:
		return scan_with_unit(text, length, time_units, number);
	case SCN_TYPE_BDF:
		return scan_bdf(text, length, number);
	default:
		return scan_with_unit(text, length, size_units, number);
	}
}

static bool fail_constant(struct scn_parser *parser, const struct scn_type *type)
{
	const struct scn_constant *constant;
	char names[160];
	struct scn_text list;

	scn_text_over(&list, names, sizeof(names));
	for (constant = type->constants; constant->name; constant++)
		scn_text_add(&list, "%s%s", list.length ? ", " : "", constant->name);
	if (list.length)
		return scn_fail(parser, "expected %s: one of %s, or a number", type->what, names);
	return scn_fail(parser, "expected %s", type->what);
}

static bool parse_one_number(struct scn_parser *parser, uint8_t id, uint64_t *number)
{
	const struct scn_type *type = &scn_types[id];
	const struct scn_token *token = &parser->token;

	if (token->kind != SCN_TOKEN_WORD ||
	    (!scn_constant_find(type, token->start, token->length, number) &&
	     !scan_number(id, token->start, token->length, number)))
		return fail_constant(parser, type);
	if (*number > type->max)
		return scn_fail(parser, "this is too large: expected %s, at most %llu", type->what,
				(unsigned long long)type->max);
	if (id == SCN_TYPE_RUNS && !*number)
		return fail_constant(parser, type);
	scn_next(parser);
	return true;
}

static bool parse_number(struct scn_parser *parser, uint8_t id, struct scn_arg *arg)
{
	uint64_t more;

	arg->form = SCN_NUMBER;
	if (!parse_one_number(parser, id, &arg->num))
		return false;
	while (scn_types[id].form == SCN_FORM_FLAGS && scn_token_is(&parser->token, "|")) {
		scn_next(parser);
		if (!parse_one_number(parser, id, &more))
			return false;
		arg->num |= more;
	}
	return true;
}

bool scn_take_number(struct scn_parser *parser, const char *what, uint64_t most,
		     uint64_t *number)
{
	const struct scn_token *token = &parser->token;

	if (token->kind != SCN_TOKEN_WORD ||
	    !scan_with_unit(token->start, token->length, size_units, number) || *number > most)
		return scn_fail(parser, "expected %s: a number, at most %llu", what,
				(unsigned long long)most);
	scn_next(parser);
	return true;
}

/* "@5", "@-1": a descriptor by number. */
static bool parse_literal_fd(struct scn_parser *parser, struct scn_arg *arg)
{
	const struct scn_token *token = &parser->token;
	bool minus = token->length > 1 && token->start[1] == '-';
	size_t digits = token->length - 1 - minus;

	arg->form = SCN_NUMBER;
	if (scan_digits(token->start + 1 + minus, digits, &arg->num) != digits || !digits ||
	    arg->num > 65535)
		return scn_fail(parser, "expected a descriptor number, such as @5 or @-1");
	if (minus)
		arg->num = -arg->num;
	scn_next(parser);
	return true;
}

static bool parse_var(struct scn_parser *parser, uint8_t type, struct scn_arg *arg)
{
	struct scn_token name = parser->token;

	if (name.kind != SCN_TOKEN_WORD)
		return scn_fail(parser, "expected %s", scn_types[type].what);
	if (type == SCN_TYPE_FD && name.start[0] == '@')
		return parse_literal_fd(parser, arg);
	arg->form = SCN_NAMED;
	if (!scn_var_of(parser, &name, parser->block->process, type, &arg->ref))
		return false;
	scn_next(parser);
	if (type == SCN_TYPE_MEM && scn_token_is(&parser->token, "+")) {
		scn_next(parser);
		return parse_one_number(parser, SCN_TYPE_SIZE, &arg->num);
	}
	return true;
}

static const char *device_name;	/* the list that nearest_device() walks */
static const struct scn_program *nearest_in;

static const char *nearest_device(unsigned int index)
{
	device_name = index < nearest_in->nr_devices ?
		      scn_text_of(nearest_in, nearest_in->devices[index]) : NULL;
	return device_name;
}

static bool parse_device(struct scn_parser *parser, struct scn_arg *arg)
{
	const struct scn_program *program = parser->program;
	const struct scn_token *token = &parser->token;
	const char *near;
	unsigned int i;

	if (token->kind != SCN_TOKEN_WORD)
		return scn_fail(parser, "expected %s", scn_types[SCN_TYPE_DEVICE].what);
	for (i = 0; i < program->nr_devices; i++) {
		if (scn_token_is(token, scn_text_of(program, program->devices[i]))) {
			arg->form = SCN_NAMED;
			arg->ref = i;
			scn_next(parser);
			return true;
		}
	}
	nearest_in = program;
	near = scn_nearest(token->start, token->length, nearest_device);
	if (!near && program->nr_devices)
		near = scn_text_of(program, program->devices[0]);
	if (!near)
		return scn_fail(parser, "the world has no devices: expected a world block above");
	return scn_fail(parser, "no device of the world has this name: expected one such as %s",
			near);
}

static bool parse_process(struct scn_parser *parser, struct scn_arg *arg)
{
	uint8_t process;
	scn_str name;

	if (!scn_take_name(parser, "a process", &name) ||
	    !scn_process_of(parser, name, &process))
		return false;
	arg->form = SCN_NAMED;
	arg->ref = process;
	return true;
}

static bool parse_list(struct scn_parser *parser, struct scn_arg *arg)
{
	struct scn_program *program = parser->program;
	struct scn_arg items[SCN_LIST_LENGTH_MAX];
	unsigned int count = 0;

	if (!scn_take_mark(parser, "[", "a list in brackets, such as [a, b]"))
		return false;
	while (!scn_token_is(&parser->token, "]")) {
		if (count == SCN_LIST_LENGTH_MAX)
			return scn_fail(parser, "a list holds at most %u descriptors",
					SCN_LIST_LENGTH_MAX);
		if (count && !scn_take_mark(parser, ",", "',' or ']'"))
			return false;
		items[count] = (struct scn_arg){ 0 };
		if (!parse_var(parser, SCN_TYPE_FD, &items[count++]))
			return false;
	}
	if (program->nr_list + count > SCN_LIST_MAX)
		return scn_fail(parser, "the lists of a program hold at most %u descriptors",
				SCN_LIST_MAX);
	scn_next(parser);
	arg->form = SCN_LIST;
	arg->ref = count ? program->nr_list : 0;
	arg->num = count;
	memcpy(program->list + program->nr_list, items, count * sizeof(items[0]));
	program->nr_list += count;
	return true;
}

static bool parse_string(struct scn_parser *parser, uint8_t type, struct scn_arg *arg)
{
	const struct scn_token *token = &parser->token;
	bool full = false;

	arg->form = SCN_STRING;
	if (type == SCN_TYPE_TEXT || token->kind == SCN_TOKEN_STRING)
		return scn_take_string(parser, scn_types[type].what, &arg->ref);
	if (token->kind != SCN_TOKEN_WORD)
		return scn_fail(parser, "expected %s", scn_types[type].what);
	if (type == SCN_TYPE_PATH && token->start[0] != '/')
		return scn_fail(parser, "expected a path, which begins with '/'");
	arg->ref = scn_string(parser->program, token->start, token->length, &full);
	if (full)
		return scn_fail(parser, "the program has too much text");
	scn_next(parser);
	return true;
}

bool scn_parse_arg(struct scn_parser *parser, const struct scn_param *param,
		   struct scn_arg *arg)
{
	*arg = (struct scn_arg){ 0 };
	switch (param->type) {
	case SCN_TYPE_FD:
	case SCN_TYPE_MEM:
		return parse_var(parser, param->type, arg);
	case SCN_TYPE_FDS:
		return parse_list(parser, arg);
	case SCN_TYPE_DEVICE:
		return parse_device(parser, arg);
	case SCN_TYPE_PROCESS:
		return parse_process(parser, arg);
	case SCN_TYPE_WORD:
	case SCN_TYPE_PATH:
	case SCN_TYPE_TEXT:
		return parse_string(parser, param->type, arg);
	default:
		return parse_number(parser, param->type, arg);
	}
}
