// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reset.c - a VF that was reset is handed out when the PF is through with it, not before
 *
 * Wrong would be: the wait ends while the PF has yet to clear the VF (its user's first writes
 * would be lost), the GTs clear memory before all of them have stopped, or whoever pauses, saves
 * or restores the VF meanwhile is left waiting.
 */
#include "xe/stream.h"

static void reset_with_late_notice(void)
{
	for (unsigned int gt = 0; gt < 2; gt++)
		xe_hw_guc_fault(card, gt, 1, XE_GUC_FLR, XE_GUC_LATE, 300000, 1);
	xe_hw_fill(card, 1, 1, 1);
	expect_reset_helps(1);
}

Test(reset, announced_reset_is_waited_for)
{
	struct xe_world world = { .main = reset_with_late_notice, .desc = { .media = true } };

	xe_world_expect_clean(&world, 10);
}

/* The PF hears of it 300 ms after PCI is through. */
static void reset_unannounced(void)
{
	xe_hw_guc_fault(card, 0, 1, XE_GUC_FLR, XE_GUC_LATE, 300000, 1);
	cr_assert_eq(reset_vf(1), 0);
	cr_assert_eq(xe_sriov_vfio_wait_flr_done(xe, 1), 0);
}

Test(reset, unannounced_reset_may_be_missed)
{
	struct xe_world world = { .main = reset_unannounced };

	xe_world_run(&world, NULL, 1);
	cr_assert_eq(findings_count(), 1);
	cr_assert_eq(finding_at(0)->kind, FINDING_STATE);
	cr_assert_str_eq(finding_at(0)->title, "xe: a VF is handed out in the middle of its reset");
}

/*
 * As a last close and the next open do it: the first reset is nobody's, and its report, which
 * comes when the second one has been announced, is taken for that one's.
 */
static void open_behind_close(void)
{
	xe_hw_guc_fault(card, 0, 1, XE_GUC_FLR, XE_GUC_LATE, 300000, 1);
	cr_assert_eq(reset_vf(1), 0);
	cr_assert_eq(xe_sriov_vfio_flr_prepare(xe, 1), 0);
	ksys_msleep(500);
	xe_hw_guc_fault(card, 0, 1, XE_GUC_FLR, XE_GUC_LATE, 900000, 1);
	cr_assert_eq(reset_vf(1), 0);
	cr_assert_eq(xe_sriov_vfio_wait_flr_done(xe, 1), 0);
}

Test(reset, late_report_of_a_reset_by_close_uses_up_the_next_announcement)
{
	struct xe_world world = { .main = open_behind_close };

	xe_world_run(&world, NULL, 1);
	cr_assert_eq(findings_count(), 1);
	cr_assert_eq(finding_at(0)->kind, FINDING_STATE);
	cr_assert_str_eq(finding_at(0)->title,
			 "xe: a VF is handed out in the middle of a reset after a close's");
}

/* The same, when the GuC is through with the first one and the PF has yet to hear that. */
static void open_at_the_end_of_close(void)
{
	xe_hw_guc_fault(card, 0, 1, XE_GUC_FLR_FINISH, XE_GUC_LATE, 300000, 1);
	cr_assert_eq(reset_vf(1), 0);
	ksys_msleep(100);
	cr_assert_eq(xe_sriov_vfio_flr_prepare(xe, 1), -EALREADY);
	xe_hw_guc_fault(card, 0, 1, XE_GUC_FLR, XE_GUC_LATE, 900000, 1);
	cr_assert_eq(reset_vf(1), 0);
	cr_assert_eq(xe_sriov_vfio_wait_flr_done(xe, 1), 0);
}

Test(reset, end_of_a_reset_by_close_uses_up_the_next_announcement_too)
{
	struct xe_world world = { .main = open_at_the_end_of_close };

	xe_world_run(&world, NULL, 1);
	cr_assert_eq(findings_count(), 1);
	cr_assert_str_eq(finding_at(0)->title,
			 "xe: a VF is handed out in the middle of a reset after a close's");
}

/* The first report is there before the second reset is announced. */
static void open_some_time_after_close(void)
{
	xe_hw_guc_fault(card, 0, 1, XE_GUC_FLR, XE_GUC_LATE, 300000, 1);
	cr_assert_eq(reset_vf(1), 0);
	ksys_msleep(500);
	xe_hw_guc_fault(card, 0, 1, XE_GUC_FLR, XE_GUC_LATE, 900000, 1);
	cr_assert_eq(xe_sriov_vfio_flr_prepare(xe, 1), 0);
	cr_assert_eq(reset_vf(1), 0);
	cr_assert_eq(xe_sriov_vfio_wait_flr_done(xe, 1), 0);
	expect_reset_helps(1);
}

Test(reset, report_in_time_leaves_the_next_announcement_alone)
{
	struct xe_world world = { .main = open_some_time_after_close };

	xe_world_expect_clean(&world, 5);
}

static void prepare_twice(void)
{
	cr_assert_eq(xe_sriov_vfio_flr_prepare(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_flr_prepare(xe, 1), -EALREADY);
	cr_assert_eq(xe_sriov_vfio_wait_flr_done(xe, 1), -ETIMEDOUT);
	cr_assert_eq(reset_vf(1), 0);
	cr_assert_eq(xe_sriov_vfio_wait_flr_done(xe, 1), 0);
	expect_reset_helps(1);
}

Test(reset, announced_reset_that_does_not_come_may_come_later)
{
	struct xe_world world = { .main = prepare_twice };

	xe_world_expect_clean(&world, 5);
}

static void fail_once(void)
{
	xe_hw_guc_fault(card, 1, 1, XE_GUC_FLR_START, XE_GUC_ERROR, 1, 1);
	cr_assert_eq(xe_sriov_vfio_flr_prepare(xe, 1), 0);
	cr_assert_eq(reset_vf(1), 0);
	cr_assert_lt(xe_sriov_vfio_wait_flr_done(xe, 1), 0);
	/* the other GT still waits for this one: the next reset takes it along */
	cr_assert_eq(reset_vf(1), 0);
	ksys_msleep(100);
	cr_assert_eq(xe_sriov_vfio_wait_flr_done(xe, 1), 0);
	expect_reset_helps(1);
}

Test(reset, gt_that_failed_gets_another_chance)
{
	struct xe_world world = { .main = fail_once, .desc = { .media = true } };

	xe_world_expect_clean(&world, 10);
}

/* A thread of the process of its own; run_with() is back when both have ended. */
static void (*other)(void);
static struct completion other_done;

static int other_main(void *unused)
{
	other();
	complete(&other_done);
	return 0;
}

static void run_with(void (*fn)(void), void (*with)(void))
{
	other = with;
	init_completion(&other_done);
	cr_assert(process_thread(process_current(), "other", other_main, NULL));
	fn();
	wait_for_completion(&other_done);
}

static void do_reset(void)
{
	xe_sriov_vfio_flr_prepare(xe, 1);
	cr_assert_eq(reset_vf(1), 0);
	cr_assert_eq(xe_sriov_vfio_wait_flr_done(xe, 1), 0);
}

static void do_pause(void)
{
	int ret = xe_sriov_vfio_suspend_device(xe, 1);

	/* -EUCLEAN: both GTs were cut short */
	cr_assert(ret == 0 || ret == -ECANCELED || ret == -EIO || ret == -EUCLEAN, "%d", ret);
}

static void pause_and_reset(void)
{
	xe_hw_busy(card, 1, 30, 0);
	run_with(do_reset, do_pause);
	xe_hw_idle(card, 1);
	expect_reset_helps(1);
}

Test(reset, pause_is_cut_short)
{
	struct xe_world world = { .main = pause_and_reset, .desc = { .media = true } };

	xe_world_expect_clean(&world, 60);
}

static void *buffer;
static size_t room;

/* Until the end of the data, or of the session. */
static void do_read(void)
{
	ssize_t ret;

	do
		ret = xe_sriov_vfio_data_read(xe, 1, buffer, 100);
	while (ret > 0);
	cr_assert(ret == 0 || ret == -EIO, "%zd", ret);
}

static void do_write(void)
{
	ssize_t ret = xe_sriov_vfio_data_write(xe, 1, buffer, room);

	cr_assert(ret == room || ret == -EIO || (ret >= 0 && ret < room), "%zd", ret);
}

static void read_and_reset(void)
{
	buffer = kmalloc(4096, GFP_KERNEL);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_stop_copy_enter(xe, 1), 0);
	run_with(do_reset, do_read);
	kfree(buffer);
	expect_reset_helps(1);
}

Test(reset, reader_is_sent_away)
{
	struct xe_world world = { .main = read_and_reset,
				  .desc = { .media = true, .vf_vram = 65536 } };

	xe_world_expect_clean(&world, 60);
}

static void write_and_reset(void)
{
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 2), 0);
	room = save_stream(xe, 2, &buffer);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_resume_data_enter(xe, 1), 0);
	run_with(do_reset, do_write);
	kvfree(buffer);
	expect_reset_helps(1);
}

Test(reset, writer_is_sent_away)
{
	struct xe_world world = { .main = write_and_reset, .desc = { .media = true } };

	xe_world_expect_clean(&world, 60);
}

static void disable_under_load(void)
{
	xe_hw_busy(card, 1, 2000, 0);
	xe_hw_busy(card, 2, 2000, 0);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_stop_copy_enter(xe, 1), 0);
	cr_assert_gt(set_vfs(CARD, 0), 0);
	xe_hw_idle(card, 1);
	xe_hw_idle(card, 2);
	cr_assert_gt(set_vfs(CARD, 2), 0);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_resume_device(xe, 1), 0);
}

Test(reset, vfs_are_disabled_while_one_is_saved_and_one_works)
{
	struct xe_world world = { .main = disable_under_load };

	xe_world_expect_clean(&world, 30);
}
