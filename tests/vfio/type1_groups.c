// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_groups.c - groups that join and leave a container in which something is mapped
 *
 * What would go wrong: a device that reaches pages which are no longer pinned, pages that stay
 * pinned for nobody, counted for nobody.
 */
#include "vfio/type1_user.h"

#define IOVA	0x100000UL

static void join_and_leave(void)
{
	struct vfio_user mdev = vfio_open_mdev(), nic, sibling;
	unsigned long at = user_pages(40);
	int container = mdev.container;

	/* Mapped for mediated devices only: nothing is pinned but what they ask for. */
	user_want_eq(dma_map(container, at, IOVA, PAGES(16), RW), 0);
	user_want_eq(dma_map(container, at + PAGES(20), IOVA + PAGES(20), PAGES(4),
			     VFIO_DMA_MAP_FLAG_READ), 0);
	user_want_eq(mdev_command(mdev.device, SAMPLE_CMD_PIN, IOVA + PAGES(1), 0), 0);
	user_want_eq(mdev_command(mdev.device, SAMPLE_CMD_FILL, IOVA + PAGES(20), 8), -EPERM);
	user_want_eq(mdev_command(mdev.device, SAMPLE_CMD_SUM, IOVA + PAGES(20), 8), 0);
	user_want_eq(mdev_command(mdev.device, SAMPLE_CMD_FILL, IOVA + PAGES(17), 8), -EINVAL);
	user_want_eq(mdev_command(mdev.device, SAMPLE_CMD_SUM, IOVA + PAGES(16) - 4, 8), -EINVAL);

	nic = vfio_join(container, NIC_PATH, NIC);
	sibling = vfio_join(container, SIBLING_PATH, SIBLING);
	user_want_eq(dma_map(container, at + PAGES(30), IOVA + PAGES(30), PAGES(2), RW), 0);
	user_want_eq(dma_map(container, at, IOVA + PAGES(31), PAGES(2), RW), -EEXIST);
	vfio_leave(nic);
	user_want_eq(dma_unmap(container, IOVA, PAGES(16), 0), PAGES(16));
	user_want_eq(dma_map(container, at, IOVA, PAGES(16), RW), 0);
	user_want_eq(mdev_command(mdev.device, SAMPLE_CMD_PIN, IOVA + PAGES(2), 0), 0);
	vfio_leave(sibling);

	/* Only the mediated device's pins are left; all can be used as before. */
	user_want_eq(mdev_command(mdev.device, SAMPLE_CMD_UNPIN, 0, 0), 0);
	mdev_use_page(mdev.device, IOVA + PAGES(3));
	nic = vfio_join(container, NIC_PATH, NIC);
	vfio_leave(nic);
	user_want_eq(dma_unmap(container, 0, 0, VFIO_DMA_UNMAP_FLAG_ALL), PAGES(16 + 4 + 2));
	vfio_close(mdev);
}

Test(type1_groups, groups_join_and_leave_what_is_mapped)
{
	struct vfio_world world = { .main = join_and_leave, .mdev = true, .both = true };

	type1_world_expect_survival(&world);
}

/* v1 unmaps what begins in the range, and stops before what began earlier. */
static void first_version(void)
{
	int container = ksys_open("/dev/vfio/vfio", O_RDWR), group = vfio_open_group(NIC);
	unsigned long at = user_pages(8);

	user_want_eq(user_ioctl(group, VFIO_GROUP_SET_CONTAINER, &container), 0);
	user_want_eq(ksys_ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1_IOMMU), 0);
	user_want_eq(dma_map(container, at, IOVA, PAGES(2), RW), 0);
	user_want_eq(dma_map(container, at + PAGES(2), IOVA + PAGES(2), PAGES(2), RW), 0);
	user_want_eq(dma_unmap(container, IOVA + PAGES(1), PAGES(1), 0), 0);
	user_want_eq(dma_unmap(container, IOVA + PAGES(1), PAGES(2), 0), 0);
	user_want_eq(dma_unmap(container, IOVA, PAGES(1), 0), PAGES(2));
	user_want_eq(dma_unmap(container, IOVA, PAGES(3), 0), PAGES(2));
	user_want_eq(dma_unmap(container, IOVA, PAGES(8), 0), 0);
	user_want_eq(dirty(container, VFIO_IOMMU_DIRTY_PAGES_FLAG_START), -EACCES);
	ksys_close(group);
	ksys_close(container);
}

Test(type1_groups, version_one_unmaps_what_begins_in_the_range)
{
	struct vfio_world world = { .main = first_version };

	vfio_world_expect_survival(&world);
}

static void second_version(void)
{
	struct vfio_user nic = vfio_open(NIC);
	unsigned long at = user_pages(8);
	int container = nic.container;

	user_want_eq(dma_map(container, at, IOVA, PAGES(2), RW), 0);
	user_want_eq(dma_map(container, at + PAGES(2), IOVA + PAGES(2), PAGES(2), RW), 0);
	user_want_eq(dma_unmap(container, IOVA + PAGES(1), PAGES(1), 0), -EINVAL);
	user_want_eq(dma_unmap(container, IOVA, PAGES(3), 0), -EINVAL);
	user_want_eq(dma_unmap(container, IOVA - PAGES(4), PAGES(4), 0), 0);
	user_want_eq(dma_unmap(container, IOVA - PAGES(4), PAGES(8), 0), PAGES(4));
	vfio_close(nic);
}

Test(type1_groups, version_two_unmaps_whole_mappings)
{
	struct vfio_world world = { .main = second_version };

	vfio_world_expect_survival(&world);
}

static void limits(void)
{
	struct vfio_user nic = vfio_open(NIC);
	unsigned long at = user_pages(8);
	int container = nic.container;

	user_want_eq(ksys_cap_set(CAP_IPC_LOCK, false), 0);
	user_want_eq(ksys_memlock(PAGES(3)), 0);
	user_want_eq(dma_map(container, at, IOVA, PAGES(4), RW), -ENOMEM);
	user_want_eq(dma_map(container, at, IOVA, PAGES(2), RW), 0);
	user_want_eq(dma_map(container, at + PAGES(2), IOVA + PAGES(2), PAGES(2), RW), -ENOMEM);
	user_want_eq(dma_unmap(container, IOVA, PAGES(2), 0), PAGES(2));
	user_want_eq(dma_map(container, at, IOVA, PAGES(2), RW), 0);
	vfio_close(nic);

	user_want(user_echo("2", "/sys/module/vfio_iommu_type1/parameters/dma_entry_limit") > 0);
	nic = vfio_open(NIC);
	container = nic.container;
	user_want_eq(dma_map(container, at, IOVA, PAGES(1), RW), 0);
	user_want_eq(dma_map(container, at, IOVA + PAGES(1), PAGES(1), RW), 0);
	user_want_eq(dma_map(container, at, IOVA + PAGES(2), PAGES(1), RW), -ENOSPC);
	user_want_eq(dma_unmap(container, IOVA, PAGES(1), 0), PAGES(1));
	user_want_eq(dma_map(container, at, IOVA + PAGES(2), PAGES(1), RW), 0);
	vfio_close(nic);
}

Test(type1_groups, locked_memory_and_mappings_have_their_limits)
{
	struct vfio_world world = { .main = limits };

	vfio_world_expect_clean(&world, 1);
}

/* A device's memory is mapped for another: no page of it is pinned or counted. */
static void device_memory(void)
{
	struct vfio_user nic = vfio_open(NIC), sibling;
	struct vfio_region_info bar = { .argsz = sizeof(bar) };
	u16 command = PCI_COMMAND_MEMORY;
	int container = nic.container;
	long at;

	user_want_eq(user_ioctl(nic.device, VFIO_DEVICE_GET_REGION_INFO, &bar), 0);
	user_want_eq(ksys_pwrite(nic.device, &command, 2,
				 ((loff_t)VFIO_PCI_CONFIG_REGION_INDEX << 40) + PCI_COMMAND), 2);
	at = ksys_mmap(0, PAGES(4), PROT_READ | PROT_WRITE, MAP_SHARED, nic.device, bar.offset);
	user_want(at > 0);
	user_want_eq(dma_map(container, at, IOVA, PAGES(4), RW), 0);
	sibling = vfio_join(container, SIBLING_PATH, SIBLING);
	user_want_eq(dma_map(container, at, IOVA + PAGES(4), PAGES(2), RW), 0);
	user_want_eq(dma_unmap(container, IOVA, PAGES(4), 0), PAGES(4));
	vfio_leave(sibling);
	/* It has no pages that a mediated device could have. */
	sibling = vfio_join(container, MDEV_PATH, MDEV_UUID);
	user_want_eq(mdev_command(sibling.device, SAMPLE_CMD_PIN, IOVA + PAGES(4), 0), -EINVAL);
	vfio_leave(sibling);
	ksys_munmap(at, PAGES(4));
	vfio_close(nic);
}

Test(type1_groups, device_memory_is_mapped_without_pinning)
{
	struct vfio_world world = { .main = device_memory, .both = true, .mdev = true };

	vfio_world_expect_survival(&world);
}
