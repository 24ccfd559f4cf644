// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_device_list.c - type1 asks devices to unpin, under a lock taken inside iommu->lock
 *
 * Found by reading 6.12: vfio_notify_dma_unmap() calls ->dma_unmap() under device_list_lock, and
 * the driver's vfio_unpin_pages() takes iommu->lock. Two who unmap what a device has pinned wait
 * for each other.
 *
 *	UNMAP_DMA			UNMAP_DMA
 *	device_list_lock		iommu->lock
 *	->dma_unmap(), unpin:		device_list_lock: waits
 *	iommu->lock: waits
 */
#include "vfio/vfio_world.h"

#include "vfio/sample_mdev.h"

#define IOVA	0x10000

static struct vfio_user user;
static long memory;

static void unmap_at(u64 iova)
{
	struct vfio_iommu_type1_dma_unmap unmap = {
		.argsz = sizeof(unmap), .iova = iova, .size = PAGE_SIZE,
	};

	user_ioctl(user.container, VFIO_IOMMU_UNMAP_DMA, &unmap);
}

static void unmap_pinned(void *arg)
{
	unmap_at(IOVA);
}

static void close_device(void *arg)
{
	ksys_close(user.device);
	user.device = -1;
}

static void pin(void)
{
	u64 iova = IOVA;
	u32 cmd = SAMPLE_CMD_PIN, status = 1;

	ksys_pwrite(user.device, &iova, sizeof(iova), SAMPLE_REG_IOVA);
	ksys_pwrite(user.device, &cmd, sizeof(cmd), SAMPLE_REG_CMD);
	ksys_pread(user.device, &status, sizeof(status), SAMPLE_REG_STATUS);
	cr_assert_eq(status, 0, "%d", (int)status);
}

static void begin(void)
{
	struct vfio_iommu_type1_dma_map map = {
		.argsz = sizeof(map), .iova = IOVA, .size = PAGE_SIZE,
		.flags = VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
	};

	user = vfio_open_mdev();
	memory = ksys_mmap(0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			   -1, 0);
	cr_assert_gt(memory, 0);
	map.vaddr = memory;
	cr_assert_eq(user_ioctl(user.container, VFIO_IOMMU_MAP_DMA, &map), 0);
	pin();
}

static void end(void)
{
	ksys_close(user.device);
	ksys_munmap(memory, PAGE_SIZE);
	ksys_close(user.group);
	ksys_close(user.container);
}

static void unmap_alone(void)
{
	begin();
	unmap_at(IOVA);
	end();
}

static void unmap_twice(void)
{
	begin();
	user_together(unmap_pinned, unmap_pinned, NULL);
	end();
}

static void unmap_and_close(void)
{
	begin();
	user_together(unmap_pinned, close_device, NULL);
	end();
}

#define INSIDE	"type1-device-list-inside"

/* Where Linux's own type1 is hosted, it takes the list's lock inside without being asked to. */
static struct vfio_world world_inside(void (*main)(void))
{
	return (struct vfio_world){
		.main = main, .mdev = true, .variants = { variant_absent(INSIDE) ? NULL : INSIDE },
	};
}

static void expect_clean_outside(void (*main)(void), unsigned int runs)
{
	struct vfio_world world = { .main = main, .mdev = true };

	if (variant_absent(INSIDE))
		cr_skip_test("Linux's own type1 is hosted here");
	vfio_world_expect_clean(&world, runs);
}

Test(type1_device_list, one_unmap_of_what_is_pinned_shows_the_inversion)
{
	struct vfio_world world = world_inside(unmap_alone);
	const struct finding *found = vfio_world_expect(&world, 1, KIND(ORDER));

	cr_expect(strstr(found->text, "vfio_notify_dma_unmap"), "%s", found->text);
}

Test(type1_device_list, two_that_unmap_it_hang)
{
	struct vfio_world world = world_inside(unmap_twice);
	const struct finding *found = vfio_world_expect(&world, 2000, KIND(WAIT));

	cr_expect(strstr(found->text, "vfio_notify_dma_unmap"), "%s", found->text);
}

Test(type1_device_list, with_the_list_outside_one_unmap_is_silent)
{
	expect_clean_outside(unmap_alone, 1);
}

Test(type1_device_list, with_the_list_outside_both_races_are_silent)
{
	expect_clean_outside(unmap_twice, 300);
	expect_clean_outside(unmap_and_close, 300);
}
