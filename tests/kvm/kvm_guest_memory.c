// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kvm_guest_memory.c - a guest's memory: across slots and pages, read-only, gone, fetched late
 *
 * What would go wrong: a write through a slot that is read-only, a page that is used after its
 * mapping has gone, an invalidation that nobody ends.
 */
#include "kvm_world.h"

static int vm, vcpu;

static void setup(void)
{
	vm = kvm_vm_create();
	vcpu = ksys_ioctl(vm, KVM_CREATE_VCPU, 0);
}

static void teardown(void)
{
	ksys_close(vcpu);
	ksys_close(vm);
}

static void across(void)
{
	unsigned long at = user_memory(4 * PAGE_SIZE);
	u64 bits[2] = { 0 };
	struct kvm_dirty_log log = { .slot = 0, .dirty_bitmap = bits };

	setup();
	cr_assert_eq(kvm_set_region(vm, 0, KVM_MEM_LOG_DIRTY_PAGES, 0, 2 * PAGE_SIZE, at), 0);
	cr_assert_eq(kvm_set_region(vm, 1, KVM_MEM_READONLY, 2 * PAGE_SIZE, PAGE_SIZE,
				    at + 2 * PAGE_SIZE), 0);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MEM_WRITE, PAGE_SIZE - 4, 8, 0x1122334455667788), 0);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MEM_READ, PAGE_SIZE - 4, 8, 0), 0);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MEM_READ, 2 * PAGE_SIZE, 8, 0), 0);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MEM_WRITE, 2 * PAGE_SIZE, 8, 0), -EFAULT);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MEM_WRITE, 2 * PAGE_SIZE - 4, 8, 0), -EFAULT);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MEM_READ, 3 * PAGE_SIZE, 8, 0), -EFAULT);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MEM_READ, 3 * PAGE_SIZE - 4, 8, 0), -EFAULT);
	cr_assert_eq(ksys_ioctl(vm, KVM_GET_DIRTY_LOG, (unsigned long)&log), 0);
	cr_assert_eq(bits[0], 3);
	log.slot = 1;
	cr_assert_eq(ksys_ioctl(vm, KVM_GET_DIRTY_LOG, (unsigned long)&log), -ENOENT);
	log.slot = 0;
	log.dirty_bitmap = NULL;
	cr_assert_eq(ksys_ioctl(vm, KVM_GET_DIRTY_LOG, (unsigned long)&log), -EFAULT);
	teardown();
}

Test(kvm_guest_memory, an_access_ends_where_its_slots_do)
{
	kvm_world_expect_clean(across, 1);
}

/* More faults at once than a vCPU may wait for: the last ones are fetched at once. */
static void many_faults(void)
{
	unsigned long at = user_memory(80 * PAGE_SIZE);
	long late = 0;

	setup();
	cr_assert_eq(kvm_set_region(vm, 0, 0, 0, 80 * PAGE_SIZE, at), 0);
	for (int i = 0; i < 80; i++)
		late += guest(vcpu, KVM_GUEST_FAULT, i * PAGE_SIZE, 0, 0);
	cr_assert_eq(late, 64);
	cr_assert_eq(guest(vcpu, KVM_GUEST_FAULT, 80 * PAGE_SIZE, 0, 0), -EFAULT);
	teardown();
}

Test(kvm_guest_memory, a_vcpu_waits_for_so_many_pages_at_once)
{
	kvm_world_expect_clean(many_faults, 1);
}

static unsigned long mapped;

static int unmap_all(void *unused)
{
	ksys_munmap(mapped, PAGE_SIZE);
	ksys_munmap(mapped + 2 * PAGE_SIZE, PAGE_SIZE);
	ksys_munmap(mapped + PAGE_SIZE, PAGE_SIZE);
	return 0;
}

static int change_slots(void *unused)
{
	for (int i = 0; i < 2; i++) {
		kvm_set_region(vm, 1, 0, 8 * PAGE_SIZE, PAGE_SIZE, mapped + 2 * PAGE_SIZE);
		kvm_set_region(vm, 1, 0, 0, 0, 0);
	}
	return 0;
}

/* Invalidations that overlap, of memory in two slots, while slots change. */
static int at_once(void *unused)
{
	mapped = user_memory(3 * PAGE_SIZE);
	setup();
	kvm_set_region(vm, 0, 0, 0, 3 * PAGE_SIZE, mapped);
	guest(vcpu, KVM_GUEST_MEM_WRITE, 0, 8, 1);
	guest(vcpu, KVM_GUEST_MEM_WRITE, PAGE_SIZE, 8, 1);
	start_thread("unmap", unmap_all, NULL);
	start_thread("slots", change_slots, NULL);
	ksys_munmap(mapped, 3 * PAGE_SIZE);
	guest(vcpu, KVM_GUEST_MEM_READ, 0, 8, 0);
	return 0;
}

static void invalidations(void)
{
	in_process(at_once);
}

Test(kvm_guest_memory, overlapping_invalidations_end_all)
{
	kvm_world_expect_clean(invalidations, 300);
}

/* A slot may say any address: what lies there in the host program is not the guest's. */
static void out_of_memory_map(void)
{
	static u64 of_the_host;
	const unsigned long at = (unsigned long)&of_the_host & PAGE_MASK;

	setup();
	cr_assert_eq(kvm_set_region(vm, 0, 0, 0, PAGE_SIZE, at), 0);
	cr_assert_eq(kvm_set_region(vm, 1, 0, PAGE_SIZE, PAGE_SIZE, 0x40000000), 0);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MEM_READ, offset_in_page(&of_the_host), 8, 0), -EFAULT);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MEM_WRITE, PAGE_SIZE, 8, 1), -EFAULT);
	teardown();
}

Test(kvm_guest_memory, a_slot_leads_to_simulated_memory_only)
{
	kvm_world_expect_clean(out_of_memory_map, 1);
}
