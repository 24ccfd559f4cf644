// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pci_reset.c - resets of all kinds against hot-plug, SR-IOV, errors and power management
 */
#include "support/fuzz.h"

const struct fuzz_target fuzz_target = {
	.name = "pci_reset",
	.what = "resets against hot-plug, SR-IOV, errors, binding and power management",
	.worlds = "nic slot sriov sriov bare",
	.ops = "sysfs sysfs hardware reset reset remove rescan attach close VFIO_DEVICE_RESET "
	       "VFIO_DEVICE_PCI_HOT_RESET cat",
	.paths = "/sys/bus/pci/devices/{rp}/config /sys/bus/pci/devices/{nic}/config "
		 "/sys/bus/pci/devices/{nic}/resource /sys/bus/pci/devices/{nic}/reset_method "
		 "/sys/bus/pci/devices/{disk}/sriov_numvfs /sys/bus/pci/devices/{f0}/config",
};
