/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * iommu.h - the simulated IOMMU as buses and hardware models see it
 *
 * One IOMMU serves every bus that asks. It translates each access of a device by the
 * domain the device is attached to, page by page, and checks what a real one cannot:
 * that the page at the end of the translation still belongs to somebody.
 */
#ifndef CORE_IOMMU_H
#define CORE_IOMMU_H

#include <linux/types.h>

struct bus_type;
struct device;
struct iommu_group;

/*
 * Put the devices of @bus, those there and those to come, behind the IOMMU.
 * @device_group finds each one's group (a counted reference). Undone at shutdown.
 */
int iommu_bus_register(const struct bus_type *bus,
		       struct iommu_group *(*device_group)(struct device *dev));
void iommu_bus_unregister(const struct bus_type *bus);

/* A world without IOMMU: set before boot; cleared at shutdown. */
extern bool iommu_absent;

/*
 * What @dev does when it reads or writes @len bytes at bus address @iova. 0, or
 * -EFAULT if a page is not mapped for that access: the IOMMU drops it, counts it, and
 * calls the domain's fault handler.
 *
 * Findings: a page that was freed while still mapped; a fault of a device whose DMA
 * addresses a kernel driver makes (user space may program nonsense; that only faults).
 */
int iommu_dma_read(struct device *dev, dma_addr_t iova, void *buf, size_t len);
int iommu_dma_write(struct device *dev, dma_addr_t iova, const void *buf, size_t len);

/* Faults so far in this world. */
unsigned long iommu_fault_count(void);

/* See iommu_fence.c. */
int iommu_reset_prepare(struct device *dev);
void iommu_reset_done(struct device *dev);

#endif
