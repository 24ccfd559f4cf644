// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_dirty.c - VFIO_IOMMU_DIRTY_PAGES: a bitmap per mapping, of what may have been written
 *
 * The IOMMU does not tell. While a group is attached that writes without pinning, all that is
 * mapped counts as dirty; with emulated devices alone, what they pinned or wrote does.
 */
#include <linux/align.h>
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/slab.h>

#include "type1.h"
#include "vfio_args.h"

int vfio_dma_bitmap_alloc(struct vfio_dma *dma, size_t pgsize)
{
	const u64 bits = dma->size / pgsize;

	if (bits > DIRTY_BITMAP_PAGES_MAX)
		return -EINVAL;
	/* One word more, for update_user_bitmap() shifts the bits up in place. */
	dma->bitmap = kvzalloc(DIRTY_BITMAP_BYTES(bits) + sizeof(u64), GFP_KERNEL);
	if (!dma->bitmap)
		return -ENOMEM;
	return 0;
}

void vfio_dma_bitmap_free(struct vfio_dma *dma)
{
	unsigned long *old = dma->bitmap;

	dma->bitmap = NULL;
	kvfree(old);
}

/* A device may write to what it has pinned at any time. */
static void mark_pinned(struct vfio_dma *dma, unsigned long pgshift)
{
	const struct vfio_pfn *pinned;
	struct rb_node *pos;

	for (pos = rb_first(&dma->pfn_list); pos; pos = rb_next(pos)) {
		pinned = rb_entry(pos, struct vfio_pfn, node);
		bitmap_set(dma->bitmap, (pinned->iova - dma->iova) >> pgshift, 1);
	}
}

void vfio_iommu_populate_bitmap_full(struct vfio_iommu *iommu)
{
	struct vfio_dma *dma;

	vfio_for_each_dma(dma, iommu)
		bitmap_set(dma->bitmap, 0, dma->size >> vfio_pgshift(iommu));
}

static void free_all(struct vfio_iommu *iommu)
{
	struct vfio_dma *dma;

	vfio_for_each_dma(dma, iommu)
		vfio_dma_bitmap_free(dma);
}

static int alloc_all(struct vfio_iommu *iommu)
{
	const unsigned long pgshift = vfio_pgshift(iommu);
	struct vfio_dma *dma;
	int err;

	vfio_for_each_dma(dma, iommu) {
		err = vfio_dma_bitmap_alloc(dma, 1UL << pgshift);
		if (err) {
			free_all(iommu);
			return err;
		}
		mark_pinned(dma, pgshift);
	}
	return 0;
}

/* Make room for @shift bits at the start, which are those of the mapping before, in @from. */
static int prepend_bits(unsigned long *bits, unsigned long count, unsigned int shift,
			const u64 __user *from)
{
	unsigned long word;

	bitmap_shift_left(bits, bits, shift, count + shift);
	if (copy_from_user(&word, from, sizeof(word)))
		return -EFAULT;
	bitmap_or(bits, bits, &word, shift);
	return 0;
}

/* Copy @dma's bits to where they belong in the user's bitmap, whose first bit is @base_iova's. */
int update_user_bitmap(u64 __user *bitmap, struct vfio_iommu *iommu, struct vfio_dma *dma,
		       dma_addr_t base_iova, size_t pgsize)
{
	const unsigned int pgshift = __ffs(pgsize);
	const unsigned long first = (dma->iova - base_iova) >> pgshift;
	const unsigned long count = dma->size >> pgshift;
	const unsigned int shift = first % BITS_PER_LONG;
	u64 __user *to = bitmap + first / BITS_PER_LONG;
	int err = 0;

	if (dma->iommu_mapped && iommu->num_non_pinned_groups)
		bitmap_set(dma->bitmap, 0, count);
	if (shift)
		err = prepend_bits(dma->bitmap, count, shift, to);
	return err ? err : vfio_args_put(to, dma->bitmap, DIRTY_BITMAP_BYTES(count + shift));
}

/* Mappings are reported as a whole. */
static bool cuts_a_mapping(struct vfio_iommu *iommu, dma_addr_t iova, u64 size)
{
	const struct vfio_dma *first = vfio_find_dma(iommu, iova, 1);
	const struct vfio_dma *last = vfio_find_dma(iommu, iova + size - 1, 0);

	return (first && first->iova != iova) ||
	       (last && last->iova + last->size != iova + size);
}

/* Report [iova, iova + size) and start over: what is still pinned counts as dirty again. */
static int report_range(u64 __user *bitmap, struct vfio_iommu *iommu, dma_addr_t iova, u64 size)
{
	const unsigned long pgshift = vfio_pgshift(iommu);
	const dma_addr_t last = iova + size - 1;
	struct vfio_dma *dma;
	int err;

	if (cuts_a_mapping(iommu, iova, size))
		return -EINVAL;
	vfio_for_each_dma(dma, iommu) {
		if (dma->iova > last)
			break;
		if (dma->iova < iova)
			continue;
		err = update_user_bitmap(bitmap, iommu, dma, iova, 1UL << pgshift);
		if (err)
			return err;
		bitmap_clear(dma->bitmap, 0, dma->size >> pgshift);
		mark_pinned(dma, pgshift);
	}
	return 0;
}

/* Is the user's bitmap large enough for @size bytes? */
int vfio_verify_user_bitmap(const struct vfio_bitmap *bitmap, u64 size)
{
	u64 bits;

	if (!bitmap->pgsize || !access_ok((void __user *)bitmap->data, bitmap->size))
		return -EINVAL;
	bits = size >> __ffs(bitmap->pgsize);
	if (!bits || !bitmap->size)
		return -EINVAL;
	return bitmap->size < DIRTY_BITMAP_BYTES(bits) || bitmap->size > DIRTY_BITMAP_SIZE_MAX
		       ? -EINVAL : 0;
}

static int report_locked(struct vfio_iommu *iommu,
			 const struct vfio_iommu_type1_dirty_bitmap_get *range)
{
	const u64 pgsize = 1ULL << vfio_pgshift(iommu);

	if (!iommu->dirty_page_tracking || range->bitmap.pgsize != pgsize)
		return -EINVAL;
	if (!range->size || !IS_ALIGNED(range->iova | range->size, pgsize))
		return -EINVAL;
	return report_range(range->bitmap.data, iommu, range->iova, range->size);
}

/* The range follows the fixed part. */
static int dirty_report(struct vfio_iommu *iommu, const void __user *from, size_t size)
{
	struct vfio_iommu_type1_dirty_bitmap_get range;
	int err;

	if (size < sizeof(range))
		return -EINVAL;
	if (copy_from_user(&range, from, sizeof(range)))
		return -EFAULT;
	if (range.iova + range.size < range.iova)
		return -EINVAL;
	err = vfio_verify_user_bitmap(&range.bitmap, range.size);
	if (err)
		return err;

	mutex_lock(&iommu->lock);
	err = report_locked(iommu, &range);
	mutex_unlock(&iommu->lock);
	return err;
}

/* T4. Asking for what is so already is no mistake. */
static int dirty_start(struct vfio_iommu *iommu)
{
	int err = 0;

	mutex_lock(&iommu->lock);
	if (!iommu->dirty_page_tracking)
		err = alloc_all(iommu);
	if (!err)
		iommu->dirty_page_tracking = true;
	mutex_unlock(&iommu->lock);
	return err;
}

static int dirty_stop(struct vfio_iommu *iommu)
{
	mutex_lock(&iommu->lock);
	if (iommu->dirty_page_tracking)
		free_all(iommu);
	iommu->dirty_page_tracking = false;
	mutex_unlock(&iommu->lock);
	return 0;
}

int vfio_iommu_type1_dirty_pages(struct vfio_iommu *iommu, unsigned long arg)
{
	const size_t size = offsetofend(struct vfio_iommu_type1_dirty_bitmap, flags);
	struct vfio_iommu_type1_dirty_bitmap args;
	void __user *uarg = (void __user *)arg;
	int err;

	if (!iommu->v2)
		return -EACCES;
	err = vfio_args_get(&args, uarg, size, VFIO_ARGS_ANY_FLAGS);
	if (err)
		return err;

	switch (args.flags) {	/* one at a time */
	case VFIO_IOMMU_DIRTY_PAGES_FLAG_GET_BITMAP:
		return dirty_report(iommu, uarg + size, args.argsz - size);
	case VFIO_IOMMU_DIRTY_PAGES_FLAG_START:
		return dirty_start(iommu);
	case VFIO_IOMMU_DIRTY_PAGES_FLAG_STOP:
		return dirty_stop(iommu);
	}
	return -EINVAL;
}
