// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_sriov_packet_check.c - a stream from user space is checked packet by packet
 *
 * Exactly one stream is right for a VF, but for the order between GTs and the size of
 * VRAM chunks: what was cut, mixed, repeated or changed is refused when the header that
 * is out of place comes, or at the end when something is missing. A payload that was
 * changed and is as long as it should be cannot be told: its sender is trusted with it, and
 * can only harm its own VF. (What a GuC keeps is signed by the GuC.)
 *
 * Linux checks that the version is known and the GT exists; what else is in a header it
 * finds out when it uses it, skips types it does not know, and takes a stream for complete
 * when the trailer comes (variant xe-stream-trusted).
 */
#include "xe_sriov_packet_check.h"

#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/pci.h>
#include <linux/string.h>
#include <asm/byteorder.h>

#include "xe_device.h"
#include "xe_gt_sriov_pf_migration.h"

DEFINE_VARIANT(xe_stream_trusted, "xe-stream-trusted", "1ed30397c0b9 (v6.19)",
	       "migration data is checked where it is used, or not at all");

void xe_sriov_packet_describe(struct xe_device *xe, u32 *words)
{
	words[0] = cpu_to_le32(MIGRATION_KLV_DEVICE_DEVID_KEY << 16 | 1);
	words[1] = cpu_to_le32(xe->pdev->device);
	words[2] = cpu_to_le32(MIGRATION_KLV_DEVICE_REVID_KEY << 16 | 1);
	words[3] = cpu_to_le32(xe->pdev->revision);
}

int xe_sriov_packet_check_descriptor(struct xe_device *xe, const struct xe_sriov_packet *data)
{
	u32 words[MIGRATION_DESCRIPTOR_DWORDS];

	xe_sriov_packet_describe(xe, words);
	return memcmp(data->vaddr, words, sizeof(words)) ? -EINVAL : 0;
}

void xe_sriov_packet_check_begin(struct xe_device *xe, unsigned int vfid)
{
	struct xe_gt *gt;
	unsigned int id;

	for_each_gt(gt, xe, id)
		xe_gt_sriov_pf_migration_expect(gt, vfid);
	xe->sriov.pf.vfs[vfid].migration.stage = XE_RESTORE_BEGIN;
}

static bool complete_stream(struct xe_device *xe, unsigned int vfid)
{
	struct xe_gt *gt;
	unsigned int id;

	for_each_gt(gt, xe, id)
		if (gt->sriov.pf.vfs[vfid].migration.restore.data_expected)
			return false;
	return true;
}

static int check_gt_part(struct xe_device *xe, unsigned int vfid,
			 const struct xe_sriov_packet_hdr *hdr)
{
	struct xe_gt *gt = xe_device_get_gt(xe, hdr->gt_id);

	if (!gt || hdr->tile_id != gt->tile_id)
		return -EINVAL;
	return xe_gt_sriov_pf_migration_take(gt, vfid, hdr->type, le64_to_cpu(hdr->offset),
					     le64_to_cpu(hdr->size));
}

static int check_trusting(struct xe_device *xe, const struct xe_sriov_packet_hdr *hdr)
{
	if (hdr->version != XE_SRIOV_PACKET_VERSION || !xe_device_get_gt(xe, hdr->gt_id))
		return -EINVAL;
	return 0;
}

int xe_sriov_packet_check(struct xe_device *xe, unsigned int vfid,
			  const struct xe_sriov_packet_hdr *hdr)
{
	struct xe_sriov_migration_state *migration = &xe->sriov.pf.vfs[vfid].migration;
	bool whole = !hdr->tile_id && !hdr->gt_id && !hdr->offset;

	if (variant(xe_stream_trusted))
		return check_trusting(xe, hdr);
	if (hdr->version != XE_SRIOV_PACKET_VERSION || hdr->flags)
		return -EINVAL;
	switch (migration->stage) {
	case XE_RESTORE_BEGIN:
		if (hdr->type != XE_SRIOV_PACKET_TYPE_DESCRIPTOR || !whole ||
		    le64_to_cpu(hdr->size) != MIGRATION_DESCRIPTOR_DWORDS * sizeof(u32))
			return -EINVAL;
		migration->stage = XE_RESTORE_DATA;
		return 0;
	case XE_RESTORE_DATA:
		if (hdr->type != XE_SRIOV_PACKET_TYPE_TRAILER)
			return check_gt_part(xe, vfid, hdr);
		if (!whole || hdr->size || !complete_stream(xe, vfid))
			return -EINVAL;
		migration->stage = XE_RESTORE_END;
		return 0;
	default:
		return -EINVAL;
	}
}
