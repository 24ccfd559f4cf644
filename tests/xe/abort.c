// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * abort.c - a migration that is given up leaves VFs that a reset brings back, and nothing else
 */
#include "xe/stream.h"

static u8 buf[8192];

/* The source reads so much and gives up, as VFIO does: finish, and if that fails, stop. */
static void give_up_saving(void)
{
	for (size_t much = 0; much < 700; much += 37) {
		size_t got = 0;

		xe_hw_fill(card, 1, much, 1);
		cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
		cr_assert_eq(xe_sriov_vfio_stop_copy_enter(xe, 1), 0);
		while (got < much)
			got += xe_sriov_vfio_data_read(xe, 1, (char __user *)buf, much - got);
		if (xe_sriov_vfio_stop_copy_exit(xe, 1)) {
			cr_assert_eq(xe_sriov_vfio_error(xe, 1), 0);
			expect_reset_helps(1);
		} else {
			cr_assert_eq(xe_sriov_vfio_resume_device(xe, 1), 0);
		}
	}
}

Test(abort, save_is_given_up_anywhere)
{
	struct xe_world world = { .main = give_up_saving, .desc = { .media = true } };

	xe_world_expect_clean(&world, 5);
}

static void give_up_restoring(void)
{
	void *stream;
	size_t len, much;

	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	len = save_stream(xe, 1, &stream);
	for (much = 0; much < len; much += 41 + much / 2) {
		cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 2), 0);
		cr_assert_eq(xe_sriov_vfio_resume_data_enter(xe, 2), 0);
		if (much)
			cr_assert_eq(xe_sriov_vfio_data_write(xe, 2, stream, much), much);
		cr_assert_eq(xe_sriov_vfio_error(xe, 2), 0);
		cr_assert_eq(xe_sriov_vfio_data_write(xe, 2, stream, 1), -EIO);
		expect_reset_helps(2);
	}
	/* and after all that one that is not given up */
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 2), 0);
	cr_assert_eq(load_stream(xe, 2, stream, len, len), 0);
	expect_same(card, 1, card, 2);
	kvfree(stream);
}

Test(abort, restore_is_given_up_anywhere)
{
	struct xe_world world = { .main = give_up_restoring, .desc = { .vf_vram = 3 * PAGE_SIZE } };

	xe_world_expect_clean(&world, 5);
}

/* The firmware gives up. */
static void refuse(void)
{
	void *stream;
	size_t len;

	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	/* the first question about sizes is answered, the next one is not */
	cr_assert_eq(xe_sriov_vfio_stop_copy_enter(xe, 1), 0);
	xe_hw_guc_fault(card, 0, 1, XE_GUC_SAVE_RESTORE, XE_GUC_ERROR, 1, 1);
	while (xe_sriov_vfio_data_read(xe, 1, (char __user *)buf, sizeof(buf)) > 0)
		;
	xe_hw_guc_fault(card, 0, 1, XE_GUC_SAVE_RESTORE, XE_GUC_ERROR, 1, 0);
	expect_reset_helps(1);

	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 1), 0);
	len = save_stream(xe, 1, &stream);
	cr_assert_eq(xe_sriov_vfio_suspend_device(xe, 2), 0);
	xe_hw_guc_fault(card, 0, 2, XE_GUC_SAVE_RESTORE, XE_GUC_NEVER, 0, 1);
	cr_assert_eq(load_stream(xe, 2, stream, len, len), -EIO);
	kvfree(stream);
	expect_reset_helps(2);
}

Test(abort, firmware_refuses_to_save_and_to_restore)
{
	struct xe_world world = { .main = refuse };

	xe_world_expect_clean(&world, 20);
}
