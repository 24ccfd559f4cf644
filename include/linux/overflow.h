/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_OVERFLOW_H
#define _KSIM_LINUX_OVERFLOW_H

#include <linux/compiler.h>
#include <linux/const.h>
#include <linux/limits.h>
#include <linux/types.h>

/* True if it overflowed; *@d is the truncated result then. */
static inline bool __must_check __must_check_overflow(bool overflow)
{
	return unlikely(overflow);
}

#define check_add_overflow(a, b, d)	__must_check_overflow(__builtin_add_overflow(a, b, d))
#define check_sub_overflow(a, b, d)	__must_check_overflow(__builtin_sub_overflow(a, b, d))
#define check_mul_overflow(a, b, d)	__must_check_overflow(__builtin_mul_overflow(a, b, d))
#define wrapping_add(type, a, b)	\
	({ type __wr_val; __builtin_add_overflow(a, b, &__wr_val); __wr_val; })
#define wrapping_sub(type, a, b)	\
	({ type __wr_val; __builtin_sub_overflow(a, b, &__wr_val); __wr_val; })
#define wrapping_mul(type, a, b)	\
	({ type __wr_val; __builtin_mul_overflow(a, b, &__wr_val); __wr_val; })

#define type_max(t)	((t)((is_signed_type(t) ?	\
	((((t)1 << (8 * sizeof(t) - 2)) - 1) * 2 + 1) : (t)-1)))
#define type_min(t)	((t)(is_signed_type(t) ? (t)-type_max(t) - (t)1 : (t)0))

#define check_shl_overflow(a, s, d)						\
	__must_check_overflow(({						\
		typeof(a) __so_a = (a);						\
		typeof(s) __so_s = (s);						\
		typeof(d) __so_d = (d);						\
		unsigned long long __so_full = __so_a;				\
		unsigned int __so_shift = __so_s >= 0 &&			\
			(size_t)__so_s < 8 * sizeof(*__so_d) ? __so_s : 0;	\
		*__so_d = (typeof(*__so_d))(__so_full << __so_shift);		\
		__so_shift != (unsigned int)__so_s || *__so_d < 0 || __so_a < 0 ||	\
			(typeof(__so_a))(*__so_d >> __so_shift) != __so_a;	\
	}))

#define overflows_type(n, T)							\
	({									\
		typeof(T) __ot_tmp;						\
		__builtin_add_overflow(n, 0, &__ot_tmp);			\
	})
#define castable_to_type(n, T)	(!overflows_type(n, T))

/* Sizes that saturate: what has overflowed stays SIZE_MAX, which no allocation satisfies. */
static inline size_t __must_check size_mul(size_t factor1, size_t factor2)
{
	size_t bytes;

	return check_mul_overflow(factor1, factor2, &bytes) ? SIZE_MAX : bytes;
}

static inline size_t __must_check size_add(size_t addend1, size_t addend2)
{
	size_t bytes;

	return check_add_overflow(addend1, addend2, &bytes) ? SIZE_MAX : bytes;
}

static inline size_t __must_check size_sub(size_t minuend, size_t subtrahend)
{
	if (minuend == SIZE_MAX || subtrahend == SIZE_MAX || subtrahend > minuend)
		return SIZE_MAX;
	return minuend - subtrahend;
}

#define array_size(a, b)	size_mul(a, b)
#define array3_size(a, b, c)	size_mul(size_mul(a, b), c)
#define flex_array_size(p, member, count)					\
	__builtin_choose_expr(__is_constexpr(count),				\
		(count) * sizeof(*(p)->member) + __must_be_array((p)->member),	\
		size_mul(count, sizeof(*(p)->member) + __must_be_array((p)->member)))
#define struct_size(p, member, count)						\
	__builtin_choose_expr(__is_constexpr(count),				\
		sizeof(*(p)) + flex_array_size(p, member, count),		\
		size_add(sizeof(*(p)), flex_array_size(p, member, count)))
#define struct_size_t(type, member, count)	struct_size((type *)NULL, member, count)

/* A struct with a flexible array, and room for @count of its elements, on the stack. */
#define _DEFINE_FLEX(type, name, member, count, initializer...)			\
	union {									\
		u8 bytes[struct_size_t(type, member, count)];			\
		type obj;							\
	} name##_u initializer;							\
	type *name = (type *)&name##_u
#define DEFINE_RAW_FLEX(type, name, member, count)	\
	_DEFINE_FLEX(type, name, member, count, = {})
#define DEFINE_FLEX(TYPE, NAME, MEMBER, COUNTER, COUNT)	\
	_DEFINE_FLEX(TYPE, NAME, MEMBER, COUNT, = { .obj.COUNTER = COUNT, })

#endif
