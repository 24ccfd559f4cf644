// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_pci_sriov.c - VFs are enabled and disabled
 *
 * Before VFs appear on the bus the GuCs are told to run them; after they have gone they
 * are reset, so that nothing of them is left for the next ones, and turned off.
 *
 * Linux also shares out GGTT, VRAM, contexts and doorbells here; left out, since the card
 * has them shared out. It links each VF to the PF, for the order of resume after sleep.
 */
#include <linux/bitfield.h>
#include <linux/errno.h>
#include <linux/pci.h>
#include <linux/pm_runtime.h>

#include "xe_device.h"
#include "xe_guc_ct.h"
#include "xe_regs.h"
#include "xe_sriov_pf_control.h"

static int configure_vf(struct xe_gt *gt, unsigned int vfid, bool on)
{
	u32 request[] = {
		FIELD_PREP(GUC_HXG_MSG_0_ORIGIN, GUC_HXG_ORIGIN_HOST) |
		FIELD_PREP(GUC_HXG_MSG_0_TYPE, GUC_HXG_TYPE_REQUEST) |
		FIELD_PREP(GUC_HXG_MSG_0_ACTION, GUC_ACTION_PF2GUC_UPDATE_VF_CFG),
		vfid, on,
	};
	int ret = xe_guc_ct_send_block(gt, request, ARRAY_SIZE(request));

	return ret > 0 ? -EPROTO : ret;
}

static int configure_vfs(struct xe_device *xe, unsigned int num_vfs, bool on)
{
	struct xe_gt *gt;
	unsigned int id;
	int result = 0;

	for_each_gt(gt, xe, id) {
		for (unsigned int n = 1; n <= num_vfs; n++) {
			int ret = configure_vf(gt, n, on);

			result = result ?: ret;
		}
	}
	return result;
}

static int enable_vfs(struct xe_device *xe, int num_vfs)
{
	int ret;

	/* VFs have no power states of their own: the PF stays awake for them */
	pm_runtime_get_noresume(&xe->pdev->dev);
	ret = configure_vfs(xe, num_vfs, true);
	if (!ret)
		ret = pci_enable_sriov(xe->pdev, num_vfs);
	if (!ret)
		return num_vfs;
	configure_vfs(xe, num_vfs, false);
	pm_runtime_put(&xe->pdev->dev);
	return ret;
}

static void disable_vfs(struct xe_device *xe)
{
	int num_vfs = pci_num_vf(xe->pdev);

	if (!num_vfs)
		return;
	pci_disable_sriov(xe->pdev);
	for (int n = 1; n <= num_vfs; n++)
		xe_sriov_pf_control_reset_vf(xe, n);
	configure_vfs(xe, num_vfs, false);
	pm_runtime_put(&xe->pdev->dev);
}

int xe_pci_sriov_configure(struct pci_dev *pdev, int num_vfs)
{
	struct xe_device *xe = pdev_to_xe_device(pdev);

	if (!xe->sriov.pf.total_vfs)
		return -ENODEV;
	if (num_vfs < 0 || num_vfs > xe->sriov.pf.total_vfs)
		return -ERANGE;
	if (num_vfs && pci_num_vf(pdev))
		return -EBUSY;
	if (num_vfs)
		return enable_vfs(xe, num_vfs);
	disable_vfs(xe);
	return 0;
}

void xe_pci_sriov_remove(struct xe_device *xe)
{
	disable_vfs(xe);
}
