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

/* The same with a PCI device, whose driver wants the VM's lock and nothing else. */
static const char *const sample = "sample-kvm-lock";

static void hardware(const struct vfio_world *world)
{
	vfio_world_hardware(world);
}

static void bind_sample(const struct vfio_world *world)
{
	cr_assert_gt(user_sys(sample, "/sys/bus/pci/devices/%s/driver_override", NIC), 0);
	cr_assert_gt(user_echo(NIC, "/sys/bus/pci/drivers/sample-kvm-lock/bind"), 0);
}

static const struct vfio_machine sample_machine = {
	.hardware = hardware, .prepare = bind_sample, .modules = { "sample_kvm_lock" },
};

static void open_nic(void *arg)
{
	long fd = user_ioctl(user.group, VFIO_GROUP_GET_DEVICE_FD, NIC);

	ksys_close(fd);
}

static void race_for_nic(void)
{
	user = vfio_open_without_device(NIC);
	kvm = kvm_user_open(user.group);
	user_together(open_nic, close_kvm_vfio, NULL);
	ksys_close(kvm.vm);
	ksys_close(user.group);
	ksys_close(user.container);
}

Test(v02_kvm_lock_order, so_it_is_for_the_smallest_driver_that_takes_the_lock)
{
	struct vfio_world world = {
		.main = race_for_nic, .machine = &sample_machine,
		.variants = { "vfio-set-kvm-group-lock" },
	};

	vfio_world_expect(&world, 50, KIND(ORDER));
}

Test(v02_kvm_lock_order, and_silent_with_the_spinlock)
{
	struct vfio_world world = { .main = race_for_nic, .machine = &sample_machine };

	if (hosted_before(6003))
		vfio_world_expect(&world, 50, KIND(ORDER));
	else
		vfio_world_expect_clean(&world, 200);
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

	if (hosted_before(6003))
		vfio_world_expect(&world, 50, KIND(ORDER));
	else
		vfio_world_expect_clean(&world, 200);
}
