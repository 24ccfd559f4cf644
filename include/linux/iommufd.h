/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/iommufd_main.c, iommufd_device.c, iommufd_access.c */
/*
 * iommufd for drivers: a context is an open /dev/iommu; a device bound to it owns
 * its group's DMA; an attached device uses the address space (IOAS) of that id.
 * An access is the same for a device emulated by software, which pins pages.
 */
#ifndef _LINUX_IOMMUFD_H
#define _LINUX_IOMMUFD_H

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/types.h>

struct device;
struct file;
struct iommu_group;
struct iommufd_access;
struct iommufd_ctx;
struct iommufd_device;
struct page;

/*
 * Bind @dev and name it @id in @ictx. Each bound device holds a reference to
 * @ictx. -EPERM if another context or a kernel driver owns the group's DMA.
 */
struct iommufd_device *iommufd_device_bind(struct iommufd_ctx *ictx, struct device *dev, u32 *id);
void iommufd_device_unbind(struct iommufd_device *idev);

/* Attach to the IOAS or page table *@pt_id, which becomes the page table's id. */
int iommufd_device_attach(struct iommufd_device *idev, u32 *pt_id);
int iommufd_device_replace(struct iommufd_device *idev, u32 *pt_id);
void iommufd_device_detach(struct iommufd_device *idev);

struct iommufd_ctx *iommufd_device_to_ictx(struct iommufd_device *idev);
u32 iommufd_device_to_id(struct iommufd_device *idev);

struct iommufd_access_ops {
	u8 needs_pin_pages : 1;
	/* Must unpin all of the range before it returns; called without locks of the access. */
	void (*unmap)(void *data, unsigned long iova, unsigned long length);
};

enum {
	IOMMUFD_ACCESS_RW_READ = 0,
	IOMMUFD_ACCESS_RW_WRITE = 1 << 0,
	IOMMUFD_ACCESS_RW_KTHREAD = 1 << 1,
};

struct iommufd_access *iommufd_access_create(struct iommufd_ctx *ictx,
					     const struct iommufd_access_ops *ops,
					     void *data, u32 *id);
void iommufd_access_destroy(struct iommufd_access *access);
int iommufd_access_attach(struct iommufd_access *access, u32 ioas_id);
int iommufd_access_replace(struct iommufd_access *access, u32 ioas_id);
void iommufd_access_detach(struct iommufd_access *access);

int iommufd_access_pin_pages(struct iommufd_access *access, unsigned long iova,
			     unsigned long length, struct page **out_pages, unsigned int flags);
void iommufd_access_unpin_pages(struct iommufd_access *access, unsigned long iova,
				unsigned long length);
int iommufd_access_rw(struct iommufd_access *access, unsigned long iova, void *data, size_t len,
		      unsigned int flags);

void iommufd_ctx_get(struct iommufd_ctx *ictx);
/* A new reference; -EBADFD if @file is not /dev/iommu. */
struct iommufd_ctx *iommufd_ctx_from_file(struct file *file);
/* The same by descriptor; -EBADF if there is none. */
struct iommufd_ctx *iommufd_ctx_from_fd(int fd);
void iommufd_ctx_put(struct iommufd_ctx *ictx);

/* Whether a device of @group is bound to @ictx. */
bool iommufd_ctx_has_group(struct iommufd_ctx *ictx, struct iommu_group *group);

/* The IOAS that stands in for a vfio container; -ENODEV when there is none. */
int iommufd_vfio_compat_ioas_get_id(struct iommufd_ctx *ictx, u32 *out_ioas_id);
int iommufd_vfio_compat_ioas_create(struct iommufd_ctx *ictx);
int iommufd_vfio_compat_set_no_iommu(struct iommufd_ctx *ictx);

#endif
