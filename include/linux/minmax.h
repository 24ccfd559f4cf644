/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_MINMAX_H
#define _KSIM_LINUX_MINMAX_H

#include <linux/compiler.h>
#include <linux/const.h>
#include <linux/types.h>

/*
 * Each argument is evaluated once. Where all are constants, so is the result. Linux also refuses
 * to compare signed with unsigned; left out, since -Wsign-compare says it.
 */
#define __cmp_min(x, y)		((x) < (y) ? (x) : (y))
#define __cmp_max(x, y)		((x) > (y) ? (x) : (y))
#define __cmp_once(op, x, y, ux, uy)		\
	({					\
		__auto_type ux = (x);		\
		__auto_type uy = (y);		\
		__cmp_##op(ux, uy);		\
	})
#define __careful_cmp(op, x, y)					\
	__builtin_choose_expr(__is_constexpr((x) - (y)),	\
		__cmp_##op(x, y),				\
		__cmp_once(op, x, y, __UNIQUE_ID(x_), __UNIQUE_ID(y_)))

#define min(x, y)		__careful_cmp(min, x, y)
#define max(x, y)		__careful_cmp(max, x, y)
#define min_t(type, x, y)	__careful_cmp(min, (type)(x), (type)(y))
#define max_t(type, x, y)	__careful_cmp(max, (type)(x), (type)(y))
#define umin(x, y)		__careful_cmp(min, (x) + 0u + 0ul + 0ull, (y) + 0u + 0ul + 0ull)
#define umax(x, y)		__careful_cmp(max, (x) + 0u + 0ul + 0ull, (y) + 0u + 0ul + 0ull)
#define min3(x, y, z)		min((typeof(x))min(x, y), z)
#define max3(x, y, z)		max((typeof(x))max(x, y), z)

#define min_not_zero(x, y)					\
	({							\
		typeof(x) __mnz_x = (x);			\
		typeof(y) __mnz_y = (y);			\
		__mnz_x == 0 ? __mnz_y :			\
			__mnz_y == 0 ? __mnz_x : min(__mnz_x, __mnz_y);	\
	})

#define __clamp(val, lo, hi)					\
	({							\
		__auto_type __cl_val = (val);			\
		__auto_type __cl_lo = (lo);			\
		__auto_type __cl_hi = (hi);			\
		__cl_val >= __cl_hi ? __cl_hi : __cl_val <= __cl_lo ? __cl_lo : __cl_val; \
	})
#define clamp(val, lo, hi)	__clamp(val, lo, hi)
#define clamp_t(type, val, lo, hi)	__clamp((type)(val), (type)(lo), (type)(hi))
#define clamp_val(val, lo, hi)	clamp_t(typeof(val), val, lo, hi)

static inline bool in_range64(u64 val, u64 start, u64 len)
{
	return (val - start) < len;
}

static inline bool in_range32(u32 val, u32 start, u32 len)
{
	return (val - start) < len;
}

/* Is @val one of the @len values from @start on? All three unsigned. */
#define in_range(val, start, len)					\
	((sizeof(start) | sizeof(len) | sizeof(val)) <= sizeof(u32) ?	\
	 in_range32(val, start, len) : in_range64(val, start, len))

#define swap(a, b)				\
	do {					\
		typeof(a) __swap_tmp = (a);	\
		(a) = (b);			\
		(b) = __swap_tmp;		\
	} while (0)

/* For array sizes and other places that want a constant. */
#undef MIN	/* libc has them in <sys/param.h> */
#undef MAX
#define MIN(a, b)		__cmp_min(a, b)
#define MAX(a, b)		__cmp_max(a, b)
#define MIN_T(type, a, b)	__cmp_min((type)(a), (type)(b))
#define MAX_T(type, a, b)	__cmp_max((type)(a), (type)(b))

#endif
