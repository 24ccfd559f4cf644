// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_sriov_pf_control.c - operations on a VF are made on every GT, one after the other
 *
 * One that fails on a GT is made on the others all the same, so that they do not drift
 * further apart than they have to; starting and finishing data stops at the first failure.
 */
#include "xe_sriov_pf_control.h"

#include <linux/errno.h>

#include "xe_device.h"
#include "xe_gt_sriov_pf_control.h"
#include "xe_sriov_packet.h"
#include "xe_sriov_pf_migration.h"

typedef int (*gt_operation)(struct xe_gt *gt, unsigned int vfid);

static int on_each_gt(struct xe_device *xe, unsigned int vfid, gt_operation operation)
{
	struct xe_gt *gt;
	unsigned int id;
	int result = 0, ret;

	for_each_gt(gt, xe, id) {
		ret = operation(gt, vfid);
		if (ret)
			result = result ? -EUCLEAN : ret;
	}
	return result;
}

static int until_failure(struct xe_device *xe, unsigned int vfid, gt_operation operation)
{
	struct xe_gt *gt;
	unsigned int id;
	int ret = 0;

	for_each_gt(gt, xe, id) {
		ret = operation(gt, vfid);
		if (ret)
			break;
	}
	return ret;
}

int xe_sriov_pf_control_pause_vf(struct xe_device *xe, unsigned int vfid)
{
	return on_each_gt(xe, vfid, xe_gt_sriov_pf_control_pause_vf);
}

int xe_sriov_pf_control_resume_vf(struct xe_device *xe, unsigned int vfid)
{
	return on_each_gt(xe, vfid, xe_gt_sriov_pf_control_resume_vf);
}

int xe_sriov_pf_control_stop_vf(struct xe_device *xe, unsigned int vfid)
{
	return on_each_gt(xe, vfid, xe_gt_sriov_pf_control_stop_vf);
}

int xe_sriov_pf_control_reset_vf(struct xe_device *xe, unsigned int vfid)
{
	int triggered = on_each_gt(xe, vfid, xe_gt_sriov_pf_control_trigger_flr);
	int waited = on_each_gt(xe, vfid, xe_gt_sriov_pf_control_wait_flr);

	return triggered ?: waited;
}

int xe_sriov_pf_control_prepare_flr(struct xe_device *xe, unsigned int vfid)
{
	return on_each_gt(xe, vfid, xe_gt_sriov_pf_control_prepare_flr);
}

int xe_sriov_pf_control_wait_flr(struct xe_device *xe, unsigned int vfid)
{
	return on_each_gt(xe, vfid, xe_gt_sriov_pf_control_wait_flr);
}

int xe_sriov_pf_control_sync_flr(struct xe_device *xe, unsigned int vfid)
{
	struct xe_gt *gt;
	unsigned int id;
	int ret;

	for_each_gt(gt, xe, id) {
		ret = xe_gt_sriov_pf_control_sync_flr(gt, vfid, false);
		if (ret < 0)
			return ret;
	}
	for_each_gt(gt, xe, id) {
		ret = xe_gt_sriov_pf_control_sync_flr(gt, vfid, true);
		if (ret < 0)
			return ret;
	}
	return 0;
}

int xe_sriov_pf_control_trigger_save_vf(struct xe_device *xe, unsigned int vfid)
{
	int ret = xe_sriov_packet_save_init(xe, vfid);

	return ret ?: until_failure(xe, vfid, xe_gt_sriov_pf_control_trigger_save_vf);
}

int xe_sriov_pf_control_finish_save_vf(struct xe_device *xe, unsigned int vfid)
{
	return until_failure(xe, vfid, xe_gt_sriov_pf_control_finish_save_vf);
}

int xe_sriov_pf_control_trigger_restore_vf(struct xe_device *xe, unsigned int vfid)
{
	int ret = xe_sriov_packet_restore_init(xe, vfid);

	return ret ?: until_failure(xe, vfid, xe_gt_sriov_pf_control_trigger_restore_vf);
}

int xe_sriov_pf_control_finish_restore_vf(struct xe_device *xe, unsigned int vfid)
{
	int ret = xe_sriov_pf_migration_finish_writing(xe, vfid);

	return ret ?: until_failure(xe, vfid, xe_gt_sriov_pf_control_finish_restore_vf);
}
