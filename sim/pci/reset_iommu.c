// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reset_iommu.c - no DMA while a function resets, as v7.0 has it
 *
 * Does nothing unless the variant iommu-reset-fence is on: see sim/core/iommu_fence.c.
 */
#include <linux/iommu.h>
#include <linux/pci.h>

#include "core/iommu.h"

int pci_dev_reset_iommu_prepare(struct pci_dev *pdev)
{
	return iommu_reset_prepare(&pdev->dev);
}

void pci_dev_reset_iommu_done(struct pci_dev *pdev)
{
	iommu_reset_done(&pdev->dev);
}
