/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xe_gt_sriov_pf_control.h - operations on a VF on one GT
 *
 * What they return is what <drm/intel/xe_sriov_vfio.h> says of the same on all GTs.
 */
#ifndef XE_GT_SRIOV_PF_CONTROL_H
#define XE_GT_SRIOV_PF_CONTROL_H

#include <linux/types.h>

struct xe_gt;

void xe_gt_sriov_pf_control_init(struct xe_gt *gt);
void xe_gt_sriov_pf_control_stop_worker(struct xe_gt *gt);

/* A GuC starts from scratch: forget what VFs were up to. */
void xe_gt_sriov_pf_control_restart(struct xe_gt *gt);

/* An event of the GuC, in the interrupt. -EPROTO if it cannot be understood. */
int xe_gt_sriov_pf_control_process_guc2pf(struct xe_gt *gt, const u32 *msg, u32 len);

/* xe_gt_sriov_pf_pause.c */
int xe_gt_sriov_pf_control_pause_vf(struct xe_gt *gt, unsigned int vfid);
int xe_gt_sriov_pf_control_resume_vf(struct xe_gt *gt, unsigned int vfid);
int xe_gt_sriov_pf_control_stop_vf(struct xe_gt *gt, unsigned int vfid);

/* xe_gt_sriov_pf_flr.c */
int xe_gt_sriov_pf_control_prepare_flr(struct xe_gt *gt, unsigned int vfid);
int xe_gt_sriov_pf_control_trigger_flr(struct xe_gt *gt, unsigned int vfid);
int xe_gt_sriov_pf_control_wait_flr(struct xe_gt *gt, unsigned int vfid);

/*
 * The barrier of a VF's reset. Positive: the GT has got there; with @sync it goes on.
 * 0: there is no reset. -EBUSY: it is not there yet; -EIO: it failed.
 */
int xe_gt_sriov_pf_control_sync_flr(struct xe_gt *gt, unsigned int vfid, bool sync);

/* xe_gt_sriov_pf_save.c */
int xe_gt_sriov_pf_control_trigger_save_vf(struct xe_gt *gt, unsigned int vfid);
int xe_gt_sriov_pf_control_finish_save_vf(struct xe_gt *gt, unsigned int vfid);
bool xe_gt_sriov_pf_control_check_save_wip(struct xe_gt *gt, unsigned int vfid);
bool xe_gt_sriov_pf_control_check_save_data_done(struct xe_gt *gt, unsigned int vfid);
bool xe_gt_sriov_pf_control_check_save_failed(struct xe_gt *gt, unsigned int vfid);
int xe_gt_sriov_pf_control_process_save_data(struct xe_gt *gt, unsigned int vfid);

/* xe_gt_sriov_pf_restore.c */
int xe_gt_sriov_pf_control_trigger_restore_vf(struct xe_gt *gt, unsigned int vfid);
int xe_gt_sriov_pf_control_finish_restore_vf(struct xe_gt *gt, unsigned int vfid);
bool xe_gt_sriov_pf_control_check_restore_wip(struct xe_gt *gt, unsigned int vfid);
bool xe_gt_sriov_pf_control_check_restore_failed(struct xe_gt *gt, unsigned int vfid);
int xe_gt_sriov_pf_control_process_restore_data(struct xe_gt *gt, unsigned int vfid);
int xe_gt_sriov_pf_control_restore_data_done(struct xe_gt *gt, unsigned int vfid);
void xe_gt_sriov_pf_control_restore_data_bad(struct xe_gt *gt, unsigned int vfid);

#endif
