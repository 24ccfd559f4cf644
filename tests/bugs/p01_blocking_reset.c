// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * p01_blocking_reset.c - unbind waits for the user, and the user for unbind's device_lock
 *
 * Seed 003, P01 and P02: unbinding holds device_lock and waits until the last file is closed.
 * Whoever has it takes device_lock to reset, to close, or to set the error eventfd, and never
 * closes (890ed578df82, 3be3a074cf5b). Unbinding asks again every ten seconds, so the two go on
 * for ever without ever standing still; that device_lock is validated here shows it at once.
 */
#include "vfio/vfio_world.h"

static struct vfio_user user;

static void unbind(void *arg)
{
	vfio_unbind(NIC);
}

static void reset_and_close(void *arg)
{
	long ret = ksys_ioctl(user.device, VFIO_DEVICE_RESET, 0);

	cr_expect(ret == 0 || ret == -EAGAIN, "%ld", ret);
	vfio_close(user);
}

static void set_error_eventfd_and_close(void *arg)
{
	int eventfd = ksys_eventfd(0, 0);

	cr_expect_eq(vfio_set_eventfd(user.device, VFIO_PCI_ERR_IRQ_INDEX,
				      VFIO_IRQ_SET_ACTION_TRIGGER, eventfd), 0);
	vfio_close(user);
	ksys_close(eventfd);
}

static void race_reset(void)
{
	user = vfio_open(NIC);
	user_together(unbind, reset_and_close, NULL);
}

static void race_eventfd(void)
{
	user = vfio_open(NIC);
	user_together(unbind, set_error_eventfd_and_close, NULL);
}

Test(p01_blocking_reset, a_reset_that_waits_for_device_lock_never_returns)
{
	struct vfio_world world = {
		.main = race_reset, .variants = { "vfio-pci-blocking-reset" },
	};

	vfio_world_expect(&world, 300, KIND(WAIT) | KIND(ORDER) | KIND(LIVE));
}

Test(p01_blocking_reset, a_close_that_waits_for_device_lock_never_returns)
{
	struct vfio_world world = {
		.main = race_reset, .variants = { "vfio-pci-blocking-close" },
	};

	vfio_world_expect(&world, 300, KIND(WAIT) | KIND(ORDER) | KIND(LIVE));
}

Test(p01_blocking_reset, device_lock_around_the_error_eventfd_never_returns)
{
	struct vfio_world world = {
		.main = race_eventfd, .variants = { "vfio-pci-err-device-lock" },
	};

	vfio_world_expect(&world, 300, KIND(WAIT) | KIND(ORDER) | KIND(LIVE));
}

Test(p01_blocking_reset, a_reset_that_only_tries_is_silent)
{
	struct vfio_world world = { .main = race_reset };

	vfio_world_expect_clean(&world, 200);
}

Test(p01_blocking_reset, igate_around_the_error_eventfd_is_silent)
{
	struct vfio_world world = { .main = race_eventfd };

	vfio_world_expect_clean(&world, 200);
}
