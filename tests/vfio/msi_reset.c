// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * msi_reset.c - a reset through sysfs writes MSI messages back while a user gives them up
 *
 * The reset holds the device's lock, the user does not. No lock and no count lies in what is
 * read: it takes the race detector to see it.
 */
#include "vfio/vfio_world.h"
#include "support/freed.h"

static int device;

static void unset(void *unused)
{
	struct vfio_irq_set none = {
		.argsz = sizeof(none), .index = VFIO_PCI_MSI_IRQ_INDEX,
		.flags = VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER,
	};

	user_want_eq(user_ioctl(device, VFIO_DEVICE_SET_IRQS, &none), 0);
}

static void reset(void *unused)
{
	user_want_eq(user_sys("1", "/sys/bus/pci/devices/%s/reset", NIC), 1);
}

static void unset_against_reset(void)
{
	struct vfio_user user = vfio_open(NIC);
	int event = ksys_eventfd(0, 0);

	device = user.device;
	user_want_eq(vfio_set_eventfd(device, VFIO_PCI_MSI_IRQ_INDEX,
				      VFIO_IRQ_SET_ACTION_TRIGGER, event), 0);
	user_together(unset, reset, NULL);
	vfio_close(user);
	ksys_close(event);
}

Test(msi_reset, without_the_lock_the_message_may_be_gone)
{
	struct vfio_world world = {
		.main = unset_against_reset, .variants = { "msi-restored-unlocked" },
	};

	races_expect();
	freed_uses_expect(true);
	for (unsigned int seed = 1; seed <= 1000; seed++)
		vfio_world_run(&world, vfio_world_policy(&world, 1000, seed), seed);
	if (race_detector_present())
		cr_assert_gt(races_seen(), 0);
}

Test(msi_reset, with_it_it_is_not)
{
	struct vfio_world world = { .main = unset_against_reset };

	vfio_world_expect_clean(&world, 400);
}
