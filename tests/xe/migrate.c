// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * migrate.c - a VF that was saved and restored is the same, byte for byte
 *
 * Wrong would be: a part forgotten, saved from or restored to another VF, cut at a chunk's
 * edge, or changed between the pause and the end of the save.
 */
#include "xe/stream.h"

#include <linux/sizes.h>

static unsigned int stride = 1;
static size_t piece = SZ_64K;

static void migrate(void)
{
	xe_hw_fill(card, 1, 4711, stride);
	xe_hw_fill(card, 2, 815, 1);
	migrate_1_to_2(piece);
	cr_assert_eq(xe_sriov_vfio_resume_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_resume_device(xe, 2), 0);
}

static void expect_migrates(struct xe_hw_desc desc, unsigned int runs)
{
	struct xe_world world = { .main = migrate, .desc = desc };

	xe_world_expect_clean(&world, runs);
}

Test(migrate, vf_without_vram)
{
	expect_migrates((struct xe_hw_desc){ .no_vram = true }, 10);
}

Test(migrate, vf_of_one_page)
{
	expect_migrates((struct xe_hw_desc){ .vf_vram = SZ_4K }, 10);
}

Test(migrate, vf_of_one_chunk_and_of_a_page_more_or_less)
{
	expect_migrates((struct xe_hw_desc){ .vf_vram = SZ_1M - SZ_4K }, 1);
	expect_migrates((struct xe_hw_desc){ .vf_vram = SZ_1M }, 1);
	expect_migrates((struct xe_hw_desc){ .vf_vram = SZ_1M + SZ_4K }, 1);
}

Test(migrate, vf_of_more_chunks_than_a_ring_holds)
{
	expect_migrates((struct xe_hw_desc){ .vf_vram = 8 * SZ_1M }, 1);
}

Test(migrate, two_tiles_with_media)
{
	expect_migrates((struct xe_hw_desc){ .tiles = 2, .media = true, .vf_vram = SZ_16K }, 10);
}

Test(migrate, stream_in_odd_pieces)
{
	for (piece = 1; piece < 100; piece = piece * 2 + 1)
		expect_migrates((struct xe_hw_desc){ .vf_vram = SZ_4K, .media = true }, 1);
}

Test(migrate, sparse_memory_stays_sparse)
{
	stride = 300;
	expect_migrates((struct xe_hw_desc){ .vf_vram = 12 * SZ_1M }, 1);
}

static void to_another_card(void)
{
	void *stream;
	size_t len;

	xe_hw_fill(card, 2, 1, 2);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 2), 0);
	len = save_stream(xe, 2, &stream);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe2, 1), 0);
	cr_assert_eq(load_stream(xe2, 1, stream, len, SZ_4K), 0);
	kvfree(stream);
	expect_same(card, 2, card2, 1);
	cr_assert_eq(xe_sriov_vfio_resume_device(xe2, 1), 0);
}

Test(migrate, vf_goes_to_another_card)
{
	struct xe_world world = { .main = to_another_card, .second = true };

	xe_world_expect_clean(&world, 10);
}

/* The guest writes every few microseconds, until the very moment of the pause. */
static void migrate_busy(void)
{
	u64 writes;

	xe_hw_busy(card, 1, 7, 0);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	writes = xe_hw_writes(card, 1);
	cr_assert_gt(writes, 0);
	cr_assert_eq(xe_sriov_vfio_resume_device(xe, 1), 0);
	migrate_1_to_2(SZ_4K);
	writes = xe_hw_writes(card, 1);
	expect_same(card, 1, card, 2);
	cr_assert_eq(xe_hw_writes(card, 1), writes);
	xe_hw_idle(card, 1);
}

Test(migrate, guest_that_writes_is_stopped_before_it_is_saved)
{
	struct xe_world world = { .main = migrate_busy, .desc = { .media = true } };

	xe_world_expect_clean(&world, 20);
}

static void there_and_back(void)
{
	void *stream;
	size_t len;

	xe_hw_fill(card, 1, 99, 1);
	migrate_1_to_2(SZ_4K);
	/* again, after a reset of where it came from: VF 2 is the only one that has it */
	expect_reset_helps(1);
	len = save_stream(xe, 2, &stream);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(load_stream(xe, 1, stream, len, 100), 0);
	kvfree(stream);
	expect_same(card, 2, card, 1);
}

Test(migrate, there_and_back_again)
{
	struct xe_world world = { .main = there_and_back };

	xe_world_expect_clean(&world, 10);
}

Test(migrate, two_tiles_with_media_on_threads)
{
	struct xe_world world = { .main = migrate_busy, .threads = true,
				  .desc = { .tiles = 2, .media = true } };

	for (unsigned int seed = 1; seed <= 5; seed++) {
		xe_world_run(&world, NULL, seed);
		xe_world_expect_well(&world, seed);
	}
}
