// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_gt_sriov_pf_restore.c - a paused VF on a GT is restored, packet by packet
 *
 *	RESTORE_WIP: PROCESS_DATA <-> WAIT_DATA; with DATA_DONE and nothing left: RESTORED
 *
 * The mirror of saving: the writer puts packets into the ring and sets the worker going
 * if it waits for one. V1 of xe_gt_sriov_pf_save.c holds with empty for full; the trailer
 * (DATA_DONE) and a refused packet (DATA_BAD) are as good as a packet.
 */
#include <linux/errno.h>
#include <linux/jiffies.h>

#include "xe_gt_sriov_pf_restore.h"

#include "xe_gt_sriov_pf_control.h"
#include "xe_gt_sriov_pf_control_priv.h"
#include "xe_gt_sriov_pf_migration.h"

static void enter_failed(struct xe_gt *gt, unsigned int vfid)
{
	if (!pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_FAILED))
		pf_enter_vf_mismatch(gt, vfid);
	xe_gt_sriov_pf_migration_wake(gt, vfid);
	pf_exit_vf_wip(gt, vfid, false);
}

static void enter_restored(struct xe_gt *gt, unsigned int vfid)
{
	if (!pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORED) ||
	    !pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_PAUSED))
		pf_enter_vf_mismatch(gt, vfid);
	else
		pf_exit_vf_mismatch(gt, vfid);
	pf_exit_vf_wip(gt, vfid, false);
}

static bool something_to_do(struct xe_gt *gt, unsigned int vfid)
{
	return !xe_gt_sriov_pf_migration_ring_empty(gt, vfid) ||
	       pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_DATA_DONE) ||
	       pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_DATA_BAD);
}

/* Is there anything to do? If not, the writer knows that we wait for it. */
static bool has_data(struct xe_gt *gt, unsigned int vfid)
{
	if (something_to_do(gt, vfid))
		return true;
	pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_WAIT_DATA);
	if (variant(xe_ring_wait_late))
		return false;
	/* pairs with xe_gt_sriov_pf_control_process_restore_data() */
	return something_to_do(gt, vfid) &&
	       pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_WAIT_DATA);
}

bool pf_restore_step(struct xe_gt *gt, unsigned int vfid)
{
	if (pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_WAIT_DATA))
		return false;
	if (!pf_take_vf_step(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_PROCESS_DATA))
		return false;
	if (!pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_WIP))
		return false;	/* a writer set us going when all was over */
	if (!has_data(gt, vfid))
		return true;

	if (pf_take_vf_step(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_DATA_BAD))
		enter_failed(gt, vfid);
	else if (xe_gt_sriov_pf_migration_ring_empty(gt, vfid))
		enter_restored(gt, vfid);
	else if (xe_gt_sriov_pf_migration_restore_next(gt, vfid))
		enter_failed(gt, vfid);
	else
		pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_PROCESS_DATA);
	return true;
}

int xe_gt_sriov_pf_control_process_restore_data(struct xe_gt *gt, unsigned int vfid)
{
	if (pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_FAILED)) {
		xe_gt_sriov_pf_migration_ring_free(gt, vfid);
		return -EIO;
	}
	if (pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_WAIT_DATA)) {
		pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_PROCESS_DATA);
		pf_queue_vf(gt, vfid);
	}
	return 0;
}

int xe_gt_sriov_pf_control_restore_data_done(struct xe_gt *gt, unsigned int vfid)
{
	if (!pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_WIP))
		return -EIO;
	if (!pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_DATA_DONE)) {
		pf_enter_vf_mismatch(gt, vfid);
		return -EIO;
	}
	return xe_gt_sriov_pf_control_process_restore_data(gt, vfid);
}

void xe_gt_sriov_pf_control_restore_data_bad(struct xe_gt *gt, unsigned int vfid)
{
	if (!pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_WIP))
		return;
	pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_DATA_BAD);
	xe_gt_sriov_pf_control_process_restore_data(gt, vfid);
}

bool xe_gt_sriov_pf_control_check_restore_wip(struct xe_gt *gt, unsigned int vfid)
{
	return pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_WIP);
}

bool xe_gt_sriov_pf_control_check_restore_failed(struct xe_gt *gt, unsigned int vfid)
{
	return pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_FAILED);
}

int xe_gt_sriov_pf_control_trigger_restore_vf(struct xe_gt *gt, unsigned int vfid)
{
	if (pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_STOPPED) ||
	    !pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_PAUSED))
		return -EPERM;
	if (pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVE_WIP))
		return -EBUSY;
	if (!pf_enter_vf_wip(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_WIP))
		return -EALREADY;
	pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORED);
	pf_enter_vf_step(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_PROCESS_DATA);
	return 0;
}

int xe_gt_sriov_pf_control_finish_restore_vf(struct xe_gt *gt, unsigned int vfid)
{
	int ret = pf_wait_vf_wip_done(gt, vfid, PF_TIMEOUT_DEFAULT);

	if (ret)
		return ret;
	if (pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_FAILED))
		return -EIO;
	if (!pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORED)) {
		pf_enter_vf_mismatch(gt, vfid);
		return -EIO;
	}
	return 0;
}
