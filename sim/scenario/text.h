/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text.h - a text that grows, or fills a buffer and counts what did not fit
 */
#ifndef SCENARIO_TEXT_H
#define SCENARIO_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct scn_text {
	char	*data;		/* NUL-terminated as soon as something was added */
	size_t	length;		/* without the NUL; of a fixed buffer: what it would have been */
	size_t	capacity;
	bool	fixed;
};

/* Empty and growing; scn_text_free() when done. */
void scn_text_init(struct scn_text *text);
/* Over the caller's @data, which is cut at @size as snprintf() does. */
void scn_text_over(struct scn_text *text, char *data, size_t size);
void scn_text_free(struct scn_text *text);
void scn_text_clear(struct scn_text *text);

void scn_text_add(struct scn_text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void scn_text_put(struct scn_text *text, const char *string);
void scn_text_add_bytes(struct scn_text *text, const char *data, size_t length);

#endif
