// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kvm_memory.c - guest memory while slots change and the process unmaps. What would go wrong:
 * a lookup that sees half a change, a slot freed under a reader, a change that waits for an
 * invalidation that waits for the change.
 */
#include "kvm_world.h"

static int vm, vcpu;
static unsigned long memory;

static void setup(void)
{
	vm = kvm_vm_create();
	vcpu = ksys_ioctl(vm, KVM_CREATE_VCPU, 0);
	memory = user_memory(4 * PAGE_SIZE);
	cr_assert_eq(kvm_set_region(vm, 0, KVM_MEM_LOG_DIRTY_PAGES, 0x10000, 4 * PAGE_SIZE,
				    memory), 0);
}

static void write_and_log(void)
{
	struct kvm_dirty_log log = { .slot = 0 };
	struct kvm_guest_op op = { .what = KVM_GUEST_MEM_READ, .addr = 0x12008, .len = 8 };
	u64 bits = 0, value = 0;

	setup();
	cr_assert_eq(guest(vcpu, KVM_GUEST_MEM_WRITE, 0x12008, 8, 0x1234), 0);
	cr_assert_eq(ksys_mem_read(memory + 2 * PAGE_SIZE + 8, 8, &value), 0);
	cr_assert_eq(value, 0x1234);
	cr_assert_eq(ksys_kvm_guest(vcpu, &op), 0);
	cr_assert_eq(op.val, 0x1234);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MEM_WRITE, 0xf000, 8, 1), -EFAULT);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MEM_WRITE, 0x14000, 8, 1), -EFAULT);

	log.dirty_bitmap = &bits;
	cr_assert_eq(ksys_ioctl(vm, KVM_GET_DIRTY_LOG, (unsigned long)&log), 0);
	cr_assert_eq(bits, 1 << 2);
	cr_assert_eq(ksys_ioctl(vm, KVM_GET_DIRTY_LOG, (unsigned long)&log), 0);
	cr_assert_eq(bits, 0);
	ksys_close(vcpu);
	ksys_close(vm);
}

Test(kvm_memory, a_write_lands_in_the_process_and_in_the_dirty_log)
{
	kvm_world_expect_clean(write_and_log, 1);
}

static int move_slots(void *unused)
{
	kvm_set_region(vm, 0, 0, 0x10000, 4 * PAGE_SIZE, memory);
	kvm_set_region(vm, 0, 0, 0x40000, 4 * PAGE_SIZE, memory);
	kvm_set_region(vm, 0, 0, 0, 0, 0);
	return 0;
}

static int unmap_memory(void *unused)
{
	ksys_munmap(memory + PAGE_SIZE, PAGE_SIZE);
	ksys_munmap(memory, PAGE_SIZE);
	return 0;
}

static int memory_storm(void *unused)
{
	setup();
	start_thread("slots", move_slots, NULL);
	start_thread("unmap", unmap_memory, NULL);
	guest(vcpu, KVM_GUEST_MEM_WRITE, 0x11000, 8, 1);
	guest(vcpu, KVM_GUEST_MEM_WRITE, 0x41000, 8, 1);
	return 0;
}

static void memory_races(void)
{
	in_process(memory_storm);
}

Test(kvm_memory, slots_move_while_the_guest_writes_and_the_process_unmaps)
{
	kvm_world_expect_clean(memory_races, 300);
}

Test(kvm_memory, slots_and_unmaps_race_on_threads_too)
{
	kvm_world_expect_clean_parallel(memory_races, 30);
}

static void fault_asynchronously(void)
{
	setup();
	cr_assert_eq(guest(vcpu, KVM_GUEST_FAULT, 0x11000, 0, 0), 1);
	cr_assert_eq(guest(vcpu, KVM_GUEST_FAULT, 0x12000, 0, 0), 1);
	cr_assert_eq(guest(vcpu, KVM_GUEST_FAULT, 0x80000, 0, 0), -EFAULT);
	cr_assert_eq(guest(vcpu, KVM_GUEST_HALT, 0, 0, 0), 0);
	ksys_close(vcpu);
	ksys_close(vm);
}

Test(kvm_memory, pages_arrive_while_the_vm_may_be_closed)
{
	kvm_world_expect_clean(fault_asynchronously, 200);
}
