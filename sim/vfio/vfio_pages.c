// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pages.c - the user's pages, for drivers of emulated devices that have them open
 *
 * Whoever pins must have ->dma_unmap(): the user may take a range away at any time, and then
 * waits until it is unpinned.
 */
#include <linux/align.h>
#include <linux/bug.h>
#include <linux/iommu.h>
#include <linux/iommufd.h>
#include <linux/sched.h>

#include "vfio.h"

/* iommufd counts in bytes from the page's start; the caller knows its offset. */
static unsigned long page_start(dma_addr_t iova)
{
	return ALIGN_DOWN(iova, PAGE_SIZE);
}

/* Drivers have no business with pages of a user who has gone. */
static bool has_user(struct vfio_device *vdev)
{
	return !WARN_ON(!vfio_assert_device_open(vdev));
}

static int pin_by_access(struct iommufd_access *access, dma_addr_t iova, int npage, int prot,
			 struct page **pages)
{
	int err;

	if (!access)
		return -EINVAL;
	err = iommufd_access_pin_pages(access, page_start(iova), npage * PAGE_SIZE, pages,
				       prot & IOMMU_WRITE ? IOMMUFD_ACCESS_RW_WRITE : 0);
	return err ? err : npage;
}

int vfio_pin_pages(struct vfio_device *device, dma_addr_t iova, int npage, int prot,
		   struct page **pages)
{
	if (!npage || !pages || !has_user(device) || !device->ops->dma_unmap)
		return -EINVAL;
	if (vfio_device_has_container(device))
		return vfio_device_container_pin_pages(device, iova, npage, prot, pages);
	return pin_by_access(device->iommufd_access, iova, npage, prot, pages);
}
EXPORT_SYMBOL(vfio_pin_pages);

void vfio_unpin_pages(struct vfio_device *device, dma_addr_t iova, int npage)
{
	struct iommufd_access *access = device->iommufd_access;

	if (!has_user(device) || WARN_ON(!device->ops->dma_unmap))
		return;
	if (vfio_device_has_container(device))
		vfio_device_container_unpin_pages(device, iova, npage);
	else if (access)
		iommufd_access_unpin_pages(access, page_start(iova), npage * PAGE_SIZE);
}
EXPORT_SYMBOL(vfio_unpin_pages);

static int rw_by_access(struct iommufd_access *access, dma_addr_t iova, void *data, size_t len,
			bool write)
{
	unsigned int how = write ? IOMMUFD_ACCESS_RW_WRITE : IOMMUFD_ACCESS_RW_READ;

	if (!access)
		return -EINVAL;
	if (!current->mm)	/* a kernel thread borrows the user's */
		how |= IOMMUFD_ACCESS_RW_KTHREAD;
	return iommufd_access_rw(access, iova, data, len, how);
}

int vfio_dma_rw(struct vfio_device *device, dma_addr_t iova, void *data, size_t len, bool write)
{
	if (!len || !data || !vfio_assert_device_open(device))
		return -EINVAL;
	if (vfio_device_has_container(device))
		return vfio_device_container_dma_rw(device, iova, data, len, write);
	return rw_by_access(device->iommufd_access, iova, data, len, write);
}
EXPORT_SYMBOL(vfio_dma_rw);
