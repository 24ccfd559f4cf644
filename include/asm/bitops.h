/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header; linux/bitops.h is the one to include */
#ifndef _KSIM_ASM_BITOPS_H
#define _KSIM_ASM_BITOPS_H

#include <linux/atomic_point.h>
#include <linux/bits.h>
#include <linux/types.h>

static __always_inline __attribute_const__ unsigned long __ffs(unsigned long word)
{
	return __builtin_ctzl(word);
}

static __always_inline __attribute_const__ unsigned long ffz(unsigned long word)
{
	return __builtin_ctzl(~word);
}

static __always_inline __attribute_const__ unsigned long __fls(unsigned long word)
{
	return BITS_PER_LONG - 1 - __builtin_clzl(word);
}

/* From 1, 0 for none. libc declares ffs() too, with the same meaning. */
int ffs(int x);

static __always_inline __attribute_const__ int fls(unsigned int x)
{
	return x ? 32 - __builtin_clz(x) : 0;
}

static __always_inline __attribute_const__ int fls64(u64 x)
{
	return x ? 64 - __builtin_clzll(x) : 0;
}

#define hweight8(w)	((unsigned int)__builtin_popcount((u8)(w)))
#define hweight16(w)	((unsigned int)__builtin_popcount((u16)(w)))
#define hweight32(w)	((unsigned int)__builtin_popcount((u32)(w)))
#define hweight64(w)	((unsigned long)__builtin_popcountll((u64)(w)))
#define HWEIGHT8(w)	hweight8(w)
#define HWEIGHT16(w)	hweight16(w)
#define HWEIGHT32(w)	hweight32(w)
#define HWEIGHT64(w)	hweight64(w)

/* Plain accesses: the caller has the bitmap to itself. */
static __always_inline void __set_bit(unsigned long nr, volatile unsigned long *addr)
{
	((unsigned long *)addr)[BIT_WORD(nr)] |= BIT_MASK(nr);
}

static __always_inline void __clear_bit(unsigned long nr, volatile unsigned long *addr)
{
	((unsigned long *)addr)[BIT_WORD(nr)] &= ~BIT_MASK(nr);
}

static __always_inline void __change_bit(unsigned long nr, volatile unsigned long *addr)
{
	((unsigned long *)addr)[BIT_WORD(nr)] ^= BIT_MASK(nr);
}

static __always_inline bool __test_and_set_bit(unsigned long nr, volatile unsigned long *addr)
{
	unsigned long *word = (unsigned long *)addr + BIT_WORD(nr);
	unsigned long old = *word;

	*word = old | BIT_MASK(nr);
	return old & BIT_MASK(nr);
}

static __always_inline bool __test_and_clear_bit(unsigned long nr, volatile unsigned long *addr)
{
	unsigned long *word = (unsigned long *)addr + BIT_WORD(nr);
	unsigned long old = *word;

	*word = old & ~BIT_MASK(nr);
	return old & BIT_MASK(nr);
}

static __always_inline bool __test_and_change_bit(unsigned long nr, volatile unsigned long *addr)
{
	unsigned long *word = (unsigned long *)addr + BIT_WORD(nr);
	unsigned long old = *word;

	*word = old ^ BIT_MASK(nr);
	return old & BIT_MASK(nr);
}

/* One relaxed read: ordered by nothing, torn by nothing. */
static __always_inline bool test_bit(unsigned long nr, const volatile unsigned long *addr)
{
	addr += BIT_WORD(nr);
	atomic_point(addr, 0);
	return (__atomic_load_n(addr, __ATOMIC_RELAXED) >> (nr % BITS_PER_LONG)) & 1;
}

static __always_inline bool test_bit_acquire(unsigned long nr, const volatile unsigned long *addr)
{
	addr += BIT_WORD(nr);
	atomic_point(addr, 0);
	return (__atomic_load_n(addr, __ATOMIC_ACQUIRE) >> (nr % BITS_PER_LONG)) & 1;
}

/* Atomic, and ordered by nothing. */
static __always_inline void set_bit(unsigned long nr, volatile unsigned long *addr)
{
	addr += BIT_WORD(nr);
	atomic_point(addr, 1);
	__atomic_fetch_or(addr, BIT_MASK(nr), __ATOMIC_RELAXED);
}

static __always_inline void clear_bit(unsigned long nr, volatile unsigned long *addr)
{
	addr += BIT_WORD(nr);
	atomic_point(addr, 1);
	__atomic_fetch_and(addr, ~BIT_MASK(nr), __ATOMIC_RELAXED);
}

static __always_inline void change_bit(unsigned long nr, volatile unsigned long *addr)
{
	addr += BIT_WORD(nr);
	atomic_point(addr, 1);
	__atomic_fetch_xor(addr, BIT_MASK(nr), __ATOMIC_RELAXED);
}

/* Atomic, and a full barrier. */
static __always_inline bool test_and_set_bit(unsigned long nr, volatile unsigned long *addr)
{
	addr += BIT_WORD(nr);
	atomic_point(addr, 1);
	return __atomic_fetch_or(addr, BIT_MASK(nr), __ATOMIC_SEQ_CST) & BIT_MASK(nr);
}

static __always_inline bool test_and_clear_bit(unsigned long nr, volatile unsigned long *addr)
{
	addr += BIT_WORD(nr);
	atomic_point(addr, 1);
	return __atomic_fetch_and(addr, ~BIT_MASK(nr), __ATOMIC_SEQ_CST) & BIT_MASK(nr);
}

static __always_inline bool test_and_change_bit(unsigned long nr, volatile unsigned long *addr)
{
	addr += BIT_WORD(nr);
	atomic_point(addr, 1);
	return __atomic_fetch_xor(addr, BIT_MASK(nr), __ATOMIC_SEQ_CST) & BIT_MASK(nr);
}

/* A bit as a lock: acquire where it is taken, release where it is dropped. */
static __always_inline bool test_and_set_bit_lock(unsigned long nr, volatile unsigned long *addr)
{
	addr += BIT_WORD(nr);
	atomic_point(addr, 1);
	return __atomic_fetch_or(addr, BIT_MASK(nr), __ATOMIC_ACQUIRE) & BIT_MASK(nr);
}

static __always_inline void clear_bit_unlock(unsigned long nr, volatile unsigned long *addr)
{
	addr += BIT_WORD(nr);
	atomic_point(addr, 1);
	__atomic_fetch_and(addr, ~BIT_MASK(nr), __ATOMIC_RELEASE);
}

static __always_inline void __clear_bit_unlock(unsigned long nr, volatile unsigned long *addr)
{
	clear_bit_unlock(nr, addr);
}

/* Flips the bits of @mask in the first byte; says whether bit 7 was set. */
static __always_inline bool xor_unlock_is_negative_byte(unsigned long mask,
							volatile unsigned long *addr)
{
	atomic_point(addr, 1);
	return __atomic_fetch_xor(addr, mask, __ATOMIC_RELEASE) & BIT(7);
}


#endif
