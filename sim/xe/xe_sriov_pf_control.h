/* SPDX-License-Identifier: GPL-2.0-or-later */
/* xe_sriov_pf_control.h - operations on a VF, on all GTs: see <drm/intel/xe_sriov_vfio.h> */
#ifndef XE_SRIOV_PF_CONTROL_H
#define XE_SRIOV_PF_CONTROL_H

struct xe_device;

int xe_sriov_pf_control_pause_vf(struct xe_device *xe, unsigned int vfid);
int xe_sriov_pf_control_resume_vf(struct xe_device *xe, unsigned int vfid);
int xe_sriov_pf_control_stop_vf(struct xe_device *xe, unsigned int vfid);

/* Reset it without PCI's help, and wait. */
int xe_sriov_pf_control_reset_vf(struct xe_device *xe, unsigned int vfid);
int xe_sriov_pf_control_prepare_flr(struct xe_device *xe, unsigned int vfid);
int xe_sriov_pf_control_wait_flr(struct xe_device *xe, unsigned int vfid);

/* If all GTs are at the barrier of the VF's reset, let them go on. Any context. */
int xe_sriov_pf_control_sync_flr(struct xe_device *xe, unsigned int vfid);

int xe_sriov_pf_control_trigger_save_vf(struct xe_device *xe, unsigned int vfid);
int xe_sriov_pf_control_finish_save_vf(struct xe_device *xe, unsigned int vfid);
int xe_sriov_pf_control_trigger_restore_vf(struct xe_device *xe, unsigned int vfid);
int xe_sriov_pf_control_finish_restore_vf(struct xe_device *xe, unsigned int vfid);

#endif
