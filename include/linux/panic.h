/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/bug.c */
#ifndef _LINUX_PANIC_H
#define _LINUX_PANIC_H

#include <linux/compiler.h>

__printf(1, 2) void panic(const char *fmt, ...) __attribute__((noreturn));

#define TAINT_WARN	9
#define TAINT_USER	6

/* Does what taints leave the lock validator's word good? Taints are not kept here. */
enum lockdep_ok {
	LOCKDEP_STILL_OK,
	LOCKDEP_NOW_UNRELIABLE,
};

static inline void add_taint(unsigned int flag, enum lockdep_ok lockdep_ok)
{
	(void)flag;
	(void)lockdep_ok;
}

#endif
