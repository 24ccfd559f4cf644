// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * error.c - an error in a text, shown where it is
 */
#include <linux/string.h>

#include "scenario/language.h"

/* What is no text must not reach a terminal, which would obey it. */
static void add_visible(struct scn_text *out, const char *from, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)from[i];
		bool control = (byte < ' ' && byte != '\t') || byte == 0x7f;

		scn_text_add_bytes(out, control ? "?" : &from[i], 1);
	}
}

void scn_error_print(const struct scn_error *error, const char *file, const char *text,
		     size_t length, struct scn_text *out)
{
	const char *at = text, *end = text + length, *line_end;
	unsigned int line, i;

	scn_text_add(out, "%s:%u:%u: error: ", file, error->line, error->column);
	if (error->near[0]) {
		scn_text_put(out, "at \"");
		add_visible(out, error->near, strlen(error->near));
		scn_text_put(out, "\": ");
	}
	scn_text_add(out, "%s\n", error->message);
	for (line = 1; line < error->line && at < end; line++) {
		while (at < end && *at != '\n')
			at++;
		at += at < end;
	}
	for (line_end = at; line_end < end && *line_end != '\n'; line_end++)
		;
	if (line_end == at || line_end - at > 200)
		return;		/* nothing to show, or nothing that anybody reads */
	scn_text_put(out, "\t");
	add_visible(out, at, (size_t)(line_end - at));
	scn_text_put(out, "\n\t");
	for (i = 1; i < error->column; i++)
		scn_text_add(out, at + i - 1 < line_end && at[i - 1] == '\t' ? "\t" : " ");
	scn_text_add(out, "^\n");
}
