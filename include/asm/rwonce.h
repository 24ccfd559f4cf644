/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header, sim/kernel/atomic_point.c */
#ifndef _KSIM_ASM_RWONCE_H
#define _KSIM_ASM_RWONCE_H

#include <linux/compiler_types.h>

/*
 * One untorn access, not fused with others, that orders nothing: a relaxed atomic, so that
 * ThreadSanitizer sees an atomic access where the kernel's memory model promises one.
 */
void hook_marked(const volatile void *p, unsigned long size, int write);
#ifndef KSIM_BROUGHT
#define __marked_point(p, write)	((void)0)
#define READ_ONCE(x)		__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, val)					\
	do {							\
		__atomic_store_n(&(x), (val), __ATOMIC_RELAXED);	\
	} while (0)
#else
/*
 * In a driver of one's own the scheduler may switch before it, as before an atomic operation, and
 * what lies in freed memory is found; not in the simulator, which would be slower for it.
 */
#define __marked_point(p, write)	hook_marked((p), sizeof(*(p)), (write))
#define READ_ONCE(x) ({						\
	__auto_type __once = &(x);				\
	__marked_point(__once, 0);				\
	__atomic_load_n(__once, __ATOMIC_RELAXED);		\
})
#define WRITE_ONCE(x, val)					\
	do {							\
		__auto_type __once = &(x);			\
		__marked_point(__once, 1);			\
		__atomic_store_n(__once, (val), __ATOMIC_RELAXED);	\
	} while (0)
#endif
#define __READ_ONCE(x)		READ_ONCE(x)
#define __WRITE_ONCE(x, val)	WRITE_ONCE(x, val)
#define READ_ONCE_NOCHECK(x)	READ_ONCE(x)

#endif
