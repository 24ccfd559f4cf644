// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * x10_blocked_arc.c - from STOP_COPY to PRE_COPY there is no way, and it is looked for without end
 *
 * X10: a26b499b757c (v7.2). state_mutex is held meanwhile.
 */
#include "vfio/vfio_world.h"


static int set_state(int device, u32 state)
{
	struct {
		u32					argsz, flags;
		struct vfio_device_feature_mig_state	state;
	} arg = {
		.argsz = sizeof(arg), .state = { .device_state = state, .data_fd = -1 },
		.flags = VFIO_DEVICE_FEATURE_SET | VFIO_DEVICE_FEATURE_MIG_DEVICE_STATE,
	};
	int ret = user_ioctl(device, VFIO_DEVICE_FEATURE, &arg);

	if (!ret && arg.state.data_fd >= 0)
		ksys_close(arg.state.data_fd);
	return ret;
}

static void go_back(void)
{
	struct vfio_user user = vfio_open_mdev();

	cr_assert_eq(set_state(user.device, VFIO_DEVICE_STATE_STOP_COPY), 0);
	cr_assert_eq(set_state(user.device, VFIO_DEVICE_STATE_PRE_COPY), -EINVAL);
	cr_assert_eq(set_state(user.device, VFIO_DEVICE_STATE_PRE_COPY_P2P), -EINVAL);
	cr_assert_eq(set_state(user.device, VFIO_DEVICE_STATE_RUNNING), 0);
	vfio_close(user);
}

Test(x10_blocked_arc, the_search_does_not_end)
{
	struct vfio_world world = {
		.main = go_back, .mdev = true, .variants = { "vfio-mig-blocked-arc-loops" },
	};

	vfio_world_expect(&world, 1, KIND(LIVE));
}

Test(x10_blocked_arc, it_is_refused)
{
	struct vfio_world world = { .main = go_back, .mdev = true };

	vfio_world_expect_clean(&world, 1);
}
