// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * v21_virqfd_release.c - an eventfd is closed, and the virqfd on it disabled
 *
 * V21: both queue the release; the second one queues a work item that is freed (b68e7fa879cd).
 */
#include "vfio/vfio_world.h"

static struct vfio_user user;
static int eventfd;

static struct vfio_device_ioeventfd io(int fd)
{
	return (struct vfio_device_ioeventfd){
		.argsz = sizeof(struct vfio_device_ioeventfd), .flags = 4, .fd = fd,
	};
}

static void close_eventfd(void *arg)
{
	ksys_close(eventfd);
}

static void disable(void *arg)
{
	struct vfio_device_ioeventfd off = io(-1);

	user_ioctl(user.device, VFIO_DEVICE_IOEVENTFD, &off);
}

static void race(void)
{
	struct vfio_device_ioeventfd on;

	user = vfio_open(NIC);
	eventfd = ksys_eventfd(0, 0);
	on = io(eventfd);
	cr_assert_eq(user_ioctl(user.device, VFIO_DEVICE_IOEVENTFD, &on), 0);
	user_together(close_eventfd, disable, NULL);
	vfio_close(user);
}

Test(v21_virqfd_release, releasing_twice_uses_freed_memory)
{
	struct vfio_world world = { .main = race, .variants = { "virqfd-release-unlocked" } };

	vfio_world_expect(&world, 300, KIND(UAF));
}

Test(v21_virqfd_release, whoever_clears_the_pointer_releases)
{
	struct vfio_world world = { .main = race };

	vfio_world_expect_clean(&world, 300);
}
