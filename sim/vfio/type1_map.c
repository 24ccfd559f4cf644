// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_map.c - VFIO_IOMMU_MAP_DMA
 */
#include <linux/align.h>
#include <linux/bug.h>
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "type1.h"

/* In all domains, or in none. */
static int map_everywhere(struct vfio_iommu *iommu, dma_addr_t iova, unsigned long pfn,
			  size_t size, int prot)
{
	struct vfio_domain *dom;
	int err = 0;

	list_for_each_entry(dom, &iommu->domain_list, next) {
		err = iommu_map(dom->domain, iova, PFN_PHYS(pfn), size, prot | IOMMU_CACHE,
				GFP_KERNEL_ACCOUNT);
		if (err)
			break;
		cond_resched();
	}
	if (err)
		list_for_each_entry_continue_reverse(dom, &iommu->domain_list, next)
			iommu_unmap(dom->domain, iova, size);
	return err;
}

/* As much of what is left as lies together in memory, @left bytes at most. */
static int grow_by_chunk(struct vfio_iommu *iommu, struct vfio_dma *dma, size_t left,
			 struct vfio_batch *batch)
{
	const unsigned long limit = rlimit(RLIMIT_MEMLOCK) >> PAGE_SHIFT;
	const dma_addr_t iova = dma->iova + dma->size;
	unsigned long pfn;
	long pages;
	int err;

	pages = vfio_pin_pages_remote(dma, dma->vaddr + dma->size, left >> PAGE_SHIFT, &pfn,
				      limit, batch);
	if (pages <= 0) {
		WARN_ON(pages == 0);
		return pages;
	}
	err = map_everywhere(iommu, iova, pfn, pages << PAGE_SHIFT, dma->prot);
	if (err) {
		vfio_unpin_pages_remote(dma, iova, pfn, pages, true);
		vfio_batch_unpin(batch, dma);
		return err;
	}
	dma->size += pages << PAGE_SHIFT;
	return 0;
}

/* dma->size tells how far we are. On an error @dma is gone. */
static int pin_and_map(struct vfio_iommu *iommu, struct vfio_dma *dma, size_t size)
{
	struct vfio_batch batch;
	size_t before;
	int err = 0;

	vfio_batch_init(&batch);
	while (dma->size < size) {
		before = dma->size;
		err = grow_by_chunk(iommu, dma, size - before, &batch);
		if (err || dma->size == before)
			break;
	}
	vfio_batch_fini(&batch);

	dma->iommu_mapped = true;	/* T2, as far as it has got */
	if (err)
		vfio_remove_dma(iommu, dma);
	return err;
}

/* Whose memory it is: devices pin for us when the caller is gone, so all of it must last. */
static void set_owner(struct vfio_dma *dma, struct task_struct *task, struct mm_struct *mm,
		      bool lock_cap)
{
	mmgrab(mm);
	dma->mm = mm;
	dma->task = get_task_struct(task);
	dma->lock_cap = lock_cap;
}

/* After exec or fork: @dma is the caller's from here on, with all it has locked. */
static int change_owner(struct vfio_dma *dma)
{
	struct task_struct *old_task = dma->task, *task = current->group_leader;
	struct mm_struct *old_mm = dma->mm, *mm = current->mm;
	const bool old_cap = dma->lock_cap, lock_cap = capable(CAP_IPC_LOCK);
	const long locked = dma->locked_vm;
	int err;

	if (mm == old_mm)
		return 0;
	err = mm_lock_acct(task, mm, lock_cap, locked);
	if (err)
		return err;
	if (mmget_not_zero(old_mm)) {
		mm_lock_acct(old_task, old_mm, old_cap, -locked);
		mmput(old_mm);
	}
	set_owner(dma, task, mm, lock_cap);
	put_task_struct(old_task);
	mmdrop(old_mm);
	return 0;
}

/* VFIO_DMA_MAP_FLAG_VADDR: the range is there, its address was taken away and comes anew. */
static int set_vaddr(struct vfio_iommu *iommu, struct vfio_dma *dma,
		     const struct vfio_iommu_type1_dma_map *map)
{
	int err;

	if (!dma)
		return -ENOENT;
	if (dma->iova != map->iova || dma->size != map->size || !dma->vaddr_invalid)
		return -EINVAL;
	err = change_owner(dma);
	if (!err) {
		iommu->vaddr_invalid_count--;
		dma->vaddr_invalid = false;
		dma->vaddr = map->vaddr;
	}
	return err;
}

/* T1, with a size of zero still. */
static struct vfio_dma *dma_new(struct vfio_iommu *iommu,
				const struct vfio_iommu_type1_dma_map *map, int prot)
{
	struct vfio_dma *fresh = kzalloc(sizeof(*fresh), GFP_KERNEL);

	if (!fresh)
		return NULL;
	fresh->pfn_list = RB_ROOT;
	fresh->prot = prot;
	fresh->vaddr = map->vaddr;
	fresh->iova = map->iova;
	set_owner(fresh, current->group_leader, current->mm, capable(CAP_IPC_LOCK));
	vfio_link_dma(iommu, fresh);
	iommu->dma_avail--;
	return fresh;
}

/* T4. On an error @dma is gone. */
static int track(struct vfio_iommu *iommu, struct vfio_dma *dma)
{
	int err;

	if (!iommu->dirty_page_tracking)
		return 0;
	err = vfio_dma_bitmap_alloc(dma, 1UL << vfio_pgshift(iommu));
	if (err)
		vfio_remove_dma(iommu, dma);
	return err;
}

static int add_mapping(struct vfio_iommu *iommu, const struct vfio_iommu_type1_dma_map *map,
		       int prot)
{
	struct vfio_dma *fresh;
	int err = 0;

	if (!iommu->dma_avail)
		return -ENOSPC;
	if (!vfio_iommu_iova_dma_valid(iommu, map->iova, map->iova + map->size - 1))
		return -EINVAL;
	fresh = dma_new(iommu, map, prot);
	if (!fresh)
		return -ENOMEM;

	if (list_empty(&iommu->domain_list))
		fresh->size = map->size;	/* T2 */
	else
		err = pin_and_map(iommu, fresh, map->size);
	return err ? err : track(iommu, fresh);
}

/* Whole pages of the IOMMU's, and no wrap-around. */
static bool range_valid(const struct vfio_iommu_type1_dma_map *map, size_t pgsize)
{
	const u64 last = map->size - 1;

	return map->size && IS_ALIGNED(map->size | map->iova | map->vaddr, pgsize) &&
	       map->iova + last >= map->iova && map->vaddr + last >= map->vaddr;
}

static int map_locked(struct vfio_iommu *iommu, const struct vfio_iommu_type1_dma_map *map,
		      int prot)
{
	const size_t pgsize = 1UL << vfio_pgshift(iommu);
	struct vfio_dma *there;

	WARN_ON(pgsize > PAGE_SIZE);
	if (!range_valid(map, pgsize))
		return -EINVAL;
	there = vfio_find_dma(iommu, map->iova, map->size);
	if (map->flags & VFIO_DMA_MAP_FLAG_VADDR)
		return set_vaddr(iommu, there, map);
	return there ? -EEXIST : add_mapping(iommu, map, prot);
}

/* Flags are as the device sees it. A new address leaves them as they are. */
int vfio_dma_do_map(struct vfio_iommu *iommu, struct vfio_iommu_type1_dma_map *map)
{
	const int prot = (map->flags & VFIO_DMA_MAP_FLAG_READ ? IOMMU_READ : 0) |
			 (map->flags & VFIO_DMA_MAP_FLAG_WRITE ? IOMMU_WRITE : 0);
	const bool new_vaddr = map->flags & VFIO_DMA_MAP_FLAG_VADDR;
	int err;

	if (new_vaddr == (prot != 0))
		return -EINVAL;
	mutex_lock(&iommu->lock);
	err = map_locked(iommu, map, prot);
	mutex_unlock(&iommu->lock);
	return err;
}
