// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pci_reset.c - resets of all kinds against hot-plug, SR-IOV, errors and power management
 */
#include "support/fuzz.h"

const struct fuzz_target fuzz_target = {
	.name = "pci_reset",
	.what = "resets against hot-plug, SR-IOV, errors, binding and power management",
	.worlds = "nic slot sriov sriov bare edu switch switch",
	.ops = "sysfs sysfs hardware reset reset remove rescan attach close VFIO_DEVICE_RESET "
	       "VFIO_DEVICE_PCI_HOT_RESET cat cat cat echo echo",
};
