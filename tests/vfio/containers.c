// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * containers.c - groups in a container before it has an IOMMU, and groups whose devices have gone
 *
 * What would go wrong: a group that is half in, a descriptor that reaches a group's memory after
 * its last device has left.
 */
#include "vfio/type1_user.h"

/* Container and group; the device is closed. */
static struct vfio_user vfio_open_without(const char *name)
{
	struct vfio_user user = vfio_open(name);

	ksys_close(user.device);
	user.device = -1;
	return user;
}

static void two_at_once(void)
{
	int container = ksys_open("/dev/vfio/vfio", O_RDWR);
	struct vfio_user nic, sibling;

	nic.group = vfio_open_group(NIC);
	sibling.group = vfio_open_group(SIBLING);
	user_want_eq(user_ioctl(nic.group, VFIO_GROUP_SET_CONTAINER, &container), 0);
	user_want_eq(user_ioctl(sibling.group, VFIO_GROUP_SET_CONTAINER, &container), 0);
	/* Both are attached, or neither is. */
	user_want_eq(ksys_ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU), 0);
	nic.device = user_ioctl(nic.group, VFIO_GROUP_GET_DEVICE_FD, NIC);
	sibling.device = user_ioctl(sibling.group, VFIO_GROUP_GET_DEVICE_FD, SIBLING);
	user_want_eq(ksys_ioctl(nic.group, VFIO_GROUP_UNSET_CONTAINER, 0), -EBUSY);
	ksys_close(nic.device);
	user_want_eq(ksys_ioctl(nic.group, VFIO_GROUP_UNSET_CONTAINER, 0), 0);
	user_want_eq(dma_map(container, user_pages(1), 0, PAGES(1), RW), 0);
	user_want_eq(user_ioctl(nic.group, VFIO_GROUP_SET_CONTAINER, &container), 0);
	ksys_close(container);		/* the groups hold it */
	ksys_close(nic.group);
	ksys_close(sibling.group);
	ksys_close(sibling.device);
}

Test(containers, two_groups_enter_together)
{
	struct vfio_world world = { .main = two_at_once, .both = true };

	vfio_world_expect_survival(&world);
}

/* Nobody has the device open, so it leaves; the group's file is still there. */
static void devices_gone(void)
{
	struct vfio_group_status status = { .argsz = sizeof(status) };
	struct vfio_user nic = vfio_open_without(NIC);

	user_want_eq(vfio_unbind(NIC), sizeof(NIC) - 1);
	user_want_eq(user_ioctl(nic.group, VFIO_GROUP_GET_STATUS, &status), -ENODEV);
	user_want_eq(ksys_ioctl(nic.group, VFIO_GROUP_UNSET_CONTAINER, 0), -EINVAL);
	user_want_eq(user_ioctl(nic.group, VFIO_GROUP_SET_CONTAINER, &nic.container), -ENODEV);
	user_want_eq(user_ioctl(nic.group, VFIO_GROUP_GET_DEVICE_FD, NIC), -ENODEV);
	vfio_bind(NIC);
	user_want_eq(user_ioctl(nic.group, VFIO_GROUP_GET_STATUS, &status), -ENODEV);
	vfio_close(nic);
	vfio_close(vfio_open(NIC));
}

Test(containers, a_group_whose_devices_have_gone_can_only_be_closed)
{
	struct vfio_world world = { .main = devices_gone };

	vfio_world_expect_survival(&world);
}

static struct vfio_user user;

static void leave(void *unused)
{
	ksys_ioctl(user.group, VFIO_GROUP_UNSET_CONTAINER, 0);
}

static void enter(void *unused)
{
	user_ioctl(user.group, VFIO_GROUP_SET_CONTAINER, &user.container);
	ksys_close(user_ioctl(user.group, VFIO_GROUP_GET_DEVICE_FD, NIC));
}

static void in_and_out(void)
{
	user = vfio_open_without(NIC);
	user_together(leave, enter, NULL);
	vfio_close(user);
}

Test(containers, leaving_and_entering_at_once_is_silent)
{
	struct vfio_world world = { .main = in_and_out };

	vfio_world_expect_clean(&world, 300);
}

/* By the variant of V04, whose checks were on an atomic count: each of them on its own. */
static void by_the_count(void)
{
	int container = ksys_open("/dev/vfio/vfio", O_RDWR), group = vfio_open_group(NIC);
	long device;

	cr_assert_eq(ksys_ioctl(group, VFIO_GROUP_UNSET_CONTAINER, 0), -EINVAL);
	cr_assert_eq(user_ioctl(group, VFIO_GROUP_SET_CONTAINER, &container), 0);
	cr_assert_eq(user_ioctl(group, VFIO_GROUP_SET_CONTAINER, &container), -EINVAL);
	cr_assert_eq(ksys_ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU), 0);
	device = user_ioctl(group, VFIO_GROUP_GET_DEVICE_FD, NIC);
	cr_assert_eq(ksys_ioctl(group, VFIO_GROUP_UNSET_CONTAINER, 0), -EBUSY);
	ksys_close(device);
	cr_assert_eq(ksys_ioctl(group, VFIO_GROUP_UNSET_CONTAINER, 0), 0);
	cr_assert_gt(vfio_unbind(NIC), 0);
	cr_assert_eq(user_ioctl(group, VFIO_GROUP_SET_CONTAINER, &container), -ENODEV);
	ksys_close(group);
	ksys_close(container);
}

Test(containers, one_after_the_other_the_atomic_count_answers_as_the_lock_does)
{
	struct vfio_world world = {
		.main = by_the_count, .variants = { "vfio-container-users-atomic" },
	};

	vfio_world_expect_clean(&world, 1);
}
