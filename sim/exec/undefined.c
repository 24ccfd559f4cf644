// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * undefined.c - the one receiver of UndefinedBehaviorSanitizer's reports
 *
 * The runtime calls a function of a fixed name before it prints the report. What it is about is
 * asked of another, which is not there without UndefinedBehaviorSanitizer. Stacks are walked by
 * their unwind tables: the runtime uses the frame pointer for something else.
 */
#include "exec/undefined.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unwind.h>

#include "exec/internal.h"

void (*ex_on_undefined)(const struct ex_undefined *undefined);
bool ex_undefined_ends;

__attribute__((weak)) void __ubsan_get_current_report_data(const char **what, const char **message,
							   const char **file, unsigned int *line,
							   unsigned int *column, char **address);
__attribute__((weak)) void __sanitizer_print_stack_trace(void);

/* The report that the process does not live to see printed. */
static _Noreturn void end_process(const struct ex_undefined *undefined)
{
	fprintf(stderr, "%s:%u:%u: runtime error: %s: %s\n", undefined->file, undefined->line,
		undefined->column, undefined->what, undefined->message);
	if (__sanitizer_print_stack_trace)
		__sanitizer_print_stack_trace();
	abort();
}

static _Unwind_Reason_Code add_frame(struct _Unwind_Context *context, void *arg)
{
	struct ex_undefined *undefined = arg;
	unsigned long ip = _Unwind_GetIP(context);

	if (!ip || undefined->depth == EX_UNDEFINED_STACK_MAX)
		return _URC_END_OF_STACK;
	undefined->ips[undefined->depth++] = ip;
	return _URC_NO_REASON;
}

void __ubsan_on_report(void);

void __ubsan_on_report(void)
{
	struct ex_undefined undefined = { .depth = 0 };
	char *address;

	if (!__ubsan_get_current_report_data)
		return;
	__ubsan_get_current_report_data(&undefined.what, &undefined.message, &undefined.file,
					&undefined.line, &undefined.column, &address);
	if (!ex_on_undefined || !self() || ex_undefined_ends)
		end_process(&undefined);
	_Unwind_Backtrace(add_frame, &undefined);
	ex_on_undefined(&undefined);
}
