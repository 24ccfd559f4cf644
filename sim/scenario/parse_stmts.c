// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parse_stmts.c - the statements between the braces of a block
 */
#include <linux/string.h>

#include "scenario/parser.h"

static const char *op_name(unsigned int index)
{
	return index < SCN_OPS ? scn_ops[index].name : NULL;
}

static const char *block_kind_name(enum scn_block_kind kind)
{
	static const char *const names[] = {
		[SCN_WORLD] = "a world block", [SCN_SETUP] = "a setup block",
		[SCN_TASK] = "a task", [SCN_FINALLY] = "a finally block",
		[SCN_FAULTS] = "a faults block",
	};

	return names[kind];
}

static bool parse_op_name(struct scn_parser *parser, bool ioctl, unsigned int *op)
{
	const struct scn_token *token = &parser->token;
	const char *near;

	if (token->kind != SCN_TOKEN_WORD)
		return scn_expected(parser, ioctl ? "the name of an ioctl" : "an operation");
	*op = scn_op_find(token->start, token->length);
	if (*op == SCN_OPS || (*op == SCN_OP_REPEAT && ioctl)) {
		near = scn_nearest(token->start, token->length, op_name);
		return scn_fail(parser, "unknown operation: expected one of `ksim list ops`%s%s%s",
				near ? "; did you mean \"" : "", near ? near : "",
				near ? "\"?" : "");
	}
	if (scn_ops[*op].ioctl != ioctl)
		return scn_fail(parser, ioctl ? "this is not an ioctl: write it without \"ioctl\"" :
				"this is an ioctl: expected \"ioctl FD %.*s ...\"",
				(int)token->length, token->start);
	if (!scn_op_allowed(&scn_ops[*op], parser->block->kind))
		return scn_fail(parser, "this cannot stand in %s",
				block_kind_name(parser->block->kind));
	scn_next(parser);
	return true;
}

static bool line_ends(const struct scn_parser *parser)
{
	return parser->token.kind == SCN_TOKEN_NEWLINE || parser->token.kind == SCN_TOKEN_END ||
	       scn_token_is(&parser->token, "}") || scn_token_is(&parser->token, "->");
}

static bool parse_args(struct scn_parser *parser, const struct scn_op *op,
		       struct scn_stmt *stmt, unsigned int first)
{
	char usage[160];
	unsigned int i;

	for (i = first; i < op->nr_params; i++) {
		if (!line_ends(parser)) {
			if (!scn_parse_arg(parser, &op->params[i], &stmt->args[i]))
				return false;
		} else if (op->params[i].optional) {
			stmt->args[i] = (struct scn_arg){ .num = op->params[i].fallback,
							  .form = SCN_ABSENT };
		} else {
			scn_op_usage(op, usage, sizeof(usage));
			return scn_fail(parser, "%s is missing: expected %s", op->params[i].name,
					usage);
		}
	}
	if (line_ends(parser))
		return true;
	scn_op_usage(op, usage, sizeof(usage));
	return scn_fail(parser, "too many arguments: expected %s", usage);
}

static bool parse_want_value(struct scn_parser *parser, int32_t *value)
{
	const struct scn_token *token = &parser->token;
	bool minus = token->kind == SCN_TOKEN_WORD && token->length && token->start[0] == '-';
	uint64_t number;
	int code;

	if (minus && scn_errno_find(token->start + 1, token->length - 1, &code)) {
		*value = -code;
		scn_next(parser);
		return true;
	}
	if (minus)
		return scn_expected(parser, "an error such as -EBUSY");
	if (!scn_take_number(parser, "ok, any, an error such as -EBUSY, or a result", INT32_MAX,
			     &number))
		return false;
	*value = (int32_t)number;
	return true;
}

/* "-> ok", "-> any", "-> -EBUSY | 0" */
static bool parse_want(struct scn_parser *parser, struct scn_want *want)
{
	if (!scn_token_is(&parser->token, "->"))
		return true;
	scn_next(parser);
	if (scn_token_is(&parser->token, "ok") || scn_token_is(&parser->token, "any")) {
		want->kind = scn_token_is(&parser->token, "ok") ? SCN_WANT_OK : SCN_WANT_ANY;
		scn_next(parser);
		return true;
	}
	want->kind = SCN_WANT_ONE_OF;
	for (;;) {
		if (want->count == SCN_WANTS_MAX)
			return scn_fail(parser, "at most %u results can be allowed", SCN_WANTS_MAX);
		if (!parse_want_value(parser, &want->values[want->count++]))
			return false;
		if (!scn_token_is(&parser->token, "|"))
			return true;
		scn_next(parser);
	}
}

static struct scn_stmt *new_stmt(struct scn_parser *parser)
{
	struct scn_program *program = parser->program;
	struct scn_stmt *stmt;

	if (program->nr_stmts == SCN_STMTS_MAX) {
		scn_fail(parser, "a program holds at most %u statements", SCN_STMTS_MAX);
		return NULL;
	}
	stmt = &program->stmts[program->nr_stmts++];
	*stmt = (struct scn_stmt){ .line = (uint16_t)parser->token.line };
	return stmt;
}

static bool parse_repeat(struct scn_parser *parser)
{
	struct scn_stmt *stmt = new_stmt(parser);
	unsigned int first = parser->program->nr_stmts;

	if (!stmt)
		return false;
	if (!scn_op_allowed(&scn_ops[SCN_OP_REPEAT], parser->block->kind))
		return scn_fail(parser, "this cannot stand in %s",
				block_kind_name(parser->block->kind));
	if (parser->depth == SCN_DEPTH_MAX)
		return scn_fail(parser, "repeats nest at most %u deep", SCN_DEPTH_MAX);
	scn_next(parser);
	stmt->op = SCN_OP_REPEAT;
	if (!scn_parse_arg(parser, &scn_ops[SCN_OP_REPEAT].params[0], &stmt->args[0]))
		return false;
	if (!scn_take_mark(parser, "{", "'{' and the statements to repeat"))
		return false;
	parser->depth++;
	if (!scn_parse_block(parser, NULL))
		return false;
	parser->depth--;
	stmt->body = parser->program->nr_stmts - first;
	return scn_take_line_end(parser);
}

static bool bind_device(struct scn_parser *parser, const struct scn_token *name,
			struct scn_stmt *stmt)
{
	struct scn_program *program = parser->program;
	unsigned int i;
	scn_str string;

	if (!scn_name_of(parser, name, "a name for the device", &string))
		return false;
	for (i = 0; i < program->nr_devices; i++) {
		if (program->devices[i] == string)
			break;
	}
	if (i == program->nr_devices && i < SCN_DEVICES_MAX) {
		program->devices[program->nr_devices++] = string;
		stmt->result = program->nr_devices;
		return true;
	}
	parser->token = *name;
	if (i == SCN_DEVICES_MAX)
		return scn_fail(parser, "a world holds at most %u devices", SCN_DEVICES_MAX);
	return scn_fail(parser, "a device of this name is there already");
}

/* What is on the left of '=' gets the result. @name->kind is SCN_TOKEN_END if nothing is. */
static bool bind_result(struct scn_parser *parser, const struct scn_token *name,
			struct scn_stmt *stmt)
{
	const struct scn_op *op = &scn_ops[stmt->op];
	uint8_t process = parser->block->process;
	uint16_t var;

	if (name->kind == SCN_TOKEN_END) {
		if (op->result == SCN_TYPE_DEVICE)
			return scn_fail(parser, "a device needs a name: expected NAME = %s ...",
					op->name);
		return true;
	}
	if (op->result == SCN_TYPE_NONE) {
		parser->token = *name;
		return scn_fail(parser, "%s has no result that could be kept: remove \"%.*s =\"",
				op->name, (int)name->length, name->start);
	}
	if (op->result == SCN_TYPE_DEVICE)
		return bind_device(parser, name, stmt);
	if (stmt->op == SCN_OP_give)
		process = stmt->args[1].ref;
	if (!scn_var_of(parser, name, process, op->result, &var))
		return false;
	stmt->result = var + 1;
	return true;
}

static bool parse_operation(struct scn_parser *parser)
{
	struct scn_token first = parser->token, name = { .kind = SCN_TOKEN_END };
	struct scn_lexer ahead = parser->lexer;
	struct scn_stmt *stmt = new_stmt(parser);
	unsigned int op, given = 0;
	struct scn_token next;

	if (!stmt)
		return false;
	scn_lex_next(&ahead, &next);
	if (first.kind == SCN_TOKEN_WORD && scn_token_is(&next, "=")) {
		name = first;
		scn_next(parser);
		scn_next(parser);
	}
	if (scn_token_is(&parser->token, "ioctl")) {
		static const struct scn_param fd = { .name = "fd", .type = SCN_TYPE_FD };

		scn_next(parser);
		if (!scn_parse_arg(parser, &fd, &stmt->args[given++]))
			return false;
	}
	if (!parse_op_name(parser, given, &op))
		return false;
	stmt->op = op;
	return parse_args(parser, &scn_ops[op], stmt, given) &&
	       parse_want(parser, &stmt->want) && bind_result(parser, &name, stmt) &&
	       scn_take_line_end(parser);
}

bool scn_parse_block(struct scn_parser *parser, struct scn_block *block)
{
	const unsigned int begun = parser->token.line;

	if (block) {
		parser->block = block;
		block->first = parser->program->nr_stmts;
	}
	for (;;) {
		while (parser->token.kind == SCN_TOKEN_NEWLINE)
			scn_next(parser);
		if (scn_token_is(&parser->token, "}"))
			break;
		if (parser->token.kind == SCN_TOKEN_END)
			return scn_unclosed(parser, begun);
		if (scn_token_is(&parser->token, "repeat") ? !parse_repeat(parser) :
							     !parse_operation(parser))
			return false;
	}
	scn_next(parser);
	if (block) {
		block->count = parser->program->nr_stmts - block->first;
		parser->block = NULL;
	}
	return true;
}
