// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * v02_kvm_lock_order.c - group_lock and kvm->lock, one inside the other and the other way round
 *
 * K2: opening a device takes group_lock, then its driver kvm->lock, as vfio-ap does. Closing the
 * kvm-vfio device takes kvm->lock, then group_lock to take the VM away (2b48f52f2bff).
 */
#include "vfio/kvm_user.h"

#include "support/hosted.h"

static struct vfio_user user;
static struct kvm_user kvm;

static void open_device(void *arg)
{
	long fd = user_ioctl(user.group, VFIO_GROUP_GET_DEVICE_FD, MDEV_UUID);

	ksys_close(fd);
}

static void close_kvm_vfio(void *arg)
{
	ksys_close(kvm.device);
}

static void race(void)
{
	user = vfio_open_mdev();
	ksys_close(user.device);
	kvm = kvm_user_open(user.group);
	user_together(open_device, close_kvm_vfio, NULL);
	ksys_close(kvm.vm);
	ksys_close(user.group);
	ksys_close(user.container);
}

Test(v02_kvm_lock_order, group_lock_in_set_kvm_inverts_the_order)
{
	struct vfio_world world = {
		.main = race, .mdev = true, .variants = { "vfio-set-kvm-group-lock" },
	};

	vfio_world_expect(&world, 50, KIND(ORDER));
}

Test(v02_kvm_lock_order, a_spinlock_and_a_reference_are_silent_as_6_2_has_them)
{
	struct vfio_world world = { .main = race, .mdev = true };

	if (hosted_before(6002))
		vfio_world_expect(&world, 50, KIND(ORDER));
	else
		vfio_world_expect_clean(&world, 200);
}
