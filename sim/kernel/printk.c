// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * printk.c - the log, for those who ask for it
 *
 * Nobody reads the log of one schedule among a million, so that printk() formats
 * nothing unless printk_wanted is set (ksim replay does).
 */
#include <linux/printk.h>

#include <linux/sched.h>
#include <linux/sprintf.h>

#include "exec/host.h"

#include "finding.h"

bool printk_wanted;

int vprintk(const char *fmt, va_list args)
{
	char line[512];
	int used = 0, length;
	u64 now = ex_now() / 1000;

	if (fmt[0] == KERN_SOH[0] && fmt[1])
		fmt += 2;
	used = snprintf(line, sizeof(line), "[%5llu.%06llu] ", (unsigned long long)now / 1000000,
			(unsigned long long)now % 1000000);
	length = used + vsnprintf(line + used, sizeof(line) - (size_t)used - 1, fmt, args);
	if (length > (int)sizeof(line) - 2)
		length = sizeof(line) - 2;
	if (line[length - 1] != '\n')
		line[length++] = '\n';
	ex_host_log(line, (size_t)length);
	return length - used;
}

int _printk(const char *fmt, ...)
{
	va_list args;
	int length;

	va_start(args, fmt);
	length = vprintk(fmt, args);
	va_end(args);
	return length;
}

void dump_stack(void)
{
	unsigned long stack[FINDING_STACK_MAX];
	struct text text = { 0 };

	if (!printk_wanted)
		return;
	text_add_call_trace(&text, stack, ex_backtrace(stack, FINDING_STACK_MAX));
	ex_host_log(text.start, text.used);
	ex_host_free(text.start);
}
