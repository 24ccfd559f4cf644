// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * corrupt.c - a stream that is not what was saved is refused, or harms its own VF only
 *
 * A stream comes from user space. Cut, mixed, repeated or changed, it must end in -EINVAL or
 * -EIO, take no memory that the VF does not have, leave nothing behind, and leave a VF that a
 * reset brings back. The one exception: a payload of the right size may say anything.
 */
#include "xe/stream.h"

#include "exec/heap.h"
#include "xe/xe_gt_sriov_pf_migration.h"

#define PACKETS_MAX	16
#define STEPS_MAX	50000000u	/* hundreds of migrations and resets in one run */

static u8 *stream, *bent;
static size_t len;
static size_t begin[PACKETS_MAX + 1];	/* where each packet begins; the end of the last */
static unsigned int packets;

static const struct xe_sriov_packet_hdr *hdr_at(const u8 *at)
{
	return (const struct xe_sriov_packet_hdr *)at;
}

/* VF 1 is the source, VF 2 is paused and waits. */
static void save(void)
{
	void *saved;

	xe_hw_fill(card, 1, 1, 1);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	len = save_stream(xe, 1, &saved);
	stream = saved;
	bent = kvmalloc(2 * len, GFP_KERNEL);
	packets = 0;
	for (size_t at = 0; at < len; at += sizeof(struct xe_sriov_packet_hdr) +
					    hdr_at(stream + at)->size)
		begin[packets++] = at;
	begin[packets] = len;
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 2), 0);
}

static void clean_up(void)
{
	kvfree(stream);
	kvfree(bent);
}

/* Of a kind that nobody can check; the descriptor and what a GuC signed can be. */
static bool is_payload(size_t at)
{
	for (unsigned int i = 0; i < packets; i++) {
		u8 type = hdr_at(stream + begin[i])->type;

		if (at < begin[i] + sizeof(struct xe_sriov_packet_hdr) || at >= begin[i + 1])
			continue;
		return type != XE_SRIOV_PACKET_TYPE_DESCRIPTOR &&
		       type != XE_SRIOV_PACKET_TYPE_GUC;
	}
	return false;
}

static void pause_again(void)
{
	expect_reset_helps(2);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 2), 0);
}

/* @why[@which]: what was done to the stream. */
static void expect_refused(size_t length, size_t piece, const char *why, size_t which)
{
	ssize_t ret = load_stream(xe, 2, bent, length, piece);

	cr_assert(ret == -EINVAL || ret == -EIO, "%s %zu: %zd", why, which, ret);
	cr_assert_eq(xe_sriov_vfio_resume_data_exit(xe, 2), -EIO);
	pause_again();
}

static void change_every_byte(void)
{
	static const u8 masks[] = { 0x01, 0x80, 0xff };

	save();
	for (size_t at = 0; at < len; at++) {
		memcpy(bent, stream, len);
		bent[at] ^= masks[at % ARRAY_SIZE(masks)];
		if (!is_payload(at)) {
			expect_refused(len, len, "byte", at);
		} else if (at % 97 == 0 || at < 200) {
			cr_assert_eq(load_stream(xe, 2, bent, len, len), 0, "byte %zu", at);
			pause_again();
		}
	}
	clean_up();
}

Test(corrupt, every_byte_of_a_small_stream_counts)
{
	struct xe_world world = { .main = change_every_byte, .steps_max = STEPS_MAX,
				  .desc = { .vf_vram = PAGE_SIZE, .vf_ggtt = 1, .vf_guc = 4 } };

	xe_world_expect_clean(&world, 1);
}

static void cut(void)
{
	save();
	memcpy(bent, stream, len);
	for (size_t length = 0; length < len; length += length < 260 ? 1 : 61)
		expect_refused(length, 64, "cut at", length);
	clean_up();
}

Test(corrupt, stream_that_ends_early_is_refused)
{
	struct xe_world world = { .main = cut, .steps_max = STEPS_MAX,
				  .desc = { .vf_vram = PAGE_SIZE, .vf_ggtt = 1 } };

	xe_world_expect_clean(&world, 1);
}

/* Compose a stream of packets by number; its length. */
static size_t compose(const unsigned int *which, unsigned int count)
{
	size_t length = 0;

	for (unsigned int i = 0; i < count; i++) {
		size_t size = begin[which[i] + 1] - begin[which[i]];

		memcpy(bent + length, stream + begin[which[i]], size);
		length += size;
	}
	return length;
}

static void mix_packets(void)
{
	unsigned int which[PACKETS_MAX + 1], i, k, n;

	xe_vram_chunk = PAGE_SIZE;
	save();
	cr_assert_eq(packets, 8);	/* two ends, GuC, GGTT, MMIO, three of VRAM */
	for (i = 0; i < packets; i++) {
		for (k = n = 0; k < packets; k++)
			if (k != i)
				which[n++] = k;
		expect_refused(compose(which, n), 100, "without packet", i);

		for (k = n = 0; k < packets; k++) {
			which[n++] = k;
			if (k == i)
				which[n++] = k;
		}
		expect_refused(compose(which, n), len, "twice packet", i);
	}
	for (i = 0; i + 1 < packets; i++) {
		for (k = 0; k < packets; k++)
			which[k] = k == i ? i + 1 : k == i + 1 ? i : k;
		expect_refused(compose(which, packets), 1000, "exchanged packet", i);
	}
	clean_up();
}

Test(corrupt, packets_out_of_order_are_refused)
{
	struct xe_world world = { .main = mix_packets, .steps_max = STEPS_MAX,
				  .desc = { .vf_vram = 3 * PAGE_SIZE } };

	xe_world_expect_clean(&world, 1);
}

static void claim_much(void)
{
	struct ex_heap_stats before, after;
	struct xe_sriov_packet_hdr *hdr;

	save();
	for (unsigned int i = 0; i < packets; i++) {
		for (unsigned int shift = 13; shift < 64; shift += 5) {
			memcpy(bent, stream, len);
			hdr = (struct xe_sriov_packet_hdr *)(bent + begin[i]);
			hdr->size += 1ull << shift;
			ex_heap_stats(&before);
			expect_refused(len, len, "size of packet", i);
			ex_heap_stats(&after);
			cr_assert_lt(after.peak_bytes - before.live_bytes, 1 << 20);
		}
	}
	clean_up();
}

Test(corrupt, size_that_is_claimed_is_not_believed)
{
	struct xe_world world = { .main = claim_much, .steps_max = STEPS_MAX,
				  .desc = { .vf_vram = PAGE_SIZE } };

	xe_world_expect_clean(&world, 1);
}

static void swap_gts(void)
{
	save();
	for (unsigned int i = 1; i + 1 < packets; i++) {
		struct xe_sriov_packet_hdr *hdr;

		memcpy(bent, stream, len);
		hdr = (struct xe_sriov_packet_hdr *)(bent + begin[i]);
		hdr->gt_id ^= 1;
		expect_refused(len, len, "other GT of packet", i);
		memcpy(bent, stream, len);
		hdr->tile_id ^= 1;
		expect_refused(len, len, "other tile of packet", i);
	}
	clean_up();
}

Test(corrupt, packet_of_another_gt_is_refused)
{
	struct xe_world world = { .main = swap_gts, .steps_max = STEPS_MAX,
				  .desc = { .media = true, .vf_vram = PAGE_SIZE } };

	xe_world_expect_clean(&world, 1);
}
