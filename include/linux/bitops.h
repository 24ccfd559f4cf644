/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_BITOPS_H
#define _KSIM_LINUX_BITOPS_H

#include <linux/bits.h>
#include <linux/typecheck.h>
#include <linux/types.h>
#include <asm/bitops.h>

#define BITS_PER_TYPE(type)	(sizeof(type) * BITS_PER_BYTE)
#define __BITS_DIV(nr, type)	(((nr) + BITS_PER_TYPE(type) - 1) / BITS_PER_TYPE(type))
#define BITS_TO_LONGS(nr)	__BITS_DIV(nr, long)
#define BITS_TO_U64(nr)		__BITS_DIV(nr, u64)
#define BITS_TO_U32(nr)		__BITS_DIV(nr, u32)
#define BITS_TO_BYTES(nr)	__BITS_DIV(nr, char)
#define BYTES_TO_BITS(nb)	((nb) * BITS_PER_BYTE)

#include <linux/find.h>

static __always_inline unsigned long hweight_long(unsigned long w)
{
	return __builtin_popcountl(w);
}

static __always_inline unsigned int fls_long(unsigned long l)
{
	return fls64(l);
}

static __always_inline unsigned long __ffs64(u64 word)
{
	return __builtin_ctzll(word);
}

/* The @n-th set bit of @word, from 0; BITS_PER_LONG or above where it has fewer. */
static inline unsigned int fns(unsigned long word, unsigned int n)
{
	while (word && n--)
		word &= word - 1;
	return word ? __ffs(word) : BITS_PER_LONG;
}

static inline int get_count_order(unsigned int count)
{
	return count ? fls(count - 1) : -1;
}

static inline int get_count_order_long(unsigned long l)
{
	return l ? (int)fls_long(l - 1) : -1;
}

static inline __u64 rol64(__u64 word, unsigned int shift)
{
	return (word << (shift & 63)) | (word >> (-shift & 63));
}

static inline __u64 ror64(__u64 word, unsigned int shift)
{
	return (word >> (shift & 63)) | (word << (-shift & 63));
}

static inline __u32 rol32(__u32 word, unsigned int shift)
{
	return (word << (shift & 31)) | (word >> (-shift & 31));
}

static inline __u32 ror32(__u32 word, unsigned int shift)
{
	return (word >> (shift & 31)) | (word << (-shift & 31));
}

static inline __u16 rol16(__u16 word, unsigned int shift)
{
	return (__u16)((word << (shift & 15)) | (word >> (-shift & 15)));
}

static inline __u16 ror16(__u16 word, unsigned int shift)
{
	return (__u16)((word >> (shift & 15)) | (word << (-shift & 15)));
}

static inline __u8 rol8(__u8 word, unsigned int shift)
{
	return (__u8)((word << (shift & 7)) | (word >> (-shift & 7)));
}

static inline __u8 ror8(__u8 word, unsigned int shift)
{
	return (__u8)((word >> (shift & 7)) | (word << (-shift & 7)));
}

/* @index is the number of the sign bit. */
static __always_inline __s32 sign_extend32(__u32 value, int index)
{
	return (__s32)(value << (31 - index)) >> (31 - index);
}

static __always_inline __s64 sign_extend64(__u64 value, int index)
{
	return (__s64)(value << (63 - index)) >> (63 - index);
}

#define assign_bit(nr, addr, value)	\
	((value) ? set_bit((nr), (addr)) : clear_bit((nr), (addr)))
#define __assign_bit(nr, addr, value)	\
	((value) ? __set_bit((nr), (addr)) : __clear_bit((nr), (addr)))
#define __ptr_set_bit(nr, addr)		__set_bit(nr, (unsigned long *)(addr))
#define __ptr_clear_bit(nr, addr)	__clear_bit(nr, (unsigned long *)(addr))
#define __ptr_test_bit(nr, addr)	test_bit(nr, (unsigned long *)(addr))

/* Sets the bits of @mask in *@ptr to those of @bits; the value that was there. */
#define set_mask_bits(ptr, mask, bits)						\
	({									\
		typeof(*(ptr)) __smb_mask = (mask), __smb_bits = (bits);	\
		typeof(*(ptr)) __smb_old;						\
		atomic_point((ptr), 1);						\
		__smb_old = __atomic_load_n((ptr), __ATOMIC_RELAXED);		\
		while (!__atomic_compare_exchange_n((ptr), &__smb_old,		\
				(__smb_old & ~__smb_mask) | __smb_bits, false,	\
				__ATOMIC_SEQ_CST, __ATOMIC_RELAXED))		\
			;							\
		__smb_old;							\
	})

#endif
