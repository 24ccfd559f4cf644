/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * language.h - the three forms of a program: text, struct, bytes
 *
 * The canonical text of a program, its struct and its canonical bytes map one to
 * one: parse(print(p)) == p and decode(encode(p)) == p. Other texts (comments,
 * spacing) and other bytes (any at all) are brought to the canonical ones on the way.
 * docs/scenario.md documents the text, codec.c the bytes.
 */
#ifndef SCENARIO_LANGUAGE_H
#define SCENARIO_LANGUAGE_H

#include "scenario/program.h"
#include "scenario/text.h"

struct scn_error {
	unsigned int	line;		/* from 1 */
	unsigned int	column;		/* from 1; a tab counts as one */
	char		near[48];	/* the offending text */
	char		message[400];	/* what is wrong and what was expected */
};

/* False with *@error filled in if @text is no scenario; @program is then empty. */
bool scn_parse(struct scn_program *program, const char *text, size_t length,
	       struct scn_error *error);

/* "FILE:LINE:COLUMN: MESSAGE", the line it is in, and a caret below the place. */
void scn_error_print(const struct scn_error *error, const char *file, const char *text,
		     size_t length, struct scn_text *out);

/* Names close to what was written, for "did you mean": NULL if none is close. */
const char *scn_nearest(const char *word, size_t length, const char *(*name)(unsigned int));

void scn_print(const struct scn_program *program, struct scn_text *out);

/* One statement as the printer writes it, without indentation. */
void scn_print_stmt(const struct scn_program *program, const struct scn_block *block,
		    unsigned int stmt, struct scn_text *out);

/*
 * Make a valid program of any bytes whatever; the number of bytes it took. What is
 * left is free for others: a fuzzer's schedule, for instance.
 */
size_t scn_decode(struct scn_program *program, const uint8_t *data, size_t size);

void scn_encode(const struct scn_program *program, struct scn_text *out);

/* The same without names and expectations: what a fuzzer mutates. */
void scn_encode_bare(const struct scn_program *program, struct scn_text *out);

/* Worlds that a program can name: NULL past the last. */
struct scn_preset {
	const char	*name;
	const char	*what;
	const char	*text;		/* the statements of a world block */
};

extern const struct scn_preset scn_presets[];

/* Put the statements of program->preset before everything else; false if there is no room. */
bool scn_preset_add(struct scn_program *program);

/* The preset's statements as a program of one world block; NULL if there is none. */
const struct scn_program *scn_preset_program(const char *name);

#endif
