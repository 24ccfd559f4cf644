/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/waits_predict.c */
#ifndef _KSIM_LINUX_PUT_POINT_H
#define _KSIM_LINUX_PUT_POINT_H

#include <linux/atomic_point.h>
#include <linux/compiler.h>

/*
 * Each put of a counted reference says whether it was the last: in runs that predict,
 * those that were not are tried as if they had been.
 */
extern int hook_puts_on;
void hook_put(const volatile void *counter, int last);

static __always_inline void put_point(const volatile void *counter, int last)
{
	if (HOOK_POINTS && unlikely(hook_puts_on))
		hook_put(counter, last);
}

#endif
