// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parse_failure.c - "failure { ... }": the recorded part of a failure file
 */

#include <linux/string.h>

#include "scenario/host.h"
#include "scenario/parser.h"

/* Schedules are long: they are cut into lines, and joined here. */
static bool append_schedule(struct scn_parser *parser, char **schedule, const char *separator)
{
	const struct scn_token *token = &parser->token;
	size_t have, more, gap;
	char *joined;

	if (token->kind != SCN_TOKEN_STRING)
		return scn_expected(parser, "a part of a schedule in double quotes");
	have = *schedule ? strlen(*schedule) : 0;
	gap = have ? strlen(separator) : 0;
	more = token->length - 2;
	joined = realloc(*schedule, have + gap + more + 1);
	if (!joined)
		return scn_fail(parser, "out of memory for this schedule");
	memcpy(joined + have, separator, gap);
	memcpy(joined + have + gap, token->start + 1, more);
	joined[have + gap + more] = '\0';
	*schedule = joined;
	scn_next(parser);
	return true;
}

/* Several of them: one begins with its version. */
static bool append_before(struct scn_parser *parser, char **before)
{
	bool begins = parser->token.kind == SCN_TOKEN_STRING && parser->token.length > 2 &&
		      parser->token.start[1] == 'v';

	return append_schedule(parser, before, begins ? "\n" : "");
}

static bool take_word(struct scn_parser *parser, const char *what, scn_str *string)
{
	const struct scn_token *token = &parser->token;
	bool full = false;

	if (token->kind != SCN_TOKEN_WORD)
		return scn_expected(parser, what);
	*string = scn_string(parser->program, token->start, token->length, &full);
	if (full)
		return scn_fail(parser, "the program has too much text");
	scn_next(parser);
	return true;
}

static bool parse_key(struct scn_parser *parser)
{
	struct scn_failure *failure = &parser->program->failure;
	struct scn_token key = parser->token;

	scn_next(parser);
	if (scn_token_is(&key, "kind"))
		return take_word(parser, "a kind of finding", &failure->kind);
	if (scn_token_is(&key, "title"))
		return scn_take_string(parser, "the title of the finding", &failure->title);
	if (scn_token_is(&key, "variants"))
		return scn_take_variants(parser, &failure->variants);
	if (scn_token_is(&key, "engine"))
		return take_word(parser, "the name of an engine", &failure->engine);
	if (scn_token_is(&key, "source"))
		return take_word(parser, "the identity of a source", &failure->source);
	if (scn_token_is(&key, "seed"))
		return scn_take_number(parser, "a seed", UINT64_MAX, &failure->seed);
	if (scn_token_is(&key, "steps"))
		return scn_take_number(parser, "a number of steps", UINT64_MAX, &failure->steps);
	if (scn_token_is(&key, "budget"))
		return scn_take_number(parser, "a number of steps", UINT64_MAX,
				       &failure->steps_max);
	if (scn_token_is(&key, "schedule"))
		return append_schedule(parser, &failure->schedule, "");
	if (scn_token_is(&key, "before"))
		return append_before(parser, &failure->before);
	parser->token = key;
	return scn_expected(parser, "kind, title, variants, engine, source, seed, steps, budget, "
			    "schedule or before");
}

bool scn_parse_failure(struct scn_parser *parser)
{
	const unsigned int begun = parser->token.line;

	if (parser->program->failure.present)
		return scn_fail(parser, "there is a failure already");
	if (!scn_take_mark(parser, "{", "'{'"))
		return false;
	parser->program->failure.present = true;
	for (;;) {
		while (parser->token.kind == SCN_TOKEN_NEWLINE)
			scn_next(parser);
		if (scn_token_is(&parser->token, "}"))
			break;
		if (parser->token.kind == SCN_TOKEN_END)
			return scn_unclosed(parser, begun);
		if (!parse_key(parser) || !scn_take_line_end(parser))
			return false;
	}
	scn_next(parser);
	return true;
}
