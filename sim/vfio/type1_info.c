// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_info.c - VFIO_IOMMU_GET_INFO: page sizes, and what fits into the caller's buffer
 */
#include <linux/align.h>
#include <linux/err.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "type1.h"
#include "vfio_args.h"

/* There is a hole in it, which user space sees. */
static int add_migration_cap(struct vfio_iommu *iommu, struct vfio_info_cap *caps)
{
	struct vfio_iommu_type1_info_cap_migration cap;

	memset(&cap, 0, sizeof(cap));
	cap.header.id = VFIO_IOMMU_TYPE1_INFO_CAP_MIGRATION;
	cap.header.version = 1;
	cap.max_dirty_bitmap_size = DIRTY_BITMAP_SIZE_MAX;
	cap.pgsize_bitmap = BIT_ULL(vfio_pgshift(iommu));
	return vfio_info_add_capability(caps, &cap.header, sizeof(cap));
}

static int add_dma_avail_cap(struct vfio_iommu *iommu, struct vfio_info_cap *caps)
{
	struct vfio_iommu_type1_info_dma_avail cap = {
		.header = { .id = VFIO_IOMMU_TYPE1_INFO_DMA_AVAIL, .version = 1 },
		.avail = iommu->dma_avail,
	};

	return vfio_info_add_capability(caps, &cap.header, sizeof(cap));
}

/* T5: without a domain there are no ranges, and the capability is left out. */
static int add_iova_cap(struct vfio_iommu *iommu, struct vfio_info_cap *caps)
{
	const size_t count = list_count_nodes(&iommu->iova_list);
	struct vfio_iommu_type1_info_cap_iova_range *cap;
	struct vfio_info_cap_header *added;
	struct vfio_iova *range;

	if (!count)
		return 0;
	added = vfio_info_cap_add(caps, struct_size(cap, iova_ranges, count),
				  VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE, 1);
	if (IS_ERR(added))
		return PTR_ERR(added);

	cap = container_of(added, struct vfio_iommu_type1_info_cap_iova_range, header);
	list_for_each_entry(range, &iommu->iova_list, list)
		cap->iova_ranges[cap->nr_iovas++] = (struct vfio_iova_range){
			.start = range->start, .end = range->end,
		};
	return 0;
}

/* All of one moment. */
static int fill_info(struct vfio_iommu *iommu, struct vfio_iommu_type1_info *info,
		     struct vfio_info_cap *caps)
{
	int err;

	mutex_lock(&iommu->lock);
	info->iova_pgsizes = iommu->pgsize_bitmap;
	err = add_migration_cap(iommu, caps);
	if (!err)
		err = add_dma_avail_cap(iommu, caps);
	if (!err)
		err = add_iova_cap(iommu, caps);
	mutex_unlock(&iommu->lock);
	info->flags = VFIO_IOMMU_INFO_CAPS | VFIO_IOMMU_INFO_PGSIZES;
	return err;
}

int vfio_iommu_type1_get_info(struct vfio_iommu *iommu, unsigned long arg)
{
	struct vfio_iommu_type1_info info = {};
	void __user *uarg = (void __user *)arg;
	struct vfio_info_cap caps = {};
	size_t known;
	int err = vfio_args_get(&info, uarg, offsetofend(typeof(info), iova_pgsizes),
				VFIO_ARGS_ANY_FLAGS);

	if (err)
		return err;
	known = min_t(size_t, info.argsz, sizeof(info));	/* of which version is the user? */
	err = fill_info(iommu, &info, &caps);
	if (!err)
		err = vfio_info_put_caps(&caps, uarg, sizeof(info), &info.argsz,
					 &info.cap_offset);
	if (!err)
		err = vfio_args_put(uarg, &info, known);
	kfree(caps.buf);
	return err;
}
