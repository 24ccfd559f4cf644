// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * control.c - what is asked of a VF is done, or an error says that it was not
 *
 * Firmware that answers late, never, wrong or twice must leave a VF that is what the PF says it
 * is, and that a reset brings back.
 */
#include "xe/stream.h"

#define SECOND_US	1000000u
#define SOME_ERROR	1

static enum xe_guc_what what;
static enum xe_guc_fault fault;
static u32 arg;
static int expected;

static void pause_with_fault(void)
{
	int ret;

	xe_hw_busy(card, 1, 20, 0);
	xe_hw_guc_fault(card, 0, 1, what, fault, arg, 1);
	ret = xe_sriov_vfio_suspend_device(xe, 1);
	if (expected == SOME_ERROR)
		cr_assert_lt(ret, 0);
	else
		cr_assert_eq(ret, expected, "%d instead of %d", ret, expected);
	xe_hw_idle(card, 1);
	expect_reset_helps(1);
}

static void expect_pause(enum xe_guc_what of, enum xe_guc_fault kind, u32 argument, int result)
{
	struct xe_world world = { .main = pause_with_fault };

	what = of;
	fault = kind;
	arg = argument;
	expected = result;
	xe_world_expect_clean(&world, 5);
}

Test(control, pause_waits_for_an_event_that_is_a_little_late)
{
	expect_pause(XE_GUC_PAUSE_DONE, XE_GUC_LATE, SECOND_US / 2, 0);
}

Test(control, pause_gives_up_on_an_event_that_comes_too_late)
{
	expect_pause(XE_GUC_PAUSE_DONE, XE_GUC_LATE, 2 * SECOND_US, -ETIMEDOUT);
}

Test(control, pause_gives_up_on_an_event_that_never_comes)
{
	expect_pause(XE_GUC_PAUSE_DONE, XE_GUC_NEVER, 0, -ETIMEDOUT);
}

Test(control, pause_takes_an_event_that_comes_twice)
{
	expect_pause(XE_GUC_PAUSE_DONE, XE_GUC_TWICE, 0, 0);
}

Test(control, pause_asks_again_who_is_busy)
{
	expect_pause(XE_GUC_PAUSE, XE_GUC_ERROR, 0, 0);
}

Test(control, pause_fails_if_it_is_rejected)
{
	expect_pause(XE_GUC_PAUSE, XE_GUC_ERROR, 1, -EIO);
}

Test(control, pause_fails_if_the_answer_makes_no_sense)
{
	expect_pause(XE_GUC_PAUSE, XE_GUC_ERROR, 2, -EIO);
}

/* Who waits for the pause and who waits for the answer give up at the same moment. */
Test(control, pause_fails_if_no_answer_comes)
{
	expect_pause(XE_GUC_PAUSE, XE_GUC_NEVER, 0, SOME_ERROR);
}

Test(control, firmware_that_says_paused_too_early_is_found_out)
{
	struct xe_world world = { .main = pause_with_fault };

	what = XE_GUC_PAUSE_DONE;
	fault = XE_GUC_EARLY;
	arg = 1000;
	expected = 0;
	xe_world_run(&world, NULL, 1);
	cr_assert_gt(findings_count(), 0);
	for (unsigned int i = 0; i < findings_count(); i++)
		cr_assert_eq(finding_at(i)->kind, FINDING_STATE, "%s", finding_at(i)->title);
}

static void stop(void)
{
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_error(xe, 1), 0);
	cr_assert_eq(xe_hw_vf_state(card, 0, 1), XE_HW_VF_STOPPED);
	cr_assert_eq(xe_sriov_vfio_error(xe, 1), -ESTALE);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), -EPERM);
	cr_assert_eq(xe_sriov_vfio_resume_device(xe, 1), -EPERM);
	cr_assert_eq(xe_sriov_vfio_stop_copy_enter(xe, 1), -EPERM);
	cr_assert_eq(xe_sriov_vfio_resume_data_enter(xe, 1), -EPERM);
	expect_reset_helps(1);
}

Test(control, stopped_vf_needs_a_reset)
{
	struct xe_world world = { .main = stop };

	xe_world_expect_clean(&world, 10);
}

static void guards(void)
{
	char byte;

	cr_assert_eq(xe_sriov_vfio_stop_copy_enter(xe, 1), -EPERM);
	cr_assert_eq(xe_sriov_vfio_stop_copy_exit(xe, 1), -EIO);
	cr_assert_eq(xe_sriov_vfio_resume_data_enter(xe, 1), -EPERM);
	cr_assert_eq(xe_sriov_vfio_resume_data_exit(xe, 1), -EIO);
	expect_reset_helps(1);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_data_write(xe, 1, &byte, 1), -EIO);
	cr_assert_eq(xe_sriov_vfio_stop_copy_enter(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_stop_copy_enter(xe, 1), -EALREADY);
	cr_assert_eq(xe_sriov_vfio_resume_data_enter(xe, 1), -EBUSY);
	cr_assert_eq(xe_sriov_vfio_resume_device(xe, 1), -EBUSY);
	expect_reset_helps(1);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_resume_data_enter(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_stop_copy_enter(xe, 1), -EBUSY);
	cr_assert_eq(xe_sriov_vfio_resume_device(xe, 1), -EBUSY);
	expect_reset_helps(1);
	cr_assert_eq(xe_sriov_vfio_data_read(xe, 1, &byte, 1), -EIO);
}

Test(control, every_state_refuses_what_does_not_fit)
{
	struct xe_world world = { .main = guards };

	xe_world_expect_clean(&world, 5);
}

/* GT 1 is the media GT. */
static void one_gt_fails(void)
{
	xe_hw_guc_fault(card, 1, 1, XE_GUC_PAUSE, XE_GUC_ERROR, 1, 1);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), -EIO);
	cr_assert_eq(xe_hw_vf_state(card, 0, 1), XE_HW_VF_PAUSED);
	cr_assert_eq(xe_hw_vf_state(card, 1, 1), XE_HW_VF_RUNNING);
	expect_reset_helps(1);
	xe_hw_guc_fault(card, 0, 1, XE_GUC_PAUSE, XE_GUC_ERROR, 1, 1);
	xe_hw_guc_fault(card, 1, 1, XE_GUC_PAUSE, XE_GUC_ERROR, 1, 1);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), -EUCLEAN);
	expect_reset_helps(1);
}

Test(control, gts_fail_apart)
{
	struct xe_world world = { .main = one_gt_fails, .desc = { .media = true } };

	xe_world_expect_clean(&world, 5);
}

static void out_of_turn(void)
{
	xe_hw_guc_say(card, 0, 1, XE_GUC_PAUSE_DONE);
	xe_hw_guc_say(card, 0, 1, XE_GUC_FLR_DONE);
	ksys_msleep(10);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_resume_device(xe, 1), 0);
}

Test(control, events_that_nobody_waits_for_do_no_harm)
{
	struct xe_world world = { .main = out_of_turn };

	xe_world_expect_clean(&world, 10);
}
