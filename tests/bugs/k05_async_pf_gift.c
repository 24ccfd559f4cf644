// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * k05_async_pf_gift.c - CVE-2024-26976: a worker that waits for itself
 *
 * Each asynchronous page fault holds the VM. If its worker puts the last reference, it
 * destroys the VM, which cancels all workers of the VM and waits for them: for itself.
 */
#include "kvm/kvm_world.h"

DECLARE_VARIANT(kvm_async_pf_gift);

static int fault_and_exit(void *unused)
{
	int vm = kvm_vm_create();
	int vcpu = ksys_ioctl(vm, KVM_CREATE_VCPU, 0);
	unsigned long memory = user_memory(2 * PAGE_SIZE);

	cr_assert_eq(kvm_set_region(vm, 0, 0, 0, 2 * PAGE_SIZE, memory), 0);
	cr_assert_eq(guest(vcpu, KVM_GUEST_FAULT, PAGE_SIZE, 0, 0), 1);
	ksys_close(vcpu);
	ksys_close(vm);
	return 0;
}

static void program(void)
{
	in_process(fault_and_exit);
}

Test(k05_async_pf_gift, a_worker_with_the_last_reference_waits_for_itself)
{
	variant_kvm_async_pf_gift = true;
	kvm_world_expect(program, 500, 1u << FINDING_WAIT);
}

Test(k05_async_pf_gift, without_a_reference_the_end_of_the_vm_waits_for_the_worker)
{
	kvm_world_expect_clean(program, 1000);
}
