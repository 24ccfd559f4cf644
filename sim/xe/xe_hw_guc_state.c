// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_hw_guc_state.c - what a GuC makes of a VF: running, paused, stopped, being reset
 *
 *	OFF -- configure --> RUNNING <-- resume -- PAUSED
 *	                        \---- pause, done ---^
 *	RUNNING, PAUSED -- stop --> STOPPED
 *	any but OFF -- PCI's FLR, or FLR_START --> FLR -- FLR_FINISH --> RUNNING
 *
 * It also keeps a few words of its own about each VF, which it hands out and takes back
 * in one piece, signed: what it did not sign it refuses.
 */
#include <linux/string.h>

#include "xe_hw_card.h"

#define SIGNATURE	0x47754320u

static u32 checksum(const struct xe_hw_card *card, const u32 *words)
{
	u32 sum = SIGNATURE + card->desc.vf_guc;

	for (u32 i = 1; i < card->desc.vf_guc; i++)
		sum = (sum << 5 | sum >> 27) ^ words[i];
	return sum;
}

void xe_hw_guc_sign(struct xe_hw_card *card, struct xe_hw_vgt *vgt)
{
	vgt->guc[0] = checksum(card, vgt->guc);
}

bool xe_hw_guc_take(struct xe_hw_card *card, struct xe_hw_vgt *vgt, const u32 *words)
{
	if (words[0] != checksum(card, words))
		return false;
	memcpy(vgt->guc, words, card->desc.vf_guc * 4);
	return true;
}

static void forget(struct xe_hw_card *card, struct xe_hw_vgt *vgt)
{
	memset(vgt->guc, 0, card->desc.vf_guc * 4);
	xe_hw_guc_sign(card, vgt);
	vgt->pausing = false;
}

static void new_life(struct xe_hw_vf *vf)
{
	vf->quiet = false;
	vf->life++;
}

void xe_hw_guc_configure(struct xe_hw_card *card, unsigned int gt, unsigned int vfid, bool on)
{
	struct xe_hw_vgt *vgt = &card->vf[vfid].gt[gt];

	vgt->state = on ? XE_HW_VF_RUNNING : XE_HW_VF_OFF;
	forget(card, vgt);
}

/* PCI resets the VF: it stops at once, on every GT. */
void xe_hw_guc_flr(struct xe_hw_card *card, unsigned int gt, unsigned int vfid)
{
	struct xe_hw_vgt *vgt = &card->vf[vfid].gt[gt];

	if (vgt->state != XE_HW_VF_OFF)
		vgt->state = XE_HW_VF_FLR;
	vgt->pausing = false;
	card->vf[vfid].untold = !card->vf[vfid].announced;
	new_life(&card->vf[vfid]);
}

bool xe_hw_guc_can(struct xe_hw_card *card, unsigned int gt, unsigned int vfid,
		   enum xe_guc_what what)
{
	const struct xe_hw_vgt *vgt = &card->vf[vfid].gt[gt];

	switch (what) {
	case XE_GUC_PAUSE:
		return vgt->state == XE_HW_VF_RUNNING;
	case XE_GUC_RESUME:
	case XE_GUC_SAVE_RESTORE:
		return vgt->state == XE_HW_VF_PAUSED;
	case XE_GUC_STOP:
		return vgt->state != XE_HW_VF_OFF && vgt->state != XE_HW_VF_FLR;
	case XE_GUC_FLR_START:
		return vgt->state != XE_HW_VF_OFF;
	case XE_GUC_FLR_FINISH:
		return vgt->state == XE_HW_VF_FLR;
	default:
		return false;
	}
}

/* What was granted may have been overtaken by a reset: then it does not happen. */
void xe_hw_guc_do(struct xe_hw_card *card, unsigned int gt, unsigned int vfid,
		  enum xe_guc_what what)
{
	struct xe_hw_vgt *vgt = &card->vf[vfid].gt[gt];

	switch (what) {
	case XE_GUC_PAUSE:
		vgt->pausing = vgt->state == XE_HW_VF_RUNNING;
		break;
	case XE_GUC_PAUSE_DONE:
		if (vgt->pausing)
			vgt->state = XE_HW_VF_PAUSED;
		vgt->pausing = false;
		break;
	case XE_GUC_RESUME:
		if (vgt->state == XE_HW_VF_PAUSED) {
			vgt->state = XE_HW_VF_RUNNING;
			new_life(&card->vf[vfid]);
		}
		break;
	case XE_GUC_STOP:
		if (xe_hw_guc_can(card, gt, vfid, what))
			vgt->state = XE_HW_VF_STOPPED;
		vgt->pausing = false;
		break;
	case XE_GUC_FLR_START:
		xe_hw_guc_flr(card, gt, vfid);
		break;
	case XE_GUC_FLR_DONE:
		if (vgt->state == XE_HW_VF_FLR)
			forget(card, vgt);
		break;
	case XE_GUC_FLR_FINISH:
		if (vgt->state == XE_HW_VF_FLR) {
			vgt->state = XE_HW_VF_RUNNING;
			new_life(&card->vf[vfid]);
		}
		break;
	default:
		break;
	}
}
