// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_hw_guest.c - a guest that computes: writes into every part of its VF while it runs
 *
 * It is there to make "paused" something that can be checked. What it writes where
 * follows from how often it wrote, so that two runs of a schedule do the same.
 */
#include <linux/bitfield.h>
#include <linux/string.h>

#include "kernel/finding.h"

#include "xe_hw_card.h"

static u32 next_random(struct xe_hw_vf *vf)
{
	vf->random = vf->random * 1664525u + 1013904223u;
	return vf->random >> 8;
}

static void write_gt(struct xe_hw_card *card, unsigned int vfid, unsigned int gt)
{
	struct xe_hw_vf *vf = &card->vf[vfid];
	unsigned int tile = xe_hw_tile_of(card, gt);
	u32 random = next_random(vf);

	vf->gt[gt].flags[random % VF_SW_FLAG_COUNT] = random;
	vf->gt[gt].guc[1 + random % (card->desc.vf_guc - 1)] = random;
	if (!xe_hw_gt_is_main(card, gt))
		return;
	card->ggtt[tile][vfid * card->desc.vf_ggtt + random % card->desc.vf_ggtt] =
		(u64)random << 12 | FIELD_PREP(GGTT_PTE_VFID, vfid) | GGTT_PTE_PRESENT;
	if (vf->vram[tile].size)
		xe_hw_vram_write(card, &vf->vram[tile], random * 8ull % vf->vram[tile].size,
				 &random, sizeof(random));
}

static enum hrtimer_restart tick(struct hrtimer *timer)
{
	struct xe_hw_vf *vf = container_of(timer, struct xe_hw_vf, timer);
	struct xe_hw_card *card = xe_hw_card_of(vf->fn);
	unsigned int vfid = vf - card->vf;
	bool wrote = false, again, broke;
	u64 period_ns, writes;

	xe_hw_lock(card);
	for (unsigned int gt = 0; gt < card->gts; gt++) {
		if (vf->gt[gt].state != XE_HW_VF_RUNNING)
			continue;
		write_gt(card, vfid, gt);
		wrote = true;
	}
	broke = wrote && vf->quiet;
	writes = vf->writes += wrote;
	period_ns = vf->period_ns;
	again = vf->period_ns && (!vf->ticks || --vf->ticks);
	if (!again)
		vf->period_ns = 0;
	xe_hw_unlock(card);
	if (broke)
		finding_report(FINDING_STATE, "xe: a paused VF writes to its memory",
			       "VF%u wrote %llu times, the last time after its PF's driver called "
			       "it paused", vfid, writes);
	if (again)
		hrtimer_forward_now(timer, period_ns);
	return again ? HRTIMER_RESTART : HRTIMER_NORESTART;
}

void xe_hw_busy(struct pci_hw_fn *pf, unsigned int vfid, u32 period_us, u32 ticks)
{
	struct xe_hw_card *card = xe_hw_card_of(pf);
	struct xe_hw_vf *vf = &card->vf[vfid];

	xe_hw_idle(pf, vfid);
	xe_hw_lock(card);
	vf->period_ns = period_us * NSEC_PER_USEC;
	vf->ticks = ticks;
	xe_hw_unlock(card);
	hrtimer_start(&vf->timer, period_us * NSEC_PER_USEC, HRTIMER_MODE_REL);
}

void xe_hw_idle(struct pci_hw_fn *pf, unsigned int vfid)
{
	struct xe_hw_card *card = xe_hw_card_of(pf);
	struct xe_hw_vf *vf = &card->vf[vfid];

	xe_hw_lock(card);
	vf->period_ns = 0;
	vf->ticks = 1;
	xe_hw_unlock(card);
	hrtimer_cancel(&vf->timer);
}

u64 xe_hw_writes(struct pci_hw_fn *pf, unsigned int vfid)
{
	struct xe_hw_card *card = xe_hw_card_of(pf);
	u64 writes;

	xe_hw_lock(card);
	writes = card->vf[vfid].writes;
	xe_hw_unlock(card);
	return writes;
}

void xe_hw_guest_init(struct xe_hw_vf *vf)
{
	hrtimer_setup(&vf->timer, tick, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
}

void xe_hw_guest_free(struct xe_hw_vf *vf)
{
	hrtimer_cancel(&vf->timer);
}
