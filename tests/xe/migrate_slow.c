// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * migrate_slow.c - a gigabyte of VRAM, hardly written to and written to all over
 */
#include "xe/stream.h"

#include <linux/sizes.h>

#include "xe/xe_gt_sriov_pf_migration.h"

static unsigned int stride;
static u64 size;

/* Half a megabyte at a time: nobody has room for all of it. */
static void migrate(void)
{
	size_t room = SZ_1M;
	void *piece = kvmalloc(room, GFP_KERNEL);
	u64 total = 0;
	ssize_t len;

	xe_vram_chunk = SZ_1M - SZ_4K;
	xe_hw_fill(card, 1, 5, stride);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 2), 0);
	cr_assert_eq(xe_sriov_vfio_stop_copy_enter(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_resume_data_enter(xe, 2), 0);
	while ((len = xe_sriov_vfio_data_read(xe, 1, piece, room)) > 0) {
		cr_assert_eq(xe_sriov_vfio_data_write(xe, 2, piece, len), len);
		total += len;
	}
	cr_assert_eq(len, 0);
	cr_assert_gt(total, size);
	cr_assert_eq(xe_sriov_vfio_stop_copy_exit(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_resume_data_exit(xe, 2), 0);
	expect_same(card, 1, card, 2);
	cr_assert_eq(xe_hw_vram_pages(card, 1), xe_hw_vram_pages(card, 2));
	kvfree(piece);
}

static void expect_migrates(u64 bytes, unsigned int every)
{
	struct xe_world world = { .main = migrate, .desc = { .vf_vram = bytes } };

	size = bytes;
	stride = every;
	xe_world_expect_clean(&world, 1);
}

Test(migrate_slow, sparse_gigabyte_migrates)
{
	expect_migrates(SZ_1G, 1000);
}

Test(migrate_slow, dense_gigabyte_migrates)
{
	expect_migrates(SZ_1G, 1);
}

Test(migrate_slow, quarter_of_a_gigabyte_migrates_dense_sparse_and_empty)
{
	expect_migrates(SZ_256M, 1);
	expect_migrates(SZ_256M, 257);
	expect_migrates(SZ_256M, 0);
}
