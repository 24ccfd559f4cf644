/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * iommufd_world.h - /dev/iommu as user space calls it, and a toy's driver that binds to it
 */
#ifndef TESTS_CORE_IOMMUFD_WORLD_H
#define TESTS_CORE_IOMMUFD_WORLD_H

#include "core/user_world.h"

#include <linux/fcntl.h>
#include <linux/iommufd.h>
#include <linux/mman.h>
#include <uapi/linux/iommufd.h>

#include "iommu_world.h"

static inline int iommufd_open(void)
{
	int fd = ksys_open("/dev/iommu", O_RDWR);

	cr_assert_geq(fd, 0);
	return fd;
}

static inline long iommufd_cmd(int fd, unsigned int cmd, void *arg)
{
	return ksys_ioctl(fd, cmd, (unsigned long)arg);
}

static inline unsigned int ioas_alloc(int fd)
{
	struct iommu_ioas_alloc cmd = { .size = sizeof(cmd) };

	cr_assert_eq(iommufd_cmd(fd, IOMMU_IOAS_ALLOC, &cmd), 0);
	return cmd.out_ioas_id;
}

static inline long ioas_destroy(int fd, unsigned int id)
{
	struct iommu_destroy cmd = { .size = sizeof(cmd), .id = id };

	return iommufd_cmd(fd, IOMMU_DESTROY, &cmd);
}

static inline long ioas_map(int fd, unsigned int ioas, unsigned long va, unsigned long length,
			    u64 iova)
{
	struct iommu_ioas_map cmd = {
		.size = sizeof(cmd), .ioas_id = ioas, .user_va = va, .length = length,
		.iova = iova, .flags = IOMMU_IOAS_MAP_FIXED_IOVA | IOMMU_IOAS_MAP_WRITEABLE |
				       IOMMU_IOAS_MAP_READABLE,
	};

	return iommufd_cmd(fd, IOMMU_IOAS_MAP, &cmd);
}

/* Bytes unmapped, or an errno. */
static inline long ioas_unmap(int fd, unsigned int ioas, u64 iova, u64 length)
{
	struct iommu_ioas_unmap cmd = {
		.size = sizeof(cmd), .ioas_id = ioas, .iova = iova, .length = length,
	};
	long ret = iommufd_cmd(fd, IOMMU_IOAS_UNMAP, &cmd);

	return ret ?: (long)cmd.length;
}

static inline unsigned long anonymous_memory(size_t size)
{
	long addr = ksys_mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	cr_assert_gt(addr, 0);
	return addr;
}

/* What vfio does for a device cdev, in the kernel. */
static inline struct iommufd_device *toy_bind(int fd, struct toy *toy)
{
	struct iommufd_device *idev;
	struct iommufd_ctx *ictx;
	u32 id;

	cr_assert(syscall_enter("bind"));
	ictx = iommufd_ctx_from_fd(fd);
	cr_assert_not(IS_ERR(ictx));
	idev = iommufd_device_bind(ictx, &toy->dev, &id);
	iommufd_ctx_put(ictx);
	syscall_exit(0);
	return idev;
}

static inline int toy_attach(struct iommufd_device *idev, u32 id)
{
	int ret;

	cr_assert(syscall_enter("attach"));
	ret = iommufd_device_attach(idev, &id);
	syscall_exit(0);
	return ret;
}

static inline void toy_detach(struct iommufd_device *idev)
{
	cr_assert(syscall_enter("detach"));
	iommufd_device_detach(idev);
	syscall_exit(0);
}

static inline void toy_unbind(struct iommufd_device *idev)
{
	cr_assert(syscall_enter("unbind"));
	iommufd_device_unbind(idev);
	syscall_exit(0);
}

#endif
