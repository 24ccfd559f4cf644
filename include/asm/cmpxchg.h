/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_ASM_CMPXCHG_H
#define _KSIM_ASM_CMPXCHG_H

#include <linux/atomic_point.h>
#include <linux/compiler.h>
#include <linux/types.h>

/*
 * On any word or pointer. Fully ordered unless the name says otherwise; a cmpxchg that fails
 * orders nothing.
 */
#define __xchg_order(ptr, val, order)						\
	({									\
		__auto_type __x_ptr = (ptr);					\
		atomic_point(__x_ptr, 1);					\
		__atomic_exchange_n(__x_ptr, (val), order);			\
	})
#define xchg(ptr, val)			__xchg_order(ptr, val, __ATOMIC_SEQ_CST)
#define xchg_acquire(ptr, val)		__xchg_order(ptr, val, __ATOMIC_ACQUIRE)
#define xchg_release(ptr, val)		__xchg_order(ptr, val, __ATOMIC_RELEASE)
#define xchg_relaxed(ptr, val)		__xchg_order(ptr, val, __ATOMIC_RELAXED)

/* The value that was there: @old, if the exchange was made. */
#define __cmpxchg_order(ptr, old, new, order)					\
	({									\
		__auto_type __cx_ptr = (ptr);					\
		__unqual_scalar_typeof(*__cx_ptr) __cx_old = (old);		\
		atomic_point(__cx_ptr, 1);					\
		__atomic_compare_exchange_n(__cx_ptr, &__cx_old, (new), false,	\
					    order, __ATOMIC_RELAXED);		\
		__cx_old;							\
	})
#define cmpxchg(ptr, old, new)		__cmpxchg_order(ptr, old, new, __ATOMIC_SEQ_CST)
#define cmpxchg_acquire(ptr, old, new)	__cmpxchg_order(ptr, old, new, __ATOMIC_ACQUIRE)
#define cmpxchg_release(ptr, old, new)	__cmpxchg_order(ptr, old, new, __ATOMIC_RELEASE)
#define cmpxchg_relaxed(ptr, old, new)	__cmpxchg_order(ptr, old, new, __ATOMIC_RELAXED)
#define cmpxchg64(ptr, old, new)	cmpxchg(ptr, old, new)
#define cmpxchg64_relaxed(ptr, old, new)	cmpxchg_relaxed(ptr, old, new)
#define cmpxchg_local(ptr, old, new)	cmpxchg(ptr, old, new)
#define sync_cmpxchg(ptr, old, new)	cmpxchg(ptr, old, new)

/* Whether the exchange was made; if not, *@oldp is what was there. */
#define __try_cmpxchg_order(ptr, oldp, new, order)				\
	({									\
		__auto_type __cx_ptr = (ptr);					\
		atomic_point(__cx_ptr, 1);					\
		likely(__atomic_compare_exchange_n(__cx_ptr, (oldp), (new), false,	\
						   order, __ATOMIC_RELAXED));	\
	})
#define try_cmpxchg(ptr, oldp, new)	\
	__try_cmpxchg_order(ptr, oldp, new, __ATOMIC_SEQ_CST)
#define try_cmpxchg_acquire(ptr, oldp, new)	\
	__try_cmpxchg_order(ptr, oldp, new, __ATOMIC_ACQUIRE)
#define try_cmpxchg_release(ptr, oldp, new)	\
	__try_cmpxchg_order(ptr, oldp, new, __ATOMIC_RELEASE)
#define try_cmpxchg_relaxed(ptr, oldp, new)	\
	__try_cmpxchg_order(ptr, oldp, new, __ATOMIC_RELAXED)
#define try_cmpxchg64(ptr, oldp, new)	try_cmpxchg(ptr, oldp, new)

#endif
