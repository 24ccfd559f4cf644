// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parse.c - a scenario's text: the statements of the outermost level
 */
#include <stdio.h>

#include <linux/string.h>

#include "scenario/kinds.h"
#include "scenario/order.h"
#include "scenario/parser.h"

/* A new block with the rest of its head parsed: "{ ... }". */
static bool parse_body(struct scn_parser *parser, struct scn_block block, const char *what)
{
	struct scn_program *program = parser->program;

	if (program->nr_blocks == SCN_BLOCKS_MAX)
		return scn_fail(parser, "a program holds at most %u blocks", SCN_BLOCKS_MAX);
	if (!scn_take_mark(parser, "{", what))
		return false;
	program->blocks[program->nr_blocks] = block;
	parser->depth = 0;
	return scn_parse_block(parser, &program->blocks[program->nr_blocks++]);
}

static const char *preset_name(unsigned int index)
{
	return scn_presets[index].name;
}

static bool parse_preset(struct scn_parser *parser)
{
	const struct scn_token *token = &parser->token;
	const char *near;
	unsigned int i;
	bool full = false;

	for (i = 0; scn_presets[i].name; i++) {
		if (scn_token_is(token, scn_presets[i].name))
			break;
	}
	if (!scn_presets[i].name) {
		near = scn_nearest(token->start, token->length, preset_name);
		return scn_fail(parser, "unknown world: expected one of `ksim list worlds`%s%s%s",
				near ? "; did you mean \"" : "", near ? near : "",
				near ? "\"?" : "");
	}
	parser->program->preset = scn_string(parser->program, scn_presets[i].name,
					     strlen(scn_presets[i].name), &full);
	if (!scn_preset_add(parser->program))
		return scn_fail(parser, "the program has no room for this world");
	scn_next(parser);
	return true;
}

static bool parse_world(struct scn_parser *parser)
{
	bool named = parser->token.kind == SCN_TOKEN_WORD;

	if (parser->world_given)
		return scn_fail(parser, "there is a world already");
	if (parser->program->nr_blocks)
		return scn_fail(parser, "the world must come before what uses it");
	parser->world_given = true;
	if (named && !parse_preset(parser))
		return false;
	if (named && !scn_token_is(&parser->token, "{"))
		return true;
	if (!parse_body(parser, (struct scn_block){ .kind = SCN_WORLD },
			"the name of a world (`ksim list worlds`) or '{'"))
		return false;
	if (!parser->program->blocks[parser->program->nr_blocks - 1].count)
		parser->program->nr_blocks--;
	return true;
}

static bool parse_process_block(struct scn_parser *parser, enum scn_block_kind kind)
{
	struct scn_block block = { .kind = kind };
	scn_str name;

	if (!scn_take_name(parser, "the name of a process", &name) ||
	    !scn_process_of(parser, name, &block.process))
		return false;
	return parse_body(parser, block, "'{'");
}

static bool parse_setup(struct scn_parser *parser)
{
	return parse_process_block(parser, SCN_SETUP);
}

static bool parse_finally(struct scn_parser *parser)
{
	return parse_process_block(parser, SCN_FINALLY);
}

static bool parse_task(struct scn_parser *parser)
{
	struct scn_block block = { .kind = SCN_TASK };
	struct scn_token start = parser->token;
	scn_str process;
	unsigned int i;

	if (!scn_take_name(parser, "a name for the task", &block.name))
		return false;
	for (i = 0; i < parser->program->nr_blocks; i++) {
		if (parser->program->blocks[i].kind == SCN_TASK &&
		    parser->program->blocks[i].name == block.name) {
			parser->token = start;
			return scn_fail(parser, "a task of this name is there already");
		}
	}
	process = block.name;
	if (scn_token_is(&parser->token, "in")) {
		scn_next(parser);
		if (!scn_take_name(parser, "the name of a process", &process))
			return false;
	}
	if (!scn_process_of(parser, process, &block.process))
		return false;
	return parse_body(parser, block, "'in PROCESS' or '{'");
}

static bool parse_faults(struct scn_parser *parser)
{
	return parse_body(parser, (struct scn_block){ .kind = SCN_FAULTS }, "'{'");
}

static bool parse_title(struct scn_parser *parser)
{
	return scn_take_string(parser, "the title of the scenario", &parser->program->title);
}

static bool parse_unchecked(struct scn_parser *parser)
{
	parser->program->unchecked = true;
	return true;
}

static bool parse_explore(struct scn_parser *parser)
{
	struct scn_program *program = parser->program;
	const struct scn_token *token = &parser->token;
	bool full = false;
	uint64_t runs;

	/* No path either: that may hold what ends a word in the byte form. */
	if (token->kind != SCN_TOKEN_WORD || *token->start == '/')
		return scn_expected(parser, "a policy (`ksim list policies`)");
	program->explore.line = (uint16_t)token->line;
	program->explore.policy = scn_string(program, token->start, token->length, &full);
	if (full)
		return scn_fail(parser, "the program has too much text");
	scn_next(parser);
	if (!scn_token_is(token, "runs"))
		return true;
	scn_next(parser);
	if (!scn_take_number(parser, "the number of runs", UINT32_MAX, &runs))
		return false;
	program->explore.runs = (uint32_t)runs;
	return true;
}

/* "a+b" */
bool scn_take_variants(struct scn_parser *parser, scn_str *variants)
{
	bool full = false;
	char joined[200];
	struct scn_text text;
	scn_str name;

	scn_text_over(&text, joined, sizeof(joined));
	for (;;) {
		if (!scn_take_name(parser, "a variant, a kind of finding, or none", &name))
			return false;
		scn_text_add(&text, "%s%s", text.length ? "+" : "",
			     scn_text_of(parser->program, name));
		if (!scn_token_is(&parser->token, "+"))
			break;
		scn_next(parser);
	}
	if (text.length < sizeof(joined))
		*variants = scn_string(parser->program, joined, text.length, &full);
	if (full || text.length >= sizeof(joined))
		return scn_fail(parser, "these are too many variants");
	return true;
}

static const char *kind_name(unsigned int index)
{
	return index <= SCN_KINDS + 1 ? scn_kind_names[index] : NULL;
}

static bool take_kind(struct scn_parser *parser, struct scn_expect *expect)
{
	unsigned int kind;

	for (kind = 0; kind <= SCN_KINDS + 1; kind++) {
		if (scn_token_is(&parser->token, scn_kind_names[kind])) {
			expect->kind = kind;
			return true;
		}
	}
	return false;
}

static bool parse_expectation(struct scn_parser *parser, bool may)
{
	struct scn_program *program = parser->program;
	struct scn_expect expect = { .may = may, .line = (uint16_t)parser->token.line };
	const struct scn_token first = parser->token;
	const char *near;

	if (program->nr_expects == SCN_EXPECTS_MAX)
		return scn_fail(parser, "a program holds at most %u expectations", SCN_EXPECTS_MAX);
	if (!take_kind(parser, &expect)) {
		if (!scn_take_variants(parser, &expect.variants))
			return false;
		if (!take_kind(parser, &expect)) {
			if (parser->token.kind == SCN_TOKEN_NEWLINE ||
			    parser->token.kind == SCN_TOKEN_END)
				parser->token = first;	/* it was meant to be the kind */
			near = scn_nearest(parser->token.start, parser->token.length, kind_name);
			return scn_fail(parser, "expected none or a kind of finding "
					"(`ksim list kinds`)%s%s%s", near ? "; did you mean " : "",
					near ? near : "", near ? "?" : "");
		}
	}
	scn_next(parser);
	if (expect.kind && parser->token.kind == SCN_TOKEN_STRING &&
	    !scn_take_string(parser, "a part of the title", &expect.title))
		return false;
	if (may && !expect.kind)
		return scn_expected(parser, "a kind of finding: only expect takes none");
	if (may && expect.kind == SCN_KIND_WAITS)
		return scn_expected(parser, "a kind of finding: only expect takes waits");
	program->expects[program->nr_expects++] = expect;
	return true;
}

static bool parse_expect(struct scn_parser *parser)
{
	return parse_expectation(parser, false);
}

static bool parse_allow(struct scn_parser *parser)
{
	return parse_expectation(parser, true);
}

static const struct {
	const char	*word;
	bool		(*parse)(struct scn_parser *parser);
} statements[] = {
	{ "scenario", parse_title }, { "world", parse_world }, { "setup", parse_setup },
	{ "task", parse_task }, { "finally", parse_finally }, { "faults", parse_faults },
	{ "explore", parse_explore }, { "expect", parse_expect }, { "allow", parse_allow },
	{ "unchecked", parse_unchecked }, { "failure", scn_parse_failure },
};

static const char *statement_name(unsigned int index)
{
	return index < sizeof(statements) / sizeof(statements[0]) ? statements[index].word : NULL;
}

static bool parse_statement(struct scn_parser *parser)
{
	const struct scn_token *token = &parser->token;
	const char *near;
	unsigned int i;

	for (i = 0; statement_name(i); i++) {
		if (scn_token_is(token, statements[i].word)) {
			scn_next(parser);
			return statements[i].parse(parser) && scn_take_line_end(parser);
		}
	}
	near = scn_nearest(token->start, token->length, statement_name);
	return scn_fail(parser, "expected scenario, world, setup, task, finally, faults, explore, "
			"expect, allow, unchecked or failure%s%s%s", near ? "; did you mean " : "",
			near ? near : "", near ? "?" : "");
}

/* Names that nothing gives a value, here or in the process that this one is forked from. */
static bool check_names(struct scn_parser *parser)
{
	const struct scn_program *program = parser->program;
	unsigned int i;

	for (i = 0; i < program->nr_vars; i++) {
		if (scn_var_gets_value(program, i))
			continue;
		scn_fail(parser, "no statement of process %s gives this name a value: expected "
			 "\"%s = ...\" somewhere in it",
			 scn_text_of(program, program->processes[program->vars[i].process]),
			 scn_text_of(program, program->vars[i].name));
		parser->error->line = parser->vars[i].line;
		parser->error->column = parser->vars[i].column;
		snprintf(parser->error->near, sizeof(parser->error->near), "%s",
			 scn_text_of(program, program->vars[i].name));
		return false;
	}
	return true;
}

static bool parse_all(struct scn_parser *parser)
{
	scn_next(parser);
	for (;;) {
		while (parser->token.kind == SCN_TOKEN_NEWLINE)
			scn_next(parser);
		if (parser->token.kind == SCN_TOKEN_END)
			return check_names(parser);
		if (!parse_statement(parser))
			return false;
	}
}

bool scn_parse(struct scn_program *program, const char *text, size_t length,
	       struct scn_error *error)
{
	struct scn_parser parser = { .program = program, .error = error };
	bool good;

	scn_program_init(program);
	*error = (struct scn_error){ 0 };
	scn_lex_start(&parser.lexer, text, length);
	good = parse_all(&parser);
	if (good)
		scn_program_order(program);
	else
		scn_program_release(program);
	return good;
}
