// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * v09_device_put.c - a lookup finds a device whose last reference is gone
 *
 * V09: the last put comes before the device leaves the list, and a lookup under the list's lock
 * takes a reference from zero (90b1253e4139). Only the fixed half is tested: 30000 schedules with
 * vfio-device-put-unlocked on found nothing.
 */
#include "vfio/vfio_world.h"

static struct vfio_user user;

static void open_device(void *arg)
{
	long fd = user_ioctl(user.group, VFIO_GROUP_GET_DEVICE_FD, NIC);

	if (fd >= 0)
		ksys_close(fd);
}

static void unbind(void *arg)
{
	vfio_unbind(NIC);
}

static void race(void)
{
	user = vfio_open(NIC);
	ksys_close(user.device);
	user_together(open_device, unbind, NULL);
	ksys_close(user.group);
	ksys_close(user.container);
}

Test(v09_device_put, a_reference_that_may_fail_is_silent)
{
	struct vfio_world world = { .main = race };

	vfio_world_expect_clean(&world, 300);
}
