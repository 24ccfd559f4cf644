// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * heap_asan.c - what AddressSanitizer cannot say of objects that were poisoned by hand
 *
 * It calls one function of a fixed name as soon as it has found something. Objects that
 * come from malloc() it knows better than we do.
 */
#include <stdio.h>

#include "exec/heap.h"
#include "exec/symbol.h"

#if EX_ASAN

#include <sanitizer/asan_interface.h>

static const char *function_at(unsigned long ip)
{
	const struct ex_symbol *frames;

	return ex_symbols(ip ? ip - 1 : 0, &frames) ? frames[0].function : "?";
}

void __asan_on_error(void)
{
	const char *address = __asan_get_report_address();
	struct ex_heap_object object;

	if (!ex_heap_find(address, &object) || object.offset)
		return;
	fprintf(stderr, "ksim: %zd bytes into an object of %zu bytes, made in %s",
		address - (const char *)object.ptr, object.size, function_at(object.alloc_ip));
	if (!object.live)
		fprintf(stderr, ", freed in %s by task %u", function_at(object.free_ip),
			object.free_task);
	fprintf(stderr, "\n");
}

#endif
