// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rest.c - the oracles at rest, and the one for memory
 */
#include "rest.h"

#include <linux/sched.h>

#include "exec/exec.h"

#include "finding.h"

extern const struct rest_check __start_ksim_rest_checks[] __weak;
extern const struct rest_check __stop_ksim_rest_checks[] __weak;

static void report_leak(const struct ex_heap_object *object, void *arg)
{
	unsigned long ip = object->alloc_ip;
	struct text text = { 0 };

	(void)arg;
	text_add(&text, "BUG: memory leak\nunreferenced object (size %zu), allocated by task %u:\n",
		 object->size, object->alloc_task);
	text_add_stack(&text, "  ", &ip, 1);
	finding_add(FINDING_LEAK, "memory leak in %F", text.start, NULL, &ip, 1);
}

void rest_check_all(void)
{
	for (const struct rest_check *check = __start_ksim_rest_checks;
	     check < __stop_ksim_rest_checks; check++)
		check->check();
	ex_heap_for_each_live(report_leak, NULL);
	ex_heap_verify();
}
