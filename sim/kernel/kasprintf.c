// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kasprintf.c - text into memory of its own
 */
#include <linux/sprintf.h>

#include <linux/export.h>
#include <linux/slab.h>
#include <linux/stdarg.h>
#include <linux/string.h>

char *kvasprintf(gfp_t gfp, const char *fmt, va_list args)
{
	va_list again;
	int length;
	char *text;

	/* Most names are constants, or a constant handed over as "%s". */
	if (!strcmp(fmt, "%s")) {
		va_copy(again, args);
		text = kstrdup(va_arg(again, const char *), gfp);
		va_end(again);
		return text;
	}
	va_copy(again, args);
	length = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	text = kmalloc(length + 1, gfp);
	if (text)
		vsnprintf(text, length + 1, fmt, args);
	return text;
}
EXPORT_SYMBOL(kvasprintf);

char *kasprintf(gfp_t gfp, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = kvasprintf(gfp, fmt, args);
	va_end(args);
	return text;
}
EXPORT_SYMBOL(kasprintf);

const char *kvasprintf_const(gfp_t gfp, const char *fmt, va_list args)
{
	return kvasprintf(gfp, fmt, args);
}
EXPORT_SYMBOL(kvasprintf_const);
