// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * atomic_point.c - where an atomic operation meets the scheduler
 */
#include <linux/atomic_point.h>

#include "exec/exec.h"

int hook_atomic_on = 1;

void hook_atomic(const volatile void *p, int write)
{
	ex_point(write ? EX_RMW : EX_READ, p);
}
