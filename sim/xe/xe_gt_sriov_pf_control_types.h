/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xe_gt_sriov_pf_control_types.h - what the PF knows of a VF on a GT, bit by bit
 *
 * No bit set is READY. Bits named _WIP are umbrellas: while one is set, the bits below it
 * say how far the operation is; WIP is the umbrella over those, and holds back whoever
 * waits on ->done. Bits that a real PF does not have say so.
 */
#ifndef XE_GT_SRIOV_PF_CONTROL_TYPES_H
#define XE_GT_SRIOV_PF_CONTROL_TYPES_H

#include <linux/bits.h>
#include <linux/completion.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

enum xe_gt_sriov_control_bits {
	XE_GT_SRIOV_STATE_WIP = 1,

	XE_GT_SRIOV_STATE_FLR_WIP,
	XE_GT_SRIOV_STATE_FLR_PREPARE,		/* announced, and the GuC has not told of it */
	XE_GT_SRIOV_STATE_FLR_SEND_START,
	XE_GT_SRIOV_STATE_FLR_WAIT_GUC,
	XE_GT_SRIOV_STATE_FLR_GUC_DONE,
	XE_GT_SRIOV_STATE_FLR_SYNC,		/* waits for the other GTs to get here */
	XE_GT_SRIOV_STATE_FLR_RESET_CONFIG,
	XE_GT_SRIOV_STATE_FLR_RESET_DATA,
	XE_GT_SRIOV_STATE_FLR_RESET_MMIO,
	XE_GT_SRIOV_STATE_FLR_SEND_FINISH,
	XE_GT_SRIOV_STATE_FLR_FAILED,

	XE_GT_SRIOV_STATE_PAUSE_WIP,
	XE_GT_SRIOV_STATE_PAUSE_SEND_PAUSE,
	XE_GT_SRIOV_STATE_PAUSE_WAIT_GUC,
	XE_GT_SRIOV_STATE_PAUSE_GUC_DONE,
	XE_GT_SRIOV_STATE_PAUSE_FAILED,
	XE_GT_SRIOV_STATE_PAUSED,

	XE_GT_SRIOV_STATE_SAVE_WIP,
	XE_GT_SRIOV_STATE_SAVE_PROCESS_DATA,
	XE_GT_SRIOV_STATE_SAVE_WAIT_DATA,	/* the ring is full */
	XE_GT_SRIOV_STATE_SAVE_DATA_DONE,	/* all of it is in the ring, or was */
	XE_GT_SRIOV_STATE_SAVE_FAILED,
	XE_GT_SRIOV_STATE_SAVED,

	XE_GT_SRIOV_STATE_RESTORE_WIP,
	XE_GT_SRIOV_STATE_RESTORE_PROCESS_DATA,
	XE_GT_SRIOV_STATE_RESTORE_WAIT_DATA,	/* the ring is empty */
	XE_GT_SRIOV_STATE_RESTORE_DATA_DONE,	/* the trailer was written */
	XE_GT_SRIOV_STATE_RESTORE_DATA_BAD,	/* ours: the writer refused something */
	XE_GT_SRIOV_STATE_RESTORE_FAILED,
	XE_GT_SRIOV_STATE_RESTORED,

	XE_GT_SRIOV_STATE_RESUME_WIP,
	XE_GT_SRIOV_STATE_RESUME_SEND_RESUME,
	XE_GT_SRIOV_STATE_RESUME_FAILED,
	XE_GT_SRIOV_STATE_RESUMED,

	XE_GT_SRIOV_STATE_STOP_WIP,
	XE_GT_SRIOV_STATE_STOP_SEND_STOP,
	XE_GT_SRIOV_STATE_STOP_FAILED,
	XE_GT_SRIOV_STATE_STOPPED,

	XE_GT_SRIOV_STATE_MISMATCH = BITS_PER_LONG - 1,	/* PF and GuC disagree */
};

struct xe_gt_sriov_control_state {
	unsigned long		state;	/* atomic: enum xe_gt_sriov_control_bits */
	struct completion	done;	/* complete while not WIP */

	/* xe_gt_sriov_pf_control.lock: */
	struct list_head	link;	/* empty, or on its list */
};

struct xe_gt_sriov_pf_control {
	struct work_struct	worker;

	spinlock_t		lock;	/* taken in the interrupt */
	/* lock: */
	struct list_head	list;	/* VFs to look after */
};

#endif
