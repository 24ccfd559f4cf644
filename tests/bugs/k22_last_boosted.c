// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * k22_last_boosted.c - CVE-2024-40953: an index that two vCPUs read and write plainly
 */
#include "kvm/kvm_world.h"
#include "support/races.h"

DECLARE_VARIANT(kvm_last_boosted_plain);

static int spin(void *vcpu)
{
	guest((long)vcpu, KVM_GUEST_PAUSE, 0, 0, 0);
	return 0;
}

static int spin_on_two(void *unused)
{
	int vm = kvm_vm_create();
	long vcpu0 = ksys_ioctl(vm, KVM_CREATE_VCPU, 0);
	long vcpu1 = ksys_ioctl(vm, KVM_CREATE_VCPU, 1);

	ksys_ioctl(vm, KVM_CREATE_VCPU, 2);
	start_thread("vcpu1", spin, (void *)vcpu1);
	spin((void *)vcpu0);
	return 0;
}

static void program(void)
{
	in_process(spin_on_two);
}

Test(k22_last_boosted, plain_accesses_race)
{
	variant_kvm_last_boosted_plain = true;
	races_expect();
	for (unsigned int seed = 1; seed <= 200; seed++)
		kvm_world_run(program, seed, NULL);
	if (race_detector_present())
		cr_assert_gt(races_seen(), 0);
}

Test(k22_last_boosted, marked_accesses_are_silent)
{
	kvm_world_expect_clean(program, 200);
}
