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

int vfio_pin_pages(struct vfio_device *device, dma_addr_t iova, int npage, int prot,
		   struct page **pages)
{
	unsigned int flags = prot & IOMMU_WRITE ? IOMMUFD_ACCESS_RW_WRITE : 0;
	int ret;

	if (!pages || !npage || WARN_ON(!vfio_assert_device_open(device)))
		return -EINVAL;
	if (!device->ops->dma_unmap)
		return -EINVAL;

	if (vfio_device_has_container(device))
		return vfio_device_container_pin_pages(device, iova, npage, prot, pages);
	if (!device->iommufd_access)
		return -EINVAL;

	/* iommufd counts in bytes from the page's start; the caller knows its offset. */
	ret = iommufd_access_pin_pages(device->iommufd_access, ALIGN_DOWN(iova, PAGE_SIZE),
				       npage * PAGE_SIZE, pages, flags);
	return ret ? ret : npage;
}
EXPORT_SYMBOL(vfio_pin_pages);

void vfio_unpin_pages(struct vfio_device *device, dma_addr_t iova, int npage)
{
	if (WARN_ON(!vfio_assert_device_open(device)))
		return;
	if (WARN_ON(!device->ops->dma_unmap))
		return;

	if (vfio_device_has_container(device))
		vfio_device_container_unpin_pages(device, iova, npage);
	else if (device->iommufd_access)
		iommufd_access_unpin_pages(device->iommufd_access, ALIGN_DOWN(iova, PAGE_SIZE),
					   npage * PAGE_SIZE);
}
EXPORT_SYMBOL(vfio_unpin_pages);

int vfio_dma_rw(struct vfio_device *device, dma_addr_t iova, void *data, size_t len, bool write)
{
	unsigned int flags = write ? IOMMUFD_ACCESS_RW_WRITE : IOMMUFD_ACCESS_RW_READ;

	if (!data || !len || !vfio_assert_device_open(device))
		return -EINVAL;

	if (vfio_device_has_container(device))
		return vfio_device_container_dma_rw(device, iova, data, len, write);
	if (!device->iommufd_access)
		return -EINVAL;

	if (!current->mm)	/* a kernel thread borrows the user's */
		flags |= IOMMUFD_ACCESS_RW_KTHREAD;
	return iommufd_access_rw(device->iommufd_access, iova, data, len, flags);
}
EXPORT_SYMBOL(vfio_dma_rw);
