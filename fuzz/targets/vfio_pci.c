// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci.c - one user, or several, of vfio-pci devices: all ioctls, regions, mappings
 */
#include "support/fuzz.h"

const struct fuzz_target fuzz_target = {
	.name = "vfio_pci",
	.what = "users of vfio-pci devices: ioctls, regions, interrupts, mappings, DMA",
	.worlds = "nic slot nics caps vfs guest noiommu",
	.ops = "vfio vfio migration iommufd memory eventfd signal close dup read write poll "
	       "interrupt fork exit VFIO_DEVICE_SET_IRQS region_read region_write",
};
