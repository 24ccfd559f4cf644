// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * v09_device_put.c - a lookup finds a device whose last reference is gone
 *
 * V09: the last put comes before the device leaves the list, and a lookup under the list's lock
 * takes a reference from zero (90b1253e4139). On a mediated device, whose removal is short.
 */
#include "vfio/vfio_world.h"

static struct vfio_user user;

static void open_device(void *arg)
{
	long fd = user_ioctl(user.group, VFIO_GROUP_GET_DEVICE_FD, MDEV_UUID);

	if (fd >= 0)
		ksys_close(fd);
}

static void remove_device(void *arg)
{
	user_echo("1", "/sys/bus/mdev/devices/" MDEV_UUID "/remove");
}

static void race(void)
{
	user = vfio_open_mdev();
	ksys_close(user.device);
	user_together(open_device, remove_device, NULL);
	ksys_close(user.group);
	ksys_close(user.container);
}

Test(v09_device_put, a_blind_reference_revives_a_device)
{
	struct vfio_world world = {
		.main = race, .mdev = true, .variants = { "vfio-device-put-unlocked" },
	};

	vfio_world_expect(&world, 3000, KIND(REF) | KIND(UAF));
}

Test(v09_device_put, a_reference_that_may_fail_is_silent)
{
	struct vfio_world world = { .main = race, .mdev = true };

	vfio_world_expect_clean(&world, 300);
}
