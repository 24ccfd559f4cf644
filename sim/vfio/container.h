/* SPDX-License-Identifier: GPL-2.0-or-later */
/* container.h - what the files of the container share */
#ifndef VFIO_CONTAINER_H
#define VFIO_CONTAINER_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/rwsem.h>

#include "vfio.h"

struct vfio_container {
	struct kref			kref;		/* the file's, and one per group */
	struct rw_semaphore		group_lock;
	/* group_lock: */
	struct list_head		group_list;
	struct vfio_iommu_driver	*iommu_driver;	/* its module is counted */
	void				*iommu_data;
	bool				noiommu;
};

void vfio_container_get(struct vfio_container *container);
void vfio_container_put(struct vfio_container *container);

#endif
