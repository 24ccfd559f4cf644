// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * x05_file_kept.c - a reset forgets the data file of the session it ends, or leaves it usable
 *
 * X05: pds, 8512ed256334 and 457f73082547 (v6.9); v4 of xe-vfio-pci had the same.
 */
#include "xe/vf_world.h"

static void reset_and_save_again(void)
{
	struct vfio_user user = vfio_open(VF1);
	char buf[16];
	int old, new;

	cr_assert_eq(vf_save(user.device, &old), 0);
	cr_assert_eq(ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0), 0);
	cr_assert_eq(vf_save(user.device, &new), 0);
	if (ksys_read(old, buf, sizeof(buf)) != -ENODEV)
		finding_report(FINDING_STATE, "a file reads data of a later session",
			       "read() of a file whose session a reset has ended");
	ksys_close(old);
	ksys_close(new);
	vfio_close(user);
}

Test(x05_file_kept, a_reset_that_forgets_its_file_leaks_it)
{
	vfio_world_expect(&VF_WORLD(reset_and_save_again, "xe-vfio-reset-keeps-file"), 1,
			  KIND(LEAK));
}

Test(x05_file_kept, a_file_that_is_not_disabled_reads_from_the_next_session)
{
	vfio_world_expect(&VF_WORLD(reset_and_save_again, "xe-vfio-no-disabled-flag"), 1,
			  KIND(STATE));
}

Test(x05_file_kept, put_and_disabled_it_is_neither)
{
	vfio_world_expect_clean(&VF_WORLD(reset_and_save_again), 1);
}
