// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * unregister.c - a device is taken away while it is used, and errors come while it is
 *
 * What would go wrong: an unbind that does not wait, or waits without asking; an error that the
 * user never hears of.
 */
#include "vfio/kvm_user.h"

#include <linux/aer.h>
#include <linux/signal_numbers.h>

static struct vfio_user user;
static int request;

static u64 taken(int fd)
{
	u64 count = 0;

	return ksys_read(fd, &count, 8) == 8 ? count : 0;
}

static void close_when_asked_often(void *unused)
{
	ksys_msleep(35000);
	cr_assert_geq(taken(request), 4);	/* at once, and every ten seconds */
	vfio_close(user);
}

static void unbind(void *unused)
{
	cr_assert_gt(vfio_unbind(NIC), 0);
}

static void asked_for(void)
{
	request = ksys_eventfd(0, EFD_NONBLOCK);
	user = vfio_open(NIC);
	cr_assert_eq(vfio_set_eventfd(user.device, VFIO_PCI_REQ_IRQ_INDEX,
				      VFIO_IRQ_SET_ACTION_TRIGGER, request), 0);
	user_together(close_when_asked_often, unbind, NULL);
	ksys_close(request);
}

Test(unregister, unbinding_asks_for_the_device_until_it_is_closed)
{
	struct vfio_world world = { .main = asked_for };

	vfio_world_expect_clean(&world, 1);
}

static void close_late(void *unused)
{
	ksys_msleep(25000);
	vfio_close(user);
}

static int unbind_in_process(void *unused)
{
	vfio_unbind(NIC);
	return 0;
}

/* A signal does not end the wait: there is no way back. */
static void kill_the_waiter(void *unused)
{
	struct process *admin = process_create("admin", PROCESS_HOST_CLIENT);

	cr_assert(process_thread(admin, "admin", unbind_in_process, NULL));
	ksys_msleep(15000);
	process_kill(admin, SIGTERM);
	process_wait(admin);
	process_put(admin);
	cr_assert_eq(vfio_open_group(NIC), -ENOENT);
}

static void signalled(void)
{
	user = vfio_open(NIC);
	user_together(close_late, kill_the_waiter, NULL);
}

Test(unregister, a_signal_does_not_end_the_wait)
{
	struct vfio_world world = { .main = signalled };

	vfio_world_expect_clean(&world, 1);
}

static void told_of_errors(void)
{
	int fd = ksys_eventfd(0, EFD_NONBLOCK);

	user = vfio_open(NIC);
	cr_assert_eq(vfio_set_eventfd(user.device, VFIO_PCI_ERR_IRQ_INDEX,
				      VFIO_IRQ_SET_ACTION_TRIGGER, fd), 0);
	pci_hw_inject_error(pci_hw_find(0, 1, 0), AER_NONFATAL);
	ksys_msleep(5000);
	cr_assert_geq(taken(fd), 1);
	vfio_close(user);
	ksys_close(fd);
}

Test(unregister, an_error_of_the_device_is_told_by_its_eventfd)
{
	struct vfio_world world = { .main = told_of_errors };

	vfio_world_expect_clean(&world, 1);
}
