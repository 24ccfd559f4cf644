/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/find_bit.c */
#ifndef _KSIM_LINUX_FIND_H
#define _KSIM_LINUX_FIND_H

#include <linux/bits.h>
#include <linux/types.h>

/*
 * Searches in a bitmap of @size bits. "next" looks from bit @offset on, itself included, "last"
 * for the highest; none found is @size, or above it where @offset was.
 */
unsigned long find_next_bit(const unsigned long *addr, unsigned long size, unsigned long offset);
unsigned long find_next_zero_bit(const unsigned long *addr, unsigned long size,
				 unsigned long offset);
unsigned long find_next_and_bit(const unsigned long *addr1, const unsigned long *addr2,
				unsigned long size, unsigned long offset);
unsigned long find_next_andnot_bit(const unsigned long *addr1, const unsigned long *addr2,
				   unsigned long size, unsigned long offset);
unsigned long find_next_or_bit(const unsigned long *addr1, const unsigned long *addr2,
			       unsigned long size, unsigned long offset);
unsigned long find_last_bit(const unsigned long *addr, unsigned long size);

/* The @n-th set bit, from 0. */
unsigned long find_nth_bit(const unsigned long *addr, unsigned long size, unsigned long n);

/* From @offset to the end, then from the start up to @offset. */
unsigned long find_next_bit_wrap(const unsigned long *addr, unsigned long size,
				 unsigned long offset);

/* The next eight bits, aligned, of which one is set: their value in @clump. */
unsigned long find_next_clump8(unsigned long *clump, const unsigned long *addr,
			       unsigned long size, unsigned long offset);

static inline unsigned long find_first_bit(const unsigned long *addr, unsigned long size)
{
	return find_next_bit(addr, size, 0);
}

static inline unsigned long find_first_zero_bit(const unsigned long *addr, unsigned long size)
{
	return find_next_zero_bit(addr, size, 0);
}

static inline unsigned long find_first_and_bit(const unsigned long *addr1,
					       const unsigned long *addr2, unsigned long size)
{
	return find_next_and_bit(addr1, addr2, size, 0);
}

static inline unsigned long find_first_andnot_bit(const unsigned long *addr1,
						  const unsigned long *addr2, unsigned long size)
{
	return find_next_andnot_bit(addr1, addr2, size, 0);
}

#define find_first_clump8(clump, bits, size)	find_next_clump8((clump), (bits), (size), 0)

#define for_each_set_bit(bit, addr, size)					\
	for ((bit) = 0; (bit) = find_next_bit((addr), (size), (bit)), (bit) < (size); (bit)++)
#define for_each_set_bit_from(bit, addr, size)					\
	for (; (bit) = find_next_bit((addr), (size), (bit)), (bit) < (size); (bit)++)
#define for_each_clear_bit(bit, addr, size)					\
	for ((bit) = 0; (bit) = find_next_zero_bit((addr), (size), (bit)), (bit) < (size); (bit)++)
#define for_each_clear_bit_from(bit, addr, size)				\
	for (; (bit) = find_next_zero_bit((addr), (size), (bit)), (bit) < (size); (bit)++)
#define for_each_and_bit(bit, addr1, addr2, size)				\
	for ((bit) = 0;								\
	     (bit) = find_next_and_bit((addr1), (addr2), (size), (bit)), (bit) < (size); (bit)++)
#define for_each_andnot_bit(bit, addr1, addr2, size)				\
	for ((bit) = 0;								\
	     (bit) = find_next_andnot_bit((addr1), (addr2), (size), (bit)), (bit) < (size); (bit)++)
#define for_each_or_bit(bit, addr1, addr2, size)				\
	for ((bit) = 0;								\
	     (bit) = find_next_or_bit((addr1), (addr2), (size), (bit)), (bit) < (size); (bit)++)

/* Runs of set bits, from @b up to but not including @e. */
#define for_each_set_bitrange(b, e, addr, size)					\
	for ((b) = 0;								\
	     (b) = find_next_bit((addr), (size), (b)),				\
	     (e) = find_next_zero_bit((addr), (size), (b) + 1), (b) < (size);	\
	     (b) = (e) + 1)
#define for_each_clear_bitrange(b, e, addr, size)				\
	for ((b) = 0;								\
	     (b) = find_next_zero_bit((addr), (size), (b)),			\
	     (e) = find_next_bit((addr), (size), (b) + 1), (b) < (size);	\
	     (b) = (e) + 1)
#define for_each_set_clump8(start, clump, bits, size)				\
	for ((start) = find_first_clump8(&(clump), (bits), (size)); (start) < (size);	\
	     (start) = find_next_clump8(&(clump), (bits), (size), (start) + 8))

#endif
