// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * finding_undefined.c - what UndefinedBehaviorSanitizer saw, as findings in the kernel's words
 */
#include <linux/array_size.h>
#include <linux/string.h>

#include "exec/exec.h"
#include "exec/host.h"
#include "exec/symbol.h"
#include "exec/undefined.h"

#include "finding.h"

/* What the compiler's runtime calls it, and the kernel's. Others have one name. */
static const char *kernel_name(const char *what)
{
	static const char *const names[][2] = {
		{ "out-of-bounds-index", "array-index-out-of-bounds" },
		{ "invalid-shift-exponent", "shift-out-of-bounds" },
		{ "integer-divide-by-zero", "division-overflow" },
		{ "null-pointer-use", "null-ptr-deref" },
		{ "misaligned-pointer-use", "misaligned-access" },
		{ "insufficient-object-size", "object-size-mismatch" },
		{ "invalid-bool-load", "invalid-load" },
		{ "invalid-enum-load", "invalid-load" },
		{ "non-positive-vla-bound-value", "vla-bound-not-positive" },
		{ "unreachable-call", "unreachable" },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(what, names[i][0]))
			return names[i][1];
	return what;
}

/* How many frames at the top are the runtime's and its receiver's. */
static unsigned int frames_of_runtime(const struct ex_undefined *undefined)
{
	struct ex_symbol symbol;

	for (unsigned int i = 0; i < undefined->depth; i++) {
		ex_symbol(undefined->ips[i], &symbol);
		if (str_has_prefix(symbol.function, "__ubsan_handle_"))
			return i + 1;
	}
	return 0;
}

static void report(const struct ex_undefined *undefined)
{
	unsigned int skip = frames_of_runtime(undefined), depth = undefined->depth - skip;
	const unsigned long *top = undefined->ips + skip;
	char title[FINDING_TITLE_MAX];
	struct text text = { 0 };

	ex_host_snprintf(title, sizeof(title), "UBSAN: %s in %s", kernel_name(undefined->what),
			 finding_blame(top, depth));
	text_add(&text, "%s\n%s\nCPU: 0 PID: %u Comm: %s\n", title, undefined->message,
		 ex_self()->id, ex_self()->name);
	text_add_call_trace(&text, top, depth);
	finding_add(FINDING_STATE, title, text.start, ex_self(), top, depth);
	/* Where no code follows, the runtime would end the process. */
	if (!strcmp(undefined->what, "unreachable-call"))
		ex_stop();
}

static void __attribute__((constructor)) listen(void)
{
	ex_on_undefined = report;
}
