// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vf_states.c - a VF's migration, state by state: what is allowed, what is refused, what resets do
 */
#include "xe/vf_world.h"

static void features(void)
{
	struct vfio_user user = vfio_open(VF1);
	struct {
		u32					argsz, flags;
		union {
			struct vfio_device_feature_migration		mig;
			struct vfio_device_feature_mig_data_size	size;
		};
	} arg = {
		.argsz = sizeof(arg),
		.flags = VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_MIGRATION,
	};

	cr_assert_eq(user_ioctl(user.device, VFIO_DEVICE_FEATURE, &arg), 0);
	cr_assert_eq(arg.mig.flags, VFIO_MIGRATION_STOP_COPY | VFIO_MIGRATION_P2P);
	arg.flags = VFIO_DEVICE_FEATURE_GET | VFIO_DEVICE_FEATURE_MIG_DATA_SIZE;
	cr_assert_eq(user_ioctl(user.device, VFIO_DEVICE_FEATURE, &arg), 0);
	cr_assert_gt(arg.size.stop_copy_length, gpu_desc.vf_vram);
	cr_assert_lt(arg.size.stop_copy_length, gpu_desc.vf_vram + 0x10000);
	vfio_close(user);
}

Test(vf_states, a_vf_can_stop_copy_and_p2p_and_says_how_much_there_is)
{
	vfio_world_expect_clean(&VF_WORLD(features), 1);
}

static void arcs(void)
{
	struct vfio_user user = vfio_open(VF1);
	int fd;

	cr_assert_eq(vf_state(user.device), VFIO_DEVICE_STATE_RUNNING);
	cr_assert_eq(vf_set_state(user.device, RUNNING_P2P, &fd), 0);
	cr_assert_eq(fd, -1);
	cr_assert_eq(xe_hw_vf_state(gpu, 0, 1), XE_HW_VF_PAUSED);
	cr_assert_eq(vf_set_state(user.device, STOP, &fd), 0);
	cr_assert_eq(vf_state(user.device), VFIO_DEVICE_STATE_STOP);
	cr_assert_eq(vf_set_state(user.device, RUNNING, &fd), 0);
	cr_assert_eq(xe_hw_vf_state(gpu, 0, 1), XE_HW_VF_RUNNING);
	cr_assert_eq(vf_set_state(user.device, PRE_COPY, &fd), -EINVAL);
	cr_assert_eq(vf_set_state(user.device, ERROR, &fd), -EINVAL);
	cr_assert_eq(vf_change(user.device, 77, &fd), -EINVAL);
	vfio_close(user);
}

Test(vf_states, running_p2p_and_stop_pause_the_vf)
{
	vfio_world_expect_clean(&VF_WORLD(arcs), 1);
}

/* What the user asked for makes no sense: nothing may run on, and only a reset helps. */
static void nonsense(void)
{
	struct vfio_user user = vfio_open(VF1);

	cr_assert_eq(vf_set_state(user.device, PRE_COPY, NULL), -EINVAL);
	cr_assert_eq(xe_hw_vf_state(gpu, 0, 1), XE_HW_VF_STOPPED);
	cr_assert_lt(vf_set_state(user.device, STOP, NULL), 0);
	cr_assert_eq(ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0), 0);
	cr_assert_eq(vf_state(user.device), VFIO_DEVICE_STATE_RUNNING);
	cr_assert_eq(xe_hw_vf_state(gpu, 0, 1), XE_HW_VF_RUNNING);
	cr_assert_eq(vf_set_state(user.device, STOP, NULL), 0);
	vfio_close(user);
}

Test(vf_states, a_state_that_is_not_there_stops_the_vf_until_it_is_reset)
{
	vfio_world_expect_clean(&VF_WORLD(nonsense), 1);
}

static void files(void)
{
	struct vfio_user user = vfio_open(VF1);
	char buf[64] = {};
	int fd;

	cr_assert_eq(vf_set_state(user.device, STOP_COPY, &fd), 0);
	cr_assert_geq(fd, 0);
	cr_assert_eq(ksys_write(fd, buf, sizeof(buf)), -EBADF);
	cr_assert_eq(ksys_pread(fd, buf, sizeof(buf), 0), -ESPIPE);
	cr_assert_eq(ksys_ioctl(fd, VFIO_MIG_GET_PRECOPY_INFO, 0), -ENOTTY);
	cr_assert_eq(ksys_read(fd, NULL, 16), -EFAULT);
	cr_assert_gt(ksys_read(fd, buf, sizeof(buf)), 0);
	cr_assert_eq(ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0), 0);
	ksys_close(fd);

	cr_assert_eq(vf_set_state(user.device, RESUMING, &fd), 0);
	cr_assert_geq(fd, 0);
	cr_assert_eq(ksys_read(fd, buf, sizeof(buf)), -EBADF);
	cr_assert_eq(ksys_pwrite(fd, buf, sizeof(buf), 0), -ESPIPE);
	cr_assert_eq(ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0), 0);
	cr_assert_eq(ksys_write(fd, buf, sizeof(buf)), -ENODEV);
	ksys_close(fd);
	vfio_close(user);
}

Test(vf_states, data_files_are_streams_in_one_direction)
{
	vfio_world_expect_clean(&VF_WORLD(files), 1);
}

static void reset_in_each_state(void)
{
	static const u32 states[] = {
		VFIO_DEVICE_STATE_STOP, VFIO_DEVICE_STATE_STOP_COPY, VFIO_DEVICE_STATE_RESUMING,
		VFIO_DEVICE_STATE_RUNNING_P2P, VFIO_DEVICE_STATE_RUNNING,
	};
	struct vfio_user user = vfio_open(VF1);
	char buf[16];
	int fd;

	for (unsigned int i = 0; i < ARRAY_SIZE(states); i++) {
		cr_assert_eq(vf_change(user.device, states[i], &fd), 0, "%u", states[i]);
		ksys_msleep(10);	/* all is saved that the ring has room for */
		cr_assert_eq(ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0), 0);
		cr_assert_eq(vf_state(user.device), VFIO_DEVICE_STATE_RUNNING);
		cr_assert_eq(xe_hw_vf_state(gpu, 0, 1), XE_HW_VF_RUNNING);
		if (fd < 0)
			continue;
		if (states[i] == VFIO_DEVICE_STATE_STOP_COPY)
			cr_assert_eq(ksys_read(fd, buf, sizeof(buf)), -ENODEV);
		ksys_close(fd);
	}
	vfio_close(user);
}

Test(vf_states, a_reset_ends_the_session_and_leads_back_to_running)
{
	vfio_world_expect_clean(&VF_WORLD(reset_in_each_state), 1);
}

Test(vf_states, a_reset_without_memory_lock_does_so_too)
{
	vfio_world_expect_clean(&VF_WORLD(reset_in_each_state, "xe-vfio-reset-outside"), 1);
}

/* The file may be kept over the life of the open, and over that of the VF. */
static void keep_the_file(void)
{
	struct vfio_user user = vfio_open(VF1);
	char buf[16];
	int old, new;

	cr_assert_eq(vf_set_state(user.device, STOP_COPY, &old), 0);
	vfio_close(user);
	cr_assert_eq(ksys_read(old, buf, sizeof(buf)), -ENODEV);

	user = vfio_open(VF1);
	cr_assert_eq(vf_state(user.device), VFIO_DEVICE_STATE_RUNNING);
	cr_assert_eq(vf_set_state(user.device, STOP_COPY, &new), 0);
	cr_assert_eq(ksys_read(old, buf, sizeof(buf)), -ENODEV);
	cr_assert_gt(ksys_read(new, buf, sizeof(buf)), 0);
	ksys_close(old);
	cr_assert_gt(ksys_read(new, buf, sizeof(buf)), 0);
	vfio_close(user);

	cr_assert_gt(user_echo(VF1, "/sys/bus/pci/drivers/xe-vfio-pci/unbind"), 0);
	cr_assert_eq(ksys_read(new, buf, sizeof(buf)), -ENODEV);
	ksys_close(new);
}

Test(vf_states, an_old_file_does_nothing_to_later_sessions)
{
	vfio_world_expect_clean(&VF_WORLD(keep_the_file), 1);
}

/* A PF is a device, too, but its state is not for others to save. */
static void bind_the_pf(void)
{
	struct vfio_user user;

	cr_assert_gt(user_sys("0", "/sys/bus/pci/devices/%s/sriov_numvfs", GPU), 0);
	cr_assert_gt(user_echo(GPU, "/sys/bus/pci/drivers/xe/unbind"), 0);
	vf_bind(GPU);
	user = vfio_open(GPU);
	cr_assert_eq(vf_state(user.device), -ENOTTY);
	cr_assert_eq(ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0), 0);
	vfio_close(user);
}

Test(vf_states, a_pf_can_be_given_away_but_not_migrated)
{
	vfio_world_expect_clean(&VF_WORLD(bind_the_pf), 1);
}
