// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_hw_mmio.c - the card's registers, as the PF and as a VF sees them
 */
#include <linux/bitfield.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "xe_hw_card.h"

#define GUC_VERSION_MIGRATES	(70u << 16 | 54u)
#define GUC_VERSION_TOO_OLD	(70u << 16 | 44u)

static u64 info(const struct xe_hw_card *card, u64 reg)
{
	switch (reg) {
	case XE_INFO_TILES:
		return card->desc.tiles;
	case XE_INFO_MEDIA:
		return card->desc.media;
	case XE_INFO_VFS:
		return card->desc.vfs;
	case XE_INFO_GUC_VERSION:
		return card->desc.no_migration ? GUC_VERSION_TOO_OLD : GUC_VERSION_MIGRATES;
	case XE_INFO_VF_GGTT:
		return card->desc.vf_ggtt;
	case XE_INFO_VF_VRAM:
		return card->desc.vf_vram / PAGE_SIZE;
	}
	return ~0ull;
}

/* The register of a GT, if it is a plain word; NULL for those that do something. */
static u32 *gt_word(struct xe_hw_card *card, unsigned int gt, u64 reg)
{
	if (reg < XE_H2G(GUC_MSG_LEN_MAX))
		return &card->gt[gt].h2g[reg / 4];
	if (reg == XE_H2G_FENCE)
		return &card->gt[gt].h2g_fence;
	if (reg >= XE_VF_SW_FLAG(0, 0) && reg < XE_VF_SW_FLAG(card->desc.vfs + 1, 0) &&
	    reg % 0x20 < VF_SW_FLAG_COUNT * 4)
		return &card->vf[(reg - XE_VF_SW_FLAG(0, 0)) / 0x20].gt[gt].flags[reg % 0x20 / 4];
	if (reg >= XE_GUC_BUF && reg < XE_GUC_BUF + GUC_BUF_SIZE)
		return (u32 *)(card->gt[gt].buf + (reg - XE_GUC_BUF) / 4 * 4);
	return NULL;
}

static u64 gt_read(struct xe_hw_card *card, unsigned int gt, u64 reg)
{
	const struct xe_hw_msg *msg = list_first_entry_or_null(&card->gt[gt].inbox,
							       struct xe_hw_msg, node);
	const u32 *word = gt_word(card, gt, reg);

	if (word)
		return *word;
	if (reg == XE_G2H_LEN)
		return msg ? msg->len : 0;
	if (msg && reg == XE_G2H_FENCE)
		return msg->fence;
	if (msg && reg >= XE_G2H(0) && reg < XE_G2H(GUC_MSG_LEN_MAX))
		return msg->dw[(reg - XE_G2H(0)) / 4];
	return ~0ull;
}

static u64 *ggtt_word(struct xe_hw_card *card, u64 reg)
{
	u64 index = (reg - XE_GGTT(0, 0, 0, 0)) / 8, tile_entries = 64ull * card->desc.vf_ggtt;

	if (reg < XE_GGTT(0, 0, 0, 0) || index / tile_entries >= card->desc.tiles)
		return NULL;
	return &card->ggtt[index / tile_entries][index % tile_entries];
}

u64 xe_hw_pf_read(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size)
{
	struct xe_hw_card *card = xe_hw_card_of(fn);
	const u64 *pte;
	u64 value = ~0ull;

	if (bar)
		return value;
	xe_hw_lock(card);
	pte = ggtt_word(card, offset);
	if (pte)
		value = size == 8 ? *pte : *pte >> (offset & 4) * 8;
	else if (offset >= XE_INFO)
		value = info(card, offset);
	else if (offset / XE_GT_STRIDE < card->gts)
		value = gt_read(card, offset / XE_GT_STRIDE, offset % XE_GT_STRIDE);
	xe_hw_unlock(card);
	return value;
}

static void gt_write(struct xe_hw_card *card, unsigned int gt, u64 reg, u32 value,
		     struct list_head *told)
{
	u32 *word = gt_word(card, gt, reg);

	if (word)
		*word = value;
	else if (reg == XE_H2G_DOORBELL)
		xe_hw_guc_request(card, gt, value, told);
	else if (reg == XE_G2H_POP)
		xe_hw_guc_pop(card, gt);
}

void xe_hw_pf_write(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size, u64 value)
{
	struct xe_hw_card *card = xe_hw_card_of(fn);
	LIST_HEAD(told);
	u64 *pte;

	if (bar)
		return;
	xe_hw_lock(card);
	pte = ggtt_word(card, offset);
	if (pte && size == 8)
		*pte = value;
	else if (offset / XE_GT_STRIDE < card->gts)
		gt_write(card, offset / XE_GT_STRIDE, offset % XE_GT_STRIDE, value, &told);
	xe_hw_unlock(card);
	xe_hw_guc_start(card, &told);
}

/* The VF behind a function, and the flag or the VRAM behind an address of it. */
static struct xe_hw_vf *vf_of(struct xe_hw_card *card, const struct pci_hw_fn *fn)
{
	for (unsigned int n = 1; n <= card->desc.vfs; n++)
		if (card->vf[n].fn == fn)
			return &card->vf[n];
	return NULL;
}

static u32 *vf_flag(struct xe_hw_card *card, struct xe_hw_vf *vf, u64 offset)
{
	if (offset / 0x20 >= card->gts || offset % 0x20 >= VF_SW_FLAG_COUNT * 4)
		return NULL;
	return &vf->gt[offset / 0x20].flags[offset % 0x20 / 4];
}

static struct xe_hw_vram *vf_vram(struct xe_hw_card *card, struct xe_hw_vf *vf, u64 *offset)
{
	u64 tile = card->desc.vf_vram ? *offset / card->desc.vf_vram : card->desc.tiles;

	if (tile >= card->desc.tiles)
		return NULL;
	*offset %= card->desc.vf_vram;
	return &vf->vram[tile];
}

u64 xe_hw_vf_read(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size)
{
	struct xe_hw_card *card = xe_hw_card_of(fn);
	struct xe_hw_vf *vf = vf_of(card, fn);
	struct xe_hw_vram *vram;
	u64 value = ~0ull;
	const u32 *flag;

	xe_hw_lock(card);
	if (bar == 0) {
		flag = vf_flag(card, vf, offset);
		value = flag ? *flag : ~0ull;
	} else if (bar == 2) {
		vram = vf_vram(card, vf, &offset);
		if (vram) {
			value = 0;
			xe_hw_vram_read(vram, offset, &value, size);
		}
	}
	xe_hw_unlock(card);
	return value;
}

/* The processor that runs the guest writes; whether the GPU is paused is none of its business. */
void xe_hw_vf_write(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size, u64 value)
{
	struct xe_hw_card *card = xe_hw_card_of(fn);
	struct xe_hw_vf *vf = vf_of(card, fn);
	struct xe_hw_vram *vram;
	u32 *flag;

	xe_hw_lock(card);
	if (bar == 0) {
		flag = vf_flag(card, vf, offset);
		if (flag)
			*flag = value;
	} else if (bar == 2) {
		vram = vf_vram(card, vf, &offset);
		if (vram)
			xe_hw_vram_write(card, vram, offset, &value, size);
	}
	xe_hw_unlock(card);
}
