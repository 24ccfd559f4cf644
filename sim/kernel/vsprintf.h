/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vsprintf.h - between the formats and the pointer formats (%p and a letter)
 */
#ifndef KERNEL_VSPRINTF_H
#define KERNEL_VSPRINTF_H

#include <stdarg.h>

#include <linux/types.h>

/* Text that grows as far as its buffer reaches and is counted to its end. */
struct fmt_buf {
	char	*buf;
	size_t	size;
	size_t	len;
};

enum {
	SPEC_LEFT	= 1 << 0,
	SPEC_ZERO	= 1 << 1,
	SPEC_PLUS	= 1 << 2,
	SPEC_SPACE	= 1 << 3,
	SPEC_PREFIX	= 1 << 4,	/* # */
	SPEC_UPPER	= 1 << 5,
	SPEC_SIGNED	= 1 << 6,
};

struct spec {
	unsigned int	flags;
	int		width;		/* -1: none */
	int		precision;	/* -1: none */
	unsigned int	base;
};

void fmt_char(struct fmt_buf *out, char c);
void fmt_string(struct fmt_buf *out, const char *s, struct spec spec);
void fmt_number(struct fmt_buf *out, unsigned long long value, struct spec spec);

/* Appends what @fmt and its arguments say. */
void fmt_vprintf(struct fmt_buf *out, const char *fmt, va_list args);

/* The pointer @ptr as the letters at @kind ask; how many letters those were. */
unsigned int fmt_pointer(struct fmt_buf *out, const char *kind, const void *ptr, struct spec spec);

#endif
