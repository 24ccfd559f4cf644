// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lex.c - a scenario's text as tokens
 *
 * A word that begins with '/' is a path and may hold braces, equals signs and so on;
 * all other words end at punctuation. Comments run from '#' to the end of the line.
 */
#include "scenario/lex.h"

#include <linux/string.h>

enum {
	BLANK	= 1,	/* within a line */
	END	= 2,	/* of every word */
	MARK	= 4,	/* ends words, but not paths */
	BAD	= 8,	/* not to be seen, or not ASCII */
};

static const unsigned char classes[256] = {
	[0 ... 31] = BAD, [127 ... 255] = BAD,
	[' '] = BLANK | END, ['\t'] = BLANK | END, ['\r'] = BLANK | END,
	['\n'] = END, [';'] = END, ['"'] = END,
	['{'] = MARK, ['}'] = MARK, ['['] = MARK, [']'] = MARK, [','] = MARK, ['='] = MARK,
	['|'] = MARK, ['+'] = MARK, ['#'] = MARK,
};

static unsigned int class_of(char c)
{
	return classes[(unsigned char)c];
}

void scn_lex_start(struct scn_lexer *lexer, const char *text, size_t length)
{
	*lexer = (struct scn_lexer){ .at = text, .end = text + length, .line_start = text,
				     .line = 1 };
}

static bool is_space(char c)
{
	return class_of(c) & BLANK;
}

static bool is_mark(char c)
{
	return class_of(c) & MARK && c != '#';
}

static void skip_blanks(struct scn_lexer *lexer)
{
	while (lexer->at < lexer->end && is_space(*lexer->at))
		lexer->at++;
	if (lexer->at < lexer->end && *lexer->at == '#') {
		const char *end = memchr(lexer->at, '\n', lexer->end - lexer->at);

		lexer->at = end ?: lexer->end;
	}
}

static void lex_string(struct scn_lexer *lexer, struct scn_token *token)
{
	lexer->at++;
	while (lexer->at < lexer->end && *lexer->at != '"' && *lexer->at != '\n') {
		if (*lexer->at == '\\' && lexer->at + 1 < lexer->end && lexer->at[1] != '\n')
			lexer->at++;
		lexer->at++;
	}
	if (lexer->at >= lexer->end || *lexer->at != '"') {
		token->kind = SCN_TOKEN_BAD;
		lexer->problem = "this string has no closing quote on its line";
	} else {
		token->kind = SCN_TOKEN_STRING;
		lexer->at++;
	}
}

static void lex_word(struct scn_lexer *lexer, struct scn_token *token)
{
	unsigned int ends = *lexer->at == '/' ? END : END | MARK, seen = 0, class;
	const char *at = lexer->at;

	for (; at < lexer->end && !((class = class_of(*at)) & ends); at++)
		seen |= class;
	lexer->at = at;
	token->kind = SCN_TOKEN_WORD;
	if (seen & BAD) {
		token->kind = SCN_TOKEN_BAD;
		lexer->problem = "only printable ASCII is allowed outside of comments";
	}
}

void scn_lex_next(struct scn_lexer *lexer, struct scn_token *token)
{
	skip_blanks(lexer);
	token->start = lexer->at;
	token->line = lexer->line;
	token->column = (unsigned int)(lexer->at - lexer->line_start) + 1;
	if (lexer->at >= lexer->end) {
		token->kind = SCN_TOKEN_END;
	} else if (*lexer->at == '\n') {
		token->kind = SCN_TOKEN_NEWLINE;
		lexer->line_start = ++lexer->at;
		lexer->line++;
	} else if (*lexer->at == ';') {
		token->kind = SCN_TOKEN_NEWLINE;
		lexer->at++;
	} else if (*lexer->at == '"') {
		lex_string(lexer, token);
	} else if (is_mark(*lexer->at)) {
		token->kind = SCN_TOKEN_MARK;
		lexer->at++;
	} else {
		lex_word(lexer, token);
	}
	token->length = lexer->at - token->start;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* The escape behind a backslash at @at; how many characters it has, 0 if it is bad. */
static size_t unescape(const char *at, const char *end, char *out)
{
	switch (*at) {
	case '"':
	case '\\':
		*out = *at;
		return 1;
	case 'n':
		*out = '\n';
		return 1;
	case 'x':
		if (end - at < 3 || hex_digit(at[1]) < 0 || hex_digit(at[2]) < 0)
			return 0;
		*out = (char)(hex_digit(at[1]) << 4 | hex_digit(at[2]));
		return *out ? 3 : 0;
	default:
		return 0;
	}
}

long scn_lex_unquote(const struct scn_token *token, char *out, size_t *bad)
{
	const char *end = token->start + token->length - 1, *at = token->start + 1;
	long length = 0;
	size_t taken;

	while (at < end) {
		if (*at == '\\') {
			taken = unescape(at + 1, end, &out[length]);
			if (!taken) {
				*bad = at - token->start;
				return -1;
			}
			length++;
			at += 1 + taken;
		} else if (!*at) {
			*bad = at - token->start;
			return -1;
		} else {
			out[length++] = *at++;
		}
	}
	return length;
}
