/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * host.h - what of libc the floors above may use under a name that is not the kernel's
 */
#ifndef EXEC_HOST_H
#define EXEC_HOST_H

#include <stdarg.h>
#include <stddef.h>

/* ISO C formats; the simulated kernel's printf has its own extensions. */
int ex_host_vsnprintf(char *to, size_t size, const char *fmt, va_list args);
int ex_host_snprintf(char *to, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* To standard error, whole lines. */
void ex_host_log(const char *text, size_t length);

#endif
