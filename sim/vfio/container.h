/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * container.h - what the files of the container share
 *
 * Invariants, under container->group_lock (W to change):
 *  C1  iommu_driver and iommu_data are set together, and only while group_list is not empty.
 *  C2  Every group on group_list is attached to iommu_data if there is one, owns its DMA if it
 *      is a real group, and holds a reference.
 *  C3  Groups without an IOMMU (noiommu) are never mixed with others.
 */
#ifndef VFIO_CONTAINER_H
#define VFIO_CONTAINER_H

#include <linux/atomic.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/rwsem.h>

#include "vfio.h"

struct vfio_container {
	struct kref			kref;		/* the file's, and one per group */
	struct rw_semaphore		group_lock;
	/* group_lock: */
	struct list_head		group_list;
	struct vfio_iommu_driver	*iommu_driver;	/* its module is counted; written last */
	void				*iommu_data;
	bool				noiommu;
};

/*
 * For who holds the lock of a group in the container, but not group_lock: the driver may come at
 * this moment. Pairs with driver_publish(): who sees it sees iommu_data, too.
 */
static inline struct vfio_iommu_driver *vfio_container_driver(struct vfio_container *container)
{
	return smp_load_acquire(&container->iommu_driver);
}

void vfio_container_get(struct vfio_container *container);
void vfio_container_put(struct vfio_container *container);

#endif
