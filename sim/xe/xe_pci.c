// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_pci.c - the xe driver: binds to the PF, and has nothing to do but to care for its VFs
 *
 * Linux' driver is a graphics driver first; of that nothing is here. It binds to VFs as
 * well, when it runs in a guest; here that is refused, for a VF is there to be handed on.
 */
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "pci/hw.h"

#include "xe_device.h"
#include "xe_guc_ct.h"
#include "xe_regs.h"

static struct pci_driver xe_pci_driver;

struct xe_device *xe_pci_to_pf_device(struct pci_dev *pdev)
{
	struct xe_device *xe = pci_iov_get_pf_drvdata(pdev, &xe_pci_driver);

	return IS_ERR(xe) ? NULL : xe;
}

static irqreturn_t xe_irq(int irq, void *data)
{
	struct xe_device *xe = data;
	irqreturn_t ret = IRQ_NONE;
	struct xe_gt *gt;
	unsigned int id;

	for_each_gt(gt, xe, id)
		if (xe_guc_ct_irq(gt))
			ret = IRQ_HANDLED;
	return ret;
}

static int init_gts(struct xe_device *xe)
{
	bool media = readl(xe->regs + XE_INFO_MEDIA);

	xe->tile_count = readl(xe->regs + XE_INFO_TILES);
	if (!xe->tile_count || xe->tile_count > XE_MAX_TILES_PER_DEVICE)
		return -ENODEV;
	xe->gt_count = xe->tile_count * (1 + media);
	xe->vf_ggtt = readl(xe->regs + XE_INFO_VF_GGTT);
	xe->vf_lmem = readl(xe->regs + XE_INFO_VF_VRAM) * (u64)PAGE_SIZE;
	for (unsigned int id = 0; id < xe->gt_count; id++) {
		struct xe_gt *gt = &xe->gt[id];

		gt->xe = xe;
		gt->id = id;
		gt->tile_id = id / (1 + media);
		gt->media = media && id % 2;
		gt->regs = xe->regs + id * XE_GT_STRIDE;
		xe_guc_ct_init(gt);
	}
	return 0;
}

static int init_irq(struct xe_device *xe)
{
	int ret = pci_alloc_irq_vectors(xe->pdev, 1, 1, PCI_IRQ_ALL_TYPES);

	if (ret < 0)
		return ret;
	ret = pci_request_irq(xe->pdev, 0, xe_irq, NULL, xe, "xe");
	if (ret)
		pci_free_irq_vectors(xe->pdev);
	return ret;
}

static int start(struct xe_device *xe)
{
	int ret = init_gts(xe);

	if (ret)
		return ret;
	ret = xe_sriov_pf_init(xe);
	if (ret)
		return ret;
	ret = init_irq(xe);
	if (ret)
		xe_sriov_pf_fini(xe);
	return ret;
}

static int map(struct xe_device *xe)
{
	int ret = pci_enable_device(xe->pdev);

	if (ret)
		return ret;
	pci_set_master(xe->pdev);
	ret = pci_request_regions(xe->pdev, "xe");
	if (ret)
		goto out_disable;
	xe->regs = pci_iomap(xe->pdev, 0, 0);
	if (xe->regs)
		return 0;
	ret = -ENOMEM;
	pci_release_regions(xe->pdev);
out_disable:
	pci_disable_device(xe->pdev);
	return ret;
}

static void unmap(struct xe_device *xe)
{
	pci_iounmap(xe->pdev, xe->regs);
	pci_release_regions(xe->pdev);
	pci_disable_device(xe->pdev);
}

static int xe_pci_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct xe_device *xe;
	int ret;

	if (pdev->is_virtfn)
		return -ENODEV;
	xe = kzalloc(sizeof(*xe), GFP_KERNEL);
	if (!xe)
		return -ENOMEM;
	xe->pdev = pdev;
	xe->hw = pci_hw_of(pdev);	/* once: a port above may lose its bus numbers later */
	ret = xe->hw ? map(xe) : -ENODEV;
	if (ret)
		goto out_free;
	ret = start(xe);
	if (ret)
		goto out_unmap;
	pci_set_drvdata(pdev, xe);
	return 0;

out_unmap:
	unmap(xe);
out_free:
	kfree(xe);
	return ret;
}

/* VFs go first, and with them whoever asks for something on their behalf. */
static void xe_pci_remove(struct pci_dev *pdev)
{
	struct xe_device *xe = pdev_to_xe_device(pdev);

	xe_pci_sriov_remove(xe);
	pci_free_irq(pdev, 0, xe);
	pci_free_irq_vectors(pdev);
	xe_sriov_pf_fini(xe);
	unmap(xe);
	pci_set_drvdata(pdev, NULL);
	kfree(xe);
}

/* Panther Lake, Battlemage */
static const struct pci_device_id xe_pci_ids[] = {
	{ PCI_DEVICE(PCI_VENDOR_ID_INTEL, 0xb080) },
	{ PCI_DEVICE(PCI_VENDOR_ID_INTEL, 0xe211) },
	{ PCI_DEVICE(PCI_VENDOR_ID_INTEL, 0xe223) },
	{ },
};
MODULE_DEVICE_TABLE(pci, xe_pci_ids);

static struct pci_driver xe_pci_driver = {
	.name			= "xe",
	.id_table		= xe_pci_ids,
	.probe			= xe_pci_probe,
	.remove			= xe_pci_remove,
	.sriov_configure	= xe_pci_sriov_configure,
};
module_pci_driver(xe_pci_driver);

MODULE_DESCRIPTION("Intel Xe2 graphics, as a PF");
MODULE_LICENSE("GPL");
