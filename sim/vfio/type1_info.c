// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_info.c - VFIO_IOMMU_GET_INFO: page sizes, and what fits into the caller's buffer
 */
#include <linux/align.h>
#include <linux/err.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "type1.h"

static int vfio_iommu_migration_build_caps(struct vfio_iommu *iommu, struct vfio_info_cap *caps)
{
	struct vfio_iommu_type1_info_cap_migration cap = {
		.header.id = VFIO_IOMMU_TYPE1_INFO_CAP_MIGRATION,
		.header.version = 1,
		.pgsize_bitmap = 1ULL << vfio_pgshift(iommu),
		.max_dirty_bitmap_size = DIRTY_BITMAP_SIZE_MAX,
	};

	return vfio_info_add_capability(caps, &cap.header, sizeof(cap));
}

static int vfio_iommu_dma_avail_build_caps(struct vfio_iommu *iommu, struct vfio_info_cap *caps)
{
	struct vfio_iommu_type1_info_dma_avail cap = {
		.header.id = VFIO_IOMMU_TYPE1_INFO_DMA_AVAIL,
		.header.version = 1,
		.avail = iommu->dma_avail,
	};

	return vfio_info_add_capability(caps, &cap.header, sizeof(cap));
}

static int vfio_iommu_iova_build_caps(struct vfio_iommu *iommu, struct vfio_info_cap *caps)
{
	struct vfio_iommu_type1_info_cap_iova_range *cap;
	struct vfio_info_cap_header *header;
	size_t count = list_count_nodes(&iommu->iova_list);
	struct vfio_iova *iova;

	if (!count)	/* emulated devices alone */
		return 0;

	header = vfio_info_cap_add(caps, struct_size(cap, iova_ranges, count),
				   VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE, 1);
	if (IS_ERR(header))
		return PTR_ERR(header);

	cap = container_of(header, struct vfio_iommu_type1_info_cap_iova_range, header);
	list_for_each_entry(iova, &iommu->iova_list, list) {
		cap->iova_ranges[cap->nr_iovas].start = iova->start;
		cap->iova_ranges[cap->nr_iovas].end = iova->end;
		cap->nr_iovas++;
	}
	return 0;
}

static int vfio_iommu_build_caps(struct vfio_iommu *iommu, struct vfio_info_cap *caps)
{
	int ret = vfio_iommu_migration_build_caps(iommu, caps);

	if (!ret)
		ret = vfio_iommu_dma_avail_build_caps(iommu, caps);
	if (!ret)
		ret = vfio_iommu_iova_build_caps(iommu, caps);
	return ret;
}

int vfio_iommu_type1_get_info(struct vfio_iommu *iommu, unsigned long arg)
{
	size_t minsz = offsetofend(struct vfio_iommu_type1_info, iova_pgsizes);
	struct vfio_iommu_type1_info info = {};
	struct vfio_info_cap caps = {};
	int ret;

	if (copy_from_user(&info, (void __user *)arg, minsz))
		return -EFAULT;
	if (info.argsz < minsz)
		return -EINVAL;
	minsz = min_t(size_t, info.argsz, sizeof(info));

	mutex_lock(&iommu->lock);
	info.iova_pgsizes = iommu->pgsize_bitmap;
	ret = vfio_iommu_build_caps(iommu, &caps);
	mutex_unlock(&iommu->lock);
	if (ret)
		goto out_caps;

	/* Too small a buffer learns how large it would have to be. */
	info.flags = VFIO_IOMMU_INFO_PGSIZES | VFIO_IOMMU_INFO_CAPS;
	if (info.argsz < sizeof(info) + caps.size) {
		info.argsz = sizeof(info) + caps.size;
	} else {
		vfio_info_cap_shift(&caps, sizeof(info));
		ret = -EFAULT;
		if (copy_to_user((void __user *)arg + sizeof(info), caps.buf, caps.size))
			goto out_caps;
		info.cap_offset = sizeof(info);
	}
	ret = copy_to_user((void __user *)arg, &info, minsz) ? -EFAULT : 0;
out_caps:
	kfree(caps.buf);
	return ret;
}
