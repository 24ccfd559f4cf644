// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_hw_look.c - looking into VFs and comparing them, and what a driver claims of them
 */
#include <linux/bitfield.h>
#include <linux/bug.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "kernel/finding.h"

#include "xe_hw_card.h"
#include "xe_hw_claim.h"

u64 xe_hw_size(struct pci_hw_fn *pf, enum xe_hw_part part, unsigned int unit)
{
	const struct xe_hw_card *card = xe_hw_card_of(pf);

	switch (part) {
	case XE_HW_VRAM:
		return unit < card->desc.tiles ? card->desc.vf_vram : 0;
	case XE_HW_GGTT:
		return unit < card->desc.tiles ? card->desc.vf_ggtt * sizeof(u64) : 0;
	case XE_HW_MMIO:
		return unit < card->gts ? VF_SW_FLAG_COUNT * sizeof(u32) : 0;
	case XE_HW_GUC:
		return unit < card->gts ? card->desc.vf_guc * sizeof(u32) : 0;
	default:
		return 0;
	}
}

/* A VF does not see its number in its entries. */
static void copy_ggtt(struct xe_hw_card *card, unsigned int vfid, unsigned int tile, u64 offset,
		      u8 *out, const u8 *in, size_t len)
{
	u64 *entries = &card->ggtt[tile][vfid * card->desc.vf_ggtt];

	for (size_t i = 0; i < len; i++) {
		u64 *entry = &entries[(offset + i) / 8], seen = *entry & ~GGTT_PTE_VFID;
		unsigned int shift = (offset + i) % 8 * 8;

		if (out)
			out[i] = seen >> shift;
		if (!in)
			continue;
		seen = (seen & ~(0xffull << shift)) | (u64)in[i] << shift;
		*entry = (seen & ~GGTT_PTE_VFID) | FIELD_PREP(GGTT_PTE_VFID, vfid);
	}
}

static u8 *words(struct xe_hw_vf *vf, enum xe_hw_part part, unsigned int gt)
{
	return part == XE_HW_MMIO ? (u8 *)vf->gt[gt].flags : (u8 *)vf->gt[gt].guc;
}

void xe_hw_peek(struct pci_hw_fn *pf, unsigned int vfid, enum xe_hw_part part,
		unsigned int unit, u64 offset, void *buf, size_t len)
{
	struct xe_hw_card *card = xe_hw_card_of(pf);
	struct xe_hw_vf *vf = &card->vf[vfid];

	BUG_ON(offset + len > xe_hw_size(pf, part, unit));
	xe_hw_lock(card);
	if (part == XE_HW_GUC)
		xe_hw_guc_sign(card, &vf->gt[unit]);
	if (part == XE_HW_VRAM)
		xe_hw_vram_read(&vf->vram[unit], offset, buf, len);
	else if (part == XE_HW_GGTT)
		copy_ggtt(card, vfid, unit, offset, buf, NULL, len);
	else
		memcpy(buf, words(vf, part, unit) + offset, len);
	xe_hw_unlock(card);
}

void xe_hw_poke(struct pci_hw_fn *pf, unsigned int vfid, enum xe_hw_part part,
		unsigned int unit, u64 offset, const void *buf, size_t len)
{
	struct xe_hw_card *card = xe_hw_card_of(pf);
	struct xe_hw_vf *vf = &card->vf[vfid];

	BUG_ON(offset + len > xe_hw_size(pf, part, unit));
	xe_hw_lock(card);
	if (part == XE_HW_VRAM)
		xe_hw_vram_write(card, &vf->vram[unit], offset, buf, len);
	else if (part == XE_HW_GGTT)
		copy_ggtt(card, vfid, unit, offset, NULL, buf, len);
	else
		memcpy(words(vf, part, unit) + offset, buf, len);
	xe_hw_unlock(card);
}

static void fill_page(struct pci_hw_fn *pf, unsigned int vfid, enum xe_hw_part part,
		      unsigned int unit, u64 offset, u32 *seed)
{
	u32 page[PAGE_SIZE / 4];
	u64 left = xe_hw_size(pf, part, unit) - offset;

	for (unsigned int i = 0; i < ARRAY_SIZE(page); i++) {
		*seed = *seed * 1664525u + 1013904223u;
		page[i] = *seed ^ *seed >> 16;
	}
	xe_hw_poke(pf, vfid, part, unit, offset, page, min_t(u64, left, sizeof(page)));
}

void xe_hw_fill(struct pci_hw_fn *pf, unsigned int vfid, u32 seed, unsigned int stride)
{
	for (enum xe_hw_part part = 0; part < XE_HW_PART_COUNT; part++) {
		unsigned int every = part == XE_HW_VRAM ? stride : 1;

		for (unsigned int unit = 0; every && xe_hw_size(pf, part, unit); unit++)
			for (u64 at = 0; at < xe_hw_size(pf, part, unit); at += PAGE_SIZE * every)
				fill_page(pf, vfid, part, unit, at, &seed);
	}
}

static bool same_part(struct pci_hw_fn *pf_a, unsigned int vf_a, struct pci_hw_fn *pf_b,
		      unsigned int vf_b, enum xe_hw_part part, unsigned int unit, u64 *offset)
{
	u8 a[PAGE_SIZE], b[PAGE_SIZE];
	u64 size = xe_hw_size(pf_a, part, unit);

	*offset = 0;
	if (size != xe_hw_size(pf_b, part, unit))
		return false;
	for (u64 at = 0; at < size; at += PAGE_SIZE) {
		size_t len = min_t(u64, PAGE_SIZE, size - at);

		xe_hw_peek(pf_a, vf_a, part, unit, at, a, len);
		xe_hw_peek(pf_b, vf_b, part, unit, at, b, len);
		if (!memcmp(a, b, len))
			continue;
		for (*offset = at; a[*offset - at] == b[*offset - at]; ++*offset)
			;
		return false;
	}
	return true;
}

bool xe_hw_same(struct pci_hw_fn *pf_a, unsigned int vf_a, struct pci_hw_fn *pf_b,
		unsigned int vf_b, enum xe_hw_part *part, unsigned int *unit, u64 *offset)
{
	for (*part = 0; *part < XE_HW_PART_COUNT; ++*part)
		for (*unit = 0; xe_hw_size(pf_a, *part, *unit) || xe_hw_size(pf_b, *part, *unit);
		     ++*unit)
			if (!same_part(pf_a, vf_a, pf_b, vf_b, *part, *unit, offset))
				return false;
	return true;
}

u64 xe_hw_vram_pages(struct pci_hw_fn *pf, unsigned int vfid)
{
	struct xe_hw_card *card = xe_hw_card_of(pf);
	u64 pages = 0;

	xe_hw_lock(card);
	for (unsigned int tile = 0; tile < card->desc.tiles; tile++)
		pages += card->vf[vfid].vram[tile].pages;
	xe_hw_unlock(card);
	return pages * (XE_HW_PAGE / PAGE_SIZE);
}

u32 xe_hw_life(struct pci_hw_fn *pf, unsigned int vfid)
{
	struct xe_hw_card *card = xe_hw_card_of(pf);
	u32 life;

	xe_hw_lock(card);
	life = card->vf[vfid].life;
	xe_hw_unlock(card);
	return life;
}

/* Is any GT of the VF in @state, and nothing happened to it since @life? */
static bool still(struct xe_hw_card *card, const struct xe_hw_vf *vf, u32 life,
		  enum xe_hw_vf_state state)
{
	bool any = false;

	for (unsigned int gt = 0; gt < card->gts; gt++)
		any |= vf->gt[gt].state == state;
	return any && vf->life == life;
}

void xe_hw_claim_paused(struct pci_hw_fn *pf, unsigned int vfid, u32 life)
{
	struct xe_hw_card *card = xe_hw_card_of(pf);
	struct xe_hw_vf *vf = &card->vf[vfid];
	bool runs;

	xe_hw_lock(card);
	runs = pci_hw_present(pf) && still(card, vf, life, XE_HW_VF_RUNNING);
	vf->quiet = vf->life == life;
	xe_hw_unlock(card);
	if (runs)
		finding_report(FINDING_STATE, "xe: a VF called paused runs",
			       "VF%u: its driver reports success, its GuC has it running", vfid);
}

void xe_hw_claim_announced(struct pci_hw_fn *pf, unsigned int vfid)
{
	struct xe_hw_card *card = xe_hw_card_of(pf);
	struct xe_hw_vf *vf = &card->vf[vfid];

	xe_hw_lock(card);
	vf->announced = true;
	vf->overtaken = still(card, vf, vf->life, XE_HW_VF_FLR);
	xe_hw_unlock(card);
}

/* The GuC may be through with that one, and the PF not know it yet. */
void xe_hw_claim_resetting(struct pci_hw_fn *pf, unsigned int vfid)
{
	struct xe_hw_card *card = xe_hw_card_of(pf);
	struct xe_hw_vf *vf = &card->vf[vfid];

	xe_hw_lock(card);
	vf->overtaken |= vf->untold;
	xe_hw_unlock(card);
}

/*
 * A close resets the VF and tells nobody. If the report of that is late, it uses up the
 * announcement of the next open, and nobody waits for the reset of that one (6.19, and here).
 */
void xe_hw_claim_reset(struct pci_hw_fn *pf, unsigned int vfid, u32 life, bool done)
{
	struct xe_hw_card *card = xe_hw_card_of(pf);
	struct xe_hw_vf *vf = &card->vf[vfid];
	bool pending, overtaken;

	xe_hw_lock(card);
	/*
	 * A card that was pulled has nothing left to be cleared, and a PF that was reset by its
	 * port without anybody to restore it hears of nothing.
	 */
	pending = done && pci_hw_decodes(pf, 0) && still(card, vf, life, XE_HW_VF_FLR);
	overtaken = vf->overtaken;
	vf->announced = false;
	vf->overtaken = false;
	xe_hw_unlock(card);
	if (pending)
		finding_report(FINDING_STATE, overtaken ?
			       "xe: a VF is handed out in the middle of a reset after a close's" :
			       "xe: a VF is handed out in the middle of its reset",
			       "VF%u: the PF has yet to clear it, and will take what its user "
			       "writes until then",
			       vfid);
}
