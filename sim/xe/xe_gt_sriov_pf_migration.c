// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_gt_sriov_pf_migration.c - a VF on a GT becomes packets, and packets a VF
 */
#include "xe_gt_sriov_pf_migration.h"

#include <linux/bitops.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/sizes.h>
#include <asm/byteorder.h>

#include "xe_device.h"
#include "xe_sriov_packet.h"
#include "xe_sriov_packet_check.h"

/* 512 MiB in Linux; small here, so that a small VF has several. */
unsigned long xe_vram_chunk = SZ_1M;
module_param_named(vram_chunk, xe_vram_chunk, ulong, 0644);
MODULE_PARM_DESC(vram_chunk, "bytes of VRAM in one packet of migration data");

unsigned int xe_ring_size = 5;
module_param_named(ring_size, xe_ring_size, uint, 0644);
MODULE_PARM_DESC(ring_size, "packets of migration data under way on a GT");

/* The order in which parts are saved, and have to come back. */
static const u8 order[] = {
	XE_SRIOV_PACKET_TYPE_GUC, XE_SRIOV_PACKET_TYPE_GGTT,
	XE_SRIOV_PACKET_TYPE_MMIO, XE_SRIOV_PACKET_TYPE_VRAM,
};

static struct xe_gt_sriov_migration_data *migration_of(struct xe_gt *gt, unsigned int vfid)
{
	return &gt->sriov.pf.vfs[vfid].migration;
}

ssize_t xe_gt_sriov_pf_migration_size(struct xe_gt *gt, unsigned int vfid)
{
	ssize_t total = 0;

	for (unsigned int i = 0; i < ARRAY_SIZE(order); i++) {
		ssize_t size = xe_gt_sriov_pf_part_size(gt, vfid, order[i]);
		size_t packets = 1;

		if (size < 0)
			return size;
		if (order[i] == XE_SRIOV_PACKET_TYPE_VRAM)
			packets = DIV_ROUND_UP(size, xe_vram_chunk);
		if (size)
			total += size + packets * sizeof(struct xe_sriov_packet_hdr);
	}
	return total;
}

/* What there is on this GT; parts that are always there need not be asked for. */
static unsigned long all_parts(struct xe_gt *gt)
{
	unsigned long parts = BIT(XE_SRIOV_PACKET_TYPE_GUC) | BIT(XE_SRIOV_PACKET_TYPE_MMIO);

	if (xe_gt_is_main_type(gt) && gt->xe->vf_ggtt)
		parts |= BIT(XE_SRIOV_PACKET_TYPE_GGTT);
	if (xe_gt_is_main_type(gt) && gt->xe->vf_lmem)
		parts |= BIT(XE_SRIOV_PACKET_TYPE_VRAM);
	return parts;
}

void xe_gt_sriov_pf_migration_save_init(struct xe_gt *gt, unsigned int vfid)
{
	migration_of(gt, vfid)->save.data_remaining = all_parts(gt);
	migration_of(gt, vfid)->save.vram_offset = 0;
}

static int save_packet(struct xe_gt *gt, unsigned int vfid, enum xe_sriov_packet_type type,
		       u64 offset, size_t size)
{
	struct xe_sriov_packet *data = xe_sriov_packet_new(gt, type, offset, size);
	int ret;

	if (IS_ERR(data))
		return PTR_ERR(data);
	ret = xe_gt_sriov_pf_part_save(gt, vfid, data);
	if (ret >= 0)
		ret = xe_gt_sriov_pf_migration_save_produce(gt, vfid, data);
	if (ret)
		xe_sriov_packet_free(data);
	return ret;
}

int xe_gt_sriov_pf_migration_save_next(struct xe_gt *gt, unsigned int vfid)
{
	struct xe_gt_sriov_migration_data *migration = migration_of(gt, vfid);
	u64 offset = 0;
	unsigned int i = 0;
	ssize_t size;
	int ret;

	while (i < ARRAY_SIZE(order) && !(migration->save.data_remaining & BIT(order[i])))
		i++;
	if (i == ARRAY_SIZE(order))
		return 0;

	size = xe_gt_sriov_pf_part_size(gt, vfid, order[i]);
	if (size < 0)
		return size;
	if (order[i] == XE_SRIOV_PACKET_TYPE_VRAM) {
		offset = migration->save.vram_offset;
		size = min_t(u64, size - offset, xe_vram_chunk);
		migration->save.vram_offset += size;
	}
	ret = save_packet(gt, vfid, order[i], offset, size);
	if (ret)
		return ret;
	if (order[i] != XE_SRIOV_PACKET_TYPE_VRAM || offset + size == gt->xe->vf_lmem)
		migration->save.data_remaining &= ~BIT(order[i]);
	return -EAGAIN;
}

int xe_gt_sriov_pf_migration_restore_next(struct xe_gt *gt, unsigned int vfid)
{
	struct xe_sriov_packet *data = xe_gt_sriov_pf_migration_restore_consume(gt, vfid);
	int ret = 0;

	if (!data)
		return 0;	/* the writer dropped it: the restore has failed */
	switch (data->hdr.type) {
	case XE_SRIOV_PACKET_TYPE_GUC:
	case XE_SRIOV_PACKET_TYPE_GGTT:
	case XE_SRIOV_PACKET_TYPE_MMIO:
	case XE_SRIOV_PACKET_TYPE_VRAM:
		ret = xe_gt_sriov_pf_part_restore(gt, vfid, data);
		break;
	default:
		xe_gt_notice(gt, "VF%u: data of type %u skipped\n", vfid, data->hdr.type);
	}
	xe_sriov_packet_free(data);
	return ret;
}

void xe_gt_sriov_pf_migration_expect(struct xe_gt *gt, unsigned int vfid)
{
	migration_of(gt, vfid)->restore.data_expected = all_parts(gt);
	migration_of(gt, vfid)->restore.vram_offset = 0;
}

/* Everything before @type in the order has come, and @type has not. */
static bool is_next(unsigned long expected, u8 type)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(order); i++)
		if (expected & BIT(order[i]))
			return order[i] == type;
	return false;
}

int xe_gt_sriov_pf_migration_take(struct xe_gt *gt, unsigned int vfid, u8 type, u64 offset,
				  u64 size)
{
	struct xe_gt_sriov_migration_data *migration = migration_of(gt, vfid);
	u64 begin = 0, left;
	ssize_t all;

	if (!is_next(migration->restore.data_expected, type))
		return -EINVAL;
	all = xe_gt_sriov_pf_part_size(gt, vfid, type);
	if (all < 0)
		return -EIO;
	if (type == XE_SRIOV_PACKET_TYPE_VRAM)
		begin = migration->restore.vram_offset;
	left = all - begin;
	if (offset != begin || !size || size > left)
		return -EINVAL;
	if (type == XE_SRIOV_PACKET_TYPE_VRAM)
		migration->restore.vram_offset += size;
	else if (size != left)
		return -EINVAL;
	if (size == left)
		migration->restore.data_expected &= ~BIT(type);
	return 0;
}
