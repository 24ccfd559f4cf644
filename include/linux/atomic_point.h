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

#endif
