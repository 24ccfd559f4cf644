/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/barrier.c */
#ifndef _KSIM_ASM_BARRIER_H
#define _KSIM_ASM_BARRIER_H

#include <linux/atomic_point.h>
#include <linux/compiler.h>
#include <linux/kcsan-checks.h>

/*
 * ThreadSanitizer knows no fences. In its builds a barrier is a read-modify-write of one word that
 * all share: a release for what goes before, an acquire for what comes after. That orders more
 * than Linux promises (any two barriers, not only those whose accesses met), so it can hide a
 * race between two users of barriers; it never reports one that the barriers forbid.
 */
#ifdef KSIM_TSAN
extern int barrier_word;
#define __smp_fence(order)	((void)__atomic_fetch_add(&barrier_word, 0, order))
#else
#define __smp_fence(order)	__atomic_thread_fence(order)
#endif

#define smp_mb()		__smp_fence(__ATOMIC_SEQ_CST)
#define smp_rmb()		__smp_fence(__ATOMIC_ACQUIRE)
#define smp_wmb()		__smp_fence(__ATOMIC_RELEASE)
#define mb()			smp_mb()
#define rmb()			smp_rmb()
#define wmb()			smp_wmb()
#define dma_mb()		smp_mb()
#define dma_rmb()		smp_rmb()
#define dma_wmb()		smp_wmb()
#define virt_mb()		smp_mb()
#define virt_rmb()		smp_rmb()
#define virt_wmb()		smp_wmb()

#define smp_mb__before_atomic()		smp_mb()
#define smp_mb__after_atomic()		smp_mb()
#define smp_mb__after_spinlock()	smp_mb()
#define smp_mb__after_unlock_lock()	smp_mb()
#define smp_acquire__after_ctrl_dep()	smp_rmb()
#define pmem_wmb()			wmb()
#define io_stop_wc()			do { } while (0)
#define barrier_nospec()		do { } while (0)

/* Points of the scheduler where READ_ONCE() is one: asm/rwonce.h. */
#define smp_load_acquire(p) ({					\
	__auto_type __acquired = (p);				\
	__marked_point(__acquired, 0);				\
	__atomic_load_n(__acquired, __ATOMIC_ACQUIRE);		\
})
#define smp_store_release(p, v)					\
	do {							\
		__auto_type __released = (p);			\
		__marked_point(__released, 1);			\
		__atomic_store_n(__released, (v), __ATOMIC_RELEASE);	\
	} while (0)
#define smp_store_mb(var, value)				\
	do {							\
		__atomic_store_n(&(var), (value), __ATOMIC_SEQ_CST);	\
		smp_mb();					\
	} while (0)
#define set_mb(var, value)		smp_store_mb(var, value)
#define virt_store_mb(var, value)	smp_store_mb(var, value)

#endif
