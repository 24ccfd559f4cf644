/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_STRING_HELPERS_H
#define _KSIM_LINUX_STRING_HELPERS_H

#include <linux/ctype.h>
#include <linux/string.h>
#include <linux/string_choices.h>
#include <linux/types.h>

static inline void string_upper(char *dst, const char *src)
{
	do {
		*dst++ = toupper(*src);
	} while (*src++);
}

static inline void string_lower(char *dst, const char *src)
{
	do {
		*dst++ = tolower(*src);
	} while (*src++);
}

static inline bool string_is_terminated(const char *s, int len)
{
	return memchr(s, '\0', len) != NULL;
}

#endif
