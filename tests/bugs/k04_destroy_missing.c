// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * k04_destroy_missing.c - CVE-2022-49568: an error path calls an operation that is not there
 *
 * No fd is left for a new device that has release() and no destroy(). The old error path
 * calls destroy() all the same.
 */
#include "kvm/kvm_world.h"

DECLARE_VARIANT(kvm_device_destroy_unchecked);

static long answer;

static void program(void)
{
	int vm = kvm_vm_create(), dev = -1;

	answer = kvm_device_create(vm, KVM_DEV_TYPE_VFIO, 0, &dev);
	ksys_close(vm);
}

/* Numbers asked for: /dev/kvm, the VM, the device. */
static const struct ex_fault third_fd = { .site = "get_unused_fd", .nth = 3 };

Test(k04_destroy_missing, without_the_check_it_jumps_to_null)
{
	variant_kvm_device_destroy_unchecked = true;
	cr_assert_gt(kvm_world_run(program, 1, &third_fd), 0);
	cr_assert_eq(finding_at(0)->kind, FINDING_UAF, "%s", finding_at(0)->text);
}

Test(k04_destroy_missing, with_the_check_the_device_is_released)
{
	cr_assert_eq(kvm_world_run(program, 1, &third_fd), 0, "%s", finding_at(0)->text);
	cr_assert_eq(answer, -EMFILE);
}
