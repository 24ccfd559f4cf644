/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_ASM_RWONCE_H
#define _KSIM_ASM_RWONCE_H

#include <linux/compiler_types.h>

/*
 * One untorn access, not fused with others, that orders nothing: a relaxed atomic, so that
 * ThreadSanitizer sees an atomic access where the kernel's memory model promises one.
 */
#define READ_ONCE(x)		__atomic_load_n(&(x), __ATOMIC_RELAXED)
#define __READ_ONCE(x)		READ_ONCE(x)
#define WRITE_ONCE(x, val)					\
	do {							\
		__atomic_store_n(&(x), (val), __ATOMIC_RELAXED);	\
	} while (0)
#define __WRITE_ONCE(x, val)	WRITE_ONCE(x, val)
#define READ_ONCE_NOCHECK(x)	READ_ONCE(x)

#endif
