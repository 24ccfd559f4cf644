// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * firmware.c - whatever a GuC says late, never, twice, too early or wrong: a reset helps
 *
 * Each message a GuC has to send goes wrong in each way it can, in each operation of the PF: the
 * caller is back before long, what it hears is one of the errors that there are, a success is one,
 * and nobody is left waiting. The one exception has a test of its own (control.c): a GuC that
 * says "paused" before it is so is found out.
 */
#include "xe/stream.h"

#include <linux/ktime.h>

#define LATE_US		700000u		/* more than a GuC is waited for, less than the PF is */
#define SECONDS_MAX	12		/* two resets of 5 s at most, one after the other */

struct operation {
	const char	*name;
	int		(*prepare)(void);	/* before the fault; succeeds */
	int		(*run)(void);
};

static int nothing(void)
{
	return 0;
}

static int pause_vf(void)
{
	return xe_sriov_vfio_suspend_device(xe, 1);
}

static int resume_vf(void)
{
	return xe_sriov_vfio_resume_device(xe, 1);
}

static int stop_vf(void)
{
	return xe_sriov_vfio_error(xe, 1);
}

static int reset(void)
{
	int ret = xe_sriov_vfio_flr_prepare(xe, 1);

	cr_assert_eq(reset_vf(1), 0);
	return ret ?: xe_sriov_vfio_wait_flr_done(xe, 1);
}

static void *stream;
static size_t len;

static int save(void)
{
	static char buf[512];
	ssize_t ret = xe_sriov_vfio_stop_copy_enter(xe, 1);

	while (!ret && (ret = xe_sriov_vfio_data_read(xe, 1, buf, sizeof(buf))) > 0)
		ret = 0;
	return ret ?: xe_sriov_vfio_stop_copy_exit(xe, 1);
}

static int restore(void)
{
	return load_stream(xe, 1, stream, len, 512);
}

static const struct operation operations[] = {
	{ "pause", nothing, pause_vf },
	{ "resume", pause_vf, resume_vf },
	{ "stop", nothing, stop_vf },
	{ "reset", nothing, reset },
	{ "reset of a paused VF", pause_vf, reset },
	{ "save", pause_vf, save },
	{ "restore", pause_vf, restore },
};

static bool is_error(int ret)
{
	static const int errors[] = {
		-EIO, -ETIMEDOUT, -ECANCELED, -EUCLEAN, -EPROTO, -ETIME, -EBUSY, -ENODATA,
		-EALREADY, -EINVAL,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(errors); i++)
		if (ret == errors[i])
			return true;
	return false;
}

/* As long as the PF may take for what came too late, and a reset that takes it along. */
static void bring_back(const char *name)
{
	ksys_msleep(2000);
	reset();
	ksys_msleep(2000);
	if (xe_hw_vf_state(card, 0, 1) != XE_HW_VF_RUNNING)
		cr_assert_eq(reset(), 0, "%s", name);
	expect_reset_helps(1);
}

static const struct operation *operation;
static enum xe_guc_what what;
static enum xe_guc_fault fault;
static u32 arg;

static void disturb(void)
{
	ktime_t begin;
	char name[96];
	int ret;

	snprintf(name, sizeof(name), "%s, message %d, fault %d of %u", operation->name, what,
		 fault, arg);
	cr_assert_eq(operation->prepare(), 0, "%s", name);
	xe_hw_guc_fault(card, 0, 1, what, fault, arg, 1);
	begin = ktime_get();
	ret = operation->run();
	xe_hw_guc_fault(card, 0, 1, what, fault, arg, 0);
	cr_assert(ret == 0 || is_error(ret), "%s: %d", name, ret);
	cr_assert_leq((ktime_get() - begin) / NSEC_PER_SEC, SECONDS_MAX, "%s", name);
	bring_back(name);
}

static void disturb_once(void)
{
	cr_assert_eq(pause_vf(), 0);
	len = save_stream(xe, 1, &stream);
	cr_assert_eq(resume_vf(), 0);
	disturb();
	kvfree(stream);
}

/* What cannot happen to an event, or to an answer, or is found out. */
static bool makes_sense(void)
{
	if (what < XE_GUC_FLR)
		return fault != XE_GUC_EARLY && fault != XE_GUC_TWICE;
	return fault != XE_GUC_ERROR && (fault != XE_GUC_EARLY || what != XE_GUC_PAUSE_DONE);
}

/* Each message in each operation; one that the operation does not lead to is sent as ever. */
static void expect_survived(enum xe_guc_fault kind, bool media)
{
	struct xe_world world = { .main = disturb_once, .desc = { .media = media } };
	u32 kinds = kind == XE_GUC_ERROR ? 3 : 1;

	fault = kind;
	for (unsigned int i = 0; i < ARRAY_SIZE(operations) * XE_GUC_WHAT_COUNT * kinds; i++) {
		operation = &operations[i % ARRAY_SIZE(operations)];
		what = i / ARRAY_SIZE(operations) % XE_GUC_WHAT_COUNT;
		arg = kind == XE_GUC_LATE ? LATE_US :
		      i / (ARRAY_SIZE(operations) * XE_GUC_WHAT_COUNT);
		if (makes_sense())
			xe_world_expect_clean(&world, 1);
	}
}

Test(firmware, that_is_late_with_anything_is_survived)
{
	expect_survived(XE_GUC_LATE, false);
	expect_survived(XE_GUC_LATE, true);
}

Test(firmware, that_never_says_something_is_survived)
{
	expect_survived(XE_GUC_NEVER, false);
	expect_survived(XE_GUC_NEVER, true);
}

Test(firmware, that_tells_of_a_reset_too_early_is_survived)
{
	expect_survived(XE_GUC_EARLY, false);
	expect_survived(XE_GUC_EARLY, true);
}

Test(firmware, that_repeats_itself_is_survived)
{
	expect_survived(XE_GUC_TWICE, false);
	expect_survived(XE_GUC_TWICE, true);
}

Test(firmware, that_refuses_anything_is_survived)
{
	expect_survived(XE_GUC_ERROR, false);
	expect_survived(XE_GUC_ERROR, true);
}

/* The reset has no end: who waits gives up after 5 s. */
static void flr_never_done(void)
{
	ktime_t begin = ktime_get();

	xe_hw_guc_fault(card, 0, 1, XE_GUC_FLR_DONE, XE_GUC_NEVER, 0, 1);
	cr_assert_lt(reset(), 0);
	cr_assert_geq((ktime_get() - begin) / NSEC_PER_SEC, 5);
	cr_assert_eq(xe_hw_vf_state(card, 0, 1), XE_HW_VF_FLR);
	cr_assert_lt(xe_sriov_vfio_wait_flr_done(xe, 1), 0);
	cr_assert_lt(pause_vf(), 0);
	cr_assert_eq(xe_hw_vf_state(card, 0, 2), XE_HW_VF_RUNNING);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 2), 0);	/* of others it takes no notice */
	cr_assert_eq(xe_sriov_vfio_resume_device(xe, 2), 0);
}

static void flr_never_done_and_said_later(void)
{
	flr_never_done();
	xe_hw_guc_say(card, 0, 1, XE_GUC_FLR_DONE);
	ksys_msleep(100);
	cr_assert_eq(xe_sriov_vfio_wait_flr_done(xe, 1), 0);
	cr_assert_eq(xe_hw_vf_state(card, 0, 1), XE_HW_VF_RUNNING);
	expect_reset_helps(1);
}

Test(firmware, reset_that_is_never_done_is_given_up_until_it_is)
{
	struct xe_world world = { .main = flr_never_done_and_said_later };

	xe_world_expect_clean(&world, 10);
}

static void flr_never_done_and_again(void)
{
	flr_never_done();
	cr_assert_eq(reset_vf(1), 0);
	cr_assert_eq(xe_sriov_vfio_wait_flr_done(xe, 1), 0);
	cr_assert_eq(xe_hw_vf_state(card, 0, 1), XE_HW_VF_RUNNING);
	expect_reset_helps(1);
}

Test(firmware, reset_that_was_given_up_starts_over_with_the_next)
{
	struct xe_world world = { .main = flr_never_done_and_again, .desc = { .media = true } };

	xe_world_expect_clean(&world, 10);
}

static void flr_never_done_and_disabled(void)
{
	flr_never_done();
	cr_assert_gt(set_vfs(CARD, 0), 0);
	cr_assert_gt(set_vfs(CARD, 2), 0);
}

Test(firmware, vfs_can_be_disabled_while_a_reset_is_never_done)
{
	struct xe_world world = { .main = flr_never_done_and_disabled };

	xe_world_expect_clean(&world, 10);
}

/* Three events in every order, though nothing happened. */
static unsigned int events;

static void say_three(void)
{
	xe_hw_guc_say(card, 0, 1, XE_GUC_FLR + events % 3);
	xe_hw_guc_say(card, 0, 1, XE_GUC_FLR + events / 3 % 3);
	xe_hw_guc_say(card, 0, 1, XE_GUC_FLR + events / 9);
	ksys_msleep(500);
	if (xe_hw_vf_state(card, 0, 1) != XE_HW_VF_RUNNING)
		cr_assert_eq(reset(), 0, "events %u", events);
	expect_reset_helps(1);
}

Test(firmware, events_in_any_order_do_no_harm)
{
	struct xe_world world = { .main = say_three };

	for (events = 0; events < 27; events++)
		xe_world_expect_clean(&world, 3);
}
