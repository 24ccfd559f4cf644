/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header and sim/kernel/refcount.c */
#ifndef _KSIM_LINUX_REFCOUNT_H
#define _KSIM_LINUX_REFCOUNT_H

#include <linux/atomic.h>
#include <linux/put_point.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/limits.h>
#include <linux/refcount_types.h>
#include <linux/spinlock_types.h>

/*
 * From 0, 1 and up to INT_MAX the count is what it says. Below 0 it has saturated: every operation
 * that finds it there, or finds that it makes no sense, warns and pins it at REFCOUNT_SATURATED,
 * far from both ends. The object then leaks, which is better than what else could happen to it.
 *
 * Order: an increment orders nothing, since whoever makes one has a reference already, and that
 * came to him somehow. A decrement is a release; the one that reaches 0 is an acquire as well.
 */
struct mutex;

#define REFCOUNT_INIT(n)	{ .refs = ATOMIC_INIT(n), }
#define REFCOUNT_MAX		INT_MAX
#define REFCOUNT_SATURATED	(INT_MIN / 2)

enum refcount_saturation_type {
	REFCOUNT_ADD_NOT_ZERO_OVF,
	REFCOUNT_ADD_OVF,
	REFCOUNT_ADD_UAF,
	REFCOUNT_SUB_UAF,
	REFCOUNT_DEC_LEAK,
};

void refcount_warn_saturate(refcount_t *r, enum refcount_saturation_type t);

static inline void refcount_set(refcount_t *r, int n)
{
	atomic_set(&r->refs, n);
}

static inline void refcount_set_release(refcount_t *r, int n)
{
	atomic_set_release(&r->refs, n);
}

static inline unsigned int refcount_read(const refcount_t *r)
{
	return atomic_read(&r->refs);
}

/* Would @old, or what adding @i made of it, be outside of 0 .. INT_MAX? */
static inline bool __refcount_went_negative(int old, int i)
{
	return old < 0 || (int)((unsigned int)old + (unsigned int)i) < 0;
}

/* What the count was. One step: who finds the count changed looks at it again. */
static __always_inline int __refcount_add_unless_zero(int i, refcount_t *r, int order)
{
	int old;

	atomic_point(&r->refs, 1);
	old = __atomic_load_n(&r->refs.counter, __ATOMIC_RELAXED);
	do {
		if (!old)
			break;
	} while (!__atomic_compare_exchange_n(&r->refs.counter, &old,
					      (int)((unsigned int)old + (unsigned int)i), false,
					      order, __ATOMIC_RELAXED));
	atomic_counted(&r->refs, old, i);
	return old;
}

/* The __ forms also tell what the count was; @oldp may be NULL. */
static inline __must_check bool __refcount_add_not_zero(int i, refcount_t *r, int *oldp)
{
	int old = __refcount_add_unless_zero(i, r, __ATOMIC_RELAXED);

	if (oldp)
		*oldp = old;
	if (unlikely(__refcount_went_negative(old, i)))
		refcount_warn_saturate(r, REFCOUNT_ADD_NOT_ZERO_OVF);
	return old;
}

/* For objects found where memory is reused at once: what is read after this is read after it. */
static inline __must_check bool __refcount_add_not_zero_acquire(int i, refcount_t *r, int *oldp)
{
	int old = __refcount_add_unless_zero(i, r, __ATOMIC_ACQUIRE);

	if (oldp)
		*oldp = old;
	if (unlikely(__refcount_went_negative(old, i)))
		refcount_warn_saturate(r, REFCOUNT_ADD_NOT_ZERO_OVF);
	return old;
}

static inline void __refcount_add(int i, refcount_t *r, int *oldp)
{
	int old = atomic_fetch_add_relaxed(i, &r->refs);

	atomic_counted(&r->refs, old, i);
	if (oldp)
		*oldp = old;
	if (unlikely(!old))
		refcount_warn_saturate(r, REFCOUNT_ADD_UAF);
	else if (unlikely(__refcount_went_negative(old, i)))
		refcount_warn_saturate(r, REFCOUNT_ADD_OVF);
}

static inline __must_check bool __refcount_sub_and_test(int i, refcount_t *r, int *oldp)
{
	int old = atomic_fetch_sub_release(i, &r->refs);

	atomic_counted(&r->refs, old, -i);
	if (oldp)
		*oldp = old;
	if (old > 0 && old == i) {
		/* pairs with the release of every put before: the last one sees what they did */
		__atomic_load_n(&r->refs.counter, __ATOMIC_ACQUIRE);
		put_point(r, 1);
		return true;
	}
	put_point(r, 0);
	if (unlikely(old <= 0 || old - i < 0))
		refcount_warn_saturate(r, REFCOUNT_SUB_UAF);
	return false;
}

/* For a caller who knows that this is not the last one. */
static inline void __refcount_dec(refcount_t *r, int *oldp)
{
	int old = atomic_fetch_sub_release(1, &r->refs);

	atomic_counted(&r->refs, old, -1);
	if (oldp)
		*oldp = old;
	if (unlikely(old <= 1))
		refcount_warn_saturate(r, REFCOUNT_DEC_LEAK);
}

static inline __must_check bool refcount_add_not_zero(int i, refcount_t *r)
{
	return __refcount_add_not_zero(i, r, NULL);
}

static inline __must_check bool refcount_add_not_zero_acquire(int i, refcount_t *r)
{
	return __refcount_add_not_zero_acquire(i, r, NULL);
}

static inline void refcount_add(int i, refcount_t *r)
{
	__refcount_add(i, r, NULL);
}

static inline __must_check bool __refcount_inc_not_zero(refcount_t *r, int *oldp)
{
	return __refcount_add_not_zero(1, r, oldp);
}

static inline __must_check bool refcount_inc_not_zero(refcount_t *r)
{
	return __refcount_inc_not_zero(r, NULL);
}

static inline __must_check bool __refcount_inc_not_zero_acquire(refcount_t *r, int *oldp)
{
	return __refcount_add_not_zero_acquire(1, r, oldp);
}

static inline __must_check bool refcount_inc_not_zero_acquire(refcount_t *r)
{
	return __refcount_inc_not_zero_acquire(r, NULL);
}

static inline void __refcount_inc(refcount_t *r, int *oldp)
{
	__refcount_add(1, r, oldp);
}

static inline void refcount_inc(refcount_t *r)
{
	__refcount_inc(r, NULL);
}

static inline __must_check bool refcount_sub_and_test(int i, refcount_t *r)
{
	return __refcount_sub_and_test(i, r, NULL);
}

static inline __must_check bool __refcount_dec_and_test(refcount_t *r, int *oldp)
{
	return __refcount_sub_and_test(1, r, oldp);
}

static inline __must_check bool refcount_dec_and_test(refcount_t *r)
{
	return __refcount_dec_and_test(r, NULL);
}

static inline void refcount_dec(refcount_t *r)
{
	__refcount_dec(r, NULL);
}

/* To 0 from 1, and from nowhere else. */
__must_check bool refcount_dec_if_one(refcount_t *r);

/* One off, unless it is the last; false then. True for what has saturated. */
__must_check bool refcount_dec_not_one(refcount_t *r);

/* One off; if it was the last, true and with @lock held, which is not even taken otherwise. */
__must_check bool refcount_dec_and_mutex_lock(refcount_t *r, struct mutex *lock);
__must_check bool refcount_dec_and_lock(refcount_t *r, spinlock_t *lock);
__must_check bool refcount_dec_and_lock_irqsave(refcount_t *r, spinlock_t *lock,
						unsigned long *flags);

#endif
