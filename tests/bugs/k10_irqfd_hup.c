// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * k10_irqfd_hup.c - 9432a3175770: an irqfd shut down while it is being set up
 *
 * KVM_IRQFD lists the irqfd, then registers it with the bypass manager. Its eventfd is closed
 * in between: the shutdown work frees it first.
 */
#include "kvm/kvm_world.h"

DECLARE_VARIANT(kvm_irqfd_unsynchronised);

static int vm;

static int close_eventfd(void *fd)
{
	ksys_close((long)fd);
	return 0;
}

static int assign_while_closing(void *unused)
{
	long event;

	vm = kvm_vm_create();
	cr_assert_eq(ksys_ioctl(vm, KVM_CREATE_IRQCHIP, 0), 0);
	event = ksys_eventfd(0, 0);
	start_thread("close", close_eventfd, (void *)event);
	kvm_irqfd_set(vm, event, 5, 0, -1);
	return 0;
}

static void program(void)
{
	in_process(assign_while_closing);
}

#if !EX_TSAN	/* which calls it a race sooner */
Test(k10_irqfd_hup, without_srcu_the_irqfd_is_freed_under_its_maker)
{
	variant_kvm_irqfd_unsynchronised = true;
	kvm_world_expect(program, 5000, 1u << FINDING_UAF);
}
#endif

Test(k10_irqfd_hup, shutdown_waits_for_assign)
{
	kvm_world_expect_clean(program, 2000);
}
