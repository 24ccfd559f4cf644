// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_reset.c - a VF is reset while its data is read
 *
 * As it came into Linux (v6.19), nobody tells the reader, which sleeps on with the locks of the
 * stream held; and a save that fails because of the reset takes the reset's own state along, so
 * that the VF is handed out before the PF has cleared it, though the reset had been announced.
 */
#include "xe/stream.h"

static struct completion read_done;

static int read_all(void *unused)
{
	static char buf[100];

	while (xe_sriov_vfio_data_read(xe, 1, buf, sizeof(buf)) > 0)
		;
	complete(&read_done);
	return 0;
}

static void read_and_reset(void)
{
	init_completion(&read_done);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	cr_assert_eq(xe_sriov_vfio_stop_copy_enter(xe, 1), 0);
	cr_assert(process_thread(process_current(), "reader", read_all, NULL));
	xe_sriov_vfio_flr_prepare(xe, 1);
	cr_assert_eq(reset_vf(1), 0);
	cr_assert_eq(xe_sriov_vfio_wait_flr_done(xe, 1), 0);
	wait_for_completion(&read_done);
	expect_reset_helps(1);
}

/* Some of @runs schedules find something of @kind. */
static void expect(struct xe_world *world, unsigned int runs, enum finding_kind kind)
{
	struct ex_policy *policy = ex_policy_make("random", NULL);

	for (unsigned int seed = 1; seed <= runs; seed++) {
		xe_world_run(world, policy, seed);
		for (unsigned int i = 0; i < findings_count(); i++)
			if (finding_at(i)->kind == kind)
				return;
		cr_assert_eq(world->result.outcome, EX_DONE, "%s: %s",
			     ex_outcome_name(world->result.outcome),
			     findings_count() ? finding_at(0)->text : "");
	}
	cr_assert_fail("nothing was found in %u schedules", runs);
}

Test(xe_reset, reader_that_nobody_tells_of_the_reset_sleeps_on)
{
	struct xe_world world = { .main = read_and_reset, .variants = { "xe-wip-exit-unwoken" } };

	expect(&world, 300, FINDING_WAIT);
}

/* 300 ms pass before the PF hears of it from the GuC. */
static void read_and_reset_late(void)
{
	for (unsigned int gt = 0; gt < 2; gt++)
		xe_hw_guc_fault(card, gt, 1, XE_GUC_FLR, XE_GUC_LATE, 300000, 1);
	read_and_reset();
}

Test(xe_reset, save_that_fails_ends_a_reset_that_was_announced)
{
	struct xe_world world = { .main = read_and_reset_late, .variants = { "xe-flr-overrun" },
				  .desc = { .media = true } };

	expect(&world, 300, FINDING_STATE);
}

Test(xe_reset, reader_is_told_and_the_reset_goes_on)
{
	struct xe_world world = { .main = read_and_reset_late, .desc = { .media = true } };

	xe_world_expect_clean(&world, 100);
}
