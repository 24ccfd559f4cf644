// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * find_bit.c - searching in bitmaps
 *
 * All searches are one loop over words: get the word that is searched for set bits, drop what lies
 * before the offset, and stop at the first that has any left. Words are read once each, relaxed,
 * since bitmaps are searched while set_bit() and clear_bit() work on them.
 */
#include <linux/find.h>

#include <linux/bitops.h>
#include <linux/export.h>
#include <linux/minmax.h>

/* @word is an expression in @i, evaluated once for each word. */
#define FIND_NEXT(word, size, offset)						\
	({									\
		unsigned long __at = (offset), __size = (size), __found = __size;	\
		unsigned long __keep = ~0UL << (__at % BITS_PER_LONG);		\
		for (unsigned long i = __at / BITS_PER_LONG;			\
		     __at < __size && i * BITS_PER_LONG < __size; i++) {	\
			unsigned long __word = (word) & __keep;			\
			__keep = ~0UL;						\
			if (__word) {						\
				__found = i * BITS_PER_LONG + __ffs(__word);	\
				break;						\
			}							\
		}								\
		min(__found, __size);						\
	})

unsigned long find_next_bit(const unsigned long *addr, unsigned long size, unsigned long offset)
{
	return FIND_NEXT(READ_ONCE(addr[i]), size, offset);
}
EXPORT_SYMBOL(find_next_bit);

unsigned long find_next_zero_bit(const unsigned long *addr, unsigned long size,
				 unsigned long offset)
{
	return FIND_NEXT(~READ_ONCE(addr[i]), size, offset);
}
EXPORT_SYMBOL(find_next_zero_bit);

unsigned long find_next_and_bit(const unsigned long *addr1, const unsigned long *addr2,
				unsigned long size, unsigned long offset)
{
	return FIND_NEXT(READ_ONCE(addr1[i]) & READ_ONCE(addr2[i]), size, offset);
}
EXPORT_SYMBOL(find_next_and_bit);

unsigned long find_next_andnot_bit(const unsigned long *addr1, const unsigned long *addr2,
				   unsigned long size, unsigned long offset)
{
	return FIND_NEXT(READ_ONCE(addr1[i]) & ~READ_ONCE(addr2[i]), size, offset);
}
EXPORT_SYMBOL(find_next_andnot_bit);

unsigned long find_next_or_bit(const unsigned long *addr1, const unsigned long *addr2,
			       unsigned long size, unsigned long offset)
{
	return FIND_NEXT(READ_ONCE(addr1[i]) | READ_ONCE(addr2[i]), size, offset);
}
EXPORT_SYMBOL(find_next_or_bit);

unsigned long find_last_bit(const unsigned long *addr, unsigned long size)
{
	unsigned long keep = size % BITS_PER_LONG ? BIT_MASK(size) - 1 : ~0UL;

	for (unsigned long i = BITS_TO_LONGS(size); i-- > 0; keep = ~0UL) {
		unsigned long word = READ_ONCE(addr[i]) & keep;

		if (word)
			return i * BITS_PER_LONG + __fls(word);
	}
	return size;
}
EXPORT_SYMBOL(find_last_bit);

unsigned long find_nth_bit(const unsigned long *addr, unsigned long size, unsigned long n)
{
	unsigned long bit;

	for_each_set_bit(bit, addr, size) {
		if (n-- == 0)
			return bit;
	}
	return size;
}
EXPORT_SYMBOL(find_nth_bit);

unsigned long find_next_bit_wrap(const unsigned long *addr, unsigned long size,
				 unsigned long offset)
{
	unsigned long bit = find_next_bit(addr, size, offset);

	if (bit < size || offset == 0)
		return bit;
	bit = find_next_bit(addr, offset, 0);
	return bit < offset ? bit : size;
}
EXPORT_SYMBOL(find_next_bit_wrap);

unsigned long find_next_clump8(unsigned long *clump, const unsigned long *addr,
			       unsigned long size, unsigned long offset)
{
	offset = find_next_bit(addr, size, offset);
	if (offset == size)
		return size;

	offset &= ~7UL;
	*clump = (READ_ONCE(addr[BIT_WORD(offset)]) >> (offset % BITS_PER_LONG)) & 0xff;
	return offset;
}
EXPORT_SYMBOL(find_next_clump8);
