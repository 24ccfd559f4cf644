/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header; the families in linux/atomic_ops.h */
#ifndef _KSIM_LINUX_ATOMIC_H
#define _KSIM_LINUX_ATOMIC_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/barrier.h>
#include <asm/cmpxchg.h>

/*
 * The kernel's memory model on the compiler's atomics: operations that return nothing order
 * nothing; those that return a value are fully ordered, unless their name ends in _acquire,
 * _release or _relaxed; a conditional one that did nothing ordered nothing.
 */
typedef atomic64_t atomic_long_t;
#define ATOMIC_LONG_INIT(i)	ATOMIC64_INIT(i)

#define __ATOMIC_NAME		atomic
#define __ATOMIC_TYPE		int
#define __ATOMIC_STRUCT		atomic_t
#include <linux/atomic_ops.h>

#define __ATOMIC_NAME		atomic64
#define __ATOMIC_TYPE		s64
#define __ATOMIC_STRUCT		atomic64_t
#include <linux/atomic_ops.h>

#define __ATOMIC_NAME		atomic_long
#define __ATOMIC_TYPE		long
#define __ATOMIC_STRUCT		atomic_long_t
#include <linux/atomic_ops.h>

/* Spins, with a scheduling point each time round, until @cond_expr holds for the value VAL. */
#define __cond_load(ptr, cond_expr, order)					\
	({									\
		__auto_type __cl_ptr = (ptr);					\
		__unqual_scalar_typeof(*__cl_ptr) VAL;				\
		for (;;) {							\
			atomic_point(__cl_ptr, 0);				\
			VAL = __atomic_load_n(__cl_ptr, order);			\
			if (cond_expr)						\
				break;						\
		}								\
		VAL;								\
	})
#define smp_cond_load_relaxed(ptr, cond_expr)	\
	__cond_load(ptr, cond_expr, __ATOMIC_RELAXED)
#define smp_cond_load_acquire(ptr, cond_expr)	\
	__cond_load(ptr, cond_expr, __ATOMIC_ACQUIRE)
#define atomic_cond_read_relaxed(v, c)	smp_cond_load_relaxed(&(v)->counter, (c))
#define atomic_cond_read_acquire(v, c)	smp_cond_load_acquire(&(v)->counter, (c))
#define atomic64_cond_read_relaxed(v, c)	smp_cond_load_relaxed(&(v)->counter, (c))
#define atomic64_cond_read_acquire(v, c)	smp_cond_load_acquire(&(v)->counter, (c))
#define atomic_long_cond_read_relaxed(v, c)	smp_cond_load_relaxed(&(v)->counter, (c))
#define atomic_long_cond_read_acquire(v, c)	smp_cond_load_acquire(&(v)->counter, (c))

#endif
