// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * slab_bad.c - misuse of memory that the heap noticed, as findings
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "exec/exec.h"

#include "finding.h"

static const char *const titles[] = {
	[EX_HEAP_DOUBLE_FREE] = "KASAN: double-free in %F",
	[EX_HEAP_BAD_FREE] = "KASAN: invalid-free in %F",
	[EX_HEAP_WRITE_AFTER_FREE] = "KASAN: use-after-free Write in %F",
	[EX_HEAP_OVERRUN] = "KASAN: slab-out-of-bounds Write in %F",
	[EX_HEAP_USE_AFTER_FREE] = "KASAN: use-after-free in %F",
};

static void report(enum ex_heap_bad what, const void *ptr, unsigned long ip)
{
	struct ex_heap_object object;
	struct text text = { 0 };
	unsigned long stack[FINDING_STACK_MAX];
	unsigned int depth;

	depth = ex_backtrace(stack, FINDING_STACK_MAX);
	if (what == EX_HEAP_WRITE_AFTER_FREE) {	/* seen late: all that is known is who freed */
		stack[0] = ip;
		depth = 1;
	}
	text_add(&text, "BUG: %.*s%s\n", (int)strcspn(titles[what], "%"), titles[what],
		 finding_blame(stack, depth));
	if (ex_heap_find(ptr, &object)) {
		text_add(&text, "The object of size %zu was allocated by task %u:\n", object.size,
			 object.alloc_task);
		text_add_stack(&text, " ", &object.alloc_ip, 1);
		if (!object.live) {
			text_add(&text, "freed by task %u:\n", object.free_task);
			text_add_stack(&text, " ", &object.free_ip, 1);
		}
	}
	text_add_call_trace(&text, stack, depth);
	finding_add(FINDING_UAF, titles[what], text.start, ex_self(), stack, depth);
}

static void __attribute__((constructor)) listen(void)
{
	ex_heap_bad = report;
}
