/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * freed.h - tests that use memory that was freed
 *
 * AddressSanitizer ends the process at the first touch, ThreadSanitizer calls it a race, and
 * UBSan ends a test where a pointer was read from there: which is not what such a test is about.
 */
#ifndef SUPPORT_FREED_H
#define SUPPORT_FREED_H

#include "exec/heap.h"
#include "support/undefined.h"

/* From here on memory is as without a sanitizer, if @expected: what happens is the same. */
static inline void freed_uses_expect(bool expected)
{
	ex_heap_plain(expected);
	if (expected)
		undefined_expect();
}

#endif
