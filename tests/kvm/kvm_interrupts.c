// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kvm_interrupts.c - eventfds that become interrupts, and guest writes that become events.
 * What would go wrong: an interrupt lost or delivered after its irqfd was removed, a worker
 * that outlives the VM, an irqfd shut down twice or never.
 */
#include "kvm_world.h"

static int vm, vcpu, event;

static void setup(void)
{
	vm = kvm_vm_create();
	cr_assert_eq(ksys_ioctl(vm, KVM_CREATE_IRQCHIP, 0), 0);
	vcpu = ksys_ioctl(vm, KVM_CREATE_VCPU, 0);
	event = ksys_eventfd(0, EFD_NONBLOCK);
}

static void teardown(void)
{
	ksys_close(event);
	ksys_close(vcpu);
	ksys_close(vm);
}

static void signal_reaches_the_guest(void)
{
	setup();
	cr_assert_eq(kvm_irqfd_set(vm, event, 5, 0, -1), 0);
	cr_assert_eq(eventfd_add(event, 1), 8);
	cr_assert_eq(guest(vcpu, KVM_GUEST_HALT, 0, 0, 0), 1);
	cr_assert_eq(guest(vcpu, KVM_GUEST_IDLE, 0, 0, 0), 0);
	teardown();
}

Test(kvm_interrupts, a_signal_wakes_a_halted_guest)
{
	kvm_world_expect_clean(signal_reaches_the_guest, 50);
}

static void signalled_before_assigned(void)
{
	setup();
	cr_assert_eq(eventfd_add(event, 1), 8);
	cr_assert_eq(kvm_irqfd_set(vm, event, 5, 0, -1), 0);
	cr_assert_eq(guest(vcpu, KVM_GUEST_HALT, 0, 0, 0), 1);
	teardown();
}

Test(kvm_interrupts, a_signal_before_the_irqfd_is_not_lost)
{
	kvm_world_expect_clean(signalled_before_assigned, 20);
}

static void message_from_wakeup(void)
{
	static u64 buffer[8];
	struct kvm_irq_routing *routing = (struct kvm_irq_routing *)buffer;

	routing->nr = 1;
	routing->entries[0] = (struct kvm_irq_routing_entry) {
		.gsi = 30, .type = KVM_IRQ_ROUTING_MSI, .u.msi.data = 0x61,
	};
	setup();
	cr_assert_eq(ksys_ioctl(vm, KVM_SET_GSI_ROUTING, (unsigned long)routing), 0);
	cr_assert_eq(kvm_irqfd_set(vm, event, 30, 0, -1), 0);
	cr_assert_eq(eventfd_add(event, 1), 8);
	/* Delivered in the wakeup: no worker had to run. */
	cr_assert_eq(guest(vcpu, KVM_GUEST_IDLE, 0, 0, 0), 1);
	teardown();
}

Test(kvm_interrupts, a_message_is_delivered_from_the_wakeup)
{
	kvm_world_expect_clean(message_from_wakeup, 5);
}

static void deassigned_is_silent(void)
{
	setup();
	cr_assert_eq(kvm_irqfd_set(vm, event, 5, 0, -1), 0);
	cr_assert_eq(kvm_irqfd_set(vm, event, 5, KVM_IRQFD_FLAG_DEASSIGN, -1), 0);
	cr_assert_eq(eventfd_add(event, 1), 8);
	cr_assert_eq(guest(vcpu, KVM_GUEST_IDLE, 0, 0, 0), 0);
	teardown();
}

Test(kvm_interrupts, after_deassign_no_interrupt_comes)
{
	kvm_world_expect_clean(deassigned_is_silent, 20);
}

static void level_interrupt(void)
{
	int resample = ksys_eventfd(0, EFD_NONBLOCK);
	u64 count;

	setup();
	cr_assert_eq(kvm_irqfd_set(vm, event, 9, KVM_IRQFD_FLAG_RESAMPLE, resample), 0);
	cr_assert_eq(eventfd_add(event, 1), 8);
	cr_assert_eq(ksys_read(resample, &count, 8), -EAGAIN);
	cr_assert_eq(guest(vcpu, KVM_GUEST_HALT, 0, 0, 0), 1);
	/* The acknowledgement lowered the line and told us. */
	cr_assert_eq(ksys_read(resample, &count, 8), 8);
	cr_assert_eq(guest(vcpu, KVM_GUEST_IDLE, 0, 0, 0), 0);
	cr_assert_eq(eventfd_add(event, 1), 8);
	cr_assert_eq(guest(vcpu, KVM_GUEST_HALT, 0, 0, 0), 1);
	ksys_close(resample);
	teardown();
}

Test(kvm_interrupts, acknowledging_a_level_interrupt_signals_the_resampler)
{
	kvm_world_expect_clean(level_interrupt, 20);
}

static int signal_thread(void *unused)
{
	eventfd_add(event, 1);
	eventfd_add(event, 1);
	ksys_close(event);
	return 0;
}

static int reroute_thread(void *unused)
{
	struct kvm_irq_routing none = { .nr = 0 };

	ksys_ioctl(vm, KVM_SET_GSI_ROUTING, (unsigned long)&none);
	kvm_irqfd_set(vm, event, 5, KVM_IRQFD_FLAG_DEASSIGN, -1);
	return 0;
}

static int irqfd_storm(void *unused)
{
	setup();
	start_thread("signal", signal_thread, NULL);
	start_thread("reroute", reroute_thread, NULL);
	kvm_irqfd_set(vm, event, 5, 0, -1);
	guest(vcpu, KVM_GUEST_IDLE, 0, 0, 0);
	return 0;
}

static void irqfd_races(void)
{
	in_process(irqfd_storm);
}

Test(kvm_interrupts, assign_signal_reroute_deassign_and_exit_race_without_harm)
{
	kvm_world_expect_clean(irqfd_races, 300);
}

Test(kvm_interrupts, irqfds_race_on_threads_too)
{
	kvm_world_expect_clean_parallel(irqfd_races, 30);
}

static long ioeventfd(int fd, u64 addr, u32 len, u32 flags, u64 datamatch)
{
	struct kvm_ioeventfd args = {
		.fd = fd, .addr = addr, .len = len, .flags = flags, .datamatch = datamatch,
	};

	return ksys_ioctl(vm, KVM_IOEVENTFD, (unsigned long)&args);
}

static bool event_came(void)
{
	u64 count;

	return ksys_read(event, &count, 8) == 8;
}

static void doorbells(void)
{
	setup();
	cr_assert_eq(ioeventfd(event, 0x1000, 4, KVM_IOEVENTFD_FLAG_DATAMATCH, 7), 0);
	cr_assert_eq(ioeventfd(event, 0x1000, 4, KVM_IOEVENTFD_FLAG_DATAMATCH, 7), -EEXIST);
	cr_assert_eq(ioeventfd(event, 0x1000, 4, 0, 0), -EEXIST);
	cr_assert_eq(ioeventfd(event, 0x1000, 4, KVM_IOEVENTFD_FLAG_DATAMATCH, 8), 0);
	cr_assert_eq(ioeventfd(event, 0x2000, 0, 0, 0), 0);

	cr_assert_eq(guest(vcpu, KVM_GUEST_MMIO_WRITE, 0x1000, 4, 7), 0);
	cr_assert(event_came());
	cr_assert_eq(guest(vcpu, KVM_GUEST_MMIO_WRITE, 0x1000, 4, 9), -EOPNOTSUPP);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MMIO_WRITE, 0x1000, 2, 7), -EOPNOTSUPP);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MMIO_WRITE, 0x1004, 4, 7), -EOPNOTSUPP);
	cr_assert_eq(guest(vcpu, KVM_GUEST_PIO_WRITE, 0x1000, 4, 7), -EOPNOTSUPP);
	cr_assert_not(event_came());
	cr_assert_eq(guest(vcpu, KVM_GUEST_MMIO_WRITE, 0x2000, 1, 0), 0);
	cr_assert(event_came());

	cr_assert_eq(ioeventfd(event, 0x1000, 4, KVM_IOEVENTFD_FLAG_DEASSIGN, 0), -ENOENT);
	cr_assert_eq(ioeventfd(event, 0x1000, 4, KVM_IOEVENTFD_FLAG_DEASSIGN |
			       KVM_IOEVENTFD_FLAG_DATAMATCH, 7), 0);
	cr_assert_eq(guest(vcpu, KVM_GUEST_MMIO_WRITE, 0x1000, 4, 7), -EOPNOTSUPP);
	cr_assert_eq(ioeventfd(event, 0x2000, 0, KVM_IOEVENTFD_FLAG_DEASSIGN, 0), 0);
	teardown();
}

Test(kvm_interrupts, a_guests_write_signals_the_ioeventfd_that_matches)
{
	kvm_world_expect_clean(doorbells, 2);
}
