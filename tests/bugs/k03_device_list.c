// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * k03_device_list.c - a28ebea2adc4: devices created and listed without kvm->lock
 *
 * Two threads create a device each, and both add it to the VM's list. No schedule of fibers
 * switches inside list_add(): it takes the race detector to see it.
 */
#include "kvm/kvm_world.h"
#include "support/races.h"

DECLARE_VARIANT(kvm_device_unlocked);

static long vm;

static int create(void *unused)
{
	kvm_device_create(vm, KVM_DEV_TYPE_VFIO, 0, NULL);
	return 0;
}

static int create_two(void *unused)
{
	vm = kvm_vm_create();
	start_thread("second", create, NULL);
	create(NULL);
	return 0;
}

static void program(void)
{
	in_process(create_two);
}

Test(k03_device_list, without_the_lock_the_list_races)
{
	variant_kvm_device_unlocked = true;
	races_expect();
	for (unsigned int seed = 1; seed <= 100; seed++)
		kvm_world_run(program, seed, NULL);
	if (race_detector_present())
		cr_assert_gt(races_seen(), 0);
}

Test(k03_device_list, with_the_lock_it_does_not)
{
	kvm_world_expect_clean(program, 500);
}
