/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * parser.h - what the files of the parser share
 *
 * Errors stop at once: a function that returns false has filled in ->error. Names
 * may be used above the place where they get their value (another task may set
 * them), so that undefined ones are looked for at the end.
 */
#ifndef SCENARIO_PARSER_H
#define SCENARIO_PARSER_H

#include "scenario/language.h"
#include "scenario/lex.h"
#include "scenario/ops.h"
#include "scenario/text.h"

struct scn_parser {
	struct scn_program	*program;
	struct scn_error	*error;
	struct scn_lexer	lexer;
	struct scn_token	token;		/* the one to look at */
	struct scn_block	*block;		/* being parsed */
	unsigned int		depth;		/* of repeats */
	bool			world_given;
	struct scn_text		schedule;	/* of the failure, line by line */
	struct scn_text		before;
	struct {
		unsigned int	line;
		unsigned int	column;
	} vars[SCN_VARS_MAX];
};

void scn_next(struct scn_parser *parser);

bool scn_fail(struct scn_parser *parser, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* "expected WHAT", at the current token. */
bool scn_expected(struct scn_parser *parser, const char *what);
/* The text ends in a block that begins in line @begun. */
bool scn_unclosed(struct scn_parser *parser, unsigned int begun);

bool scn_take_mark(struct scn_parser *parser, const char *mark, const char *what);
bool scn_take_line_end(struct scn_parser *parser);
/* A new name or a reference: letters, digits, '-', '_' and '.', beginning with a letter. */
bool scn_name_of(struct scn_parser *parser, const struct scn_token *token, const char *what,
		 scn_str *name);
/* The same at the current token, which is taken. */
bool scn_take_name(struct scn_parser *parser, const char *what, scn_str *name);
bool scn_take_string(struct scn_parser *parser, const char *what, scn_str *string);
bool scn_take_number(struct scn_parser *parser, const char *what, uint64_t most,
		     uint64_t *number);

/* The index of @name among the program's processes, made if it is new. */
bool scn_process_of(struct scn_parser *parser, scn_str name, uint8_t *process);

/* Index of a variable of @process, made if it is new; checks its type. */
bool scn_var_of(struct scn_parser *parser, const struct scn_token *token, uint8_t process,
		uint8_t type, uint16_t *index);

/* One argument of type @param->type at the current token. */
bool scn_parse_arg(struct scn_parser *parser, const struct scn_param *param,
		   struct scn_arg *arg);

bool scn_name_is_good(const char *name, size_t length);

/* "a+b" or "a" */
bool scn_take_variants(struct scn_parser *parser, scn_str *variants);

/* The rest of "failure { ... }". */
bool scn_parse_failure(struct scn_parser *parser);

/* Statements up to the closing brace, which is taken. */
bool scn_parse_block(struct scn_parser *parser, struct scn_block *block);

#endif
