// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * atomic_point.c - where an atomic operation meets the scheduler
 */
#include <linux/atomic_point.h>

int hook_atomic_on;

/* The execution floor makes this a scheduling point when a run asks for it. */
void hook_atomic(const volatile void *p, int write)
{
	(void)p;
	(void)write;
}
