// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * noiommu.c - devices without an IOMMU, for those who may harm the machine anyway
 *
 * What would go wrong: a device given to who may not have it, or one that nobody is warned of.
 */
#include "vfio/type1_user.h"

#include "support/hosted.h"

#include "core/iommu.h"

#define NODE0	"/dev/vfio/noiommu-0"

static void no_iommu(const struct vfio_world *world)
{
	iommu_absent = true;
	vfio_world_hardware(world);
}

static void allowed(const struct vfio_world *world)
{
	user_want(user_echo("Y", "/sys/module/vfio/parameters/enable_unsafe_noiommu_mode") > 0);
	vfio_bind(NIC);
}

static const struct vfio_machine machine = { .hardware = no_iommu, .prepare = allowed };

static void use(void)
{
	int container = ksys_open("/dev/vfio/vfio", O_RDWR), group = ksys_open(NODE0, O_RDWR);
	struct vfio_device_info info = { .argsz = sizeof(info) };
	struct vfio_group_status status = { .argsz = sizeof(status) };
	long device;

	user_want_eq(ksys_ioctl(container, VFIO_CHECK_EXTENSION, VFIO_NOIOMMU_IOMMU), 1);
	user_want_eq(user_ioctl(group, VFIO_GROUP_GET_STATUS, &status), 0);
	user_want_eq(user_ioctl(group, VFIO_GROUP_SET_CONTAINER, &container), 0);
	user_want_eq(ksys_ioctl(container, VFIO_CHECK_EXTENSION, VFIO_TYPE1_IOMMU), 0);
	user_want_eq(ksys_ioctl(container, VFIO_CHECK_EXTENSION, VFIO_NOIOMMU_IOMMU), 1);
	user_want_eq(ksys_ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1_IOMMU), -ENODEV);
	user_want_eq(ksys_ioctl(container, VFIO_SET_IOMMU, VFIO_NOIOMMU_IOMMU), 0);
	user_want_eq(dma_map(container, user_pages(1), 0, PAGES(1), RW), -ENOTTY);
	user_want_eq(ksys_ioctl(container, VFIO_CHECK_EXTENSION, VFIO_NOIOMMU_IOMMU), 1);
	user_want_eq(ksys_ioctl(container, VFIO_CHECK_EXTENSION, VFIO_TYPE1_IOMMU), 0);
	device = user_ioctl(group, VFIO_GROUP_GET_DEVICE_FD, NIC);
	user_want(device >= 0);
	user_want_eq(user_ioctl(device, VFIO_DEVICE_GET_INFO, &info), 0);
	ksys_close(device);

	/* An IOMMU's container takes no such group, nor the other way round. */
	user_want_eq(ksys_cap_set(CAP_SYS_RAWIO, false), 0);
	user_want_eq(user_ioctl(group, VFIO_GROUP_GET_DEVICE_FD, NIC), -EPERM);
	user_want_eq(ksys_ioctl(group, VFIO_GROUP_UNSET_CONTAINER, 0), 0);
	user_want_eq(user_ioctl(group, VFIO_GROUP_SET_CONTAINER, &container), -EPERM);
	ksys_close(group);
	user_want_eq(ksys_open(NODE0, O_RDWR), -EPERM);
	user_want_eq(ksys_cap_set(CAP_SYS_RAWIO, true), 0);
	ksys_close(container);
}

Test(noiommu, a_device_without_an_iommu_is_for_the_privileged)
{
	struct vfio_world world = { .main = use, .machine = &machine };

	vfio_world_expect_survival(&world);
}

static void with_iommufd(void)
{
	int iommufd = ksys_open("/dev/iommu", O_RDWR), group = ksys_open(NODE0, O_RDWR);
	struct iommu_vfio_ioas compat = { .size = sizeof(compat), .op = IOMMU_VFIO_IOAS_SET };
	long device;

	user_want_eq(user_ioctl(group, VFIO_GROUP_SET_CONTAINER, &iommufd), 0);
	device = user_ioctl(group, VFIO_GROUP_GET_DEVICE_FD, NIC);
	user_want(device >= 0);
	ksys_close(device);
	user_want_eq(ksys_cap_set(CAP_SYS_RAWIO, false), 0);
	user_want_eq(user_ioctl(group, VFIO_GROUP_GET_DEVICE_FD, NIC), -EPERM);
	user_want_eq(ksys_cap_set(CAP_SYS_RAWIO, true), 0);
	ksys_close(group);

	/* Who has mappings for devices that are translated has no use for such a group. */
	compat.ioas_id = user_ioas(iommufd);
	user_want_eq(user_ioctl(iommufd, IOMMU_VFIO_IOAS, &compat), 0);
	group = ksys_open(NODE0, O_RDWR);
	user_want_eq(user_ioctl(group, VFIO_GROUP_SET_CONTAINER, &iommufd), -EINVAL);
	ksys_close(group);
	ksys_close(iommufd);
}

Test(noiommu, an_iommufd_without_mappings_takes_it)
{
	struct vfio_world world = { .main = with_iommufd, .machine = &machine };

	skip_if_hosted_before(6002, "groups in an iommufd");
	vfio_world_expect_survival(&world);
}

static void refused(const struct vfio_world *world)
{
	user_want(user_sys("vfio-pci", "/sys/bus/pci/devices/%s/driver_override", NIC) > 0);
	user_want_eq(user_echo(NIC, "/sys/bus/pci/drivers/vfio-pci/bind"), -EINVAL);
	user_want_eq(ksys_open(NODE0, O_RDWR), -ENOENT);
}

static void nothing(void)
{
}

Test(noiommu, nobody_gets_one_unasked)
{
	static const struct vfio_machine strict = { .hardware = no_iommu, .prepare = refused };
	struct vfio_world world = { .main = nothing, .machine = &strict };

	vfio_world_expect_survival(&world);
}
