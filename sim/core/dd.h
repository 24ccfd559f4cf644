/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dd.h - steps of unbinding that a failed probe shares; the device lock is held
 */
#ifndef CORE_DD_H
#define CORE_DD_H

struct device;

void driver_sysfs_remove(struct device *dev);
void device_remove_driver(struct device *dev);
void device_unbind_cleanup(struct device *dev);

/* iommu_dma_debug.c: the driver has left; a finding for each mapping that it has not undone. */
void dma_debug_unbound(struct device *dev);

#endif
