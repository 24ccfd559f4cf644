// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_gt_sriov_pf_parts.c - what a VF consists of on a GT: copied out of it and into it
 *
 * GGTT entries travel without the number of the VF they belong to, so that another VF can
 * have them. What a GuC keeps is opaque, and the GuC says whether it is good.
 */
#include <linux/bitfield.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <asm/byteorder.h>

#include "kernel/variant.h"

#include "xe_device.h"
#include "xe_gt_sriov_pf_migration.h"
#include "xe_guc_ct.h"
#include "xe_hw_blit.h"
#include "xe_regs.h"

DEFINE_VARIANT(xe_mmio_of_pf, "xe-mmio-of-pf", "09af64eba63e (v6.19)",
	       "registers are saved and restored through the PF's own view of them");

static int guc_save_restore(struct xe_gt *gt, unsigned int vfid, u32 opcode, u32 *buf, u32 ndwords)
{
	u32 request[] = {
		FIELD_PREP(GUC_HXG_MSG_0_ORIGIN, GUC_HXG_ORIGIN_HOST) |
		FIELD_PREP(GUC_HXG_MSG_0_TYPE, GUC_HXG_TYPE_REQUEST) |
		FIELD_PREP(GUC_HXG_MSG_0_ACTION, GUC_ACTION_PF2GUC_SAVE_RESTORE_VF),
		vfid, opcode, ndwords,
	};
	bool save = opcode == GUC_PF_OPCODE_VF_SAVE;
	int ret = xe_guc_ct_send_buf(gt, request, ARRAY_SIZE(request), save ? NULL : buf,
				     save ? buf : NULL, ndwords);

	if (!ret)
		return -ENODATA;
	return ndwords && ret > ndwords ? -EPROTO : ret;
}

static unsigned int mmio_owner(unsigned int vfid)
{
	return variant(xe_mmio_of_pf) ? PFID : vfid;
}

static void mmio_save(struct xe_gt *gt, unsigned int vfid, u32 *buf)
{
	for (unsigned int n = 0; n < VF_SW_FLAG_COUNT; n++)
		buf[n] = readl(gt->regs + XE_VF_SW_FLAG(mmio_owner(vfid), n));
}

static void mmio_restore(struct xe_gt *gt, unsigned int vfid, const u32 *buf)
{
	for (unsigned int n = 0; n < VF_SW_FLAG_COUNT; n++)
		writel(buf[n], gt->regs + XE_VF_SW_FLAG(mmio_owner(vfid), n));
}

static void __iomem *ggtt_entry(struct xe_gt *gt, unsigned int vfid, u32 n)
{
	return gt->xe->regs + XE_GGTT(gt->tile_id, gt->xe->vf_ggtt, vfid, n);
}

static void ggtt_save(struct xe_gt *gt, unsigned int vfid, u64 *buf)
{
	for (u32 n = 0; n < gt->xe->vf_ggtt; n++)
		buf[n] = readq(ggtt_entry(gt, vfid, n)) & ~GGTT_PTE_VFID;
}

static void ggtt_restore(struct xe_gt *gt, unsigned int vfid, const u64 *buf)
{
	for (u32 n = 0; n < gt->xe->vf_ggtt; n++)
		writeq((buf[n] & ~GGTT_PTE_VFID) | FIELD_PREP(GGTT_PTE_VFID, vfid),
		       ggtt_entry(gt, vfid, n));
}

ssize_t xe_gt_sriov_pf_part_size(struct xe_gt *gt, unsigned int vfid,
				 enum xe_sriov_packet_type type)
{
	ssize_t size;

	switch (type) {
	case XE_SRIOV_PACKET_TYPE_GUC:
		size = guc_save_restore(gt, vfid, GUC_PF_OPCODE_VF_SAVE, NULL, 0);
		return size < 0 ? size : size * (ssize_t)sizeof(u32);
	case XE_SRIOV_PACKET_TYPE_MMIO:
		return VF_SW_FLAG_COUNT * sizeof(u32);
	case XE_SRIOV_PACKET_TYPE_GGTT:
		return xe_gt_is_main_type(gt) ? gt->xe->vf_ggtt * sizeof(u64) : 0;
	case XE_SRIOV_PACKET_TYPE_VRAM:
		return xe_gt_is_main_type(gt) ? gt->xe->vf_lmem : 0;
	default:
		return -EINVAL;
	}
}

int xe_gt_sriov_pf_part_save(struct xe_gt *gt, unsigned int vfid, struct xe_sriov_packet *data)
{
	switch (data->hdr.type) {
	case XE_SRIOV_PACKET_TYPE_GUC:
		return guc_save_restore(gt, vfid, GUC_PF_OPCODE_VF_SAVE, data->vaddr,
					le64_to_cpu(data->hdr.size) / sizeof(u32));
	case XE_SRIOV_PACKET_TYPE_MMIO:
		mmio_save(gt, vfid, data->vaddr);
		return 0;
	case XE_SRIOV_PACKET_TYPE_GGTT:
		ggtt_save(gt, vfid, data->vaddr);
		return 0;
	case XE_SRIOV_PACKET_TYPE_VRAM:
		return xe_hw_blit_save(data->bo, vfid, gt->tile_id,
				       le64_to_cpu(data->hdr.offset));
	default:
		return -EINVAL;
	}
}

/* Sizes are checked again: the writer of the stream checked the header, not us. */
static bool fits(struct xe_gt *gt, unsigned int vfid, enum xe_sriov_packet_type type, u64 offset,
		 size_t size)
{
	ssize_t all = type == XE_SRIOV_PACKET_TYPE_GUC ? size :
		      xe_gt_sriov_pf_part_size(gt, vfid, type);

	if (type == XE_SRIOV_PACKET_TYPE_GUC)
		return size && size <= GUC_BUF_SIZE && size % sizeof(u32) == 0;
	if (type == XE_SRIOV_PACKET_TYPE_VRAM)
		return offset <= all && size <= all - offset;
	return size == all && size;
}

int xe_gt_sriov_pf_part_restore(struct xe_gt *gt, unsigned int vfid, struct xe_sriov_packet *data)
{
	u64 offset = le64_to_cpu(data->hdr.offset), size = le64_to_cpu(data->hdr.size);
	int ret;

	if (!fits(gt, vfid, data->hdr.type, offset, size))
		return -EINVAL;
	switch (data->hdr.type) {
	case XE_SRIOV_PACKET_TYPE_GUC:
		ret = guc_save_restore(gt, vfid, GUC_PF_OPCODE_VF_RESTORE, data->vaddr,
				       size / sizeof(u32));
		return ret < 0 ? ret : 0;
	case XE_SRIOV_PACKET_TYPE_MMIO:
		mmio_restore(gt, vfid, data->vaddr);
		return 0;
	case XE_SRIOV_PACKET_TYPE_GGTT:
		ggtt_restore(gt, vfid, data->vaddr);
		return 0;
	default:
		return xe_hw_blit_restore(data->bo, vfid, gt->tile_id, offset);
	}
}
