// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * uapi.c - ioctls by number with raw bytes behind them, on every kind of descriptor
 */
#include "support/fuzz.h"

const struct fuzz_target fuzz_target = {
	.name = "uapi",
	.what = "ioctls by number with raw bytes, on every kind of descriptor",
	.worlds = "kvm nic",
	.ops = "raw raw raw poke poke mem open_group open_cdev attach open eventfd "
	       "KVM_CREATE_VM KVM_CREATE_DEVICE KVM_CREATE_VCPU close",
};
