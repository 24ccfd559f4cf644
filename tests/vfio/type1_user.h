/* SPDX-License-Identifier: GPL-2.0-or-later */
/* type1_user.h - mappings of a container, and several groups in one */
#ifndef TESTS_VFIO_TYPE1_USER_H
#define TESTS_VFIO_TYPE1_USER_H

#include "vfio/mdev_user.h"

#include "support/hosted.h"

#define RW	(VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE)
#define PAGES(n) ((n) * PAGE_SIZE)

static inline long dma_map(int container, unsigned long vaddr, u64 iova, u64 size, u32 flags)
{
	struct vfio_iommu_type1_dma_map args = {
		.argsz = sizeof(args), .flags = flags, .vaddr = vaddr, .iova = iova, .size = size,
	};

	return user_ioctl(container, VFIO_IOMMU_MAP_DMA, &args);
}

/* How many bytes it was, or an errno. */
static inline long dma_unmap(int container, u64 iova, u64 size, u32 flags)
{
	struct vfio_iommu_type1_dma_unmap args = {
		.argsz = sizeof(args), .flags = flags, .iova = iova, .size = size,
	};
	long ret = user_ioctl(container, VFIO_IOMMU_UNMAP_DMA, &args);

	return ret ? ret : args.size;
}

static inline long dirty(int container, u32 flags)
{
	struct vfio_iommu_type1_dirty_bitmap args = { .argsz = sizeof(args), .flags = flags };

	return user_ioctl(container, VFIO_IOMMU_DIRTY_PAGES, &args);
}

static inline long dirty_get(int container, u64 iova, u64 size, u64 *bits, u64 bytes)
{
	struct {
		struct vfio_iommu_type1_dirty_bitmap		head;
		struct vfio_iommu_type1_dirty_bitmap_get	get;
	} args = {
		.head = { sizeof(args), VFIO_IOMMU_DIRTY_PAGES_FLAG_GET_BITMAP },
		.get = { iova, size, { PAGE_SIZE, bytes, (void *)bits } },
	};

	return user_ioctl(container, VFIO_IOMMU_DIRTY_PAGES, &args);
}

static inline long unmap_dirty(int container, u64 iova, u64 size, u64 *bits, u64 bytes)
{
	struct {
		struct vfio_iommu_type1_dma_unmap	head;
		struct vfio_bitmap			bitmap;
	} args = {
		.head = {
			.argsz = sizeof(args), .flags = VFIO_DMA_UNMAP_FLAG_GET_DIRTY_BITMAP,
			.iova = iova, .size = size,
		},
		.bitmap = { PAGE_SIZE, bytes, (void *)bits },
	};
	long ret = user_ioctl(container, VFIO_IOMMU_UNMAP_DMA, &args);

	return ret ? ret : args.head.size;
}

/* A group more in the container; its device if @name. */
static inline struct vfio_user vfio_join(int container, const char *path, const char *name)
{
	struct vfio_user user = { .container = container, .device = -1 };

	user.group = vfio_open_group_of(path);
	user_want(user.group >= 0);
	user_want_eq(user_ioctl(user.group, VFIO_GROUP_SET_CONTAINER, &container), 0);
	if (name) {
		user.device = user_ioctl(user.group, VFIO_GROUP_GET_DEVICE_FD, name);
		user_want(user.device >= 0);
	}
	return user;
}

static inline void vfio_leave(struct vfio_user user)
{
	ksys_close(user.device);
	ksys_close(user.group);
}

/* Linux' own type1 asks devices to unpin inside a lock of its own: bugs/type1_device_list.c. */
static inline void type1_world_expect_survival(struct vfio_world *world)
{
	if (hosted("type1"))
		vfio_world_expect_clean_but(world, 1, KIND(ORDER));
	else
		vfio_world_expect_survival(world);
}

#define NIC_PATH	"/sys/bus/pci/devices/" NIC
#define SIBLING_PATH	"/sys/bus/pci/devices/" SIBLING
#define MDEV_PATH	"/sys/bus/mdev/devices/" MDEV_UUID

static inline unsigned long user_pages(unsigned long pages)
{
	long at = ksys_mmap(0, PAGES(pages), PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	user_want(at > 0);
	return at;
}

#endif
