// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parser.c - what the files of the parser share: tokens, names, errors
 */
#include "scenario/parser.h"

#include <stdarg.h>
#include <stdio.h>

#include <linux/string.h>

void scn_next(struct scn_parser *parser)
{
	scn_lex_next(&parser->lexer, &parser->token);
}

bool scn_fail(struct scn_parser *parser, const char *format, ...)
{
	const struct scn_token *token = &parser->token;
	struct scn_error *error = parser->error;
	size_t length = token->length;
	va_list args;

	error->line = token->line;
	error->column = token->column;
	if (token->kind == SCN_TOKEN_NEWLINE || token->kind == SCN_TOKEN_END)
		length = 0;
	if (length >= sizeof(error->near))
		length = sizeof(error->near) - 1;
	memcpy(error->near, token->start, length);
	error->near[length] = '\0';
	if (token->kind == SCN_TOKEN_BAD) {
		snprintf(error->message, sizeof(error->message), "%s", parser->lexer.problem);
		return false;
	}
	va_start(args, format);
	vsnprintf(error->message, sizeof(error->message), format, args);
	va_end(args);
	return false;
}

bool scn_expected(struct scn_parser *parser, const char *what)
{
	return scn_fail(parser, "expected %s", what);
}

bool scn_unclosed(struct scn_parser *parser, unsigned int begun)
{
	return scn_fail(parser, "the file ends here: expected '}', which closes the block that "
			"begins in line %u", begun);
}

bool scn_take_mark(struct scn_parser *parser, const char *mark, const char *what)
{
	if (parser->token.kind != SCN_TOKEN_MARK || !scn_token_is(&parser->token, mark))
		return scn_expected(parser, what);
	scn_next(parser);
	return true;
}

bool scn_take_line_end(struct scn_parser *parser)
{
	if (parser->token.kind == SCN_TOKEN_NEWLINE) {
		scn_next(parser);
		return true;
	}
	if (parser->token.kind == SCN_TOKEN_END || scn_token_is(&parser->token, "}"))
		return true;
	return scn_expected(parser, "the end of the line");
}

bool scn_name_is_good(const char *name, size_t length)
{
	size_t i;

	if (!length || length > SCN_NAME_MAX)
		return false;
	for (i = 0; i < length; i++) {
		char c = name[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
		bool other = (c >= '0' && c <= '9') || c == '-' || c == '.';

		if (!letter && (!i || !other))
			return false;
	}
	return true;
}

bool scn_name_of(struct scn_parser *parser, const struct scn_token *token, const char *what,
		 scn_str *name)
{
	bool full = false;

	if (token->kind != SCN_TOKEN_WORD || !scn_name_is_good(token->start, token->length)) {
		parser->token = *token;
		return scn_fail(parser, "expected %s: a name begins with a letter, goes on with "
				"letters, digits, '-', '_' and '.', and has at most %u of them",
				what, SCN_NAME_MAX);
	}
	*name = scn_string(parser->program, token->start, token->length, &full);
	return full ? scn_fail(parser, "the program has too much text") : true;
}

bool scn_take_name(struct scn_parser *parser, const char *what, scn_str *name)
{
	struct scn_token token = parser->token;

	if (!scn_name_of(parser, &token, what, name))
		return false;
	scn_next(parser);
	return true;
}

#define STRING_MAX	4096u

bool scn_take_string(struct scn_parser *parser, const char *what, scn_str *string)
{
	const struct scn_token *token = &parser->token;
	bool full = false;
	char buffer[4 * STRING_MAX];	/* as long as it can be with every character escaped */
	size_t bad;
	long length;

	if (token->kind != SCN_TOKEN_STRING)
		return scn_fail(parser, "expected %s: a string in double quotes", what);
	length = token->length > sizeof(buffer) ? STRING_MAX :
		 scn_lex_unquote(token, buffer, &bad);
	if (length >= (long)STRING_MAX)
		return scn_fail(parser, "this string is too long: at most %u characters",
				STRING_MAX);
	if (length < 0) {
		parser->token.column += bad;
		return scn_fail(parser, "expected \\\", \\\\, \\n or \\xHH behind a backslash");
	}
	*string = scn_string(parser->program, buffer, length, &full);
	if (full)
		return scn_fail(parser, "the program has too much text");
	scn_next(parser);
	return true;
}

bool scn_process_of(struct scn_parser *parser, scn_str name, uint8_t *process)
{
	struct scn_program *program = parser->program;
	unsigned int i;

	for (i = 0; i < program->nr_processes; i++) {
		if (program->processes[i] == name)
			break;
	}
	if (i == SCN_PROCESSES_MAX)
		return scn_fail(parser, "a program holds at most %u processes", SCN_PROCESSES_MAX);
	if (i == program->nr_processes)
		program->processes[program->nr_processes++] = name;
	*process = i;
	return true;
}

bool scn_var_of(struct scn_parser *parser, const struct scn_token *token, uint8_t process,
		uint8_t type, uint16_t *index)
{
	struct scn_program *program = parser->program;
	unsigned int i;
	scn_str name;

	if (!scn_name_of(parser, token, scn_types[type].what, &name))
		return false;
	for (i = 0; i < program->nr_vars; i++) {
		if (program->vars[i].process == process && program->vars[i].name == name)
			break;
	}
	if (i == SCN_VARS_MAX)
		return scn_fail(parser, "a program holds at most %u names", SCN_VARS_MAX);
	if (i == program->nr_vars) {
		program->vars[program->nr_vars++] = (struct scn_var){ name, process, type };
		parser->vars[i].line = token->line;
		parser->vars[i].column = token->column;
	} else if (program->vars[i].type != type) {
		parser->token = *token;
		return scn_fail(parser, "expected %s, but this name is used as %s above",
				scn_types[type].what, scn_types[program->vars[i].type].name);
	}
	*index = i;
	return true;
}

/* How many single-character edits apart two short words are, if it is less than @most. */
static unsigned int distance(const char *a, size_t a_length, const char *b, unsigned int most)
{
	unsigned int row[64], i, j, diagonal, above, least;
	size_t b_length = strlen(b);

	if (a_length >= 64 || b_length >= 64 || a_length >= b_length + most ||
	    b_length >= a_length + most)
		return most;
	for (j = 0; j <= b_length; j++)
		row[j] = j;
	for (i = 1; i <= a_length; i++) {
		diagonal = row[0];
		least = row[0] = i;
		for (j = 1; j <= b_length; j++) {
			above = row[j];
			row[j] = diagonal + (a[i - 1] != b[j - 1]);
			if (above + 1 < row[j])
				row[j] = above + 1;
			if (row[j - 1] + 1 < row[j])
				row[j] = row[j - 1] + 1;
			if (row[j] < least)
				least = row[j];
			diagonal = above;
		}
		if (least >= most)
			return most;
	}
	return row[b_length];
}

const char *scn_nearest(const char *word, size_t length, const char *(*name)(unsigned int))
{
	unsigned int i, best = length < 4 ? 2 : length < 8 ? 3 : 4, now;
	const char *nearest = NULL;

	for (i = 0; name(i); i++) {
		now = distance(word, length, name(i), best);
		if (now < best) {
			best = now;
			nearest = name(i);
		}
	}
	return nearest;
}
