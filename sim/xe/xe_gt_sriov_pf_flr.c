// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_gt_sriov_pf_flr.c - a VF is reset: what the PF and the GuCs have to do about it
 *
 *	PCI          GuC                   PF
 *	 |--- FLR --->|                     |      [PREPARE: it was announced]
 *	              |---- VF was reset -->|      SEND_START
 *	              |<---- start FLR -----|      WAIT_GUC
 *	              |---- FLR done ------>|      GUC_DONE
 *	                                           SYNC: until all GTs are here
 *	                                           RESET_CONFIG, RESET_DATA, RESET_MMIO
 *	              |<---- finish FLR ----|      SEND_FINISH
 *
 * Every GT goes through it by itself; they meet at SYNC, since memory may be cleared only
 * when no GT works with it any more. A GT that does not know of the reset yet holds nobody
 * up there: that is what PREPARE is for.
 */
#include <linux/bitfield.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/jiffies.h>

#include "xe_gt_sriov_pf_control.h"
#include "xe_gt_sriov_pf_control_priv.h"
#include "xe_gt_sriov_pf_migration.h"
#include "xe_hw_blit.h"
#include "xe_regs.h"
#include "xe_sriov_pf_control.h"

void pf_enter_vf_ready(struct xe_gt *gt, unsigned int vfid)
{
	pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_PAUSED);
	pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_STOPPED);
	pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESUMED);
	pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVED);
	pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORED);
	pf_exit_vf_mismatch(gt, vfid);
	pf_exit_vf_wip(gt, vfid, true);
}

static void send_start(struct xe_gt *gt, unsigned int vfid)
{
	if (!pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_FLR_WAIT_GUC))
		pf_enter_vf_mismatch(gt, vfid);
	if (pf_send_vf_control(gt, vfid, GUC_PF_TRIGGER_VF_FLR_START,
			       XE_GT_SRIOV_STATE_FLR_SEND_START, XE_GT_SRIOV_STATE_FLR_FAILED))
		pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_FLR_WAIT_GUC);
	else
		pf_exit_vf_mismatch(gt, vfid);
}

/* What the VF had in GGTT and VRAM is nobody's business any more. */
static void clear_memory(struct xe_gt *gt, unsigned int vfid)
{
	u32 entries = gt->xe->vf_ggtt;

	if (!xe_gt_is_main_type(gt))
		return;
	for (u32 n = 0; n < entries; n++)
		writeq(FIELD_PREP(GGTT_PTE_VFID, vfid),
		       gt->xe->regs + XE_GGTT(gt->tile_id, entries, vfid, n));
	if (gt->xe->vf_lmem)
		xe_hw_blit_clear(gt->xe->hw, vfid, gt->tile_id);
}

static void clear_flags(struct xe_gt *gt, unsigned int vfid)
{
	for (unsigned int n = 0; n < VF_SW_FLAG_COUNT; n++)
		writel(0, gt->regs + XE_VF_SW_FLAG(vfid, n));
}

static void send_finish(struct xe_gt *gt, unsigned int vfid)
{
	if (!pf_send_vf_control(gt, vfid, GUC_PF_TRIGGER_VF_FLR_FINISH,
				XE_GT_SRIOV_STATE_FLR_SEND_FINISH, XE_GT_SRIOV_STATE_FLR_FAILED))
		pf_enter_vf_ready(gt, vfid);
}

bool pf_flr_step(struct xe_gt *gt, unsigned int vfid)
{
	if (pf_take_vf_step(gt, vfid, XE_GT_SRIOV_STATE_FLR_SEND_START)) {
		send_start(gt, vfid);
	} else if (pf_take_vf_step(gt, vfid, XE_GT_SRIOV_STATE_FLR_GUC_DONE)) {
		if (!pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_FLR_SYNC))
			pf_enter_vf_mismatch(gt, vfid);
		xe_sriov_pf_control_sync_flr(gt->xe, vfid);
	} else if (pf_take_vf_step(gt, vfid, XE_GT_SRIOV_STATE_FLR_RESET_CONFIG)) {
		clear_memory(gt, vfid);
		pf_enter_vf_step(gt, vfid, XE_GT_SRIOV_STATE_FLR_RESET_DATA);
	} else if (pf_take_vf_step(gt, vfid, XE_GT_SRIOV_STATE_FLR_RESET_DATA)) {
		/* Linux forgets what the VF negotiated with the PF; there is nothing here */
		pf_enter_vf_step(gt, vfid, XE_GT_SRIOV_STATE_FLR_RESET_MMIO);
	} else if (pf_take_vf_step(gt, vfid, XE_GT_SRIOV_STATE_FLR_RESET_MMIO)) {
		clear_flags(gt, vfid);
		pf_enter_vf_step(gt, vfid, XE_GT_SRIOV_STATE_FLR_SEND_FINISH);
	} else if (pf_take_vf_step(gt, vfid, XE_GT_SRIOV_STATE_FLR_SEND_FINISH)) {
		send_finish(gt, vfid);
	} else {
		return false;
	}
	return true;
}

bool pf_flr_idle(struct xe_gt *gt, unsigned int vfid)
{
	return pf_check_vf_state(gt, vfid, variant(xe_flr_overrun) ?
				 XE_GT_SRIOV_STATE_FLR_WAIT_GUC : XE_GT_SRIOV_STATE_FLR_WIP);
}

/*
 * A reset begins; that an earlier one failed says nothing of it. Who waits for data leaves now:
 * the reset may never end.
 */
static bool begin(struct xe_gt *gt, unsigned int vfid)
{
	if (!pf_enter_vf_wip(gt, vfid, XE_GT_SRIOV_STATE_FLR_WIP))
		return false;
	pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_FLR_FAILED);
	if (!variant(xe_wip_exit_unwoken))
		xe_gt_sriov_pf_migration_wake(gt, vfid);
	return true;
}

int xe_gt_sriov_pf_control_prepare_flr(struct xe_gt *gt, unsigned int vfid)
{
	if (!begin(gt, vfid))
		return -EALREADY;
	pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_FLR_PREPARE);
	return 0;
}

/*
 * The GuC owes us an end, and nobody waits for it any more: it may have been lost, and the next
 * reset starts over. Linux (v6.19) waits for that end for ever.
 */
static void give_up(struct xe_gt *gt, unsigned int vfid)
{
	if (pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_FLR_WAIT_GUC))
		pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_FLR_FAILED);
}

static bool start_over(struct xe_gt *gt, unsigned int vfid)
{
	return pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_FLR_WAIT_GUC) &&
	       pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_FLR_FAILED) &&
	       pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_FLR_WAIT_GUC);
}

int xe_gt_sriov_pf_control_trigger_flr(struct xe_gt *gt, unsigned int vfid)
{
	if (!begin(gt, vfid) && !pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_FLR_PREPARE) &&
	    !start_over(gt, vfid))
		return -EALREADY;
	pf_enter_vf_step(gt, vfid, XE_GT_SRIOV_STATE_FLR_SEND_START);
	return 0;
}

int xe_gt_sriov_pf_control_wait_flr(struct xe_gt *gt, unsigned int vfid)
{
	int ret = 0;

	if (pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_FLR_WIP))
		ret = pf_wait_vf_wip_done(gt, vfid, PF_TIMEOUT_FLR);
	if (ret)
		give_up(gt, vfid);
	else if (pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_FLR_FAILED))
		ret = -EIO;
	if (ret)
		xe_gt_notice(gt, "VF%u FLR failed (%d)\n", vfid, ret);
	return ret;
}

int xe_gt_sriov_pf_control_sync_flr(struct xe_gt *gt, unsigned int vfid, bool sync)
{
	if (sync && pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_FLR_SYNC)) {
		pf_enter_vf_step(gt, vfid, XE_GT_SRIOV_STATE_FLR_RESET_CONFIG);
		return 1;
	}
	if (pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_FLR_SYNC))
		return 1;
	if (pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_FLR_WIP))
		return -EBUSY;
	return pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_FLR_FAILED) ? -EIO : 0;
}

void pf_flr_event(struct xe_gt *gt, unsigned int vfid)
{
	xe_gt_sriov_pf_control_trigger_flr(gt, vfid);
}

void pf_flr_done_event(struct xe_gt *gt, unsigned int vfid)
{
	if (!pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_FLR_WAIT_GUC))
		pf_enter_vf_mismatch(gt, vfid);
	else
		pf_enter_vf_step(gt, vfid, XE_GT_SRIOV_STATE_FLR_GUC_DONE);
}
