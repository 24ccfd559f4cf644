// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kvm_vcpu.c - vCPUs: their page, their exits, directed yield, capabilities. What would go
 * wrong: a halted guest that no signal ends, a spinning one that is always given the same
 * neighbour, a mapping that shows another page than the kernel writes.
 */
#include "kvm_world.h"

#include <linux/kvm_host.h>
#include <linux/signal_numbers.h>

#include "kvm/pch_pic.h"

static void shared_page(void)
{
	int vm = kvm_vm_create(), vcpu = ksys_ioctl(vm, KVM_CREATE_VCPU, 0);
	long page = ksys_mmap(0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
	u64 value = 0;

	cr_assert_gt(page, 0, "%ld", page);
	cr_assert_eq(ksys_ioctl(vcpu, KVM_RUN, 0), -EINTR);
	cr_assert_eq(ksys_mem_read(page + offsetof(struct kvm_run, exit_reason), 4, &value), 0);
	cr_assert_eq(value, KVM_EXIT_INTR);
	cr_assert_eq(ksys_munmap(page, PAGE_SIZE), 0);
	page = ksys_mmap(0, PAGE_SIZE, PROT_READ, MAP_SHARED, vcpu, PAGE_SIZE);
	cr_assert_gt(page, 0);
	cr_assert_eq(ksys_mem_read(page, 4, &value), -EIO);	/* there is one page */
	ksys_close(vcpu);
	ksys_close(vm);
	/* The mapping holds the vCPU's file, and that the VM. */
	cr_assert_not(list_empty(&vm_list));
	cr_assert_eq(ksys_munmap(page, PAGE_SIZE), 0);
	cr_assert(list_empty(&vm_list));
}

Test(kvm_vcpu, the_page_shared_with_user_space_is_the_kernels)
{
	kvm_world_expect_clean(shared_page, 1);
}

static void exits_without_a_device(void)
{
	int vm = kvm_vm_create(), vcpu = ksys_ioctl(vm, KVM_CREATE_VCPU, 0);

	cr_assert_eq(guest(vcpu, KVM_GUEST_MMIO_READ, 0x1000, 4, 0), -EOPNOTSUPP);
	cr_assert_eq(guest(vcpu, KVM_GUEST_PIO_WRITE, 0x10, 1, 0), -EOPNOTSUPP);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MEM_READ, 0, 9, 0), -EINVAL);
	cr_assert_eq(guest(vcpu, 99, 0, 4, 0), -EINVAL);
	cr_assert_eq(guest(vm, KVM_GUEST_IDLE, 0, 0, 0), -EBADF);
	cr_assert_eq(guest(500, KVM_GUEST_IDLE, 0, 0, 0), -EBADF);
	ksys_close(vcpu);
	ksys_close(vm);
}

Test(kvm_vcpu, what_no_device_takes_goes_to_user_space)
{
	kvm_world_expect_clean(exits_without_a_device, 1);
}

static void spin_round_robin(void)
{
	int vm = kvm_vm_create(), vcpu[3];
	struct kvm *kvm = list_first_entry(&vm_list, struct kvm, vm_list);

	for (int i = 0; i < 3; i++)
		vcpu[i] = ksys_ioctl(vm, KVM_CREATE_VCPU, i);
	cr_assert_eq(guest(vcpu[0], KVM_GUEST_PAUSE, 0, 0, 0), 0);
	cr_assert_eq(kvm->last_boosted_vcpu, 1);
	cr_assert_eq(guest(vcpu[0], KVM_GUEST_PAUSE, 0, 0, 0), 0);
	cr_assert_eq(kvm->last_boosted_vcpu, 2);
	cr_assert_eq(guest(vcpu[0], KVM_GUEST_PAUSE, 0, 0, 0), 0);
	cr_assert_eq(kvm->last_boosted_vcpu, 1);
	for (int i = 0; i < 3; i++)
		ksys_close(vcpu[i]);
	ksys_close(vm);
}

Test(kvm_vcpu, a_spinning_guest_yields_to_one_neighbour_after_the_other)
{
	kvm_world_expect_clean(spin_round_robin, 1);
}

static int halt_for_ever(void *unused)
{
	int vm = kvm_vm_create(), vcpu = ksys_ioctl(vm, KVM_CREATE_VCPU, 0);

	cr_assert_lt(guest(vcpu, KVM_GUEST_HALT, 0, 0, 0), 0);
	return 0;
}

static void kill_a_halted_guest(void)
{
	struct process *qemu = process_create("qemu", PROCESS_HOST_CLIENT);

	process_thread(qemu, "qemu", halt_for_ever, NULL);
	ksys_msleep(10);
	process_kill(qemu, SIGKILL);
	process_wait(qemu);
	process_put(qemu);
	ksys_msleep(1);
	cr_assert(list_empty(&vm_list));
}

Test(kvm_vcpu, a_kill_ends_a_halted_guest)
{
	kvm_world_expect_clean(kill_a_halted_guest, 20);
}

static const struct {
	unsigned int cap;
	long want;
} caps[] = {
	{ KVM_CAP_USER_MEMORY, 1 }, { KVM_CAP_IRQFD, 1 }, { KVM_CAP_IOEVENTFD, 1 },
	{ KVM_CAP_DEVICE_CTRL, 1 }, { KVM_CAP_SIGNAL_MSI, 1 }, { KVM_CAP_NR_MEMSLOTS, 32764 },
	{ KVM_CAP_MAX_VCPUS, 4096 }, { KVM_CAP_MAX_VCPU_ID, 4 * 4096 }, { KVM_CAP_NR_VCPUS, 1 },
	{ KVM_CAP_IRQ_ROUTING, 4096 },
	{ KVM_CAP_S390_UCONTROL, 0 },
};

static void ask_for_capabilities(void)
{
	int vm = kvm_vm_create();

	for (int i = 0; i < ARRAY_SIZE(caps); i++)
		cr_expect_eq(ksys_ioctl(vm, KVM_CHECK_EXTENSION, caps[i].cap), caps[i].want,
			     "cap %u", caps[i].cap);
	ksys_close(vm);
}

Test(kvm_vcpu, capabilities_are_those_that_are_there)
{
	kvm_world_expect_clean(ask_for_capabilities, 1);
}

static long pic_attr(int dev, unsigned int cmd, unsigned int group, const u64 *value)
{
	struct kvm_device_attr attr = { .group = group, .addr = (u64)(unsigned long)value };

	return ksys_ioctl(dev, cmd, (unsigned long)&attr);
}

static void use_the_old_kind(void)
{
	u64 base = 0x10000000;
	int vm, dev;

	cr_assert_eq(module_load("kvm_pch_pic"), 0);
	vm = kvm_vm_create();
	cr_assert_eq(kvm_device_create(vm, KVM_DEV_TYPE_LOONGARCH_PCHPIC, 0, &dev), 0);
	cr_assert_eq(pic_attr(dev, KVM_HAS_DEVICE_ATTR, 0, NULL), 0);
	cr_assert_eq(pic_attr(dev, KVM_HAS_DEVICE_ATTR, 1, NULL), -ENXIO);
	cr_assert_eq(pic_attr(dev, KVM_SET_DEVICE_ATTR, 0, &base), 0);
	cr_assert_eq(pic_attr(dev, KVM_SET_DEVICE_ATTR, 0, NULL), -EFAULT);
	cr_assert_eq(pic_attr(dev, KVM_SET_DEVICE_ATTR, 2, &base), -ENXIO);
	ksys_close(dev);
	ksys_close(vm);
	cr_assert_eq(module_unload("kvm_pch_pic"), 0);
}

Test(kvm_vcpu, a_device_with_destroy_lives_as_long_as_its_vm)
{
	kvm_world_expect_clean(use_the_old_kind, 1);
}
