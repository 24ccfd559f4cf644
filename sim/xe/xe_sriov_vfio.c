// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_sriov_vfio.c - what the driver of a VF may ask of the PF's
 *
 * Thin: who asks for which VF is checked here, and that what is reported is so.
 */
#include <drm/intel/xe_sriov_vfio.h>

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/pci.h>
#include <linux/pm_runtime.h>

#include "xe_device.h"
#include "xe_hw_claim.h"
#include "xe_sriov_pf_control.h"
#include "xe_sriov_pf_migration.h"

struct xe_device *xe_sriov_vfio_get_pf(struct pci_dev *pdev)
{
	return pdev->is_virtfn ? xe_pci_to_pf_device(pdev) : NULL;
}
EXPORT_SYMBOL_FOR_MODULES(xe_sriov_vfio_get_pf, "xe-vfio-pci");

bool xe_sriov_vfio_migration_supported(struct xe_device *xe)
{
	return xe->sriov.pf.total_vfs && xe->sriov.pf.migration_supported;
}
EXPORT_SYMBOL_FOR_MODULES(xe_sriov_vfio_migration_supported, "xe-vfio-pci");

/* The PF is awake and stays so while one of its VFs is looked after. */
static ssize_t begin(struct xe_device *xe, unsigned int vfid)
{
	if (!xe->sriov.pf.total_vfs)
		return -EPERM;
	if (vfid == PFID || vfid > pci_num_vf(xe->pdev))
		return -EINVAL;
	pm_runtime_get_noresume(&xe->pdev->dev);
	return 0;
}

static void end(struct xe_device *xe)
{
	pm_runtime_put(&xe->pdev->dev);
}

#define DEFINE_XE_SRIOV_VFIO_FUNCTION(_type, _func, _impl)			\
_type xe_sriov_vfio_##_func(struct xe_device *xe, unsigned int vfid)		\
{										\
	_type ret = begin(xe, vfid);						\
										\
	if (ret)								\
		return ret;							\
	ret = xe_sriov_pf_##_impl(xe, vfid);					\
	end(xe);								\
	return ret;								\
}										\
EXPORT_SYMBOL_FOR_MODULES(xe_sriov_vfio_##_func, "xe-vfio-pci")

DEFINE_XE_SRIOV_VFIO_FUNCTION(int, resume_device, control_resume_vf);
DEFINE_XE_SRIOV_VFIO_FUNCTION(int, stop_copy_enter, control_trigger_save_vf);
DEFINE_XE_SRIOV_VFIO_FUNCTION(int, stop_copy_exit, control_finish_save_vf);
DEFINE_XE_SRIOV_VFIO_FUNCTION(int, resume_data_enter, control_trigger_restore_vf);
DEFINE_XE_SRIOV_VFIO_FUNCTION(int, resume_data_exit, control_finish_restore_vf);
DEFINE_XE_SRIOV_VFIO_FUNCTION(int, error, control_stop_vf);
DEFINE_XE_SRIOV_VFIO_FUNCTION(ssize_t, stop_copy_size, migration_size);

int xe_sriov_vfio_flr_prepare(struct xe_device *xe, unsigned int vfid)
{
	int ret = begin(xe, vfid);

	if (ret)
		return ret;
	xe_hw_claim_announced(xe->hw, vfid);
	ret = xe_sriov_pf_control_prepare_flr(xe, vfid);
	if (ret == -EALREADY)
		xe_hw_claim_resetting(xe->hw, vfid);
	end(xe);
	return ret;
}
EXPORT_SYMBOL_FOR_MODULES(xe_sriov_vfio_flr_prepare, "xe-vfio-pci");

int xe_sriov_vfio_wait_flr_done(struct xe_device *xe, unsigned int vfid)
{
	int ret = begin(xe, vfid);
	u32 life;

	if (ret)
		return ret;
	life = xe_hw_life(xe->hw, vfid);
	ret = xe_sriov_pf_control_wait_flr(xe, vfid);
	xe_hw_claim_reset(xe->hw, vfid, life, !ret);
	end(xe);
	return ret;
}
EXPORT_SYMBOL_FOR_MODULES(xe_sriov_vfio_wait_flr_done, "xe-vfio-pci");

int xe_sriov_vfio_suspend_device(struct xe_device *xe, unsigned int vfid)
{
	int ret = begin(xe, vfid);
	u32 life;

	if (ret)
		return ret;
	life = xe_hw_life(xe->hw, vfid);
	ret = xe_sriov_pf_control_pause_vf(xe, vfid);
	if (!ret)
		xe_hw_claim_paused(xe->hw, vfid, life);
	end(xe);
	return ret;
}
EXPORT_SYMBOL_FOR_MODULES(xe_sriov_vfio_suspend_device, "xe-vfio-pci");

ssize_t xe_sriov_vfio_data_read(struct xe_device *xe, unsigned int vfid,
				char __user *buf, size_t len)
{
	ssize_t ret = begin(xe, vfid);

	if (ret)
		return ret;
	ret = xe_sriov_pf_migration_read(xe, vfid, buf, len);
	end(xe);
	return ret;
}
EXPORT_SYMBOL_FOR_MODULES(xe_sriov_vfio_data_read, "xe-vfio-pci");

ssize_t xe_sriov_vfio_data_write(struct xe_device *xe, unsigned int vfid,
				 const char __user *buf, size_t len)
{
	ssize_t ret = begin(xe, vfid);

	if (ret)
		return ret;
	ret = xe_sriov_pf_migration_write(xe, vfid, buf, len);
	end(xe);
	return ret;
}
EXPORT_SYMBOL_FOR_MODULES(xe_sriov_vfio_data_write, "xe-vfio-pci");
