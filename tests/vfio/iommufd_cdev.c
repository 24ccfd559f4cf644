// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iommufd_cdev.c - devices opened by their own node and given an address space of an iommufd
 *
 * What would go wrong: a file that grants something before it is bound, a device that two
 * iommufds own, an address space that goes while a device is in it.
 */
#include "vfio/mdev_user.h"

#include "support/hosted.h"

#define IOVA	0x100000UL

static void bind_and_attach(void)
{
	int iommufd = ksys_open("/dev/iommu", O_RDWR), device = ksys_open(NODE(0), O_RDWR);
	struct vfio_device_info info = { .argsz = sizeof(info) };
	u32 ioas = user_ioas(iommufd), other = user_ioas(iommufd);
	unsigned long memory = user_memory();

	user_want_eq(user_ioas_map(iommufd, ioas, memory, IOVA), 0);
	user_want_eq(user_ioctl(device, VFIO_DEVICE_GET_INFO, &info), -EINVAL);
	user_want_eq(user_attach(device, ioas), -EINVAL);
	user_want_eq(user_bind(device, iommufd), 0);
	user_want_eq(user_ioctl(device, VFIO_DEVICE_GET_INFO, &info), 0);
	user_want_eq(user_bind(device, iommufd), -EINVAL);

	user_want_eq(user_detach(device), 0);		/* it is in none: nothing to do */
	user_want_eq(user_attach(device, 999), -ENOENT);
	user_want_eq(user_attach(device, ioas), 0);
	user_want_eq(user_attach(device, other), 0);	/* replaces it */
	user_want_eq(user_attach(device, ioas), 0);
	user_want_eq(user_detach(device), 0);
	user_want_eq(user_detach(device), 0);
	user_want_eq(user_attach(device, ioas), 0);
	ksys_close(device);
	ksys_close(iommufd);
}

Test(iommufd_cdev, a_device_is_bound_and_moves_between_address_spaces)
{
	struct vfio_world world = { .main = bind_and_attach };

	skip_if_hosted_before(6006, "the device's own node");
	vfio_world_expect_survival(&world);
}

static void emulated(void)
{
	int iommufd = ksys_open("/dev/iommu", O_RDWR), device = ksys_open(NODE(1), O_RDWR);
	u32 ioas = user_ioas(iommufd), other = user_ioas(iommufd);
	unsigned long memory = user_memory();

	user_want_eq(user_ioas_map(iommufd, ioas, memory, IOVA), 0);
	user_want_eq(user_bind(device, iommufd), 0);
	user_want_eq(mdev_command(device, SAMPLE_CMD_FILL, IOVA, 8), -ENOENT);
	user_want_eq(mdev_command(device, SAMPLE_CMD_PIN, IOVA, 0), -ENOENT);
	user_want_eq(user_attach(device, 999), -ENOENT);
	user_want_eq(user_attach(device, ioas), 0);
	mdev_use_page(device, IOVA);

	/* Asked to let go of its page, the device does. */
	user_want_eq(mdev_command(device, SAMPLE_CMD_PIN, IOVA + PAGE_SIZE, 0), 0);
	user_want(user_ioas_unmap(iommufd, ioas, IOVA) >= 0);
	user_want_eq(mdev_command(device, SAMPLE_CMD_SUM, IOVA, 8), -ENOENT);
	user_want_eq(user_ioas_map(iommufd, ioas, memory, IOVA), 0);
	user_want_eq(mdev_command(device, SAMPLE_CMD_PIN, IOVA, 0), 0);
	user_want_eq(user_attach(device, other), 0);
	user_want_eq(mdev_command(device, SAMPLE_CMD_SUM, IOVA, 8), -ENOENT);
	user_want_eq(user_detach(device), 0);
	user_want_eq(user_detach(device), 0);
	user_want_eq(user_attach(device, ioas), 0);
	user_want_eq(mdev_command(device, SAMPLE_CMD_PIN, IOVA, 0), 0);
	ksys_close(device);
	ksys_close(iommufd);
}

Test(iommufd_cdev, a_mediated_device_reaches_memory_through_its_access)
{
	struct vfio_world world = { .main = emulated, .mdev = true };

	skip_if_hosted_before(6006, "the device's own node");
	vfio_world_expect_survival(&world);
}

static void one_owner(void)
{
	int iommufd = ksys_open("/dev/iommu", O_RDWR), other = ksys_open("/dev/iommu", O_RDWR);
	int device = ksys_open(NODE(0), O_RDWR), again = ksys_open(NODE(0), O_RDWR);
	int group = vfio_open_group(NIC);

	/* The group's file is open: it might be given a container. */
	user_want_eq(user_bind(device, iommufd), -EBUSY);
	ksys_close(group);
	user_want_eq(user_bind(device, other), 0);
	user_want_eq(vfio_open_group(NIC), -EBUSY);
	user_want_eq(user_bind(again, iommufd), -EINVAL);
	user_want_eq(user_bind(again, other), -EINVAL);
	ksys_close(device);
	user_want_eq(user_bind(again, iommufd), 0);
	ksys_close(again);
	ksys_close(other);
	ksys_close(iommufd);
}

Test(iommufd_cdev, a_device_has_one_owner_at_a_time)
{
	struct vfio_world world = { .main = one_owner };

	skip_if_hosted_before(6006, "the device's own node");
	vfio_world_expect_survival(&world);
}

/* An iommufd in place of the container: the mappings are those of its compatibility IOAS. */
static void as_container(const char *path, const char *name, bool mdev)
{
	struct iommu_vfio_ioas compat = { .size = sizeof(compat), .op = IOMMU_VFIO_IOAS_GET };
	int iommufd = ksys_open("/dev/iommu", O_RDWR), group = vfio_open_group_of(path);
	struct vfio_group_status status = { .argsz = sizeof(status) };
	long device;

	user_want_eq(user_ioctl(group, VFIO_GROUP_SET_CONTAINER, &iommufd), 0);
	user_want_eq(user_ioctl(group, VFIO_GROUP_SET_CONTAINER, &iommufd), -EINVAL);
	user_want_eq(user_ioctl(group, VFIO_GROUP_GET_STATUS, &status), 0);
	user_want_eq(status.flags, VFIO_GROUP_FLAGS_VIABLE | VFIO_GROUP_FLAGS_CONTAINER_SET);
	user_want_eq(user_ioctl(iommufd, IOMMU_VFIO_IOAS, &compat), 0);
	device = user_ioctl(group, VFIO_GROUP_GET_DEVICE_FD, name);
	user_want(device >= 0);
	user_want_eq(user_ioas_map(iommufd, compat.ioas_id, user_memory(), IOVA), 0);
	if (mdev)
		mdev_use_page(device, IOVA);
	user_want_eq(user_attach(device, 1), -ENOTTY);	/* it did not come by its own node */
	ksys_close(device);
	user_want_eq(ksys_ioctl(group, VFIO_GROUP_UNSET_CONTAINER, 0), 0);
	user_want_eq(ksys_ioctl(group, VFIO_GROUP_UNSET_CONTAINER, 0), -EINVAL);
	ksys_close(group);
	ksys_close(iommufd);
}

static void groups_on_an_iommufd(void)
{
	as_container("/sys/bus/pci/devices/" NIC, NIC, false);
	as_container("/sys/bus/mdev/devices/" MDEV_UUID, MDEV_UUID, true);
}

Test(iommufd_cdev, an_iommufd_stands_in_for_a_container)
{
	struct vfio_world world = { .main = groups_on_an_iommufd, .mdev = true };

	skip_if_hosted_before(6002, "groups in an iommufd");
	vfio_world_expect_survival(&world);
}

/* The page that the device has open is the iommufd's to take back, wherever the group is. */
static void to_a_container_with_a_page(void)
{
	struct iommu_vfio_ioas compat = { .size = sizeof(compat), .op = IOMMU_VFIO_IOAS_GET };
	int iommufd = ksys_open("/dev/iommu", O_RDWR), device, again;
	int container = ksys_open("/dev/vfio/vfio", O_RDWR);
	int group = vfio_open_group_of("/sys/bus/mdev/devices/" MDEV_UUID);

	user_want_eq(user_ioctl(group, VFIO_GROUP_SET_CONTAINER, &iommufd), 0);
	user_want_eq(user_ioctl(iommufd, IOMMU_VFIO_IOAS, &compat), 0);
	user_want_eq(user_ioas_map(iommufd, compat.ioas_id, user_memory(), IOVA), 0);
	device = user_ioctl(group, VFIO_GROUP_GET_DEVICE_FD, MDEV_UUID);
	user_want_eq(mdev_command(device, SAMPLE_CMD_PIN, IOVA, 0), 0);

	user_want_eq(ksys_ioctl(group, VFIO_GROUP_UNSET_CONTAINER, 0), 0);
	user_want_eq(user_ioctl(group, VFIO_GROUP_SET_CONTAINER, &container), 0);
	user_want_eq(ksys_ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU), 0);
	again = user_ioctl(group, VFIO_GROUP_GET_DEVICE_FD, MDEV_UUID);
	user_want_eq(mdev_command(again, SAMPLE_CMD_SUM, IOVA, 100), 0);
	user_want_eq(user_ioas_unmap(iommufd, compat.ioas_id, IOVA), 0);
	user_want_eq(mdev_command(device, SAMPLE_CMD_PIN, IOVA, 0), -ENOENT);

	ksys_close(device);
	ksys_close(again);
	ksys_close(group);
	ksys_close(container);
	ksys_close(iommufd);
}

Test(iommufd_cdev, a_device_stays_in_its_iommufd_when_its_group_goes_to_a_container)
{
	struct vfio_world world = { .main = to_a_container_with_a_page, .mdev = true };

	skip_if_hosted("vfio", "the device goes with its group");
	vfio_world_expect_survival(&world);
}

/* The set's devices are told by their ids in the iommufd, not by their groups. */
static void reset_by_iommufd(void)
{
	int iommufd = ksys_open("/dev/iommu", O_RDWR);
	int nic = ksys_open(NODE(0), O_RDWR), sibling = ksys_open(NODE(1), O_RDWR);
	struct {
		struct vfio_pci_hot_reset_info	head;
		struct vfio_pci_dependent_device device[4];
	} info = { .head.argsz = sizeof(info) };
	struct vfio_pci_hot_reset reset = { .argsz = sizeof(reset) };

	user_want_eq(user_bind(nic, iommufd), 0);
	user_want_eq(user_ioctl(nic, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, &info), 0);
	user_want_eq(info.head.count, 2);
	user_want_eq(info.head.flags, VFIO_PCI_HOT_RESET_FLAG_DEV_ID);
	user_want_eq(info.device[1].devid, (u32)VFIO_PCI_DEVID_NOT_OWNED);
	user_want_eq(user_ioctl(nic, VFIO_DEVICE_PCI_HOT_RESET, &reset), -EINVAL);

	info.head.argsz = sizeof(info);
	user_want_eq(user_bind(sibling, iommufd), 0);
	user_want_eq(user_ioctl(nic, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, &info), 0);
	user_want_eq(info.head.flags, VFIO_PCI_HOT_RESET_FLAG_DEV_ID |
				      VFIO_PCI_HOT_RESET_FLAG_DEV_ID_OWNED);
	user_want(info.device[1].devid != (u32)VFIO_PCI_DEVID_NOT_OWNED);
	user_want_eq(user_ioctl(nic, VFIO_DEVICE_PCI_HOT_RESET, &reset), 0);
	ksys_close(sibling);
	ksys_close(nic);
	ksys_close(iommufd);
}

Test(iommufd_cdev, a_set_is_reset_by_whom_owns_it_through_one_iommufd)
{
	struct vfio_world world = { .main = reset_by_iommufd, .both = true, .no_flr = true };

	skip_if_hosted_before(6006, "the device's own node");
	vfio_world_expect_survival(&world);
}

/* What shares the group with a bound device is its owner's, bound or not. */
static void reset_with_the_group(void)
{
	int iommufd = ksys_open("/dev/iommu", O_RDWR), nic = ksys_open(NODE(0), O_RDWR);
	struct {
		struct vfio_pci_hot_reset_info	head;
		struct vfio_pci_dependent_device device[4];
	} info = { .head.argsz = sizeof(info) };
	struct vfio_pci_hot_reset reset = { .argsz = sizeof(reset) };

	user_want_eq(user_bind(nic, iommufd), 0);
	user_want_eq(user_ioctl(nic, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, &info), 0);
	user_want_eq(info.head.flags, VFIO_PCI_HOT_RESET_FLAG_DEV_ID |
				      VFIO_PCI_HOT_RESET_FLAG_DEV_ID_OWNED);
	user_want_eq(info.device[1].devid, VFIO_PCI_DEVID_OWNED);
	user_want_eq(user_ioctl(nic, VFIO_DEVICE_PCI_HOT_RESET, &reset), 0);
	ksys_close(nic);
	ksys_close(iommufd);
}

Test(iommufd_cdev, what_shares_the_group_of_a_bound_device_is_owned_with_it)
{
	struct vfio_world world = { .main = reset_with_the_group, .both = true, .one_group = true };

	skip_if_hosted_before(6006, "the device's own node");
	vfio_world_expect_survival(&world);
}
