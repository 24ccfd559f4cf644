// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_map.c - VFIO_IOMMU_MAP_DMA
 */
#include <linux/bug.h>
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "type1.h"

static int vfio_iommu_map(struct vfio_iommu *iommu, dma_addr_t iova, unsigned long pfn,
			  long npage, int prot)
{
	size_t size = npage << PAGE_SHIFT;
	struct vfio_domain *d;
	int ret;

	list_for_each_entry(d, &iommu->domain_list, next) {
		ret = iommu_map(d->domain, iova, (phys_addr_t)pfn << PAGE_SHIFT, size,
				prot | IOMMU_CACHE, GFP_KERNEL_ACCOUNT);
		if (ret)
			goto out_unmap;
		cond_resched();
	}
	return 0;

out_unmap:
	list_for_each_entry_continue_reverse(d, &iommu->domain_list, next)
		iommu_unmap(d->domain, iova, size);
	return ret;
}

/* Pin and map chunk by chunk; dma->size tells how far we are. */
static int vfio_pin_map_dma(struct vfio_iommu *iommu, struct vfio_dma *dma, size_t map_size)
{
	unsigned long pfn, limit = rlimit(RLIMIT_MEMLOCK) >> PAGE_SHIFT;
	struct vfio_batch batch;
	long npage;
	int ret = 0;

	vfio_batch_init(&batch);
	while (dma->size < map_size) {
		npage = vfio_pin_pages_remote(dma, dma->vaddr + dma->size,
					      (map_size - dma->size) >> PAGE_SHIFT, &pfn, limit,
					      &batch);
		if (npage <= 0) {
			WARN_ON(!npage);
			ret = npage;
			break;
		}

		ret = vfio_iommu_map(iommu, dma->iova + dma->size, pfn, npage, dma->prot);
		if (ret) {
			vfio_unpin_pages_remote(dma, dma->iova + dma->size, pfn, npage, true);
			vfio_batch_unpin(&batch, dma);
			break;
		}
		dma->size += npage << PAGE_SHIFT;
	}
	vfio_batch_fini(&batch);

	dma->iommu_mapped = true;
	if (ret)
		vfio_remove_dma(iommu, dma);
	return ret;
}

/* After exec or fork: @dma is the caller's from here on, with all it has locked. */
static int vfio_change_dma_owner(struct vfio_dma *dma)
{
	struct task_struct *task = current->group_leader;
	bool lock_cap = capable(CAP_IPC_LOCK);
	struct mm_struct *mm = current->mm;
	long npage = dma->locked_vm;
	int ret;

	if (mm == dma->mm)
		return 0;

	ret = mm_lock_acct(task, mm, lock_cap, npage);
	if (ret)
		return ret;
	if (mmget_not_zero(dma->mm)) {
		mm_lock_acct(dma->task, dma->mm, dma->lock_cap, -npage);
		mmput(dma->mm);
	}

	if (dma->task != task) {
		put_task_struct(dma->task);
		dma->task = get_task_struct(task);
	}
	mmdrop(dma->mm);
	mmgrab(mm);
	dma->mm = mm;
	dma->lock_cap = lock_cap;
	return 0;
}

/* VFIO_DMA_MAP_FLAG_VADDR: the range is there, its address was taken away and comes anew. */
static int vfio_dma_update_vaddr(struct vfio_iommu *iommu, struct vfio_dma *dma,
				 const struct vfio_iommu_type1_dma_map *map)
{
	int ret;

	if (!dma)
		return -ENOENT;
	if (!dma->vaddr_invalid || dma->iova != map->iova || dma->size != map->size)
		return -EINVAL;

	ret = vfio_change_dma_owner(dma);
	if (ret)
		return ret;
	dma->vaddr = map->vaddr;
	dma->vaddr_invalid = false;
	iommu->vaddr_invalid_count--;
	return 0;
}

static struct vfio_dma *vfio_dma_alloc(const struct vfio_iommu_type1_dma_map *map, int prot)
{
	struct vfio_dma *dma = kzalloc(sizeof(*dma), GFP_KERNEL);

	if (!dma)
		return NULL;
	dma->iova = map->iova;
	dma->vaddr = map->vaddr;
	dma->prot = prot;
	dma->pfn_list = RB_ROOT;

	/* Devices pin for us when the caller is gone: its limit and its mm must outlive it. */
	dma->task = get_task_struct(current->group_leader);
	dma->lock_cap = capable(CAP_IPC_LOCK);
	dma->mm = current->mm;
	mmgrab(dma->mm);
	return dma;
}

static int vfio_dma_add(struct vfio_iommu *iommu, const struct vfio_iommu_type1_dma_map *map,
			int prot)
{
	struct vfio_dma *dma;
	int ret = 0;

	if (!iommu->dma_avail)
		return -ENOSPC;
	if (!vfio_iommu_iova_dma_valid(iommu, map->iova, map->iova + map->size - 1))
		return -EINVAL;

	dma = vfio_dma_alloc(map, prot);
	if (!dma)
		return -ENOMEM;
	iommu->dma_avail--;
	vfio_link_dma(iommu, dma);

	if (list_empty(&iommu->domain_list))
		dma->size = map->size;	/* T2 */
	else
		ret = vfio_pin_map_dma(iommu, dma, map->size);

	if (!ret && iommu->dirty_page_tracking) {
		ret = vfio_dma_bitmap_alloc(dma, 1UL << vfio_pgshift(iommu));
		if (ret)
			vfio_remove_dma(iommu, dma);
	}
	return ret;
}

static int vfio_dma_do_map_locked(struct vfio_iommu *iommu,
				  const struct vfio_iommu_type1_dma_map *map, int prot)
{
	size_t pgsize = 1UL << vfio_pgshift(iommu);
	struct vfio_dma *dma;

	WARN_ON((pgsize - 1) & PAGE_MASK);

	if (!map->size || (map->size | map->iova | map->vaddr) & (pgsize - 1))
		return -EINVAL;
	if (map->iova + map->size - 1 < map->iova || map->vaddr + map->size - 1 < map->vaddr)
		return -EINVAL;

	dma = vfio_find_dma(iommu, map->iova, map->size);
	if (map->flags & VFIO_DMA_MAP_FLAG_VADDR)
		return vfio_dma_update_vaddr(iommu, dma, map);
	if (dma)
		return -EEXIST;
	return vfio_dma_add(iommu, map, prot);
}

int vfio_dma_do_map(struct vfio_iommu *iommu, struct vfio_iommu_type1_dma_map *map)
{
	bool set_vaddr = map->flags & VFIO_DMA_MAP_FLAG_VADDR;
	int ret, prot = 0;

	/* As the device sees it. */
	if (map->flags & VFIO_DMA_MAP_FLAG_WRITE)
		prot |= IOMMU_WRITE;
	if (map->flags & VFIO_DMA_MAP_FLAG_READ)
		prot |= IOMMU_READ;
	if (set_vaddr == !!prot)
		return -EINVAL;

	mutex_lock(&iommu->lock);
	ret = vfio_dma_do_map_locked(iommu, map, prot);
	mutex_unlock(&iommu->lock);
	return ret;
}
