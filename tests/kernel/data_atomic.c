// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * data_atomic.c - atomics, bit operations and searches in bitmaps
 *
 * What each operation returns (the value before, after, or whether) differs from name to name, and
 * a mistake there is a lock that two have or nobody.
 */
#include <criterion/criterion.h>

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/kernel.h>

#include "data_random.h"

#define CHECK_FAMILY(prefix, type)						\
	do {									\
		prefix##_t v = { 5 };						\
		type old = 4;							\
										\
		cr_assert_eq(prefix##_fetch_add(3, &v), 5);			\
		cr_assert_eq(prefix##_add_return(2, &v), 10);			\
		cr_assert_eq(prefix##_fetch_sub_release(1, &v), 10);		\
		cr_assert_eq(prefix##_dec_return_acquire(&v), 8);		\
		cr_assert_eq(prefix##_inc_return_relaxed(&v), 9);		\
		cr_assert_eq(prefix##_fetch_andnot(1, &v), 9);			\
		cr_assert_eq(prefix##_fetch_or(6, &v), 8);			\
		cr_assert_eq(prefix##_fetch_xor(3, &v), 14);			\
		cr_assert_eq(prefix##_read(&v), 13);				\
		cr_assert_eq(prefix##_xchg(&v, 2), 13);				\
		cr_assert_eq(prefix##_cmpxchg(&v, 3, 9), 2);			\
		cr_assert_eq(prefix##_cmpxchg(&v, 2, 3), 2);			\
		cr_assert_not(prefix##_try_cmpxchg(&v, &old, 9));		\
		cr_assert_eq(old, 3);						\
		cr_assert(prefix##_try_cmpxchg(&v, &old, -1));			\
		cr_assert(prefix##_inc_and_test(&v));				\
		cr_assert_not(prefix##_inc_not_zero(&v));			\
		cr_assert_eq(prefix##_dec_if_positive(&v), -1);			\
		cr_assert_eq(prefix##_read(&v), 0);				\
		cr_assert(prefix##_add_unless(&v, 2, 1));			\
		cr_assert_eq(prefix##_fetch_add_unless(&v, 2, 2), 2);		\
		cr_assert(prefix##_sub_and_test(2, &v));			\
		cr_assert(prefix##_add_negative(-1, &v));			\
		cr_assert_not(prefix##_inc_unless_negative(&v));		\
		cr_assert(prefix##_dec_unless_positive(&v));			\
		prefix##_set(&v, 1);						\
		cr_assert(prefix##_dec_and_test(&v));				\
	} while (0)

Test(data_atomic, each_operation_returns_what_its_name_says)
{
	CHECK_FAMILY(atomic, int);
	CHECK_FAMILY(atomic64, s64);
	CHECK_FAMILY(atomic_long, long);
}

Test(data_atomic, arithmetic_wraps_around)
{
	atomic_t v = ATOMIC_INIT(INT_MAX);

	cr_assert_eq(atomic_inc_return(&v), INT_MIN);
	cr_assert_eq(atomic_fetch_add_unless(&v, INT_MIN, 0), INT_MIN);
	cr_assert_eq(atomic_read(&v), 0);
}

Test(data_atomic, generic_exchanges_work_on_any_word)
{
	int x = 1, y = 2, *p = &x, *seen = &y;
	u8 byte = 7;

	cr_assert_eq(xchg(&p, &y), &x);
	cr_assert_eq(cmpxchg(&p, &x, NULL), &y);
	cr_assert(try_cmpxchg(&p, &seen, NULL));
	cr_assert_null(p);
	cr_assert_eq(cmpxchg(&byte, 7, 9), 7);
	cr_assert_eq(smp_load_acquire(&byte), 9);
}

Test(data_atomic, bit_operations_return_the_old_bit)
{
	unsigned long map[2] = {};

	cr_assert_not(test_and_set_bit(70, map));
	cr_assert(test_and_set_bit(70, map));
	cr_assert_eq(map[1], BIT(6));
	cr_assert(test_bit(70, map));
	cr_assert(test_and_clear_bit(70, map));
	cr_assert_not(test_and_change_bit(3, map));
	cr_assert_not(test_and_set_bit_lock(0, map));
	clear_bit_unlock(0, map);
	cr_assert_eq(map[0], 8);
	cr_assert(__test_and_clear_bit(3, map));
	cr_assert_eq(set_mask_bits(&map[0], 0xffUL, 0x12UL), 0);
	cr_assert_eq(map[0], 0x12);
}

Test(data_atomic, bit_numbers_are_what_each_name_counts)
{
	cr_assert_eq(ffs(0), 0);
	cr_assert_eq(ffs(8), 4);
	cr_assert_eq(fls(0), 0);
	cr_assert_eq(fls(8), 4);
	cr_assert_eq(__ffs(8), 3);
	cr_assert_eq(__fls(9), 3);
	cr_assert_eq(fls64(1ULL << 40), 41);
	cr_assert_eq(ffz(7), 3);
	cr_assert_eq(hweight32(0xf0f0), 8);
	cr_assert_eq(ilog2(4096), 12);
	cr_assert_eq(roundup_pow_of_two(4097UL), 8192);
	cr_assert_eq(order_base_2(5), 3);
	cr_assert_eq(sign_extend32(0xff, 7), -1);
	cr_assert_eq(GENMASK(7, 4), 0xf0);
}

#define BITS	200

static bool bits[BITS];
static unsigned long map[BITS_TO_LONGS(BITS)];

static unsigned long next_by_hand(unsigned long from, bool value)
{
	while (from < BITS && bits[from] != value)
		from++;
	return from < BITS ? from : BITS;
}

Test(data_atomic, bitmap_searches_agree_with_a_walk)
{
	for (int step = 0; step < 5000; step++) {
		unsigned long bit = data_random(BITS), from = data_random(BITS + 1);
		unsigned long last = BITS;

		bits[bit] = !bits[bit];
		change_bit(bit, map);
		cr_assert_eq(find_next_bit(map, BITS, from), next_by_hand(from, true));
		cr_assert_eq(find_next_zero_bit(map, BITS, from), next_by_hand(from, false));
		for (unsigned long i = 0; i < BITS; i++)
			last = bits[i] ? i : last;
		cr_assert_eq(find_last_bit(map, BITS), last);
	}
	for (unsigned long bit = 0, nth = 0; bit < BITS; bit++) {
		if (bits[bit])
			cr_assert_eq(find_nth_bit(map, BITS, nth++), bit);
	}
}

Test(data_atomic, minimum_and_maximum_evaluate_once)
{
	int calls = 0;

	cr_assert_eq(min(++calls, 5), 1);
	cr_assert_eq(max3(3, 9, 4), 9);
	cr_assert_eq(clamp(12, 0, 10), 10);
	cr_assert_eq(min_not_zero(0, 3), 3);
	cr_assert_eq(DIV_ROUND_UP(10, 3), 4);
	cr_assert_eq(round_up(10, 8), 16);
	cr_assert_eq(roundup(10, 3), 12);
	cr_assert_eq(abs(-3), 3);
	cr_assert_eq(calls, 1);
}
