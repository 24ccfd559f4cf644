// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kvm_irqfd.c - one eventfd between a device's vector and a guest's interrupt. What would go
 * wrong: a bypass pair that survives one of its halves, an irqfd shut down under the vector
 * that signals it.
 */
#include "vfio/kvm_user.h"

#include <linux/kvm_host.h>

static struct vfio_user user;
static struct kvm_user kvm;
static int event;

static long irqfd(unsigned int flags)
{
	struct kvm_irqfd args = { .fd = event, .gsi = 20, .flags = flags };

	return user_ioctl(kvm.vm, KVM_IRQFD, &args);
}

static struct kvm *the_vm(void)
{
	return list_first_entry(&vm_list, struct kvm, vm_list);
}

static void open_all(void)
{
	user = vfio_open(NIC);
	kvm = kvm_user_open(user.group);
	event = ksys_eventfd(0, 0);
	cr_assert_eq(ksys_ioctl(kvm.vm, KVM_CREATE_IRQCHIP, 0), 0);
}

static void close_all(void)
{
	vfio_close(user);
	ksys_close(kvm.vm);
	ksys_close(kvm.device);
	ksys_close(event);
}

static void pair(void)
{
	open_all();
	cr_assert_eq(atomic_read(&the_vm()->arch.assigned_device_count), 1);
	cr_assert_eq(vfio_set_eventfd(user.device, VFIO_PCI_MSI_IRQ_INDEX,
				      VFIO_IRQ_SET_ACTION_TRIGGER, event), 0);
	cr_assert_eq(irqfd(0), 0);
	/* Connected: the vector counts as one more assigned device. */
	cr_assert_eq(atomic_read(&the_vm()->arch.assigned_device_count), 2);
	cr_assert_eq(irqfd(KVM_IRQFD_FLAG_DEASSIGN), 0);
	cr_assert_eq(atomic_read(&the_vm()->arch.assigned_device_count), 1);
	cr_assert_eq(irqfd(0), 0);
	cr_assert_eq(vfio_set_eventfd(user.device, VFIO_PCI_MSI_IRQ_INDEX,
				      VFIO_IRQ_SET_ACTION_TRIGGER, -1), 0);
	cr_assert_eq(atomic_read(&the_vm()->arch.assigned_device_count), 1);
	close_all();
}

Test(kvm_irqfd, a_vector_and_an_irqfd_with_one_eventfd_are_connected)
{
	struct vfio_world world = { .main = pair };

	vfio_world_expect_clean(&world, 1);
}

static void assign(void *unused)
{
	irqfd(0);
	ksys_close(event);
}

static void trigger(void *unused)
{
	vfio_set_eventfd(user.device, VFIO_PCI_MSI_IRQ_INDEX, VFIO_IRQ_SET_ACTION_TRIGGER, event);
	vfio_set_eventfd(user.device, VFIO_PCI_MSI_IRQ_INDEX, VFIO_IRQ_SET_ACTION_TRIGGER, -1);
}

static void pair_at_once(void)
{
	open_all();
	user_together(assign, trigger, NULL);
	close_all();
}

Test(kvm_irqfd, connecting_and_closing_race_without_harm)
{
	struct vfio_world world = { .main = pair_at_once };

	vfio_world_expect_clean(&world, 100);
}
