// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * container_pages.c - pages of a container's user, for devices that emulate their DMA
 *
 * A device that is open keeps its group in the container and the container's iommu driver in
 * place, so none of this takes a lock of ours.
 */
#include <linux/bug.h>

#include "container.h"

void vfio_device_container_register(struct vfio_device *device)
{
	struct vfio_container *container = device->group->container;
	struct vfio_iommu_driver *driver = vfio_container_driver(container);

	if (driver && driver->ops->register_device)
		driver->ops->register_device(container->iommu_data, device);
}

void vfio_device_container_unregister(struct vfio_device *device)
{
	struct vfio_container *container = device->group->container;
	struct vfio_iommu_driver *driver = container->iommu_driver;

	if (driver && driver->ops->unregister_device)
		driver->ops->unregister_device(container->iommu_data, device);
}

int vfio_device_container_pin_pages(struct vfio_device *device, dma_addr_t iova, int npage,
				    int prot, struct page **pages)
{
	struct vfio_container *container = device->group->container;
	struct vfio_iommu_driver *driver = container->iommu_driver;

	if (npage > VFIO_PIN_PAGES_MAX_ENTRIES)
		return -E2BIG;
	if (!driver || !driver->ops->pin_pages)
		return -ENOTTY;
	return driver->ops->pin_pages(container->iommu_data, device->group->iommu_group, iova,
				      npage, prot, pages);
}

void vfio_device_container_unpin_pages(struct vfio_device *device, dma_addr_t iova, int npage)
{
	struct vfio_container *container = device->group->container;

	if (WARN_ON(npage <= 0 || npage > VFIO_PIN_PAGES_MAX_ENTRIES))
		return;
	container->iommu_driver->ops->unpin_pages(container->iommu_data, iova, npage);
}

int vfio_device_container_dma_rw(struct vfio_device *device, dma_addr_t iova, void *data,
				 size_t len, bool write)
{
	struct vfio_container *container = device->group->container;
	struct vfio_iommu_driver *driver = container->iommu_driver;

	if (!driver || !driver->ops->dma_rw)
		return -ENOTTY;
	return driver->ops->dma_rw(container->iommu_data, iova, data, len, write);
}
