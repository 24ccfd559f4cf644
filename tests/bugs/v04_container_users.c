// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * v04_container_users.c - a group enters a container while it is still leaving another
 *
 * V04: container_users falls to zero before the container is left; see
 * sim/vfio/container_users.c (e0e29bdb594a).
 */
#include "vfio/vfio_world.h"

static int group, containers[2];

static void leave(void *arg)
{
	ksys_ioctl(group, VFIO_GROUP_UNSET_CONTAINER, 0);
}

static void enter(void *arg)
{
	user_ioctl(group, VFIO_GROUP_SET_CONTAINER, &containers[1]);
}

static void race(void)
{
	containers[0] = ksys_open("/dev/vfio/vfio", O_RDWR);
	containers[1] = ksys_open("/dev/vfio/vfio", O_RDWR);
	group = vfio_open_group(NIC);
	cr_assert_eq(user_ioctl(group, VFIO_GROUP_SET_CONTAINER, &containers[0]), 0);
	user_together(leave, enter, NULL);
	ksys_close(group);
	ksys_close(containers[0]);
	ksys_close(containers[1]);
}

Test(v04_container_users, a_count_by_itself_loses_a_container)
{
	struct vfio_world world = { .main = race, .variants = { "vfio-container-users-atomic" } };

	vfio_world_expect(&world, 3000, KIND(LEAK) | KIND(RACE) | KIND(UAF) | KIND(STATE));
}

Test(v04_container_users, group_lock_over_both_is_silent)
{
	struct vfio_world world = { .main = race };

	vfio_world_expect_clean(&world, 200);
}
