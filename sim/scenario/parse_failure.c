// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parse_failure.c - "failure { ... }": the recorded part of a failure file
 */

#include <linux/string.h>

#include "scenario/host.h"
#include "scenario/parser.h"

/* Schedules are long: they are cut into lines, and joined here. */
static bool append_schedule(struct scn_parser *parser, struct scn_text *schedule,
			    const char *separator)
{
	const struct scn_token *token = &parser->token;
	size_t i;

	if (token->kind != SCN_TOKEN_STRING)
		return scn_expected(parser, "a part of a schedule in double quotes");
	for (i = 1; i + 1 < token->length; i++) {
		if (!scn_schedule_may_have(token->start[i]))
			return scn_fail(parser, "a schedule has no such character");
	}
	if (schedule->length)
		scn_text_add(schedule, "%s", separator);
	scn_text_add_bytes(schedule, token->start + 1, token->length - 2);
	scn_next(parser);
	return true;
}

/* Several of them: one begins with its version. */
static bool append_before(struct scn_parser *parser)
{
	bool begins = parser->token.kind == SCN_TOKEN_STRING && parser->token.length > 2 &&
		      parser->token.start[1] == 'v';

	return append_schedule(parser, &parser->before, begins ? "\n" : "");
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
		return append_schedule(parser, &parser->schedule, "");
	if (scn_token_is(&key, "before"))
		return append_before(parser);
	parser->token = key;
	return scn_expected(parser, "kind, title, variants, engine, source, seed, steps, budget, "
			    "schedule or before");
}

static bool parse_keys(struct scn_parser *parser)
{
	const unsigned int begun = parser->token.line;

	if (!scn_take_mark(parser, "{", "'{'"))
		return false;
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

bool scn_parse_failure(struct scn_parser *parser)
{
	struct scn_failure *failure = &parser->program->failure;
	bool good;

	if (failure->present)
		return scn_fail(parser, "there is a failure already");
	scn_text_init(&parser->schedule);
	scn_text_init(&parser->before);
	good = parse_keys(parser);
	/* the program's from here on, and released with it */
	failure->present = good;
	failure->schedule = parser->schedule.data;
	failure->before = parser->before.data;
	return good;
}
