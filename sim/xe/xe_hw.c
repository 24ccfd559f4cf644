// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_hw.c - the card as a whole: what PCI sees of it, how it begins and how it ends
 *
 * A VF has one part of each kind for itself: VRAM and GGTT entries on every tile, flags
 * and a place in the GuC on every GT. Linux shares them out among the VFs it enables;
 * here the card has them shared out, so that a VF is the same however many there are.
 */
#include <linux/bug.h>
#include <linux/instruction_pointer.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/pci_ids.h>
#include <linux/pci_regs.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "exec/heap.h"

#include "xe_hw_card.h"

static void fill_in(struct xe_hw_desc *desc)
{
	desc->device = desc->device ?: 0xe223;
	desc->vfs = desc->vfs ?: 2;
	desc->tiles = desc->tiles ?: 1;
	desc->vf_vram = desc->no_vram ? 0 : desc->vf_vram ?: SZ_64K;
	desc->vf_ggtt = desc->vf_ggtt ?: 8;
	desc->vf_guc = desc->vf_guc ?: 16;
	desc->guc_us = desc->guc_us ?: 50;
	BUG_ON(desc->vfs > XE_HW_VFS_MAX || desc->tiles > XE_HW_TILES_MAX);
	BUG_ON(desc->vf_vram > XE_HW_VRAM_MAX || desc->vf_vram % PAGE_SIZE);
	BUG_ON(desc->vf_guc < 2 || desc->vf_guc * 4 > GUC_BUF_SIZE);
}

static void vf_clear(struct xe_hw_card *card, struct xe_hw_vf *vf)
{
	for (unsigned int gt = 0; gt < card->gts; gt++)
		memset(vf->gt[gt].flags, 0, sizeof(vf->gt[gt].flags));
	vf->quiet = false;
}

/* @fn is of the card; VFs are made in order, before their PF is through. */
static int card_init(struct pci_hw_fn *fn)
{
	/* model_data is the description inside the card that xe_hw_card() made */
	struct xe_hw_card *card = container_of((const struct xe_hw_desc *)
					       pci_hw_desc(fn)->model_data,
					       struct xe_hw_card, desc);
	unsigned int vfid = 1;

	*pci_hw_priv(fn) = card;
	while (vfid <= card->desc.vfs && card->vf[vfid].fn)
		vfid++;
	if (vfid <= card->desc.vfs)
		card->vf[vfid].fn = fn;
	else
		card->fn = fn;
	return 0;
}

static void build(struct xe_hw_card *card)
{
	const struct xe_hw_desc *desc = &card->desc;

	xe_hw_guc_init(card);
	xe_hw_pages_init(card);
	for (unsigned int tile = 0; tile < desc->tiles; tile++)
		card->ggtt[tile] = ex_zalloc(64 * desc->vf_ggtt * sizeof(u64), _RET_IP_);
	card->vf = ex_zalloc((desc->vfs + 1) * sizeof(*card->vf), _RET_IP_);
	for (unsigned int n = 1; n <= desc->vfs; n++) {
		struct xe_hw_vf *vf = &card->vf[n];

		vf->random = n;
		xe_hw_guest_init(vf);
		for (unsigned int tile = 0; tile < desc->tiles; tile++)
			vf->vram[tile].size = desc->vf_vram;
		for (unsigned int gt = 0; gt < card->gts; gt++)
			vf->gt[gt].guc = ex_zalloc(desc->vf_guc * 4, _RET_IP_);
	}
}

static void pf_reset(struct pci_hw_fn *fn)
{
	struct xe_hw_card *card = xe_hw_card_of(fn);

	xe_hw_lock(card);
	xe_hw_guc_reset(card);
	for (unsigned int n = 1; n <= card->desc.vfs; n++)
		for (unsigned int gt = 0; gt < card->gts; gt++)
			xe_hw_guc_configure(card, gt, n, false);
	xe_hw_unlock(card);
}

/* Functions go in reverse order of building: all VFs have gone before. */
static void pf_free(struct pci_hw_fn *fn)
{
	struct xe_hw_card *card = xe_hw_card_of(fn);

	xe_hw_guc_free(card);
	for (unsigned int n = 1; n <= card->desc.vfs; n++) {
		xe_hw_guest_free(&card->vf[n]);
		for (unsigned int tile = 0; tile < card->desc.tiles; tile++)
			xe_hw_vram_free(card, &card->vf[n].vram[tile]);
		for (unsigned int gt = 0; gt < card->gts; gt++)
			ex_free(card->vf[n].gt[gt].guc, _RET_IP_);
	}
	for (unsigned int tile = 0; tile < card->desc.tiles; tile++)
		ex_free(card->ggtt[tile], _RET_IP_);
	xe_hw_pages_free(card);
	ex_free(card->vf, _RET_IP_);
	ex_free(card, _RET_IP_);
}

/* The function appears, disappears, or is reset: of that the firmware tells the PF. */
static void vf_reset(struct pci_hw_fn *fn)
{
	struct xe_hw_card *card = xe_hw_card_of(fn);
	struct xe_hw_vf *vf;
	unsigned int vfid = 1;
	LIST_HEAD(told);
	bool was;

	while (card->vf[vfid].fn != fn)
		vfid++;
	vf = &card->vf[vfid];
	xe_hw_lock(card);
	was = vf->enabled;
	vf->enabled = pci_hw_present(fn);
	vf->quiet = false;
	for (unsigned int gt = 0; was && vf->enabled && gt < card->gts; gt++) {
		if (vf->gt[gt].state == XE_HW_VF_OFF)
			continue;
		xe_hw_guc_flr(card, gt, vfid);
		xe_hw_guc_event(card, gt, vfid, XE_GUC_FLR, &told);
	}
	if (!was)
		vf_clear(card, vf);
	xe_hw_unlock(card);
	xe_hw_guc_start(card, &told);
}

static const struct pci_hw_model pf_model = {
	.read	= xe_hw_pf_read,
	.write	= xe_hw_pf_write,
	.reset	= pf_reset,
	.init	= card_init,
	.free	= pf_free,
};

static const struct pci_hw_model vf_model = {
	.read	= xe_hw_vf_read,
	.write	= xe_hw_vf_write,
	.reset	= vf_reset,
	.init	= card_init,
};

static void describe(struct xe_hw_card *card)
{
	const struct xe_hw_desc *desc = &card->desc;
	u64 ggtt_end = XE_GGTT(desc->tiles, desc->vf_ggtt, 0, 0);
	u64 vram = desc->tiles * desc->vf_vram;

	card->pci = (struct pci_hw_desc){
		.name = "xe", .vendor = PCI_VENDOR_ID_INTEL, .device = desc->device,
		.subvendor = PCI_VENDOR_ID_INTEL, .subdevice = 0x1100, .class = 0x038000,
		.flags = PCI_HW_EXPRESS | PCI_HW_FLR | PCI_HW_PM | PCI_HW_ARI | PCI_HW_AER |
			 PCI_HW_ACS | PCI_HW_MSI_64,
		.port_type = PCI_EXP_TYPE_ENDPOINT,
		.bars = { { .size = roundup_pow_of_two(ggtt_end), .flags = PCI_HW_BAR_64 } },
		.msi_vectors = 1, .msix_bar = 0,
		.msix_table = XE_VF_MSIX_TABLE, .msix_pba = XE_VF_MSIX_PBA,
		.sriov = {
			.total_vfs = desc->vfs, .vf_device = desc->device, .vf_msix = 2,
			.bars = { { .size = XE_VF_BAR0_SIZE, .flags = PCI_HW_BAR_64 } },
			.vf_model = &vf_model,
		},
		.model = &pf_model, .model_data = &card->desc,
	};
	if (vram)
		card->pci.sriov.bars[2] = (struct pci_hw_bar){
			.size = roundup_pow_of_two(max_t(u64, vram, PAGE_SIZE)),
			.flags = PCI_HW_BAR_64 | PCI_HW_BAR_PREFETCH,
		};
}

struct pci_hw_fn *xe_hw_card(struct pci_hw_root *root, struct pci_hw_fn *bridge,
			     unsigned int devfn, const struct xe_hw_desc *desc)
{
	struct xe_hw_card *card = ex_zalloc(sizeof(*card), _RET_IP_);

	card->desc = *desc;
	fill_in(&card->desc);
	card->gts = card->desc.tiles * (1 + card->desc.media);
	build(card);
	describe(card);
	return pci_hw_function(root, bridge, devfn, &card->pci);
}

struct pci_hw_fn *xe_hw_vf(struct pci_hw_fn *pf, unsigned int vfid)
{
	return xe_hw_card_of(pf)->vf[vfid].fn;
}

enum xe_hw_vf_state xe_hw_vf_state(struct pci_hw_fn *pf, unsigned int gt, unsigned int vfid)
{
	struct xe_hw_card *card = xe_hw_card_of(pf);
	enum xe_hw_vf_state state;

	xe_hw_lock(card);
	state = card->vf[vfid].gt[gt].state;
	xe_hw_unlock(card);
	return state;
}

void xe_hw_guc_fault(struct pci_hw_fn *pf, unsigned int gt, unsigned int vfid,
		     enum xe_guc_what what, enum xe_guc_fault fault, u32 arg, u32 count)
{
	struct xe_hw_card *card = xe_hw_card_of(pf);

	xe_hw_lock(card);
	card->vf[vfid].gt[gt].fault[what] = (struct xe_hw_fault){ fault, arg, count };
	xe_hw_unlock(card);
}

void xe_hw_guc_say(struct pci_hw_fn *pf, unsigned int gt, unsigned int vfid,
		   enum xe_guc_what what)
{
	struct xe_hw_card *card = xe_hw_card_of(pf);
	LIST_HEAD(told);

	BUG_ON(what < XE_GUC_FLR);
	xe_hw_lock(card);
	xe_hw_guc_event(card, gt, vfid, what, &told);
	list_last_entry(&told, struct xe_hw_msg, node)->done = true;
	xe_hw_unlock(card);
	xe_hw_guc_start(card, &told);
}
