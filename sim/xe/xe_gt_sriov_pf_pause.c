// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_gt_sriov_pf_pause.c - a VF on a GT is paused, resumed, stopped
 *
 *	PAUSE_WIP:  SEND_PAUSE -> WAIT_GUC -> GUC_DONE -> PAUSED
 *	RESUME_WIP: SEND_RESUME -> RESUMED
 *	STOP_WIP:   SEND_STOP -> STOPPED, which only a reset ends
 *
 * Each can fail at its command, and be cut short by a stop (not a stop) or a reset.
 */
#include <linux/errno.h>
#include <linux/jiffies.h>

#include "xe_gt_sriov_pf_control.h"
#include "xe_gt_sriov_pf_control_priv.h"
#include "xe_regs.h"

/* What came of an operation that is over: one of two bits, or it was cut short. */
static int outcome(struct xe_gt *gt, unsigned int vfid, enum xe_gt_sriov_control_bits good,
		   enum xe_gt_sriov_control_bits bad)
{
	if (pf_check_vf_state(gt, vfid, good))
		return 0;
	return pf_check_vf_state(gt, vfid, bad) ? -EIO : -ECANCELED;
}

/* Begin under umbrella @wip with step @first, and wait. -EALREADY if begun already. */
static int operate(struct xe_gt *gt, unsigned int vfid, enum xe_gt_sriov_control_bits wip,
		   enum xe_gt_sriov_control_bits first)
{
	if (!pf_enter_vf_wip(gt, vfid, wip))
		return -EALREADY;
	pf_enter_vf_step(gt, vfid, first);
	return pf_wait_vf_wip_done(gt, vfid, PF_TIMEOUT_DEFAULT);
}

static void enter_paused(struct xe_gt *gt, unsigned int vfid)
{
	if (!pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_PAUSED))
		pf_enter_vf_mismatch(gt, vfid);
	pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESUMED);
	pf_exit_vf_mismatch(gt, vfid);
	pf_exit_vf_wip(gt, vfid, false);
}

static void send_pause(struct xe_gt *gt, unsigned int vfid)
{
	/* the event may come before the answer does */
	if (!pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_PAUSE_WAIT_GUC))
		pf_enter_vf_mismatch(gt, vfid);
	if (pf_send_vf_control(gt, vfid, GUC_PF_TRIGGER_VF_PAUSE,
			       XE_GT_SRIOV_STATE_PAUSE_SEND_PAUSE,
			       XE_GT_SRIOV_STATE_PAUSE_FAILED))
		pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_PAUSE_WAIT_GUC);
	else
		pf_exit_vf_mismatch(gt, vfid);
}

/*
 * Linux' worker comes back again and again while it waits for the GuC; left out, since the
 * event queues the VF, and time would stand still here for who is busy.
 */
bool pf_pause_step(struct xe_gt *gt, unsigned int vfid)
{
	if (pf_take_vf_step(gt, vfid, XE_GT_SRIOV_STATE_PAUSE_SEND_PAUSE)) {
		send_pause(gt, vfid);
		return true;
	}
	if (pf_take_vf_step(gt, vfid, XE_GT_SRIOV_STATE_PAUSE_GUC_DONE)) {
		enter_paused(gt, vfid);
		return true;
	}
	return false;
}

void pf_pause_done_event(struct xe_gt *gt, unsigned int vfid)
{
	if (!pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_PAUSE_WAIT_GUC))
		pf_enter_vf_mismatch(gt, vfid);
	else
		pf_enter_vf_step(gt, vfid, XE_GT_SRIOV_STATE_PAUSE_GUC_DONE);
}

int xe_gt_sriov_pf_control_pause_vf(struct xe_gt *gt, unsigned int vfid)
{
	int ret;

	if (pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_STOPPED))
		return -EPERM;
	if (pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_PAUSED))
		return -ESTALE;
	ret = operate(gt, vfid, XE_GT_SRIOV_STATE_PAUSE_WIP, XE_GT_SRIOV_STATE_PAUSE_SEND_PAUSE);
	return ret ?: outcome(gt, vfid, XE_GT_SRIOV_STATE_PAUSED, XE_GT_SRIOV_STATE_PAUSE_FAILED);
}

static void enter_resumed(struct xe_gt *gt, unsigned int vfid)
{
	pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESUMED);
	pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_PAUSED);
	pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVED);
	pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORED);
	pf_exit_vf_mismatch(gt, vfid);
	pf_exit_vf_wip(gt, vfid, false);
}

bool pf_resume_step(struct xe_gt *gt, unsigned int vfid)
{
	if (!pf_take_vf_step(gt, vfid, XE_GT_SRIOV_STATE_RESUME_SEND_RESUME))
		return false;
	if (!pf_send_vf_control(gt, vfid, GUC_PF_TRIGGER_VF_RESUME,
				XE_GT_SRIOV_STATE_RESUME_SEND_RESUME,
				XE_GT_SRIOV_STATE_RESUME_FAILED))
		enter_resumed(gt, vfid);
	return true;
}

int xe_gt_sriov_pf_control_resume_vf(struct xe_gt *gt, unsigned int vfid)
{
	int ret;

	if (!pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_PAUSED))
		return -EPERM;
	if (pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVE_WIP) ||
	    pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_WIP))
		return -EBUSY;
	ret = operate(gt, vfid, XE_GT_SRIOV_STATE_RESUME_WIP,
		      XE_GT_SRIOV_STATE_RESUME_SEND_RESUME);
	return ret ?: outcome(gt, vfid, XE_GT_SRIOV_STATE_RESUMED,
			      XE_GT_SRIOV_STATE_RESUME_FAILED);
}

static void enter_stopped(struct xe_gt *gt, unsigned int vfid)
{
	if (!pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_STOPPED))
		pf_enter_vf_mismatch(gt, vfid);
	pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESUMED);
	pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_PAUSED);
	pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVED);
	pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORED);
	pf_exit_vf_mismatch(gt, vfid);
	pf_exit_vf_wip(gt, vfid, false);
}

bool pf_stop_step(struct xe_gt *gt, unsigned int vfid)
{
	if (!pf_take_vf_step(gt, vfid, XE_GT_SRIOV_STATE_STOP_SEND_STOP))
		return false;
	if (!pf_send_vf_control(gt, vfid, GUC_PF_TRIGGER_VF_STOP,
				XE_GT_SRIOV_STATE_STOP_SEND_STOP,
				XE_GT_SRIOV_STATE_STOP_FAILED))
		enter_stopped(gt, vfid);
	return true;
}

int xe_gt_sriov_pf_control_stop_vf(struct xe_gt *gt, unsigned int vfid)
{
	int ret;

	if (pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_STOPPED))
		return -ESTALE;
	ret = operate(gt, vfid, XE_GT_SRIOV_STATE_STOP_WIP, XE_GT_SRIOV_STATE_STOP_SEND_STOP);
	return ret ?: outcome(gt, vfid, XE_GT_SRIOV_STATE_STOPPED, XE_GT_SRIOV_STATE_STOP_FAILED);
}
