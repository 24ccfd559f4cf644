// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * host.c - libc for the floors above
 */
#include "exec/host.h"

#include <stdio.h>
#include <unistd.h>

int ex_host_vsnprintf(char *to, size_t size, const char *fmt, va_list args)
{
	return vsnprintf(to, to ? size : 0, fmt, args);
}

int ex_host_snprintf(char *to, size_t size, const char *fmt, ...)
{
	va_list args;
	int length;

	va_start(args, fmt);
	length = vsnprintf(to, size, fmt, args);
	va_end(args);
	return length;
}

void ex_host_log(const char *text, size_t length)
{
	while (length) {
		ssize_t written = write(STDERR_FILENO, text, length);

		if (written <= 0)
			return;
		text += written;
		length -= (size_t)written;
	}
}
