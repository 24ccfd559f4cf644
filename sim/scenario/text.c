// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * text.c - a text that grows, or fills a buffer and counts what did not fit
 *
 * Scenarios outlive the runs that execute them, so that their memory is the
 * host's, not the simulated kernel's.
 */
#include "scenario/text.h"

#include <stdarg.h>
#include <stdio.h>

#include <linux/string.h>

#include "scenario/host.h"

void scn_text_init(struct scn_text *text)
{
	*text = (struct scn_text){ 0 };
}

void scn_text_over(struct scn_text *text, char *data, size_t size)
{
	*text = (struct scn_text){ .data = data, .capacity = size, .fixed = true };
	if (size)
		data[0] = '\0';
}

void scn_text_free(struct scn_text *text)
{
	if (!text->fixed)
		free(text->data);
	scn_text_init(text);
}

void scn_text_clear(struct scn_text *text)
{
	text->length = 0;
	if (text->capacity)
		text->data[0] = '\0';
}

/* Room for @more bytes and a NUL; a program that cannot have it has nothing left to do. */
static void text_reserve(struct scn_text *text, size_t more)
{
	size_t need = text->length + more + 1;

	if (text->fixed || need <= text->capacity)
		return;
	text->capacity = need < 256 ? 256 : need * 2;
	text->data = realloc(text->data, text->capacity);
	if (!text->data) {
		fputs("ksim: out of memory\n", stderr);
		abort();
	}
}

void scn_text_add_bytes(struct scn_text *text, const char *data, size_t length)
{
	size_t room;

	text_reserve(text, length);
	room = text->capacity > text->length ? text->capacity - text->length - 1 : 0;
	if (text->capacity > text->length) {
		memcpy(text->data + text->length, data, length < room ? length : room);
		text->data[text->length + (length < room ? length : room)] = '\0';
	}
	text->length += length;
}

void scn_text_put(struct scn_text *text, const char *string)
{
	scn_text_add_bytes(text, string, strlen(string));
}

void scn_text_add(struct scn_text *text, const char *format, ...)
{
	char piece[256];
	va_list args;
	char *big;
	int length;

	va_start(args, format);
	length = vsnprintf(piece, sizeof(piece), format, args);
	va_end(args);
	if (length < 0)
		return;
	if ((size_t)length < sizeof(piece)) {
		scn_text_add_bytes(text, piece, length);
		return;
	}
	big = malloc((size_t)length + 1);
	if (!big)
		return;
	va_start(args, format);
	vsnprintf(big, (size_t)length + 1, format, args);
	va_end(args);
	scn_text_add_bytes(text, big, length);
	free(big);
}
