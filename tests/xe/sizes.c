// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sizes.c - a VF of any size arrives as it was, in chunks of any size, full or nearly empty
 *
 * Sizes around those of a page, of VRAM's pages and of a chunk, and how many VFs there are.
 * From a quarter of a gigabyte on: migrate_slow.c.
 */
#include "xe/stream.h"

#include <linux/sizes.h>

#include "xe/xe_gt_sriov_pf_migration.h"

static unsigned int stride;

static void migrate(void)
{
	xe_hw_fill(card, 1, stride + 7, stride);
	xe_hw_fill(card, 2, 815, 2);
	migrate_1_to_2(SZ_64K);
	cr_assert_eq(xe_sriov_vfio_resume_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_resume_device(xe, 2), 0);
}

static void expect_each(const u64 *sizes, unsigned int count, unsigned long chunk)
{
	static const unsigned int strides[] = { 1, 17, 0 };

	xe_vram_chunk = chunk;
	for (unsigned int i = 0; i < count; i++) {
		for (unsigned int k = 0; k < ARRAY_SIZE(strides); k++) {
			struct xe_world world = {
				.main = migrate,
				.desc = { .no_vram = !sizes[i], .vf_vram = sizes[i] },
			};

			stride = strides[k];
			xe_world_expect_clean(&world, 1);
		}
	}
}

Test(sizes, around_a_page_migrate_in_chunks_of_any_size)
{
	static const u64 sizes[] = {
		0, SZ_4K, SZ_8K, SZ_64K - SZ_4K, SZ_64K, SZ_64K + SZ_4K, SZ_128K,
		SZ_256K - SZ_4K, SZ_256K + SZ_8K,
	};
	static const unsigned long chunks[] = {
		SZ_4K, SZ_64K - SZ_4K, SZ_64K, SZ_64K + SZ_4K, SZ_128K, SZ_1M,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(chunks); i++)
		expect_each(sizes, ARRAY_SIZE(sizes), chunks[i]);
}

Test(sizes, up_to_16_megabytes_migrate)
{
	static const u64 sizes[] = {
		SZ_1M - SZ_4K, SZ_1M, SZ_1M + SZ_4K, SZ_2M, 5 * SZ_1M, 6 * SZ_1M + SZ_64K, SZ_16M,
	};

	expect_each(sizes, ARRAY_SIZE(sizes), SZ_1M);
	expect_each(sizes, ARRAY_SIZE(sizes), SZ_4M);
}

/* The last VF becomes what the first one is, while all others do their work. */
static void among_many(void)
{
	unsigned int last = world_desc->vfs;
	void *stream;
	size_t len;

	for (unsigned int n = 2; n < last; n++)
		xe_hw_busy(card, n, 100, 0);
	xe_hw_fill(card, 1, 1, 1);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	len = save_stream(xe, 1, &stream);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, last), 0);
	cr_assert_eq(load_stream(xe, last, stream, len, 1000), 0);
	kvfree(stream);
	expect_same(card, 1, card, last);
	cr_assert_eq(xe_sriov_vfio_resume_device(xe, last), 0);
	for (unsigned int n = 2; n < last; n++) {
		cr_assert_gt(xe_hw_writes(card, n), 0);
		xe_hw_idle(card, n);
	}
}

Test(sizes, of_a_card_up_to_63_vfs_migrate)
{
	static const u8 counts[] = { 2, 3, 7, 8, 31, 63 };

	for (unsigned int i = 0; i < ARRAY_SIZE(counts); i++) {
		struct xe_world world = { .main = among_many, .desc = { .vfs = counts[i] } };

		xe_world_expect_clean(&world, 1);
	}
}

/* The only VF of its card goes to the only one of another. */
static void alone(void)
{
	void *stream;
	size_t len;

	xe_hw_fill(card, 1, 1, 1);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	len = save_stream(xe, 1, &stream);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe2, 1), 0);
	cr_assert_eq(load_stream(xe2, 1, stream, len, len), 0);
	kvfree(stream);
	expect_same(card, 1, card2, 1);
}

Test(sizes, of_a_card_down_to_a_single_vf_migrate)
{
	struct xe_world world = { .main = alone, .second = true, .desc = { .vfs = 1 } };

	xe_world_expect_clean(&world, 3);
}
