// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * p19_packed_flags.c - flags of different owners in one byte
 *
 * P19: the user lets go of the device's power, under memory_lock, while the administrator takes
 * the VFs away, under the device lock. Each sets a bit of its own by writing all of the byte, and
 * one of the two writes is lost: the count that low power gave up is never taken back, or the
 * device may never leave D0 again.
 */
#include "vfio/sriov_world.h"

static struct vfio_user user;

static void low_power(u16 what)
{
	struct vfio_device_feature feature = {
		.argsz = sizeof(feature), .flags = VFIO_DEVICE_FEATURE_SET | what,
	};

	user_ioctl(user.device, VFIO_DEVICE_FEATURE, &feature);
}

/* The hardware is given a second to take its VFs away: not before that does the flag change. */
static void sleep_and_wake(void *arg)
{
	ksys_msleep(1000);
	low_power(VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY);
	low_power(VFIO_DEVICE_FEATURE_LOW_POWER_EXIT);
}

static void take_vfs_away(void *arg)
{
	cr_assert_gt(sriov_numvfs("0"), 0);
}

static void race(void)
{
	cr_assert_gt(sriov_numvfs("1"), 0);
	user = vfio_open(PF);
	user_together(sleep_and_wake, take_vfs_away, NULL);
	vfio_close(user);
}

Test(p19_packed_flags, flags_in_one_byte_lose_a_write)
{
	struct vfio_world world = {
		.main = race, .machine = &sriov_machine, .variants = { "vfio-pci-packed-flags" },
	};

	vfio_world_expect(&world, 3000, KIND(RACE) | KIND(STATE));
}

Test(p19_packed_flags, a_byte_for_each_is_silent)
{
	struct vfio_world world = { .main = race, .machine = &sriov_machine };

	vfio_world_expect_clean(&world, 300);
}
