// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kvm_faults.c - each allocation, number and user copy of a VM's life failing once. What would
 * go wrong: an error path that leaks a VM, a device or an irqfd, or frees one twice.
 */
#include "kvm_world.h"

#include "kvm/pch_pic.h"

static void use_memory(int vm, int vcpu)
{
	long memory = ksys_mmap(0, 2 * PAGE_SIZE, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct kvm_dirty_log log = { .slot = 0 };
	u64 bits;

	if (memory < 0)
		return;
	log.dirty_bitmap = &bits;
	kvm_set_region(vm, 0, 0, 0, 2 * PAGE_SIZE, memory);
	kvm_set_region(vm, 0, KVM_MEM_LOG_DIRTY_PAGES, 0, 2 * PAGE_SIZE, memory);
	kvm_set_region(vm, 0, KVM_MEM_LOG_DIRTY_PAGES, 2 * PAGE_SIZE, 2 * PAGE_SIZE, memory);
	guest(vcpu, KVM_GUEST_MEM_WRITE, 2 * PAGE_SIZE, 8, 1);
	guest(vcpu, KVM_GUEST_FAULT, 3 * PAGE_SIZE, 0, 0);
	ksys_ioctl(vm, KVM_GET_DIRTY_LOG, (unsigned long)&log);
	kvm_set_region(vm, 0, 0, 0, 0, 0);
}

static void use_interrupts(int vm, int vcpu)
{
	int event = ksys_eventfd(0, 0), resample = ksys_eventfd(0, 0);
	struct kvm_ioeventfd io = { .fd = event, .addr = 0x1000, .len = 0 };

	kvm_irqfd_set(vm, event, 4, KVM_IRQFD_FLAG_RESAMPLE, resample);
	eventfd_add(event, 1);
	ksys_ioctl(vm, KVM_IOEVENTFD, (unsigned long)&io);
	guest(vcpu, KVM_GUEST_MMIO_WRITE, 0x1000, 4, 0);
	guest(vcpu, KVM_GUEST_IDLE, 0, 0, 0);
	io.flags = KVM_IOEVENTFD_FLAG_DEASSIGN;
	ksys_ioctl(vm, KVM_IOEVENTFD, (unsigned long)&io);
}

static int life_of_a_vm(void *unused)
{
	int kvm = ksys_open("/dev/kvm", O_RDWR), vm, vcpu;

	vm = ksys_ioctl(kvm, KVM_CREATE_VM, 0);
	ksys_ioctl(vm, KVM_CREATE_IRQCHIP, 0);
	vcpu = ksys_ioctl(vm, KVM_CREATE_VCPU, 0);
	kvm_device_create(vm, KVM_DEV_TYPE_VFIO, 0, NULL);
	kvm_device_create(vm, KVM_DEV_TYPE_LOONGARCH_PCHPIC, 0, NULL);
	use_memory(vm, vcpu);
	use_interrupts(vm, vcpu);
	return 0;
}

static void program(void)
{
	struct process *qemu;

	if (module_load("kvm"))
		return;
	if (!module_load("kvm_pch_pic")) {
		qemu = process_create("qemu", PROCESS_HOST_CLIENT);
		if (qemu && process_thread(qemu, "qemu", life_of_a_vm, NULL))
			process_wait(qemu);
		if (qemu)
			process_put(qemu);
		ksys_msleep(1);
		cr_assert_eq(module_unload("kvm_pch_pic"), 0);
	}
	cr_assert_eq(module_unload("kvm"), 0);
}

static void nothing(void)
{
}

static unsigned int count_faults(void (*main)(void))
{
	struct user_world world = { .main = main };

	user_world_run(&world, NULL, 1);
	cr_assert_eq(findings_count(), 0, "%s", finding_at(0)->text);
	return world.result.fault_points;
}

Test(kvm_faults, every_failure_is_survived_and_nothing_leaks)
{
	unsigned int boot = count_faults(nothing), all = count_faults(program);
	struct user_world world = { .main = program };
	struct ex_fault fault = { 0 };

	cr_assert_gt(all, boot + 80);
	world.fault = &fault;
	for (fault.nth = boot + 1; fault.nth <= all; fault.nth++) {
		user_world_run(&world, NULL, 1);
		cr_expect_eq(findings_count(), 0, "fault %u: %s\n%s", (unsigned int)fault.nth,
			     finding_at(0)->title, finding_at(0)->text);
		if (findings_count())
			break;
		cr_assert_eq(world.result.outcome, EX_DONE);
	}
}
