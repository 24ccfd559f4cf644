// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_sriov_pf.c - what a PF keeps of its VFs comes and goes with the driver
 */
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "xe_device.h"
#include "xe_gt_sriov_pf_control.h"
#include "xe_gt_sriov_pf_migration.h"
#include "xe_hw.h"
#include "xe_regs.h"
#include "xe_sriov_pf_migration.h"

#define GUC_VERSION_MIGRATION	(70u << 16 | 54u)

static int init_gt(struct xe_gt *gt)
{
	unsigned int total = gt->xe->sriov.pf.total_vfs;
	int ret;

	gt->sriov.pf.vfs = kcalloc(total + 1, sizeof(*gt->sriov.pf.vfs), GFP_KERNEL);
	if (!gt->sriov.pf.vfs)
		return -ENOMEM;
	xe_gt_sriov_pf_control_init(gt);
	ret = xe_gt_sriov_pf_migration_init(gt);
	if (ret)
		kfree(gt->sriov.pf.vfs);
	return ret;
}

static void fini_gt(struct xe_gt *gt)
{
	xe_gt_sriov_pf_control_stop_worker(gt);
	xe_gt_sriov_pf_migration_fini(gt);
	kfree(gt->sriov.pf.vfs);
}

static int init_gts(struct xe_device *xe)
{
	for (unsigned int id = 0; id < xe->gt_count; id++) {
		int ret = init_gt(&xe->gt[id]);

		if (!ret)
			continue;
		while (id--)
			fini_gt(&xe->gt[id]);
		return ret;
	}
	return 0;
}

int xe_sriov_pf_init(struct xe_device *xe)
{
	int total = pci_sriov_get_totalvfs(xe->pdev), ret = -ENOMEM;

	if (total <= 0)
		return 0;
	if (total > XE_HW_VFS_MAX)
		return -ENODEV;		/* ones: it did not answer when it was asked */
	xe->sriov.pf.migration_supported =
		readl(xe->regs + XE_INFO_GUC_VERSION) >= GUC_VERSION_MIGRATION;
	xe->sriov.pf.total_vfs = total;
	xe->sriov.wq = alloc_workqueue("xe-sriov-wq", 0, 0);
	if (!xe->sriov.wq)
		return ret;
	xe->sriov.pf.vfs = kcalloc(total + 1, sizeof(*xe->sriov.pf.vfs), GFP_KERNEL);
	if (!xe->sriov.pf.vfs)
		goto out_wq;
	xe_sriov_pf_migration_init(xe);
	ret = init_gts(xe);
	if (!ret)
		return 0;
	kfree(xe->sriov.pf.vfs);
out_wq:
	destroy_workqueue(xe->sriov.wq);
	return ret;
}

void xe_sriov_pf_fini(struct xe_device *xe)
{
	if (!xe->sriov.pf.total_vfs)
		return;
	for (unsigned int id = 0; id < xe->gt_count; id++)
		fini_gt(&xe->gt[id]);
	xe_sriov_pf_migration_fini(xe);
	kfree(xe->sriov.pf.vfs);
	destroy_workqueue(xe->sriov.wq);
}
