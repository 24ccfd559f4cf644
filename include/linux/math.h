/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/math.c */
#ifndef _KSIM_LINUX_MATH_H
#define _KSIM_LINUX_MATH_H

#include <linux/const.h>
#include <linux/types.h>

/* The multiple of @y, a power of two, at or above @x; at or below it. */
#define __round_mask(x, y)	((__typeof__(x))((y) - 1))
#define round_up(x, y)		((((x) - 1) | __round_mask(x, y)) + 1)
#define round_down(x, y)	((x) & ~__round_mask(x, y))

#define DIV_ROUND_UP(n, d)	__KERNEL_DIV_ROUND_UP(n, d)
#define DIV_ROUND_DOWN_ULL(ll, d)	((unsigned long long)(ll) / (d))
#define DIV_ROUND_UP_ULL(ll, d)	\
	DIV_ROUND_DOWN_ULL((unsigned long long)(ll) + (d) - 1, (d))
#define DIV_ROUND_UP_SECTOR_T(ll, d)	DIV_ROUND_UP_ULL(ll, d)

/* The same for any @y. */
#define roundup(x, y)					\
	({						\
		typeof(y) __ru_y = (y);			\
		(((x) + (__ru_y - 1)) / __ru_y) * __ru_y;	\
	})
#define rounddown(x, y)					\
	({						\
		typeof(x) __rd_x = (x);			\
		__rd_x - (__rd_x % (y));		\
	})

/* To the nearest, for negative values too. */
#define DIV_ROUND_CLOSEST(x, divisor)					\
	({								\
		typeof(x) __dc_x = (x);					\
		typeof(divisor) __dc_d = (divisor);			\
		(((typeof(x))-1) > 0 || ((typeof(divisor))-1) > 0 ||	\
		 ((__dc_x > 0) == (__dc_d > 0))) ?			\
			((__dc_x + (__dc_d / 2)) / __dc_d) :		\
			((__dc_x - (__dc_d / 2)) / __dc_d);		\
	})
#define DIV_ROUND_CLOSEST_ULL(x, divisor)				\
	({								\
		typeof(divisor) __dc_d = (divisor);			\
		unsigned long long __dc_n = (x) + (__dc_d / 2);		\
		__dc_n / __dc_d;					\
	})

#define mult_frac(x, n, d)						\
	({								\
		typeof(x) __mf_x = (x);					\
		typeof(n) __mf_n = (n);					\
		typeof(d) __mf_d = (d);					\
		typeof(__mf_x) __mf_q = __mf_x / __mf_d;		\
		typeof(__mf_x) __mf_r = __mf_x % __mf_d;		\
		__mf_q * __mf_n + __mf_r * __mf_n / __mf_d;		\
	})

#define sector_div(n, b)						\
	({								\
		u32 __sd_rem = (n) % (b);				\
		(n) /= (b);						\
		__sd_rem;						\
	})

#define abs(x)								\
	({								\
		__auto_type __abs_x = (x);				\
		__abs_x < 0 ? -__abs_x : __abs_x;			\
	})
#define abs_diff(a, b)							\
	({								\
		__auto_type __ad_a = (a);				\
		__auto_type __ad_b = (b);				\
		__ad_a > __ad_b ? (__ad_a - __ad_b) : (__ad_b - __ad_a);	\
	})

/* Maps @val from 0 .. 2^32 to 0 .. @ep_ro. */
static inline u32 reciprocal_scale(u32 val, u32 ep_ro)
{
	return (u32)(((u64)val * ep_ro) >> 32);
}

u64 int_pow(u64 base, unsigned int exp);
unsigned long int_sqrt(unsigned long x);
unsigned long gcd(unsigned long a, unsigned long b) __attribute_const__;
unsigned long lcm(unsigned long a, unsigned long b) __attribute_const__;

static inline u32 int_sqrt64(u64 x)
{
	return (u32)int_sqrt(x);
}

#endif
