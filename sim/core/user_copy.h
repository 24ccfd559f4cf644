/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * user_copy.h - moving bytes of user memory, which no rule of the kernel's orders
 *
 * Threads of a program, and devices, may race on its memory as they like: that is no
 * race of the kernel. So the thread sanitizer does not see these moves. Its view of
 * a kernel buffer at the other end is told apart (uaccess.c).
 */
#ifndef CORE_USER_COPY_H
#define CORE_USER_COPY_H

#include <linux/string.h>
#include <linux/types.h>

#include "exec/sanitizer.h"

#if EX_TSAN
/* The kernel's end of a copy: a race on it is one. */
void __tsan_read_range(void *addr, unsigned long size);
void __tsan_write_range(void *addr, unsigned long size);
#define kernel_reads(buf, n)	__tsan_read_range((void *)(buf), n)
#define kernel_writes(buf, n)	__tsan_write_range((void *)(buf), n)

/* memcpy() would be intercepted; volatile keeps the loop from becoming one. */
__attribute__((no_sanitize("thread"), __noinline__, __unused__))
static void user_move(void *to, const void *from, size_t n)
{
	volatile u8 *t = to;
	const volatile u8 *f = from;

	for (; n >= 8 && !(((unsigned long)t | (unsigned long)f) & 7); n -= 8, t += 8, f += 8)
		*(volatile u64 *)t = *(const volatile u64 *)f;
	for (; n; n--)
		*t++ = *f++;
}
#else
#define kernel_reads(buf, n)	do { } while (0)
#define kernel_writes(buf, n)	do { } while (0)

static inline void user_move(void *to, const void *from, size_t n)
{
	memcpy(to, from, n);
}
#endif

#endif
