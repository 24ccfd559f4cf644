// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * v12_unbalanced_close.c - an open that failed is closed
 *
 * V12: open_count goes below zero, and the next open does not do what a first open must
 * (982ddd59ed97, b25e271b3779).
 */
#include "vfio/vfio_world.h"

static void open_too_early(void)
{
	int container = ksys_open("/dev/vfio/vfio", O_RDWR);
	int group = vfio_open_group(NIC);

	cr_assert_eq(user_ioctl(group, VFIO_GROUP_SET_CONTAINER, &container), 0);
	cr_assert_eq(user_ioctl(group, VFIO_GROUP_GET_DEVICE_FD, NIC), -EINVAL);
	ksys_close(group);
	ksys_close(container);
}

Test(v12_unbalanced_close, the_count_goes_below_zero)
{
	struct vfio_world world = {
		.main = open_too_early, .variants = { "vfio-df-close-unbalanced" },
	};

	vfio_world_expect(&world, 1, KIND(STATE));
}

Test(v12_unbalanced_close, a_failed_open_left_alone_is_silent)
{
	struct vfio_world world = { .main = open_too_early };

	vfio_world_expect_clean(&world, 1);
}
