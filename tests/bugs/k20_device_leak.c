// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * k20_device_leak.c - CVE-2026-23027: destroy() that frees its state but not the device
 */
#include "kvm/kvm_world.h"
#include "kvm/pch_pic.h"

DECLARE_VARIANT(kvm_pch_pic_leak);

static void program(void)
{
	int vm, dev;

	cr_assert_eq(module_load("kvm_pch_pic"), 0);
	vm = kvm_vm_create();
	cr_assert_eq(kvm_device_create(vm, KVM_DEV_TYPE_LOONGARCH_PCHPIC, 0, &dev), 0);
	ksys_close(dev);
	ksys_close(vm);
	cr_assert_eq(module_unload("kvm_pch_pic"), 0);
}

Test(k20_device_leak, the_device_is_left_when_the_vm_is_gone)
{
	variant_kvm_pch_pic_leak = true;
	kvm_world_expect(program, 1, 1u << FINDING_LEAK);
}

Test(k20_device_leak, destroy_frees_both)
{
	kvm_world_expect_clean(program, 1);
}
