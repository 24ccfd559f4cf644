/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xe_regs.h - the data sheet: what the PF's driver and the model of the card agree on
 *
 * Of the real device's interface only what migration needs, and simpler: messages to and
 * from a GuC pass through registers instead of rings in memory, one at a time each way.
 */
#ifndef XE_REGS_H
#define XE_REGS_H

#include <linux/bits.h>
#include <linux/types.h>

/* BAR 0 of the PF: a block for each GT, then what the card is, then the GGTTs. */
#define XE_GT_STRIDE		0x2000u
#define XE_H2G(n)		(0x000u + (n) * 4)	/* n < GUC_MSG_LEN_MAX */
#define XE_H2G_FENCE		0x040u		/* the answer has the same */
#define XE_H2G_DOORBELL		0x044u		/* write: send that many dwords */
#define XE_G2H(n)		(0x080u + (n) * 4)	/* the oldest message */
#define XE_G2H_FENCE		0x0c0u		/* 0: an event */
#define XE_G2H_LEN		0x0c4u		/* its dwords; 0: there is none */
#define XE_G2H_POP		0x0c8u		/* write: it has been read */
#define XE_GUC_BUF		0x1000u		/* GUC_BUF_SIZE bytes shared with the GuC */

/* What a VF's software leaves for whoever runs it next, as seen by the PF. */
#define XE_VF_SW_FLAG(vfid, n)	(0x400u + (vfid) * 0x20u + (n) * 4)
#define VF_SW_FLAG_COUNT	4u

#define XE_INFO			0x10000u
#define XE_INFO_TILES		(XE_INFO + 0x00)
#define XE_INFO_MEDIA		(XE_INFO + 0x04)
#define XE_INFO_VFS		(XE_INFO + 0x08)
#define XE_INFO_GUC_VERSION	(XE_INFO + 0x0c)	/* major << 16 | minor */
#define XE_INFO_VF_GGTT		(XE_INFO + 0x10)	/* entries */
#define XE_INFO_VF_VRAM		(XE_INFO + 0x14)	/* pages */

/* Entry n of VF v on tile t; VF 0 is the PF. */
#define XE_GGTT(t, size, v, n)	(0x20000u + (((t) * 64u + (v)) * (size) + (n)) * 8u)
#define GGTT_PTE_PRESENT	BIT_ULL(0)
#define GGTT_PTE_VFID		GENMASK_ULL(11, 2)
#define GGTT_PTE_ADDR_MASK	GENMASK_ULL(51, 12)

/* BAR 0 of a VF: its own flags, GT by GT. BAR 2: its VRAM, tile by tile. */
#define XE_VF_FLAG(gt, n)	((gt) * 0x20u + (n) * 4)
#define XE_VF_MSIX_TABLE	0x2000u
#define XE_VF_MSIX_PBA		0x3000u
#define XE_VF_BAR0_SIZE		0x4000u

/* Messages. */
#define GUC_MSG_LEN_MAX		16u
#define GUC_BUF_SIZE		4096u

#define GUC_HXG_MSG_0_ORIGIN	BIT(31)
#define GUC_HXG_ORIGIN_HOST	0u
#define GUC_HXG_ORIGIN_GUC	1u
#define GUC_HXG_MSG_0_TYPE	GENMASK(30, 28)
#define GUC_HXG_TYPE_REQUEST		0u
#define GUC_HXG_TYPE_EVENT		1u
#define GUC_HXG_TYPE_NO_RESPONSE_RETRY	5u
#define GUC_HXG_TYPE_RESPONSE_FAILURE	6u
#define GUC_HXG_TYPE_RESPONSE_SUCCESS	7u
#define GUC_HXG_MSG_0_ACTION	GENMASK(15, 0)	/* request, event */
#define GUC_HXG_MSG_0_DATA0	GENMASK(27, 0)	/* response */
#define GUC_HXG_MSG_0_MBZ	GENMASK(27, 16)	/* event */

#define GUC_ACTION_GUC2PF_VF_STATE_NOTIFY	0x5106u
#define GUC2PF_VF_STATE_NOTIFY_LEN		3u
#define GUC_PF_NOTIFY_VF_ENABLE			1u
#define GUC_PF_NOTIFY_VF_FLR			1u
#define GUC_PF_NOTIFY_VF_FLR_DONE		2u
#define GUC_PF_NOTIFY_VF_PAUSE_DONE		3u
#define GUC_PF_NOTIFY_VF_FIXUP_DONE		4u

#define GUC_ACTION_PF2GUC_VF_CONTROL		0x5506u
#define GUC_PF_TRIGGER_VF_PAUSE			1u
#define GUC_PF_TRIGGER_VF_RESUME		2u
#define GUC_PF_TRIGGER_VF_STOP			3u
#define GUC_PF_TRIGGER_VF_FLR_START		4u
#define GUC_PF_TRIGGER_VF_FLR_FINISH		5u

/* Through XE_GUC_BUF; answers with the dwords saved or restored, and, for 0, needed. */
#define GUC_ACTION_PF2GUC_SAVE_RESTORE_VF	0x550bu
#define GUC_PF_OPCODE_VF_SAVE			0u
#define GUC_PF_OPCODE_VF_RESTORE		1u

/* Which of its VFs run is the PF's to say. */
#define GUC_ACTION_PF2GUC_UPDATE_VF_CFG		0x5503u	/* dword 1: VF, 2: on or off */

#endif
