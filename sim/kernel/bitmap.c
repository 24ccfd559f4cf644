// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bitmap.c - arithmetic on whole bitmaps, and areas in them
 */
#include <linux/bitmap.h>

#include <linux/export.h>
#include <linux/math.h>
#include <linux/slab.h>

unsigned long *bitmap_alloc(unsigned int nbits, gfp_t flags)
{
	return kmalloc_array(BITS_TO_LONGS(nbits), sizeof(unsigned long), flags);
}
EXPORT_SYMBOL(bitmap_alloc);

unsigned long *bitmap_zalloc(unsigned int nbits, gfp_t flags)
{
	return kcalloc(BITS_TO_LONGS(nbits), sizeof(unsigned long), flags);
}
EXPORT_SYMBOL(bitmap_zalloc);

void bitmap_free(const unsigned long *bitmap)
{
	kfree(bitmap);
}
EXPORT_SYMBOL(bitmap_free);

/* The bits of word @i that belong to a bitmap of @nbits. */
static unsigned long valid(unsigned int i, unsigned int nbits)
{
	return (i + 1) * BITS_PER_LONG <= nbits ? ~0UL : BITMAP_LAST_WORD_MASK(nbits);
}

bool bitmap_and(unsigned long *dst, const unsigned long *src1, const unsigned long *src2,
		unsigned int nbits)
{
	unsigned long any = 0;

	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		any |= (dst[i] = src1[i] & src2[i] & valid(i, nbits));
	return any;
}
EXPORT_SYMBOL(bitmap_and);

bool bitmap_andnot(unsigned long *dst, const unsigned long *src1, const unsigned long *src2,
		   unsigned int nbits)
{
	unsigned long any = 0;

	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		any |= (dst[i] = src1[i] & ~src2[i] & valid(i, nbits));
	return any;
}
EXPORT_SYMBOL(bitmap_andnot);

void bitmap_or(unsigned long *dst, const unsigned long *src1, const unsigned long *src2,
	       unsigned int nbits)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = src1[i] | src2[i];
}
EXPORT_SYMBOL(bitmap_or);

void bitmap_xor(unsigned long *dst, const unsigned long *src1, const unsigned long *src2,
		unsigned int nbits)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = src1[i] ^ src2[i];
}
EXPORT_SYMBOL(bitmap_xor);

void bitmap_complement(unsigned long *dst, const unsigned long *src, unsigned int nbits)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = ~src[i];
}
EXPORT_SYMBOL(bitmap_complement);

void bitmap_replace(unsigned long *dst, const unsigned long *old, const unsigned long *new,
		    const unsigned long *mask, unsigned int nbits)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		dst[i] = (old[i] & ~mask[i]) | (new[i] & mask[i]);
}
EXPORT_SYMBOL(bitmap_replace);

/* @dst may be @src: each word is written after all reads of it. */
void bitmap_shift_right(unsigned long *dst, const unsigned long *src, unsigned int shift,
			unsigned int nbits)
{
	unsigned int words = BITS_TO_LONGS(nbits);
	unsigned int skip = shift / BITS_PER_LONG, rest = shift % BITS_PER_LONG;

	for (unsigned int i = 0; i < words; i++) {
		unsigned int at = i + skip;
		unsigned long low = at < words ? src[at] & valid(at, nbits) : 0;
		unsigned long high = at + 1 < words ? src[at + 1] & valid(at + 1, nbits) : 0;

		dst[i] = rest ? low >> rest | high << (BITS_PER_LONG - rest) : low;
	}
}
EXPORT_SYMBOL(bitmap_shift_right);

void bitmap_shift_left(unsigned long *dst, const unsigned long *src, unsigned int shift,
		       unsigned int nbits)
{
	unsigned int skip = shift / BITS_PER_LONG, rest = shift % BITS_PER_LONG;

	for (unsigned int i = BITS_TO_LONGS(nbits); i-- > 0;) {
		unsigned long high = i >= skip ? src[i - skip] : 0;
		unsigned long low = i >= skip + 1 ? src[i - skip - 1] : 0;

		dst[i] = rest ? high << rest | low >> (BITS_PER_LONG - rest) : high;
	}
}
EXPORT_SYMBOL(bitmap_shift_left);

bool bitmap_equal(const unsigned long *src1, const unsigned long *src2, unsigned int nbits)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++) {
		if ((src1[i] ^ src2[i]) & valid(i, nbits))
			return false;
	}
	return true;
}
EXPORT_SYMBOL(bitmap_equal);

bool bitmap_intersects(const unsigned long *src1, const unsigned long *src2, unsigned int nbits)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++) {
		if (src1[i] & src2[i] & valid(i, nbits))
			return true;
	}
	return false;
}
EXPORT_SYMBOL(bitmap_intersects);

bool bitmap_subset(const unsigned long *src1, const unsigned long *src2, unsigned int nbits)
{
	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++) {
		if (src1[i] & ~src2[i] & valid(i, nbits))
			return false;
	}
	return true;
}
EXPORT_SYMBOL(bitmap_subset);

unsigned int bitmap_weight(const unsigned long *src, unsigned int nbits)
{
	unsigned int weight = 0;

	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		weight += hweight_long(src[i] & valid(i, nbits));
	return weight;
}
EXPORT_SYMBOL(bitmap_weight);

unsigned int bitmap_weight_and(const unsigned long *src1, const unsigned long *src2,
			       unsigned int nbits)
{
	unsigned int weight = 0;

	for (unsigned int i = 0; i < BITS_TO_LONGS(nbits); i++)
		weight += hweight_long(src1[i] & src2[i] & valid(i, nbits));
	return weight;
}
EXPORT_SYMBOL(bitmap_weight_and);

/* Of the word that holds bit @start: the bits from there on, and @nbits of them at most. */
static unsigned long part(unsigned int start, unsigned int nbits)
{
	unsigned long mask = BITMAP_FIRST_WORD_MASK(start);

	if (start % BITS_PER_LONG + nbits < BITS_PER_LONG)
		mask &= BITMAP_LAST_WORD_MASK(start + nbits);
	return mask;
}

void bitmap_set(unsigned long *map, unsigned int start, unsigned int nbits)
{
	while (nbits) {
		unsigned long mask = part(start, nbits);

		map[BIT_WORD(start)] |= mask;
		start += hweight_long(mask);
		nbits -= hweight_long(mask);
	}
}
EXPORT_SYMBOL(bitmap_set);

void bitmap_clear(unsigned long *map, unsigned int start, unsigned int nbits)
{
	while (nbits) {
		unsigned long mask = part(start, nbits);

		map[BIT_WORD(start)] &= ~mask;
		start += hweight_long(mask);
		nbits -= hweight_long(mask);
	}
}
EXPORT_SYMBOL(bitmap_clear);

unsigned long bitmap_find_next_zero_area_off(unsigned long *map, unsigned long size,
					     unsigned long start, unsigned int nr,
					     unsigned long align_mask, unsigned long align_offset)
{
	for (;;) {
		unsigned long end, busy;

		start = find_next_zero_bit(map, size, start);
		start = __ALIGN_MASK(start + align_offset, align_mask) - align_offset;
		end = start + nr;
		if (end > size)
			return end;
		busy = find_next_bit(map, end, start);
		if (busy >= end)
			return start;
		start = busy + 1;
	}
}
EXPORT_SYMBOL(bitmap_find_next_zero_area_off);

int bitmap_find_free_region(unsigned long *bitmap, unsigned int bits, int order)
{
	unsigned int len = 1U << order;

	for (unsigned int pos = 0; pos + len <= bits; pos += len) {
		if (!bitmap_allocate_region(bitmap, pos, order))
			return pos;
	}
	return -ENOMEM;
}
EXPORT_SYMBOL(bitmap_find_free_region);

void bitmap_release_region(unsigned long *bitmap, unsigned int pos, int order)
{
	bitmap_clear(bitmap, pos, 1U << order);
}
EXPORT_SYMBOL(bitmap_release_region);

int bitmap_allocate_region(unsigned long *bitmap, unsigned int pos, int order)
{
	unsigned int end = pos + (1U << order);

	if (find_next_bit(bitmap, end, pos) < end)
		return -EBUSY;
	bitmap_set(bitmap, pos, 1U << order);
	return 0;
}
EXPORT_SYMBOL(bitmap_allocate_region);

void bitmap_from_arr32(unsigned long *bitmap, const u32 *buf, unsigned int nbits)
{
	bitmap_zero(bitmap, nbits);
	for (unsigned int i = 0; i < DIV_ROUND_UP(nbits, 32); i++)
		bitmap[i / 2] |= (unsigned long)buf[i] << (i % 2 * 32);
	if (nbits % BITS_PER_LONG)
		bitmap[nbits / BITS_PER_LONG] &= BITMAP_LAST_WORD_MASK(nbits);
}
EXPORT_SYMBOL(bitmap_from_arr32);

void bitmap_to_arr32(u32 *buf, const unsigned long *bitmap, unsigned int nbits)
{
	for (unsigned int i = 0; i < DIV_ROUND_UP(nbits, 32); i++)
		buf[i] = bitmap[i / 2] >> (i % 2 * 32);
	if (nbits % 32)
		buf[nbits / 32] &= ~0U >> (32 - nbits % 32);
}
EXPORT_SYMBOL(bitmap_to_arr32);
