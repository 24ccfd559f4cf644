/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/vsprintf.c */
#ifndef _KSIM_LINUX_SPRINTF_H
#define _KSIM_LINUX_SPRINTF_H

#include <stdarg.h>
#include <linux/compiler_types.h>
#include <linux/types.h>

/*
 * Linux' formats, %pe and friends included, which libc does not know: hence names of our own under
 * the kernel's, so that the two never meet at the link.
 */
#undef sprintf
#undef snprintf
#undef vsnprintf
#undef vsprintf
#undef sscanf
#undef vsscanf
#define sprintf		ksprintf
#define vsprintf	kvsprintf
#define snprintf	ksnprintf
#define vsnprintf	kvsnprintf

int sprintf(char *buf, const char *fmt, ...) __printf(2, 3);
int vsprintf(char *buf, const char *fmt, va_list args) __printf(2, 0);

/* The length that the text has or would have, as in C. */
int snprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args) __printf(3, 0);

/* The length of what is in @buf now. */
int scnprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int vscnprintf(char *buf, size_t size, const char *fmt, va_list args) __printf(3, 0);

/* From kmalloc(), with @gfp; NULL if that fails. */
char *kasprintf(gfp_t gfp, const char *fmt, ...) __printf(2, 3) __malloc;
char *kvasprintf(gfp_t gfp, const char *fmt, va_list args) __printf(2, 0) __malloc;
const char *kvasprintf_const(gfp_t gfp, const char *fmt, va_list args) __printf(2, 0);

/* libc's, whose formats agree with the kernel's as far as both go. */
int sscanf(const char *buf, const char *fmt, ...) __scanf(2, 3);

#endif
