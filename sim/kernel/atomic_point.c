// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * atomic_point.c - where an atomic operation meets the scheduler
 *
 * A counter in freed memory reads as a number like any other: nothing but the address tells that
 * it is gone. (ThreadSanitizer sees the access itself.)
 */
#include "misuse.h"

int hook_atomic_on = 1;

void hook_atomic(const volatile void *p, int write)
{
	ex_point(write ? EX_RMW : EX_READ, p);
	if (!EX_TSAN && unlikely(!ex_alive(p, 4)))
		misuse_dead(p, "atomic operation in the midst");
}

void hook_marked(const volatile void *p, unsigned long size, int write)
{
	ex_point(write ? EX_WRITE : EX_READ, p);
	if (!EX_TSAN && unlikely(!ex_alive(p, size)))
		misuse_dead(p, write ? "WRITE_ONCE()" : "READ_ONCE()");
}

void hook_counted(const volatile void *p, long value, long added)
{
	ex_counted(p, (int)value, (int)added);
}
