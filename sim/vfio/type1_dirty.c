// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_dirty.c - VFIO_IOMMU_DIRTY_PAGES: a bitmap per mapping, of what may have been written
 *
 * The IOMMU does not tell. While a group is attached that writes without pinning, all that is
 * mapped counts as dirty; with emulated devices alone, what they pinned or wrote does.
 */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "type1.h"

int vfio_dma_bitmap_alloc(struct vfio_dma *dma, size_t pgsize)
{
	u64 npages = dma->size / pgsize;

	if (npages > DIRTY_BITMAP_PAGES_MAX)
		return -EINVAL;

	/* One word more, for update_user_bitmap() shifts the bits up in place. */
	dma->bitmap = kvzalloc(DIRTY_BITMAP_BYTES(npages) + sizeof(u64), GFP_KERNEL);
	return dma->bitmap ? 0 : -ENOMEM;
}

void vfio_dma_bitmap_free(struct vfio_dma *dma)
{
	kvfree(dma->bitmap);
	dma->bitmap = NULL;
}

static void vfio_dma_populate_bitmap(struct vfio_dma *dma, unsigned long pgshift)
{
	struct vfio_pfn *vpfn;
	struct rb_node *p;

	for (p = rb_first(&dma->pfn_list); p; p = rb_next(p)) {
		vpfn = rb_entry(p, struct vfio_pfn, node);
		bitmap_set(dma->bitmap, (vpfn->iova - dma->iova) >> pgshift, 1);
	}
}

void vfio_iommu_populate_bitmap_full(struct vfio_iommu *iommu)
{
	struct vfio_dma *dma;
	struct rb_node *n;

	for (n = rb_first(&iommu->dma_list); n; n = rb_next(n)) {
		dma = rb_entry(n, struct vfio_dma, node);
		bitmap_set(dma->bitmap, 0, dma->size >> vfio_pgshift(iommu));
	}
}

static void vfio_dma_bitmap_free_all(struct vfio_iommu *iommu)
{
	struct rb_node *n;

	for (n = rb_first(&iommu->dma_list); n; n = rb_next(n))
		vfio_dma_bitmap_free(rb_entry(n, struct vfio_dma, node));
}

static int vfio_dma_bitmap_alloc_all(struct vfio_iommu *iommu)
{
	unsigned long pgshift = vfio_pgshift(iommu);
	struct vfio_dma *dma;
	struct rb_node *n;
	int ret;

	for (n = rb_first(&iommu->dma_list); n; n = rb_next(n)) {
		dma = rb_entry(n, struct vfio_dma, node);
		ret = vfio_dma_bitmap_alloc(dma, 1UL << pgshift);
		if (ret) {
			vfio_dma_bitmap_free_all(iommu);
			return ret;
		}
		vfio_dma_populate_bitmap(dma, pgshift);
	}
	return 0;
}

/*
 * Copy @dma's bits to where they belong in the user's bitmap, whose first bit is @base_iova's.
 * When that is within a word, the word's lower bits are those of the mapping before.
 */
int update_user_bitmap(u64 __user *bitmap, struct vfio_iommu *iommu, struct vfio_dma *dma,
		       dma_addr_t base_iova, size_t pgsize)
{
	unsigned long pgshift = __ffs(pgsize);
	unsigned long nbits = dma->size >> pgshift;
	unsigned long first = (dma->iova - base_iova) >> pgshift;
	unsigned long shift = first % BITS_PER_LONG;
	u64 __user *to = bitmap + first / BITS_PER_LONG;
	unsigned long leftover;

	if (iommu->num_non_pinned_groups && dma->iommu_mapped)
		bitmap_set(dma->bitmap, 0, nbits);

	if (shift) {
		bitmap_shift_left(dma->bitmap, dma->bitmap, shift, nbits + shift);
		if (copy_from_user(&leftover, to, sizeof(leftover)))
			return -EFAULT;
		bitmap_or(dma->bitmap, dma->bitmap, &leftover, shift);
	}
	if (copy_to_user(to, dma->bitmap, DIRTY_BITMAP_BYTES(nbits + shift)))
		return -EFAULT;
	return 0;
}

/* Report [iova, iova + size) and start over: what is still pinned counts as dirty again. */
static int vfio_iova_dirty_bitmap(u64 __user *bitmap, struct vfio_iommu *iommu, dma_addr_t iova,
				  u64 size)
{
	unsigned long pgshift = vfio_pgshift(iommu);
	struct vfio_dma *dma;
	struct rb_node *n;
	int ret;

	/* Whole mappings only. */
	dma = vfio_find_dma(iommu, iova, 1);
	if (dma && dma->iova != iova)
		return -EINVAL;
	dma = vfio_find_dma(iommu, iova + size - 1, 0);
	if (dma && dma->iova + dma->size != iova + size)
		return -EINVAL;

	for (n = rb_first(&iommu->dma_list); n; n = rb_next(n)) {
		dma = rb_entry(n, struct vfio_dma, node);
		if (dma->iova < iova)
			continue;
		if (dma->iova > iova + size - 1)
			break;

		ret = update_user_bitmap(bitmap, iommu, dma, iova, 1UL << pgshift);
		if (ret)
			return ret;
		bitmap_clear(dma->bitmap, 0, dma->size >> pgshift);
		vfio_dma_populate_bitmap(dma, pgshift);
	}
	return 0;
}

/* Is the user's bitmap large enough for @size bytes? */
int vfio_verify_user_bitmap(const struct vfio_bitmap *bitmap, u64 size)
{
	u64 npages;

	if (!access_ok((void __user *)bitmap->data, bitmap->size) || !bitmap->pgsize)
		return -EINVAL;
	npages = size >> __ffs(bitmap->pgsize);
	if (!npages || !bitmap->size || bitmap->size > DIRTY_BITMAP_SIZE_MAX ||
	    bitmap->size < DIRTY_BITMAP_BYTES(npages))
		return -EINVAL;
	return 0;
}

static int vfio_dirty_get_bitmap(struct vfio_iommu *iommu, unsigned long arg, size_t data_size)
{
	struct vfio_iommu_type1_dirty_bitmap_get range;
	u64 pgsize;
	int ret;

	if (data_size < sizeof(range))
		return -EINVAL;
	if (copy_from_user(&range, (void __user *)arg, sizeof(range)))
		return -EFAULT;
	if (range.iova + range.size < range.iova)
		return -EINVAL;
	ret = vfio_verify_user_bitmap(&range.bitmap, range.size);
	if (ret)
		return ret;

	mutex_lock(&iommu->lock);
	pgsize = 1ULL << vfio_pgshift(iommu);
	if (range.bitmap.pgsize != pgsize || !range.size ||
	    (range.iova | range.size) & (pgsize - 1) || !iommu->dirty_page_tracking)
		ret = -EINVAL;
	else
		ret = vfio_iova_dirty_bitmap(range.bitmap.data, iommu, range.iova, range.size);
	mutex_unlock(&iommu->lock);
	return ret;
}

static int vfio_dirty_start(struct vfio_iommu *iommu)
{
	int ret = 0;

	mutex_lock(&iommu->lock);
	if (!iommu->dirty_page_tracking) {
		ret = vfio_dma_bitmap_alloc_all(iommu);
		iommu->dirty_page_tracking = !ret;
	}
	mutex_unlock(&iommu->lock);
	return ret;
}

static int vfio_dirty_stop(struct vfio_iommu *iommu)
{
	mutex_lock(&iommu->lock);
	if (iommu->dirty_page_tracking) {
		iommu->dirty_page_tracking = false;
		vfio_dma_bitmap_free_all(iommu);
	}
	mutex_unlock(&iommu->lock);
	return 0;
}

int vfio_iommu_type1_dirty_pages(struct vfio_iommu *iommu, unsigned long arg)
{
	size_t minsz = offsetofend(struct vfio_iommu_type1_dirty_bitmap, flags);
	struct vfio_iommu_type1_dirty_bitmap dirty;

	if (!iommu->v2)
		return -EACCES;
	if (copy_from_user(&dirty, (void __user *)arg, minsz))
		return -EFAULT;
	if (dirty.argsz < minsz)
		return -EINVAL;

	switch (dirty.flags) {	/* one at a time */
	case VFIO_IOMMU_DIRTY_PAGES_FLAG_START:
		return vfio_dirty_start(iommu);
	case VFIO_IOMMU_DIRTY_PAGES_FLAG_STOP:
		return vfio_dirty_stop(iommu);
	case VFIO_IOMMU_DIRTY_PAGES_FLAG_GET_BITMAP:
		return vfio_dirty_get_bitmap(iommu, arg + minsz, dirty.argsz - minsz);
	default:
		return -EINVAL;
	}
}
