// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * v03_group_kvm_unlocked.c - a device takes a VM that is gone
 *
 * V03, K3, K4: open reads group->kvm while kvm-vfio takes it away and drops the last reference.
 * Without a lock (be8d3adae65c), without asking whether the VM is still alive, or with a lock that
 * ends between the two (K4), what open takes is freed.
 */
#include "vfio/kvm_user.h"

static struct vfio_user user;
static struct kvm_user kvm;

static void open_device(void *arg)
{
	long fd = user_ioctl(user.group, VFIO_GROUP_GET_DEVICE_FD, NIC);

	if (fd >= 0)
		ksys_close(fd);
}

static void end_vm(void *arg)
{
	ksys_close(kvm.vm);
	ksys_close(kvm.device);
}

static void race(void)
{
	user = vfio_open_without_device(NIC);
	kvm = kvm_user_open(user.group);
	user_together(open_device, end_vm, NULL);
	ksys_close(user.group);
	ksys_close(user.container);
}

Test(v03_group_kvm_unlocked, without_a_lock_the_vm_is_gone)
{
	struct vfio_world world = { .main = race, .variants = { "vfio-kvm-unlocked" } };

	vfio_world_expect(&world, 2000, KIND(REF) | KIND(UAF));
}

Test(v03_group_kvm_unlocked, a_blind_reference_revives_a_dying_vm)
{
	struct vfio_world world = {
		.main = race, .variants = { "vfio-kvm-plain-get", "kvm-vfio-destroy" },
	};

	vfio_world_expect(&world, 2000, KIND(REF) | KIND(UAF));
}

#if !EX_TSAN	/* which calls it a race, and takes half a minute to tell of each */
Test(v03_group_kvm_unlocked, a_lock_that_ends_between_is_not_enough)
{
	struct vfio_world world = { .main = race, .variants = { "vfio-kvm-get-unlocked" } };

	vfio_world_expect(&world, 3000, KIND(REF) | KIND(UAF));
}
#endif

Test(v03_group_kvm_unlocked, a_safe_reference_under_the_lock_is_silent)
{
	struct vfio_world world = { .main = race };

	vfio_world_expect_clean(&world, 500);
}
