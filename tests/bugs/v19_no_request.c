// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * v19_no_request.c - a device is to be removed, and its user is not told
 *
 * V19: remove waits until the last file is closed. The user would close it, if it only knew: the
 * driver has no ->request() (vfio-ap before v6.6).
 */
#include "vfio/vfio_world.h"

#include "vfio/sample_mdev.h"

static struct vfio_user user;
static int wanted;

static void remove_device(void *arg)
{
	user_echo("1", "/sys/bus/mdev/devices/" MDEV_UUID "/remove");
}

static void close_when_asked(void *arg)
{
	u64 count;

	ksys_read(wanted, &count, sizeof(count));
	vfio_close(user);
}

static void race(void)
{
	user = vfio_open_mdev();
	wanted = ksys_eventfd(0, 0);
	cr_assert_eq(vfio_set_eventfd(user.device, SAMPLE_IRQ_REQ, VFIO_IRQ_SET_ACTION_TRIGGER,
				      wanted), 0);
	user_together(remove_device, close_when_asked, NULL);
	ksys_close(wanted);
}

Test(v19_no_request, a_user_who_is_not_told_keeps_the_device_for_ever)
{
	struct vfio_world world = {
		.main = race, .mdev = true, .variants = { "sample-mdev-no-request" },
	};

	vfio_world_expect(&world, 1, KIND(WAIT) | KIND(LIVE));
}

Test(v19_no_request, a_user_who_is_told_gives_it_back)
{
	struct vfio_world world = { .main = race, .mdev = true };

	vfio_world_expect_clean(&world, 100);
}
