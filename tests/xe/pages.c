// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pages.c - VRAM and packets are made of the same pages, and nobody can tell
 *
 * Wrong would be: what is written to VRAM changes a packet that was made before, a page stays
 * behind or is given back twice, or memory that nobody ever wrote to costs something.
 */
#include "xe/stream.h"

#include <linux/sizes.h>

#include "exec/heap.h"
#include "xe/xe_gt_sriov_pf_migration.h"

static u8 stream[SZ_2M];

static size_t read_all(void)
{
	size_t len = 0;
	ssize_t got;

	while ((got = xe_sriov_vfio_data_read(xe, 1, stream + len, sizeof(stream) - len)) > 0)
		len += got;
	cr_assert_eq(got, 0);
	cr_assert_eq(xe_sriov_vfio_stop_copy_exit(xe, 1), 0);
	return len;
}

/* Every byte of VRAM is @byte, in packets and in what they are restored to. */
static void expect_bytes(size_t len, u8 byte)
{
	size_t seen = 0;

	for (size_t at = 0; at < len;) {
		const struct xe_sriov_packet_hdr *hdr = (const void *)(stream + at);

		at += sizeof(*hdr);
		for (u64 i = 0; hdr->type == XE_SRIOV_PACKET_TYPE_VRAM && i < hdr->size; i++)
			cr_assert_eq(stream[at + i], byte, "byte %llu", hdr->offset + i);
		seen += hdr->type == XE_SRIOV_PACKET_TYPE_VRAM ? hdr->size : 0;
		at += hdr->size;
	}
	cr_assert_eq(seen, world_desc->vf_vram);
}

static void fill(u8 byte)
{
	static u8 page[SZ_64K];

	memset(page, byte, sizeof(page));
	for (u64 at = 0; at < world_desc->vf_vram; at += sizeof(page))
		xe_hw_poke(card, 1, XE_HW_VRAM, 0, at, page,
			   min_t(u64, sizeof(page), world_desc->vf_vram - at));
}

/* All packets are in the ring; then somebody writes to the BAR of the paused VF. */
static void write_after_save(void)
{
	u8 byte;

	fill(0xaa);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_stop_copy_enter(xe, 1), 0);
	ksys_msleep(10);
	fill(0xbb);
	expect_bytes(read_all(), 0xaa);
	xe_hw_peek(card, 1, XE_HW_VRAM, 0, world_desc->vf_vram - 1, &byte, 1);
	cr_assert_eq(byte, 0xbb);

	/* and once more, with pages that were given back */
	cr_assert_eq(xe_sriov_vfio_stop_copy_enter(xe, 1), 0);
	expect_bytes(read_all(), 0xbb);
}

static void expect_unchanged(struct xe_hw_desc desc, unsigned long chunk)
{
	struct xe_world world = { .main = write_after_save, .desc = desc };

	xe_vram_chunk = chunk;
	xe_world_expect_clean(&world, 5);
}

Test(pages, write_to_vram_does_not_reach_what_was_saved_before)
{
	expect_unchanged((struct xe_hw_desc){ .vf_vram = SZ_4K }, SZ_1M);
	expect_unchanged((struct xe_hw_desc){ .vf_vram = SZ_64K }, SZ_1M);
	expect_unchanged((struct xe_hw_desc){ .vf_vram = SZ_1M + SZ_4K }, SZ_2M);
	expect_unchanged((struct xe_hw_desc){ .vf_vram = SZ_128K + SZ_4K }, SZ_64K + SZ_4K);
}

static void restore_over_itself(void)
{
	size_t len;
	u8 byte = 0;

	fill(0xcc);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_stop_copy_enter(xe, 1), 0);
	len = read_all();
	fill(0xdd);
	cr_assert_eq(load_stream(xe, 1, stream, len, 777), 0);
	for (u64 at = 0; at < world_desc->vf_vram; at += 1111) {
		xe_hw_peek(card, 1, XE_HW_VRAM, 0, at, &byte, 1);
		cr_assert_eq(byte, 0xcc);
	}
	/* what is there now is the VF's own */
	cr_assert_eq(xe_sriov_vfio_resume_device(xe, 1), 0);
	fill(0xee);
	expect_bytes(len, 0xcc);
}

Test(pages, restored_vf_has_pages_of_its_own)
{
	struct xe_world world = { .main = restore_over_itself,
				  .desc = { .vf_vram = SZ_256K - SZ_4K } };

	xe_vram_chunk = SZ_128K;
	xe_world_expect_clean(&world, 5);
}

/* Much VRAM with a byte at each end. */
static void mostly_nothing(void)
{
	struct ex_heap_stats before, after;
	u64 last = world_desc->vf_vram - 1;
	static u8 buf[SZ_64K];
	ssize_t len;
	u8 byte = 1;

	xe_hw_poke(card, 1, XE_HW_VRAM, 0, 0, &byte, 1);
	xe_hw_poke(card, 1, XE_HW_VRAM, 0, last, &byte, 1);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 2), 0);
	ex_heap_stats(&before);
	cr_assert_eq(xe_sriov_vfio_stop_copy_enter(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_resume_data_enter(xe, 2), 0);
	while ((len = xe_sriov_vfio_data_read(xe, 1, buf, sizeof(buf))) > 0)
		cr_assert_eq(xe_sriov_vfio_data_write(xe, 2, buf, len), len);
	cr_assert_eq(len, 0);
	cr_assert_eq(xe_sriov_vfio_stop_copy_exit(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_resume_data_exit(xe, 2), 0);
	ex_heap_stats(&after);
	cr_assert_leq(after.peak_bytes - before.live_bytes, SZ_16M);
	cr_assert_eq(xe_hw_vram_pages(card, 2), xe_hw_vram_pages(card, 1));
	xe_hw_peek(card, 2, XE_HW_VRAM, 0, last, &byte, 1);
	cr_assert_eq(byte, 1);
}

Test(pages, memory_that_nobody_wrote_to_costs_nothing_on_its_way)
{
	struct xe_world world = { .main = mostly_nothing, .desc = { .vf_vram = SZ_64M } };

	xe_world_expect_clean(&world, 1);
}

/* A packet holds pages of a VF that is gone, and nobody reads it any more. */
static void leave_in_the_ring(void)
{
	fill(0x11);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_stop_copy_enter(xe, 1), 0);
	ksys_msleep(10);
	expect_reset_helps(1);
	fill(0x22);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_stop_copy_enter(xe, 1), 0);
}

Test(pages, of_packets_that_nobody_reads_go_with_the_card)
{
	struct xe_world world = { .main = leave_in_the_ring, .desc = { .vf_vram = SZ_256K } };

	xe_world_expect_clean(&world, 10);
}
