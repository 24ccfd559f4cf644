// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_owners.c - pages that two devices share, and mappings of a process that has gone
 *
 * What would go wrong: a page let go while another device uses it, memory of a dead process
 * touched, locked pages that nobody is charged with.
 */
#include "vfio/type1_user.h"

#define IOVA	0x100000UL
#define SECOND	"83b8f4f2-509f-382f-3c1e-e6bfe0fa1002"
#define VADDR	VFIO_DMA_MAP_FLAG_VADDR

static void shared_page(void)
{
	struct vfio_user one = vfio_open_mdev(), two;
	int container = one.container;
	unsigned long at = user_pages(2);

	user_want_eq(user_echo(SECOND, MDEV_TYPE "/create"), 36);
	two = vfio_join(container, "/sys/bus/mdev/devices/" SECOND, SECOND);
	user_want_eq(dma_map(container, at, IOVA, PAGES(1), RW), 0);
	user_want_eq(dma_map(container, at + PAGES(1), IOVA + PAGES(1), PAGES(1),
			     VFIO_DMA_MAP_FLAG_READ), 0);
	user_want_eq(mdev_command(one.device, SAMPLE_CMD_PIN, IOVA, 0), 0);
	user_want_eq(mdev_command(two.device, SAMPLE_CMD_PIN, IOVA, 0), 0);
	user_want_eq(mdev_command(one.device, SAMPLE_CMD_UNPIN, 0, 0), 0);
	user_want_eq(mdev_command(one.device, SAMPLE_CMD_PIN, IOVA + PAGES(1), 0), -EPERM);
	user_want_eq(mdev_command(one.device, SAMPLE_CMD_PIN, IOVA + PAGES(2), 0), -EINVAL);
	user_want_eq(mdev_command(one.device, SAMPLE_CMD_PIN, IOVA, 0), 0);
	/* Both are asked, and both let go. */
	user_want_eq(dma_unmap(container, IOVA, PAGES(1), 0), PAGES(1));
	vfio_leave(two);
	vfio_close(one);
}

Test(type1_owners, a_page_is_pinned_until_the_last_lets_go)
{
	struct vfio_world world = { .main = shared_page, .mdev = true };

	type1_world_expect_survival(&world);
}

static void first_version(void)
{
	int container = ksys_open("/dev/vfio/vfio", O_RDWR), group = vfio_open_group_of(MDEV_PATH);
	long device;

	cr_assert_eq(user_ioctl(group, VFIO_GROUP_SET_CONTAINER, &container), 0);
	cr_assert_eq(ksys_ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1_IOMMU), 0);
	device = user_ioctl(group, VFIO_GROUP_GET_DEVICE_FD, MDEV_UUID);
	cr_assert_eq(dma_map(container, user_pages(1), IOVA, PAGES(1), RW), 0);
	cr_assert_eq(mdev_command(device, SAMPLE_CMD_PIN, IOVA, 0), -EACCES);
	cr_assert_eq(mdev_command(device, SAMPLE_CMD_FILL, IOVA, 8), 0);
	ksys_close(device);
	ksys_close(group);
	ksys_close(container);
}

Test(type1_owners, version_one_pins_nothing_for_mediated_devices)
{
	struct vfio_world world = { .main = first_version, .mdev = true };

	vfio_world_expect_clean(&world, 1);
}

static struct vfio_user user;
static unsigned long memory;

static void in_child(const char *name, int (*fn)(void *unused))
{
	struct process *child = process_fork(name);

	cr_assert(child);
	cr_assert(process_thread(child, name, fn, NULL));
	process_wait(child);
	process_put(child);
	ksys_msleep(1);
}

static int map_and_exit(void *unused)
{
	cr_assert_eq(dma_map(user.container, memory, IOVA, PAGES(2), RW), 0);
	return 0;
}

/* The mapping outlives the process, its memory does not. */
static void owner_gone(void)
{
	user = vfio_open_mdev();
	memory = user_pages(2);
	in_child("mapper", map_and_exit);
	cr_assert_eq(mdev_command(user.device, SAMPLE_CMD_PIN, IOVA, 0), -ENODEV);
	cr_assert_eq(mdev_command(user.device, SAMPLE_CMD_FILL, IOVA, 8), -EPERM);
	cr_assert_eq(dma_unmap(user.container, IOVA, PAGES(2), 0), PAGES(2));
	vfio_close(user);
}

Test(type1_owners, memory_of_a_process_that_has_gone_is_not_reached)
{
	struct vfio_world world = { .main = owner_gone, .mdev = true };

	vfio_world_expect_clean(&world, 1);
}

static int take_over(void *unused)
{
	cr_assert_eq(dma_map(user.container, memory, IOVA, PAGES(2), VADDR), 0);
	return 0;
}

/* As a monitor replaces itself: its addresses are forgotten, and told anew by the next one. */
static void handed_over(void)
{
	struct vfio_user late = { .group = vfio_open_group(SIBLING) };

	user = vfio_open(NIC);
	memory = user_pages(4);
	cr_assert_eq(dma_map(user.container, memory, IOVA, PAGES(2), RW), 0);
	cr_assert_eq(dma_map(user.container, memory + PAGES(2), IOVA + PAGES(2), PAGES(2), RW), 0);
	cr_assert_eq(dma_map(user.container, memory, IOVA, PAGES(2), VADDR), -EINVAL);
	cr_assert_eq(dma_unmap(user.container, IOVA, PAGES(2), VFIO_DMA_UNMAP_FLAG_VADDR),
		     PAGES(2));
	cr_assert_eq(dma_unmap(user.container, IOVA, PAGES(4), VFIO_DMA_UNMAP_FLAG_VADDR),
		     -EINVAL);		/* one of them is forgotten already: none then */
	cr_assert_eq(dma_unmap(user.container, IOVA, PAGES(1), VFIO_DMA_UNMAP_FLAG_VADDR),
		     -EINVAL);
	cr_assert_eq(dma_map(user.container, memory, IOVA, PAGES(1), VADDR), -EINVAL);
	/* Nobody joins meanwhile: there is no address to pin from. */
	cr_assert_eq(user_ioctl(late.group, VFIO_GROUP_SET_CONTAINER, &user.container), -EBUSY);
	in_child("next", take_over);
	cr_assert_eq(user_ioctl(late.group, VFIO_GROUP_SET_CONTAINER, &user.container), 0);
	ksys_close(late.group);
	cr_assert_eq(dma_unmap(user.container, 0, 0, VFIO_DMA_UNMAP_FLAG_ALL), PAGES(4));
	vfio_close(user);
}

Test(type1_owners, forgotten_addresses_are_told_anew_by_another_process)
{
	struct vfio_world world = { .main = handed_over, .both = true };

	vfio_world_expect_clean(&world, 1);
}
