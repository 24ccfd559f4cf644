// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lifecycle.c - whole programs over the whole machine: everything against everything
 *
 * Opens, resets, closes, binds, unbinds, plugs, pulls, forks and dies, in up to five
 * tasks, with any fault point failing and under any schedule.
 */
#include "support/fuzz.h"

const struct fuzz_target fuzz_target = {
	.name = "lifecycle",
	.what = "programs with schedule and faults over the whole machine",
	.worlds = "nic kvm kvm slot sriov nics xe xe mdev mdev switch",
	.ops = "vfio vfio kvm kvm sysfs sysfs hardware files memory processes migration iommufd "
	       "attach close close unbind VFIO_DEVICE_RESET VFIO_DEVICE_SET_IRQS interrupt "
	       "cat echo",
};
