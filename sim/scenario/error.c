// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * error.c - an error in a text, shown where it is
 */
#include <linux/string.h>

#include "scenario/language.h"

void scn_error_print(const struct scn_error *error, const char *file, const char *text,
		     size_t length, struct scn_text *out)
{
	const char *at = text, *end = text + length, *line_end;
	unsigned int line, i;

	scn_text_add(out, "%s:%u:%u: error: ", file, error->line, error->column);
	if (error->near[0])
		scn_text_add(out, "at \"%s\": ", error->near);
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
	scn_text_add(out, "\t%.*s\n\t", (int)(line_end - at), at);
	for (i = 1; i < error->column; i++)
		scn_text_add(out, at + i - 1 < line_end && at[i - 1] == '\t' ? "\t" : " ");
	scn_text_add(out, "^\n");
}
