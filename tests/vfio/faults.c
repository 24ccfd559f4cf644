// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * faults.c - each allocation, number and user copy in the life of a device failing once
 *
 * What would go wrong: an error path that leaks a reference, leaves a lock held or gives back
 * what it never had. The programs of other files are swept where they stand.
 */
#include "vfio/kvm_user.h"

static void open_and_close(void)
{
	struct vfio_user user = vfio_open(NIC);

	ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0);
	vfio_close(user);
}

Test(vfio_faults, opening_and_closing_survives_every_failure)
{
	struct vfio_world world = { .main = open_and_close };

	vfio_world_expect_survival(&world);
}
