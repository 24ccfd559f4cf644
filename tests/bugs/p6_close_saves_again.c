// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * p6_close_saves_again.c - what the last user left is saved over what was there before him
 *
 * P6 of seed 003: close recalls the state before the open, then resets by a function that saves
 * the state first (890ed578df82). The device goes on with what its user made of it (92c8026854c2).
 */
#include "vfio/vfio_world.h"

static void open_and_close(void)
{
	vfio_close(vfio_open(NIC));
}

Test(p6_close_saves_again, the_device_is_left_as_its_user_had_it)
{
	struct vfio_world world = {
		.main = open_and_close, .variants = { "vfio-pci-close-saves-again" },
	};

	vfio_world_expect(&world, 1, KIND(STATE));
}

Test(p6_close_saves_again, the_state_before_the_open_comes_back_in_silence)
{
	struct vfio_world world = { .main = open_and_close };

	vfio_world_expect_clean(&world, 20);
}
