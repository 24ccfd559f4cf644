// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * config_space.c - config space as guests see it: virtualised registers, capabilities, BARs
 */
#include "support/fuzz.h"

const struct fuzz_target fuzz_target = {
	.name = "config_space",
	.what = "reads and writes of virtualised config space, against resets and interrupts",
	.worlds = "nic slot caps caps vfs",
	.ops = "region_read region_read region_write region_write region_write reset interrupt "
	       "VFIO_DEVICE_RESET VFIO_DEVICE_SET_IRQS map_region peek poke close pread pwrite "
	       "VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY VFIO_DEVICE_FEATURE_LOW_POWER_EXIT",
};
