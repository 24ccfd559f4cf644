// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * p03_request_eventfd.c - the eventfd that asks for the device goes with its last close
 *
 * P03: unbind signals the request eventfd while close drops it (b872d0640840).
 */
#include "vfio/vfio_world.h"

static struct vfio_user user;

static void unbind(void *arg)
{
	vfio_unbind(NIC);
}

static void close_all(void *arg)
{
	vfio_close(user);
}

static void race(void)
{
	int eventfd = ksys_eventfd(0, 0);

	user = vfio_open(NIC);
	cr_assert_eq(vfio_set_eventfd(user.device, VFIO_PCI_REQ_IRQ_INDEX,
				      VFIO_IRQ_SET_ACTION_TRIGGER, eventfd), 0);
	ksys_close(eventfd);
	user_together(unbind, close_all, NULL);
}

Test(p03_request_eventfd, dropped_without_a_lock_it_is_signalled_after)
{
	struct vfio_world world = {
		.main = race, .variants = { "vfio-pci-eventfd-unlocked" },
	};

	vfio_world_expect(&world, 3000, KIND(UAF));
}

Test(p03_request_eventfd, dropped_under_igate_after_a_grace_period_is_silent)
{
	struct vfio_world world = { .main = race };

	vfio_world_expect_clean(&world, 300);
}
