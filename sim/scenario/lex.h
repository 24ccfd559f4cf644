/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lex.h - a scenario's text as tokens
 */
#ifndef SCENARIO_LEX_H
#define SCENARIO_LEX_H

#include <stdbool.h>
#include <stddef.h>

enum scn_token_kind {
	SCN_TOKEN_WORD,		/* a name, keyword, number or path */
	SCN_TOKEN_STRING,	/* "in double quotes" */
	SCN_TOKEN_MARK,		/* one of { } [ ] , = | + */
	SCN_TOKEN_NEWLINE,	/* end of line, or ';' */
	SCN_TOKEN_END,
	SCN_TOKEN_BAD,		/* @start says what is wrong with it */
};

struct scn_token {
	enum scn_token_kind	kind;
	const char		*start;
	size_t			length;
	unsigned int		line;
	unsigned int		column;
};

struct scn_lexer {
	const char	*at;
	const char	*end;
	const char	*line_start;
	unsigned int	line;
	const char	*problem;	/* of the last SCN_TOKEN_BAD */
};

void scn_lex_start(struct scn_lexer *lexer, const char *text, size_t length);
void scn_lex_next(struct scn_lexer *lexer, struct scn_token *token);

/*
 * The characters a string token stands for; @out holds at least token->length. Returns
 * how many, or -1 with the offset of a bad escape in *@bad.
 */
long scn_lex_unquote(const struct scn_token *token, char *out, size_t *bad);

static inline bool scn_token_is(const struct scn_token *token, const char *text)
{
	size_t i;

	for (i = 0; i < token->length; i++) {
		if (!text[i] || text[i] != token->start[i])
			return false;	/* a token may hold a NUL where @text ends */
	}
	return !text[i] && (token->kind == SCN_TOKEN_WORD || token->kind == SCN_TOKEN_MARK);
}

#endif
