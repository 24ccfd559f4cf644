// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_gt_sriov_pf_save.c - a paused VF on a GT is saved, packet by packet
 *
 *	SAVE_WIP: PROCESS_DATA <-> WAIT_DATA, then DATA_DONE -- finish --> SAVED
 *
 * The worker makes packets while the ring has room; whoever reads the stream takes them
 * out and, if it finds the worker waiting, sets it going again.
 *
 *  V1  While WAIT_DATA is set the ring was full at a moment after that, or the reader has
 *      not looked at WAIT_DATA since it took a packet. So the worker says that it waits,
 *      then looks at the ring again: one of the two sees the other.
 *  V2  What a reader waits for (a packet, DATA_DONE, SAVE_FAILED, the end of SAVE_WIP) is
 *      told on the VF's wait queue after it is so.
 *
 * Both are corrected here; as they came into Linux, the worker looks before it says that it
 * waits, and DATA_DONE is told to nobody.
 */
#include <linux/errno.h>
#include <linux/jiffies.h>

#include "xe_gt_sriov_pf_control.h"
#include "xe_gt_sriov_pf_control_priv.h"
#include "xe_gt_sriov_pf_migration.h"
#include "xe_gt_sriov_pf_restore.h"

DEFINE_VARIANT(xe_ring_wait_late, "xe-ring-wait-late", "59eabff2a352 (v6.19)",
	       "the worker of a migration ring says that it waits only after it has looked");
DEFINE_VARIANT(xe_save_done_unwoken, "xe-save-done-unwoken", "59eabff2a352 (v6.19)",
	       "a reader of migration data is not told that there is no more");

static void enter_failed(struct xe_gt *gt, unsigned int vfid)
{
	if (!pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVE_FAILED))
		pf_enter_vf_mismatch(gt, vfid);
	xe_gt_sriov_pf_migration_wake(gt, vfid);
	pf_exit_vf_wip(gt, vfid, false);
}

static void enter_data_done(struct xe_gt *gt, unsigned int vfid)
{
	pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVE_DATA_DONE);
	if (!variant(xe_save_done_unwoken))
		xe_gt_sriov_pf_migration_wake(gt, vfid);
}

/* Is there room? If not, the reader knows that we wait for it. */
static bool has_room(struct xe_gt *gt, unsigned int vfid)
{
	if (!xe_gt_sriov_pf_migration_ring_full(gt, vfid))
		return true;
	pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVE_WAIT_DATA);
	if (variant(xe_ring_wait_late))
		return false;
	/* pairs with xe_gt_sriov_pf_control_process_save_data(): bit operations are barriers */
	return !xe_gt_sriov_pf_migration_ring_full(gt, vfid) &&
	       pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVE_WAIT_DATA);
}

bool pf_save_step(struct xe_gt *gt, unsigned int vfid)
{
	int ret;

	if (pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVE_WAIT_DATA))
		return false;
	if (!pf_take_vf_step(gt, vfid, XE_GT_SRIOV_STATE_SAVE_PROCESS_DATA))
		return false;
	if (!pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVE_WIP))
		return false;	/* a reader set us going when all was over */
	if (!has_room(gt, vfid))
		return true;

	ret = xe_gt_sriov_pf_migration_save_next(gt, vfid);
	if (ret == -EAGAIN)
		pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVE_PROCESS_DATA);
	else if (ret)
		enter_failed(gt, vfid);
	else
		enter_data_done(gt, vfid);
	return true;
}

int xe_gt_sriov_pf_control_process_save_data(struct xe_gt *gt, unsigned int vfid)
{
	if (pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVE_FAILED))
		return -EIO;
	if (pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVE_WAIT_DATA)) {
		pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVE_PROCESS_DATA);
		pf_queue_vf(gt, vfid);
	}
	return 0;
}

bool xe_gt_sriov_pf_control_check_save_wip(struct xe_gt *gt, unsigned int vfid)
{
	return pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVE_WIP);
}

bool xe_gt_sriov_pf_control_check_save_data_done(struct xe_gt *gt, unsigned int vfid)
{
	return pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVE_DATA_DONE);
}

bool xe_gt_sriov_pf_control_check_save_failed(struct xe_gt *gt, unsigned int vfid)
{
	return pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVE_FAILED);
}

int xe_gt_sriov_pf_control_trigger_save_vf(struct xe_gt *gt, unsigned int vfid)
{
	if (pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_STOPPED) ||
	    !pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_PAUSED))
		return -EPERM;
	if (pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_RESTORE_WIP))
		return -EBUSY;
	if (!pf_enter_vf_wip(gt, vfid, XE_GT_SRIOV_STATE_SAVE_WIP))
		return -EALREADY;
	pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVED);
	xe_gt_sriov_pf_migration_save_init(gt, vfid);
	pf_enter_vf_step(gt, vfid, XE_GT_SRIOV_STATE_SAVE_PROCESS_DATA);
	return 0;
}

int xe_gt_sriov_pf_control_finish_save_vf(struct xe_gt *gt, unsigned int vfid)
{
	if (!pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVE_DATA_DONE))
		return -EIO;
	if (!pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_SAVED) ||
	    !pf_check_vf_state(gt, vfid, XE_GT_SRIOV_STATE_PAUSED))
		pf_enter_vf_mismatch(gt, vfid);
	else
		pf_exit_vf_mismatch(gt, vfid);
	pf_exit_vf_wip(gt, vfid, false);
	return 0;
}
