/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/atomic_point.c */
#ifndef _KSIM_LINUX_ATOMIC_POINT_H
#define _KSIM_LINUX_ATOMIC_POINT_H

#include <linux/compiler.h>

/* The bench build measures the bare primitives. */
#ifdef KSIM_BENCH
#define HOOK_POINTS	0
#else
#define HOOK_POINTS	1
#endif

/*
 * Every atomic operation says so just before it happens, so that the scheduler may switch there.
 * Off, it costs a load and a branch that is never taken.
 */
extern int hook_atomic_on;
void hook_atomic(const volatile void *p, int write);

static __always_inline void atomic_point(const volatile void *p, int write)
{
	if (HOOK_POINTS && unlikely(hook_atomic_on))
		hook_atomic(p, write);
}

/*
 * The step just made only added @added to a counter that was at @value, and whoever counts there
 * asks for zero and nothing else: a search need not try such steps in every order.
 */
extern int ex_counts_on;
void hook_counted(const volatile void *p, long value, long added);

static __always_inline void atomic_counted(const volatile void *p, long value, long added)
{
	if (HOOK_POINTS && unlikely(ex_counts_on))
		hook_counted(p, value, added);
}

#endif
