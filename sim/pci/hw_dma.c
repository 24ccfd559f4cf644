// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * hw_dma.c - a function reads and writes memory, through the IOMMU
 *
 * Nothing leaves a function that is not bus master, is in reset or cut off.
 */
#include <linux/errno.h>
#include <linux/pci.h>

#include "core/iommu.h"

#include "hw_fn.h"

static struct pci_dev *requester(struct pci_hw_fn *fn)
{
	if (!hw_reachable(fn) || !(hw_cfg16(fn, PCI_COMMAND) & PCI_COMMAND_MASTER))
		return NULL;
	return __atomic_load_n(&fn->dev, __ATOMIC_ACQUIRE);
}

int pci_hw_dma_read(struct pci_hw_fn *fn, u64 iova, void *buf, size_t len)
{
	struct pci_dev *dev = requester(fn);

	return dev ? iommu_dma_read(&dev->dev, iova, buf, len) : -EIO;
}

int pci_hw_dma_write(struct pci_hw_fn *fn, u64 iova, const void *buf, size_t len)
{
	struct pci_dev *dev = requester(fn);

	return dev ? iommu_dma_write(&dev->dev, iova, buf, len) : -EIO;
}
