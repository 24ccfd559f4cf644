// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vf_faults.c - what fails below a change of state: the user is told, and nothing is left behind
 */
#include "xe/vf_world.h"

/* Pausing fails: the state stays, a reset helps. */
static void pause_fails(void)
{
	struct vfio_user user = vfio_open(VF1);

	xe_hw_guc_fault(gpu, 0, 1, XE_GUC_PAUSE_DONE, XE_GUC_NEVER, 0, 1);
	cr_assert_lt(vf_set_state(user.device, STOP, NULL), 0);
	cr_assert_eq(vf_state(user.device), VFIO_DEVICE_STATE_RUNNING);
	cr_assert_eq(ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0), 0);
	cr_assert_eq(vf_set_state(user.device, STOP, NULL), 0);
	vfio_close(user);
}

Test(vf_faults, a_pause_that_never_ends_is_an_error_and_a_reset_helps)
{
	vfio_world_expect_clean(&VF_WORLD(pause_fails), 1);
}

/*
 * A session cannot begin, twice. The VF was stopped behind our back: what the user asked for made
 * no sense to the driver.
 */
static void begin_fails(void)
{
	struct vfio_user user = vfio_open(VF1);
	int fd;

	cr_assert_eq(vf_set_state(user.device, STOP, NULL), 0);
	cr_assert_eq(vf_set_state(user.device, PRE_COPY, NULL), -EINVAL);
	cr_assert_lt(vf_set_state(user.device, STOP_COPY, &fd), 0);
	cr_assert_lt(vf_set_state(user.device, RESUMING, &fd), 0);
	cr_assert_eq(vf_state(user.device), VFIO_DEVICE_STATE_STOP);
	cr_assert_eq(ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0), 0);
	cr_assert_eq(vf_set_state(user.device, STOP_COPY, NULL), 0);
	vfio_close(user);
}

Test(vf_faults, a_session_that_cannot_begin_leaves_no_file)
{
	vfio_world_expect_clean(&VF_WORLD(begin_fails), 1);
}

Test(vf_faults, as_linux_has_it_the_second_attempt_forgets_the_file_of_the_first)
{
	vfio_world_expect(&VF_WORLD(begin_fails, "xe-vfio-enter-keeps-file"), 1, KIND(LEAK));
}
