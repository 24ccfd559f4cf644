/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xe_gt_sriov_pf_control_priv.h - what the files of the state machine share
 *
 * Locking: bits change by atomic operations, from any context. Who clears a bit that says
 * "to be done" has to do it. Operations are begun by whoever asks for them and by
 * interrupts; they are carried on by the GT's worker alone, and ended by it: umbrellas
 * close there only.
 */
#ifndef XE_GT_SRIOV_PF_CONTROL_PRIV_H
#define XE_GT_SRIOV_PF_CONTROL_PRIV_H

#include <linux/bitops.h>

#include "kernel/variant.h"

#include "xe_device.h"

DECLARE_VARIANT(xe_wip_exit_unwoken);
DECLARE_VARIANT(xe_flr_overrun);

static inline struct xe_gt_sriov_control_state *pf_control(struct xe_gt *gt, unsigned int vfid)
{
	return &gt->sriov.pf.vfs[vfid].control;
}

static inline bool pf_check_vf_state(struct xe_gt *gt, unsigned int vfid,
				     enum xe_gt_sriov_control_bits bit)
{
	return test_bit(bit, &pf_control(gt, vfid)->state);
}

/* True if it was not set. */
static inline bool pf_enter_vf_state(struct xe_gt *gt, unsigned int vfid,
				     enum xe_gt_sriov_control_bits bit)
{
	return !test_and_set_bit(bit, &pf_control(gt, vfid)->state);
}

/* True if it was set. */
static inline bool pf_exit_vf_state(struct xe_gt *gt, unsigned int vfid,
				    enum xe_gt_sriov_control_bits bit)
{
	return test_and_clear_bit(bit, &pf_control(gt, vfid)->state);
}

/* The same for a step that the worker looks for: mostly it is not there, and nothing is written. */
static inline bool pf_take_vf_step(struct xe_gt *gt, unsigned int vfid,
				   enum xe_gt_sriov_control_bits bit)
{
	return pf_check_vf_state(gt, vfid, bit) && pf_exit_vf_state(gt, vfid, bit);
}

/* PF and GuC, or the PF and itself, do not agree. */
void pf_enter_vf_mismatch(struct xe_gt *gt, unsigned int vfid);

/* They do again; earlier failures count no more. */
void pf_exit_vf_mismatch(struct xe_gt *gt, unsigned int vfid);

/* Set a bit that must not be set yet, and have the worker look at it. */
void pf_enter_vf_step(struct xe_gt *gt, unsigned int vfid, enum xe_gt_sriov_control_bits bit);

/* Have the worker look at the VF. Any context. */
void pf_queue_vf(struct xe_gt *gt, unsigned int vfid);

/* Open the umbrella @wip: false if it was open. */
bool pf_enter_vf_wip(struct xe_gt *gt, unsigned int vfid, enum xe_gt_sriov_control_bits wip);

/*
 * What was under way is over, but for a reset, unless it is the reset that is (@flr). Who
 * waits for it, or for data of it, is told: at once, or at the end of the reset.
 */
void pf_exit_vf_wip(struct xe_gt *gt, unsigned int vfid, bool flr);

/* It runs as if nothing had ever been done to it. */
void pf_enter_vf_ready(struct xe_gt *gt, unsigned int vfid);

/* 0, or -ETIMEDOUT: wait until nothing is under way. */
int pf_wait_vf_wip_done(struct xe_gt *gt, unsigned int vfid, unsigned long timeout);

/*
 * Send a VF_CONTROL command. 0: acknowledged. Else: back to @again if the GuC is busy, or
 * @failed; the operation is then over.
 */
int pf_send_vf_control(struct xe_gt *gt, unsigned int vfid, u32 command,
		       enum xe_gt_sriov_control_bits again,
		       enum xe_gt_sriov_control_bits failed);

/*
 * One step each of the operations, by the worker. True: there may be more to do at once.
 * *_idle: the VF waits for somebody, and for the moment nothing else is to be done.
 */
bool pf_flr_step(struct xe_gt *gt, unsigned int vfid);
bool pf_flr_idle(struct xe_gt *gt, unsigned int vfid);
bool pf_stop_step(struct xe_gt *gt, unsigned int vfid);
bool pf_pause_step(struct xe_gt *gt, unsigned int vfid);
bool pf_resume_step(struct xe_gt *gt, unsigned int vfid);
bool pf_save_step(struct xe_gt *gt, unsigned int vfid);
bool pf_restore_step(struct xe_gt *gt, unsigned int vfid);

/* Events of the GuC, in the interrupt. */
void pf_flr_event(struct xe_gt *gt, unsigned int vfid);
void pf_flr_done_event(struct xe_gt *gt, unsigned int vfid);
void pf_pause_done_event(struct xe_gt *gt, unsigned int vfid);

#define PF_TIMEOUT_FLR		(5 * HZ)
#define PF_TIMEOUT_DEFAULT	HZ

#endif
