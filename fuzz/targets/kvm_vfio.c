// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kvm_vfio.c - virtual machines with devices: who puts the last reference, and under what
 */
#include "support/fuzz.h"

const struct fuzz_target fuzz_target = {
	.name = "kvm_vfio",
	.what = "virtual machines, their devices and eventfds, and groups that come and go",
	.worlds = "kvm",
	.ops = "kvm kvm close close dup give eventfd signal exit kill fork open_group attach "
	       "VFIO_GROUP_GET_DEVICE_FD VFIO_GROUP_SET_CONTAINER VFIO_GROUP_UNSET_CONTAINER "
	       "KVM_DEV_VFIO_FILE_ADD KVM_DEV_VFIO_FILE_DEL unbind bind",
};
