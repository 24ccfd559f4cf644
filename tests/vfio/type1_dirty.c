// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_dirty.c - which pages were written to while the user asked to know
 *
 * What would go wrong: a page that is not copied since nobody said that it is dirty; bits of
 * one mapping that overwrite those of another in the same word.
 */
#include "vfio/type1_user.h"

#define START	VFIO_IOMMU_DIRTY_PAGES_FLAG_START
#define STOP	VFIO_IOMMU_DIRTY_PAGES_FLAG_STOP
#define IOVA	0x100000UL

/* A real device may have written to all that it can reach. */
static void all_of_it(void)
{
	struct vfio_user nic = vfio_open(NIC);
	unsigned long at = user_pages(80);
	int container = nic.container;
	u64 bits[4] = { 0 };

	user_want_eq(dma_map(container, at, IOVA, PAGES(3), RW), 0);
	user_want_eq(dma_map(container, at + PAGES(3), IOVA + PAGES(4), PAGES(70), RW), 0);
	user_want_eq(dirty_get(container, IOVA, PAGES(3), bits, 8), -EINVAL);
	user_want_eq(dirty(container, START), 0);
	user_want_eq(dirty(container, START), 0);
	user_want_eq(dma_map(container, at + PAGES(73), IOVA + PAGES(100), PAGES(1), RW), 0);

	user_want_eq(dirty_get(container, IOVA, PAGES(128), bits, 16), 0);
	user_want_eq(bits[0], ~(u64)0 & ~(1ULL << 3));
	user_want_eq(bits[1], 0x3ff | 1ULL << (100 - 64));
	user_want_eq(dirty_get(container, IOVA + PAGES(4), PAGES(70), bits, 16), 0);
	user_want_eq(bits[1] & 0x3f, 0x3f);	/* what follows the range means nothing */
	/* Not beyond, not half of one, not of another page size. */
	user_want_eq(dirty_get(container, IOVA + PAGES(1), PAGES(2), bits, 8), -EINVAL);
	user_want_eq(dirty_get(container, IOVA, PAGES(2), bits, 8), -EINVAL);
	user_want_eq(dirty_get(container, IOVA + 1, PAGES(3), bits, 8), -EINVAL);
	user_want_eq(dirty_get(container, IOVA + PAGES(200), PAGES(3), bits, 8), 0);
	user_want_eq(dirty_get(container, IOVA, PAGES(3), NULL, 8), -EFAULT);

	bits[0] = 0;
	user_want_eq(unmap_dirty(container, IOVA, PAGES(3), bits, 8), PAGES(3));
	user_want_eq(bits[0], 7);
	user_want_eq(unmap_dirty(container, IOVA + PAGES(4), PAGES(70), NULL, 16), -EFAULT);
	user_want_eq(unmap_dirty(container, IOVA + PAGES(100), PAGES(1), bits, 4), -EINVAL);
	user_want_eq(dirty(container, STOP), 0);
	user_want_eq(dirty(container, STOP), 0);
	user_want_eq(unmap_dirty(container, IOVA + PAGES(100), PAGES(1), bits, 8), -EINVAL);
	vfio_close(nic);
}

Test(type1_dirty, whatever_a_device_can_reach_is_dirty)
{
	struct vfio_world world = { .main = all_of_it };

	vfio_world_expect_survival(&world);
}

/* A mediated device says what it uses: the pages it has pinned, and those written for it. */
static void what_is_pinned(void)
{
	struct vfio_user mdev = vfio_open_mdev();
	unsigned long at = user_pages(8);
	int container = mdev.container;
	u64 bits[1] = { 0 };

	user_want_eq(dma_map(container, at, IOVA, PAGES(8), RW), 0);
	user_want_eq(mdev_command(mdev.device, SAMPLE_CMD_PIN, IOVA + PAGES(2), 0), 0);
	user_want_eq(dirty(container, START), 0);
	user_want_eq(dirty_get(container, IOVA, PAGES(8), bits, 8), 0);
	user_want_eq(bits[0], 1 << 2);
	user_want_eq(mdev_command(mdev.device, SAMPLE_CMD_FILL, IOVA + PAGES(5) - 8, 16), 0);
	user_want_eq(mdev_command(mdev.device, SAMPLE_CMD_SUM, IOVA + PAGES(7), 16), 0);
	bits[0] = 0;
	user_want_eq(dirty_get(container, IOVA, PAGES(8), bits, 8), 0);
	user_want_eq(bits[0], 1 << 2 | 1 << 4 | 1 << 5);
	user_want_eq(mdev_command(mdev.device, SAMPLE_CMD_UNPIN, 0, 0), 0);
	user_want_eq(mdev_command(mdev.device, SAMPLE_CMD_PIN, IOVA + PAGES(3), 0), 0);
	user_want_eq(mdev_command(mdev.device, SAMPLE_CMD_UNPIN, 0, 0), 0);
	bits[0] = 0;
	user_want_eq(dirty_get(container, IOVA, PAGES(8), bits, 8), 0);
	user_want_eq(bits[0], 1 << 2 | 1 << 3);
	bits[0] = 0;
	user_want_eq(dirty_get(container, IOVA, PAGES(8), bits, 8), 0);
	user_want_eq(bits[0], 0);
	vfio_close(mdev);
}

Test(type1_dirty, of_a_mediated_device_what_it_pins_and_writes_is_dirty)
{
	struct vfio_world world = { .main = what_is_pinned, .mdev = true };

	vfio_world_expect_survival(&world);
}

/* From the day that one comes which cannot say what it uses, all is dirty; it goes, and it was. */
static void a_device_joins(void)
{
	struct vfio_user mdev = vfio_open_mdev(), nic;
	unsigned long at = user_pages(4);
	int container = mdev.container;
	u64 bits[1] = { 0 };

	user_want_eq(dma_map(container, at, IOVA, PAGES(4), RW), 0);
	user_want_eq(mdev_command(mdev.device, SAMPLE_CMD_PIN, IOVA, 0), 0);
	user_want_eq(dirty(container, START), 0);
	user_want_eq(dirty_get(container, IOVA, PAGES(4), bits, 8), 0);
	user_want_eq(bits[0], 1);
	nic = vfio_join(container, NIC_PATH, NULL);
	user_want_eq(dirty_get(container, IOVA, PAGES(4), bits, 8), 0);
	user_want_eq(bits[0], 0xf);
	vfio_leave(nic);
	bits[0] = 0;
	user_want_eq(dirty_get(container, IOVA, PAGES(4), bits, 8), 0);
	user_want_eq(bits[0], 0xf);
	bits[0] = 0;
	user_want_eq(dirty_get(container, IOVA, PAGES(4), bits, 8), 0);
	user_want_eq(bits[0], 1);
	vfio_close(mdev);
}

Test(type1_dirty, a_device_that_joins_makes_all_dirty_until_it_has_left)
{
	struct vfio_world world = { .main = a_device_joins, .mdev = true };

	vfio_world_expect_survival(&world);
}
