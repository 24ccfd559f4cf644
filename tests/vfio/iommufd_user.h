/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * iommufd_user.h - a device by its own node, bound to an iommufd
 */
#ifndef TESTS_VFIO_IOMMUFD_USER_H
#define TESTS_VFIO_IOMMUFD_USER_H

#include "vfio/vfio_world.h"

#include <uapi/linux/iommufd.h>

#define NODE(n)		"/dev/vfio/devices/vfio" #n
#define MEMORY_SIZE	0x10000UL

static inline long user_bind(int device, int iommufd)
{
	struct vfio_device_bind_iommufd args = { .argsz = sizeof(args), .iommufd = iommufd };

	return user_ioctl(device, VFIO_DEVICE_BIND_IOMMUFD, &args);
}

static inline long user_attach(int device, u32 pt_id)
{
	struct vfio_device_attach_iommufd_pt args = { .argsz = sizeof(args), .pt_id = pt_id };

	return user_ioctl(device, VFIO_DEVICE_ATTACH_IOMMUFD_PT, &args);
}

static inline long user_detach(int device)
{
	struct vfio_device_detach_iommufd_pt args = { .argsz = sizeof(args) };

	return user_ioctl(device, VFIO_DEVICE_DETACH_IOMMUFD_PT, &args);
}

static inline u32 user_ioas(int iommufd)
{
	struct iommu_ioas_alloc args = { .size = sizeof(args) };

	user_want_eq(user_ioctl(iommufd, IOMMU_IOAS_ALLOC, &args), 0);
	return args.out_ioas_id;
}

static inline unsigned long user_memory(void)
{
	long at = ksys_mmap(0, MEMORY_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			    -1, 0);

	user_want(at > 0);
	return at;
}

static inline long user_ioas_map(int iommufd, u32 ioas, unsigned long va, u64 iova)
{
	struct iommu_ioas_map args = {
		.size = sizeof(args), .ioas_id = ioas, .user_va = va, .length = MEMORY_SIZE,
		.iova = iova, .flags = IOMMU_IOAS_MAP_FIXED_IOVA | IOMMU_IOAS_MAP_WRITEABLE |
				       IOMMU_IOAS_MAP_READABLE,
	};

	return user_ioctl(iommufd, IOMMU_IOAS_MAP, &args);
}

static inline long user_ioas_unmap(int iommufd, u32 ioas, u64 iova)
{
	struct iommu_ioas_unmap args = {
		.size = sizeof(args), .ioas_id = ioas, .iova = iova, .length = MEMORY_SIZE,
	};

	return user_ioctl(iommufd, IOMMU_IOAS_UNMAP, &args);
}

#endif
