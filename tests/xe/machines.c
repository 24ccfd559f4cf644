// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * machines.c - a VF goes to another machine: nothing but the bytes of its stream gets there
 *
 * Each machine is a world of its own, with its own bus, cards, drivers and memory; the second
 * begins when the first is gone. A card that is not like the first refuses the stream.
 */
#include "xe/stream.h"

#include <linux/sizes.h>

static u8 stream[SZ_1M], vram[SZ_256K], ggtt[SZ_4K], flags[4][SZ_1K], kept[4][SZ_4K];
static size_t len;
static u64 writes;

static unsigned int gts(void)
{
	return (world_desc->tiles ?: 1) * (1 + world_desc->media);
}

/* What there is of a VF, for whoever comes later. */
static void look(unsigned int vfid, void (*see)(const void *bytes, u8 *memory, size_t size))
{
	static u8 bytes[SZ_256K];
	u64 size = xe_hw_size(card, XE_HW_VRAM, 0);

	xe_hw_peek(card, vfid, XE_HW_VRAM, 0, 0, bytes, size);
	see(bytes, vram, size);
	size = xe_hw_size(card, XE_HW_GGTT, 0);
	xe_hw_peek(card, vfid, XE_HW_GGTT, 0, 0, bytes, size);
	see(bytes, ggtt, size);
	for (unsigned int gt = 0; gt < gts(); gt++) {
		size = xe_hw_size(card, XE_HW_MMIO, gt);
		xe_hw_peek(card, vfid, XE_HW_MMIO, gt, 0, bytes, size);
		see(bytes, flags[gt], size);
		size = xe_hw_size(card, XE_HW_GUC, gt);
		xe_hw_peek(card, vfid, XE_HW_GUC, gt, 0, bytes, size);
		see(bytes, kept[gt], size);
	}
}

static void remember(const void *bytes, u8 *memory, size_t size)
{
	memcpy(memory, bytes, size);
}

static void compare(const void *bytes, u8 *memory, size_t size)
{
	cr_assert_arr_eq(bytes, memory, size);
}

/* The guest works until it is paused; what it is at the pause is what counts. */
static void leave(void)
{
	void *saved;

	xe_hw_fill(card, 1, 12, 1);
	xe_hw_busy(card, 1, 11, 0);
	ksys_msleep(1);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	writes = xe_hw_writes(card, 1);
	cr_assert_gt(writes, 0);
	look(1, remember);
	len = save_stream(xe, 1, &saved);
	cr_assert_leq(len, sizeof(stream));
	memcpy(stream, saved, len);
	kvfree(saved);
	cr_assert_eq(xe_hw_writes(card, 1), writes);
	xe_hw_idle(card, 1);
}

static ssize_t result;

static void arrive(void)
{
	unsigned int vfid = world_desc->vfs ?: 2;

	xe_hw_fill(card, vfid, 13, 1);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, vfid), 0);
	result = load_stream(xe, vfid, stream, len, 1000);
	if (result) {
		expect_reset_helps(vfid);
		return;
	}
	look(vfid, compare);
	xe_hw_busy(card, vfid, 11, 0);
	cr_assert_eq(xe_sriov_vfio_resume_device(xe, vfid), 0);
	ksys_msleep(1);
	cr_assert_gt(xe_hw_writes(card, vfid), 0);
	xe_hw_idle(card, vfid);
}

static void migrate(struct xe_hw_desc from, struct xe_hw_desc to)
{
	struct xe_world source = { .main = leave, .desc = from };
	struct xe_world dest = { .main = arrive, .desc = to };

	xe_world_expect_clean(&source, 1);
	xe_world_expect_clean(&dest, 3);
}

static void expect_arrives(struct xe_hw_desc desc, u8 other_vfs)
{
	struct xe_hw_desc other = desc;

	other.vfs = other_vfs;
	migrate(desc, other);
	cr_assert_eq(result, 0);
}

Test(machines, vf_arrives_at_another_machine)
{
	expect_arrives((struct xe_hw_desc){ .vf_vram = SZ_256K }, 2);
}

Test(machines, vf_with_media_arrives_as_the_only_one_of_its_card)
{
	expect_arrives((struct xe_hw_desc){ .media = true, .vfs = 7 }, 1);
}

Test(machines, vf_of_63_arrives)
{
	expect_arrives((struct xe_hw_desc){ .vfs = 63 }, 63);
}

static void expect_refused(struct xe_hw_desc other)
{
	migrate((struct xe_hw_desc){ .vf_vram = SZ_64K }, other);
	cr_assert(result == -EINVAL || result == -EIO, "%zd", result);
}

Test(machines, card_of_another_kind_refuses_the_stream)
{
	expect_refused((struct xe_hw_desc){ .vf_vram = SZ_64K, .device = 0xe211 });
}

Test(machines, card_with_more_or_less_memory_refuses_the_stream)
{
	expect_refused((struct xe_hw_desc){ .vf_vram = SZ_128K });
	expect_refused((struct xe_hw_desc){ .vf_vram = SZ_64K - SZ_4K });
	expect_refused((struct xe_hw_desc){ .no_vram = true });
	expect_refused((struct xe_hw_desc){ .vf_vram = SZ_64K, .vf_ggtt = 9 });
	expect_refused((struct xe_hw_desc){ .vf_vram = SZ_64K, .vf_guc = 15 });
}

Test(machines, card_with_more_tiles_or_gts_refuses_the_stream)
{
	expect_refused((struct xe_hw_desc){ .vf_vram = SZ_64K, .media = true });
	expect_refused((struct xe_hw_desc){ .vf_vram = SZ_64K, .tiles = 2 });
}

/* With a firmware that cannot, nobody gets so far. */
static void cannot(void)
{
	cr_assert(!xe_sriov_vfio_migration_supported(xe));
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_resume_device(xe, 1), 0);
}

Test(machines, firmware_that_is_too_old_says_so)
{
	struct xe_world world = { .main = cannot, .desc = { .no_migration = true } };

	xe_world_expect_clean(&world, 3);
}
