// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_gt_sriov_pf_control.c - the VFs' state machine on a GT: its frame
 *
 *	             pause             save, restore
 *	 READY ------------> PAUSED ------------------> SAVED, RESTORED
 *	   ^ <----resume------/   \---stop---> STOPPED        (still PAUSED)
 *	   '-------- flr: from anywhere, through anything under way
 *
 * An operation sets its umbrella and the bit of its first step, and queues the VF. The
 * worker takes one VF at a time off the list, makes one step of one operation (reset before
 * stop before pause before data before resume) and puts it back at the end of the list, so
 * that VFs take turns.
 *
 *  C1  WIP is set while an umbrella is; when it is cleared, ->done is completed. Both
 *      change, and umbrellas are opened, under ->lock.
 *  C2  Under an umbrella that is closed no step is left, and rings are empty.
 *  C3  A reset, once begun or announced, goes on to its end, and ends what it meets.
 *  C4  A VF with a step to make is on the list, or the worker has it in hand.
 */
#include "xe_gt_sriov_pf_control.h"

#include <linux/bitfield.h>
#include <linux/errno.h>
#include <linux/jiffies.h>

#include "xe_gt_sriov_pf_control_priv.h"
#include "xe_gt_sriov_pf_migration.h"
#include "xe_guc_ct.h"
#include "xe_regs.h"
#include "xe_sriov_pf_control.h"

DEFINE_VARIANT(xe_wip_exit_unwoken, "xe-wip-exit-unwoken", "59eabff2a352 (v6.19)",
	       "a reset or a stop leaves who waits for data of the VF asleep");

DEFINE_VARIANT(xe_flr_overrun, "xe-flr-overrun", "03dc00c78221 (v6.19)",
	       "what ends while a VF is about to be reset ends the reset as well");

void pf_enter_vf_mismatch(struct xe_gt *gt, unsigned int vfid)
{
	if (pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_MISMATCH))
		xe_gt_dbg(gt, "VF%u state mismatch, bits %lx\n", vfid,
			  READ_ONCE(pf_control(gt, vfid)->state));
}

void pf_exit_vf_mismatch(struct xe_gt *gt, unsigned int vfid)
{
	static const u8 bits[] = {
		XE_GT_SRIOV_STATE_MISMATCH, XE_GT_SRIOV_STATE_FLR_FAILED,
		XE_GT_SRIOV_STATE_PAUSE_FAILED, XE_GT_SRIOV_STATE_SAVE_FAILED,
		XE_GT_SRIOV_STATE_RESTORE_FAILED, XE_GT_SRIOV_STATE_RESUME_FAILED,
		XE_GT_SRIOV_STATE_STOP_FAILED,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(bits); i++)
		pf_exit_vf_state(gt, vfid, bits[i]);
}

void pf_queue_vf(struct xe_gt *gt, unsigned int vfid)
{
	struct xe_gt_sriov_pf_control *pfc = &gt->sriov.pf.control;
	unsigned long flags;

	spin_lock_irqsave(&pfc->lock, flags);
	list_move_tail(&pf_control(gt, vfid)->link, &pfc->list);
	spin_unlock_irqrestore(&pfc->lock, flags);
	queue_work(gt->xe->sriov.wq, &pfc->worker);
}

void pf_enter_vf_step(struct xe_gt *gt, unsigned int vfid, enum xe_gt_sriov_control_bits bit)
{
	if (!pf_enter_vf_state(gt, vfid, bit))
		pf_enter_vf_mismatch(gt, vfid);
	pf_queue_vf(gt, vfid);
}

/* Umbrellas, and what is under each. */
static const struct umbrella {
	u8	wip, first, last;
} umbrellas[] = {
	{ XE_GT_SRIOV_STATE_FLR_WIP, XE_GT_SRIOV_STATE_FLR_PREPARE,
	  XE_GT_SRIOV_STATE_FLR_SEND_FINISH },
	{ XE_GT_SRIOV_STATE_STOP_WIP, XE_GT_SRIOV_STATE_STOP_SEND_STOP,
	  XE_GT_SRIOV_STATE_STOP_SEND_STOP },
	{ XE_GT_SRIOV_STATE_SAVE_WIP, XE_GT_SRIOV_STATE_SAVE_PROCESS_DATA,
	  XE_GT_SRIOV_STATE_SAVE_DATA_DONE },
	{ XE_GT_SRIOV_STATE_RESTORE_WIP, XE_GT_SRIOV_STATE_RESTORE_PROCESS_DATA,
	  XE_GT_SRIOV_STATE_RESTORE_DATA_BAD },
	{ XE_GT_SRIOV_STATE_PAUSE_WIP, XE_GT_SRIOV_STATE_PAUSE_SEND_PAUSE,
	  XE_GT_SRIOV_STATE_PAUSE_GUC_DONE },
	{ XE_GT_SRIOV_STATE_RESUME_WIP, XE_GT_SRIOV_STATE_RESUME_SEND_RESUME,
	  XE_GT_SRIOV_STATE_RESUME_SEND_RESUME },
};

/* What else goes with an umbrella, once its bits are cleared. */
static void closed(struct xe_gt *gt, unsigned int vfid, unsigned int wip)
{
	if (wip == XE_GT_SRIOV_STATE_SAVE_WIP || wip == XE_GT_SRIOV_STATE_RESTORE_WIP) {
		xe_gt_sriov_pf_migration_ring_free(gt, vfid);
		if (!variant(xe_wip_exit_unwoken))
			xe_gt_sriov_pf_migration_wake(gt, vfid);
	}
	if (wip == XE_GT_SRIOV_STATE_FLR_WIP)
		xe_sriov_pf_control_sync_flr(gt->xe, vfid);	/* others may wait for us */
}

static bool any_umbrella(unsigned long state)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(umbrellas); i++)
		if (state & BIT(umbrellas[i].wip))
			return true;
	return false;
}

bool pf_enter_vf_wip(struct xe_gt *gt, unsigned int vfid, enum xe_gt_sriov_control_bits wip)
{
	struct xe_gt_sriov_pf_control *pfc = &gt->sriov.pf.control;
	unsigned long flags;
	bool ret;

	spin_lock_irqsave(&pfc->lock, flags);
	ret = pf_enter_vf_state(gt, vfid, wip);
	if (ret && pf_enter_vf_state(gt, vfid, XE_GT_SRIOV_STATE_WIP))
		reinit_completion(&pf_control(gt, vfid)->done);
	spin_unlock_irqrestore(&pfc->lock, flags);
	return ret;
}

/* A reset ends everything else; nothing else ends a reset. */
static bool may_close(unsigned int wip, bool flr)
{
	return flr || wip != XE_GT_SRIOV_STATE_FLR_WIP || variant(xe_flr_overrun);
}

void pf_exit_vf_wip(struct xe_gt *gt, unsigned int vfid, bool flr)
{
	struct xe_gt_sriov_control_state *cs = pf_control(gt, vfid);
	struct xe_gt_sriov_pf_control *pfc = &gt->sriov.pf.control;
	unsigned long flags;

	for (unsigned int i = 0; i < ARRAY_SIZE(umbrellas); i++) {
		if (!may_close(umbrellas[i].wip, flr) ||
		    !pf_check_vf_state(gt, vfid, umbrellas[i].wip))
			continue;
		for (unsigned int bit = umbrellas[i].first; bit <= umbrellas[i].last; bit++)
			pf_exit_vf_state(gt, vfid, bit);
		/* last: whoever opens it again finds nothing below, and loses nothing */
		pf_exit_vf_state(gt, vfid, umbrellas[i].wip);
		closed(gt, vfid, umbrellas[i].wip);
	}
	spin_lock_irqsave(&pfc->lock, flags);
	if (!any_umbrella(READ_ONCE(cs->state)) &&
	    pf_exit_vf_state(gt, vfid, XE_GT_SRIOV_STATE_WIP))
		complete_all(&cs->done);
	spin_unlock_irqrestore(&pfc->lock, flags);
}

int pf_wait_vf_wip_done(struct xe_gt *gt, unsigned int vfid, unsigned long timeout)
{
	return wait_for_completion_timeout(&pf_control(gt, vfid)->done, timeout) ? 0 : -ETIMEDOUT;
}

int pf_send_vf_control(struct xe_gt *gt, unsigned int vfid, u32 command,
		       enum xe_gt_sriov_control_bits again,
		       enum xe_gt_sriov_control_bits failed)
{
	u32 request[] = {
		FIELD_PREP(GUC_HXG_MSG_0_ORIGIN, GUC_HXG_ORIGIN_HOST) |
		FIELD_PREP(GUC_HXG_MSG_0_TYPE, GUC_HXG_TYPE_REQUEST) |
		FIELD_PREP(GUC_HXG_MSG_0_ACTION, GUC_ACTION_PF2GUC_VF_CONTROL),
		vfid, command,
	};
	int ret = xe_guc_ct_send_block(gt, request, ARRAY_SIZE(request));

	if (!ret)
		return 0;
	if (ret > 0)
		ret = -EPROTO;
	xe_gt_dbg(gt, "VF%u control command %u failed (%d)\n", vfid, command, ret);
	if (ret == -EBUSY) {
		pf_enter_vf_step(gt, vfid, again);
		return ret;
	}
	if (ret == -EIO)
		pf_enter_vf_mismatch(gt, vfid);
	pf_enter_vf_state(gt, vfid, failed);
	pf_exit_vf_wip(gt, vfid, failed == XE_GT_SRIOV_STATE_FLR_FAILED);
	return ret;
}

/* One step of what is most urgent. True: look again. */
static bool process(struct xe_gt *gt, unsigned int vfid)
{
	if (pf_flr_step(gt, vfid))
		return true;
	if (pf_flr_idle(gt, vfid))
		return false;
	return pf_stop_step(gt, vfid) || pf_pause_step(gt, vfid) || pf_save_step(gt, vfid) ||
	       pf_restore_step(gt, vfid) || pf_resume_step(gt, vfid);
}

static void control_worker_func(struct work_struct *work)
{
	struct xe_gt *gt = container_of(work, struct xe_gt, sriov.pf.control.worker);
	struct xe_gt_sriov_pf_control *pfc = &gt->sriov.pf.control;
	struct xe_gt_sriov_control_state *cs;
	unsigned int vfid;
	bool others;

	spin_lock_irq(&pfc->lock);
	cs = list_first_entry_or_null(&pfc->list, struct xe_gt_sriov_control_state, link);
	if (cs)
		list_del_init(&cs->link);
	others = !list_empty(&pfc->list);
	spin_unlock_irq(&pfc->lock);
	if (!cs)
		return;

	vfid = container_of(cs, struct xe_gt_sriov_metadata, control) - gt->sriov.pf.vfs;
	if (process(gt, vfid))
		pf_queue_vf(gt, vfid);
	else if (others)
		queue_work(gt->xe->sriov.wq, &pfc->worker);
}

int xe_gt_sriov_pf_control_process_guc2pf(struct xe_gt *gt, const u32 *msg, u32 len)
{
	if (len != GUC2PF_VF_STATE_NOTIFY_LEN || FIELD_GET(GUC_HXG_MSG_0_MBZ, msg[0]) ||
	    FIELD_GET(GUC_HXG_MSG_0_ACTION, msg[0]) != GUC_ACTION_GUC2PF_VF_STATE_NOTIFY ||
	    msg[1] > gt->xe->sriov.pf.total_vfs)
		return -EPROTO;
	if (msg[1] == PFID)
		return msg[2] == GUC_PF_NOTIFY_VF_ENABLE ? 0 : -ENOPKG;

	switch (msg[2]) {
	case GUC_PF_NOTIFY_VF_FLR:
		pf_flr_event(gt, msg[1]);
		return 0;
	case GUC_PF_NOTIFY_VF_FLR_DONE:
		pf_flr_done_event(gt, msg[1]);
		return 0;
	case GUC_PF_NOTIFY_VF_PAUSE_DONE:
		pf_pause_done_event(gt, msg[1]);
		return 0;
	case GUC_PF_NOTIFY_VF_FIXUP_DONE:
		return 0;
	}
	return -ENOPKG;
}

void xe_gt_sriov_pf_control_init(struct xe_gt *gt)
{
	struct xe_gt_sriov_pf_control *pfc = &gt->sriov.pf.control;

	for (unsigned int n = 0; n <= gt->xe->sriov.pf.total_vfs; n++) {
		init_completion(&pf_control(gt, n)->done);
		complete_all(&pf_control(gt, n)->done);
		INIT_LIST_HEAD(&pf_control(gt, n)->link);
	}
	spin_lock_init(&pfc->lock);
	INIT_LIST_HEAD(&pfc->list);
	INIT_WORK(&pfc->worker, control_worker_func);
}

void xe_gt_sriov_pf_control_stop_worker(struct xe_gt *gt)
{
	cancel_work_sync(&gt->sriov.pf.control.worker);
}

void xe_gt_sriov_pf_control_restart(struct xe_gt *gt)
{
	xe_gt_sriov_pf_control_stop_worker(gt);
	for (unsigned int n = 1; n <= gt->xe->sriov.pf.total_vfs; n++)
		pf_enter_vf_ready(gt, n);
}
