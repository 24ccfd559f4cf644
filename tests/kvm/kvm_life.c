// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kvm_life.c - who keeps a VM alive, and until when. What would go wrong: a VM freed while a
 * file of it is open, or never; a module that goes under its users.
 */
#include "kvm_world.h"

#include <linux/kvm_host.h>

static unsigned int vms(void)
{
	struct kvm *kvm;
	unsigned int n = 0;

	list_for_each_entry(kvm, &vm_list, vm_list)
		n++;
	return n;
}

static void close_the_vm_first(void)
{
	int vm = kvm_vm_create(), vcpu, dev;

	cr_assert_eq(vms(), 1);
	vcpu = ksys_ioctl(vm, KVM_CREATE_VCPU, 0);
	cr_assert_geq(vcpu, 0);
	cr_assert_eq(kvm_device_create(vm, KVM_DEV_TYPE_VFIO, 0, &dev), 0);

	cr_assert_eq(ksys_close(vm), 0);
	cr_assert_eq(vms(), 1);
	cr_assert_eq(guest(vcpu, KVM_GUEST_IDLE, 0, 0, 0), 0);
	cr_assert_eq(ksys_close(vcpu), 0);
	cr_assert_eq(vms(), 1);
	cr_assert_eq(ksys_close(dev), 0);
	cr_assert_eq(vms(), 0);
}

Test(kvm_life, a_vm_lives_until_its_last_file_is_closed)
{
	kvm_world_expect_clean(close_the_vm_first, 1);
}

static int leave_all_open(void *unused)
{
	int vm = kvm_vm_create();

	ksys_ioctl(vm, KVM_CREATE_VCPU, 0);
	ksys_ioctl(vm, KVM_CREATE_VCPU, 1);
	kvm_device_create(vm, KVM_DEV_TYPE_VFIO, 0, NULL);
	return 0;
}

static void exit_with_a_vm(void)
{
	in_process(leave_all_open);
	cr_assert_eq(vms(), 0);
}

Test(kvm_life, an_exiting_process_closes_its_vm_in_any_order)
{
	kvm_world_expect_clean(exit_with_a_vm, 50);
}

static int stolen_fd;

static int use_a_foreign_vm(void *unused)
{
	int dev;

	cr_assert_eq(ksys_ioctl(stolen_fd, KVM_CREATE_VCPU, 0), -EIO);
	cr_assert_eq(kvm_device_create(stolen_fd, KVM_DEV_TYPE_VFIO, 0, &dev), -EIO);
	return 0;
}

static void pass_the_vm_on(void)
{
	struct process *thief = process_create("thief", PROCESS_HOST_CLIENT);
	int vm = kvm_vm_create();

	stolen_fd = ksys_dup_to_process(vm, thief);
	cr_assert_geq(stolen_fd, 0);
	cr_assert_eq(ksys_close(vm), 0);
	cr_assert_eq(vms(), 1);
	process_thread(thief, "thief", use_a_foreign_vm, NULL);
	process_wait(thief);
	process_put(thief);
	cr_assert_eq(vms(), 0);
}

Test(kvm_life, another_process_cannot_use_the_vm_but_keeps_it)
{
	kvm_world_expect_clean(pass_the_vm_on, 5);
}

static void unload_under_users(void)
{
	int kvm = ksys_open("/dev/kvm", O_RDWR);
	int vm = ksys_ioctl(kvm, KVM_CREATE_VM, 0);

	cr_assert_eq(module_unload("kvm"), -EWOULDBLOCK);
	cr_assert_eq(ksys_close(kvm), 0);
	cr_assert_eq(module_unload("kvm"), -EWOULDBLOCK);
	cr_assert_eq(ksys_close(vm), 0);
}

Test(kvm_life, the_module_stays_while_a_file_of_it_is_open)
{
	kvm_world_expect_clean(unload_under_users, 1);
}

static int create_vcpus(void *vm)
{
	ksys_ioctl((long)vm, KVM_CREATE_VCPU, 0);
	ksys_ioctl((long)vm, KVM_CREATE_VCPU, 1);
	return 0;
}

static int close_everything(void *unused)
{
	for (int fd = 0; fd < 6; fd++)
		ksys_close(fd);
	return 0;
}

static int create_and_close(void *unused)
{
	long vm = kvm_vm_create();

	start_thread("create", create_vcpus, (void *)vm);
	start_thread("close", close_everything, NULL);
	kvm_device_create(vm, KVM_DEV_TYPE_VFIO, 0, NULL);
	return 0;
}

static void create_and_close_at_once(void)
{
	in_process(create_and_close);
	cr_assert_eq(vms(), 0);
}

Test(kvm_life, creating_and_closing_race_without_harm)
{
	kvm_world_expect_clean(create_and_close_at_once, 200);
}

Test(kvm_life, creating_and_closing_race_on_threads_too)
{
	kvm_world_expect_clean_parallel(create_and_close_at_once, 30);
}
