// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * d05_reset_of_owned.c - D05 as user space meets it: a sysfs reset while a container is left
 *
 * The administrator resets a device whose group is in a container; the owner takes the group out.
 * The container's domain goes with its last group.
 */
#include "vfio/kvm_user.h"

static struct vfio_user user;

static void reset(void *unused)
{
	user_sys("1", "/sys/bus/pci/devices/%s/reset", NIC);
}

/* A function level reset takes 100 ms. */
static void leave(void *unused)
{
	ksys_msleep(50);
	user_ioctl(user.group, VFIO_GROUP_UNSET_CONTAINER, NULL);
}

static void program(void)
{
	user = vfio_open_without_device(NIC);
	user_together(reset, leave, NULL);
	ksys_close(user.group);
	ksys_close(user.container);
}

Test(d05_reset_of_owned, the_fence_holds_up_who_must_get_out)
{
	struct vfio_world world = {
		.main = program,
		.variants = { "iommu-reset-fence", "iommu-reset-fence-refuses" },
	};

	vfio_world_expect(&world, 500, KIND(STATE) | KIND(UAF));
}

Test(d05_reset_of_owned, without_a_fence_all_is_well)
{
	struct vfio_world world = { .main = program };

	vfio_world_expect_clean(&world, 200);
}

Test(d05_reset_of_owned, the_fence_of_today_lets_him_out)
{
	struct vfio_world world = { .main = program, .variants = { "iommu-reset-fence" } };

	vfio_world_expect_clean(&world, 200);
}
