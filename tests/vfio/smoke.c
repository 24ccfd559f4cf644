// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * smoke.c - each kind of device can be opened, used, reset and closed, and nothing is left
 */
#include "vfio/vfio_world.h"

static void nothing(void)
{
}

static void open_and_close(void)
{
	struct vfio_user user = vfio_open(NIC);
	struct vfio_device_info info = { .argsz = sizeof(info) };

	cr_assert_eq(user_ioctl(user.device, VFIO_DEVICE_GET_INFO, &info), 0);
	cr_assert_eq(info.flags, VFIO_DEVICE_FLAGS_PCI | VFIO_DEVICE_FLAGS_RESET);
	cr_assert_eq(info.num_regions, VFIO_PCI_NUM_REGIONS);
	cr_assert_eq(info.num_irqs, VFIO_PCI_NUM_IRQS);
	cr_assert_eq(ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0), 0);
	vfio_close(user);
}

static void mdev_open_and_close(void)
{
	vfio_close(vfio_open_mdev());
}

Test(smoke, a_world_comes_and_goes)
{
	struct vfio_world world = { .main = nothing, .both = true, .mdev = true };

	vfio_world_expect_clean(&world, 1);
}

Test(smoke, a_device_is_opened_reset_and_closed)
{
	struct vfio_world world = { .main = open_and_close };

	vfio_world_expect_clean(&world, 1);
}

Test(smoke, a_mediated_device_is_opened_and_closed)
{
	struct vfio_world world = { .main = mdev_open_and_close, .mdev = true };

	vfio_world_expect_clean(&world, 1);
}
