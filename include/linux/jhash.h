/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_JHASH_H
#define _KSIM_LINUX_JHASH_H

#include <linux/bitops.h>
#include <linux/unaligned.h>

/* Bob Jenkins' lookup3, of 2006. Callers may keep the results, so they are the published ones. */
#define JHASH_INITVAL		0xdeadbeef
#define jhash_size(n)		((u32)1 << (n))
#define jhash_mask(n)		(jhash_size(n) - 1)

#define __jhash_mix(a, b, c)					\
	do {							\
		a -= c;  a ^= rol32(c, 4);  c += b;		\
		b -= a;  b ^= rol32(a, 6);  a += c;		\
		c -= b;  c ^= rol32(b, 8);  b += a;		\
		a -= c;  a ^= rol32(c, 16); c += b;		\
		b -= a;  b ^= rol32(a, 19); a += c;		\
		c -= b;  c ^= rol32(b, 4);  b += a;		\
	} while (0)
#define __jhash_final(a, b, c)					\
	do {							\
		c ^= b; c -= rol32(b, 14);			\
		a ^= c; a -= rol32(c, 11);			\
		b ^= a; b -= rol32(a, 25);			\
		c ^= b; c -= rol32(b, 16);			\
		a ^= c; a -= rol32(c, 4);			\
		b ^= a; b -= rol32(a, 14);			\
		c ^= b; c -= rol32(b, 24);			\
	} while (0)

/* Up to four bytes, little endian. */
static inline u32 __jhash_tail(const u8 *k, u32 length)
{
	u32 word = 0;

	for (u32 i = 0; i < length && i < 4; i++)
		word |= (u32)k[i] << (8 * i);
	return word;
}

static inline u32 jhash(const void *key, u32 length, u32 initval)
{
	u32 a, b, c;
	const u8 *k = key;

	a = b = c = JHASH_INITVAL + length + initval;
	for (; length > 12; length -= 12, k += 12) {
		a += get_unaligned_le32(k);
		b += get_unaligned_le32(k + 4);
		c += get_unaligned_le32(k + 8);
		__jhash_mix(a, b, c);
	}
	if (length == 0)
		return c;
	a += __jhash_tail(k, length);
	b += length > 4 ? __jhash_tail(k + 4, length - 4) : 0;
	c += length > 8 ? __jhash_tail(k + 8, length - 8) : 0;
	__jhash_final(a, b, c);
	return c;
}

static inline u32 jhash2(const u32 *k, u32 length, u32 initval)
{
	u32 a, b, c;

	a = b = c = JHASH_INITVAL + (length << 2) + initval;
	for (; length > 3; length -= 3, k += 3) {
		a += k[0];
		b += k[1];
		c += k[2];
		__jhash_mix(a, b, c);
	}
	if (length == 0)
		return c;
	a += k[0];
	b += length > 1 ? k[1] : 0;
	c += length > 2 ? k[2] : 0;
	__jhash_final(a, b, c);
	return c;
}

static inline u32 __jhash_nwords(u32 a, u32 b, u32 c, u32 initval)
{
	a += initval;
	b += initval;
	c += initval;
	__jhash_final(a, b, c);
	return c;
}

static inline u32 jhash_3words(u32 a, u32 b, u32 c, u32 initval)
{
	return __jhash_nwords(a, b, c, initval + JHASH_INITVAL + (3 << 2));
}

static inline u32 jhash_2words(u32 a, u32 b, u32 initval)
{
	return __jhash_nwords(a, b, 0, initval + JHASH_INITVAL + (2 << 2));
}

static inline u32 jhash_1word(u32 a, u32 initval)
{
	return __jhash_nwords(a, 0, 0, initval + JHASH_INITVAL + (1 << 2));
}

#endif
