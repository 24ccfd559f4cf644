// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_emulated.c - pages for devices that emulate their DMA, and telling them of unmaps
 */
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/kthread.h>
#include <linux/minmax.h>
#include <linux/mmu_context.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/uaccess.h>

#include "type1.h"

/*
 * Ask all devices to unpin what they have in @dma. They do it by vfio_unpin_pages(), which takes
 * iommu->lock: it is dropped here, and the caller must look at everything anew.
 */
void vfio_notify_dma_unmap(struct vfio_iommu *iommu, struct vfio_dma *dma)
{
	struct vfio_device *device;
	dma_addr_t iova = dma->iova;
	size_t size = dma->size;

	if (list_empty(&iommu->device_list))
		return;

	/* Hand over from one lock to the other, so that no device leaves in between. */
	mutex_lock(&iommu->device_list_lock);
	mutex_unlock(&iommu->lock);

	list_for_each_entry(device, &iommu->device_list, iommu_entry)
		device->ops->dma_unmap(device, iova, size);

	mutex_unlock(&iommu->device_list_lock);
	mutex_lock(&iommu->lock);
}

static int vfio_pin_page_external(struct vfio_dma *dma, unsigned long vaddr,
				  unsigned long *pfn, bool do_accounting)
{
	struct page *pages[1];
	int ret;

	if (!mmget_not_zero(dma->mm))
		return -ENODEV;

	ret = vaddr_get_pfns(dma->mm, vaddr, 1, dma->prot, pfn, pages);
	if (ret == 1) {
		ret = 0;
		if (do_accounting && !is_invalid_reserved_pfn(*pfn))
			ret = vfio_lock_acct(dma, 1, false);
		if (ret)
			put_pfn(*pfn, dma->prot);
	}
	mmput(dma->mm);
	return ret;
}

static void vfio_unpin_page_external(struct vfio_dma *dma, dma_addr_t iova, bool do_accounting)
{
	struct vfio_pfn *vpfn = vfio_find_vpfn(dma, iova);
	int unlocked;

	if (!vpfn || --vpfn->ref_count)
		return;
	unlocked = put_pfn(vpfn->pfn, dma->prot);
	vfio_remove_from_pfn_list(dma, vpfn);
	if (do_accounting)
		vfio_lock_acct(dma, -unlocked, true);
}

static int vfio_pin_one(struct vfio_iommu *iommu, dma_addr_t iova, int prot,
			bool do_accounting, struct page **page)
{
	struct vfio_dma *dma = vfio_find_dma(iommu, iova, PAGE_SIZE);
	struct vfio_pfn *vpfn;
	unsigned long pfn;
	int ret;

	if (!dma)
		return -EINVAL;
	if ((dma->prot & prot) != prot)
		return -EPERM;

	vpfn = vfio_find_vpfn(dma, iova);
	if (vpfn) {
		vpfn->ref_count++;
		*page = pfn_to_page(vpfn->pfn);
		return 0;
	}

	ret = vfio_pin_page_external(dma, dma->vaddr + (iova - dma->iova), &pfn, do_accounting);
	if (ret)
		return ret;
	if (!pfn_valid(pfn))	/* a device's memory: there is no page to give */
		return -EINVAL;

	ret = vfio_add_to_pfn_list(dma, iova, pfn);
	if (ret) {
		if (put_pfn(pfn, dma->prot) && do_accounting)
			vfio_lock_acct(dma, -1, true);
		return ret;
	}
	*page = pfn_to_page(pfn);
	if (iommu->dirty_page_tracking)
		bitmap_set(dma->bitmap, (iova - dma->iova) >> vfio_pgshift(iommu), 1);
	return 0;
}

static int vfio_pin_all(struct vfio_iommu *iommu, dma_addr_t user_iova, int npage, int prot,
			struct page **pages)
{
	/* With a domain all of the range is counted as it is. */
	bool do_accounting = list_empty(&iommu->domain_list);
	dma_addr_t iova;
	int i, ret;

	for (i = 0; i < npage; i++) {
		ret = vfio_pin_one(iommu, user_iova + PAGE_SIZE * i, prot, do_accounting,
				   &pages[i]);
		if (ret)
			goto out_unpin;
	}
	return npage;

out_unpin:
	pages[i] = NULL;
	while (i--) {
		iova = user_iova + PAGE_SIZE * i;
		vfio_unpin_page_external(vfio_find_dma(iommu, iova, PAGE_SIZE), iova,
					 do_accounting);
		pages[i] = NULL;
	}
	return ret;
}

int vfio_iommu_type1_pin_pages(void *iommu_data, struct iommu_group *iommu_group,
			       dma_addr_t user_iova, int npage, int prot, struct page **pages)
{
	struct vfio_iommu *iommu = iommu_data;
	struct vfio_iommu_group *group;
	int ret;

	if (!iommu || !pages)
		return -EINVAL;
	if (!iommu->v2)
		return -EACCES;

	mutex_lock(&iommu->lock);
	if (WARN_ONCE(iommu->vaddr_invalid_count,
		      "vfio_pin_pages not allowed with VFIO_UPDATE_VADDR\n"))
		ret = -EBUSY;
	else if (list_empty(&iommu->device_list))	/* nobody would unpin when asked */
		ret = -EINVAL;
	else
		ret = vfio_pin_all(iommu, user_iova, npage, prot, pages);

	if (ret > 0) {
		group = vfio_iommu_find_iommu_group(iommu, iommu_group);
		if (!group->pinned_page_dirty_scope) {
			group->pinned_page_dirty_scope = true;
			iommu->num_non_pinned_groups--;
		}
	}
	mutex_unlock(&iommu->lock);
	return ret;
}

void vfio_iommu_type1_unpin_pages(void *iommu_data, dma_addr_t user_iova, int npage)
{
	struct vfio_iommu *iommu = iommu_data;
	struct vfio_dma *dma;
	dma_addr_t iova;
	int i;

	if (WARN_ON(!iommu->v2))
		return;

	mutex_lock(&iommu->lock);
	for (i = 0; i < npage; i++) {
		iova = user_iova + PAGE_SIZE * i;
		dma = vfio_find_dma(iommu, iova, PAGE_SIZE);
		if (!dma)
			break;
		vfio_unpin_page_external(dma, iova, list_empty(&iommu->domain_list));
	}
	mutex_unlock(&iommu->lock);
	WARN_ON(i != npage);
}

void vfio_iommu_type1_register_device(void *iommu_data, struct vfio_device *vdev)
{
	struct vfio_iommu *iommu = iommu_data;

	if (!vdev->ops->dma_unmap)
		return;
	mutex_lock(&iommu->lock);
	mutex_lock(&iommu->device_list_lock);
	list_add(&vdev->iommu_entry, &iommu->device_list);
	mutex_unlock(&iommu->device_list_lock);
	mutex_unlock(&iommu->lock);
}

void vfio_iommu_type1_unregister_device(void *iommu_data, struct vfio_device *vdev)
{
	struct vfio_iommu *iommu = iommu_data;

	if (!vdev->ops->dma_unmap)
		return;
	mutex_lock(&iommu->lock);
	mutex_lock(&iommu->device_list_lock);
	list_del(&vdev->iommu_entry);
	mutex_unlock(&iommu->device_list_lock);
	mutex_unlock(&iommu->lock);
}

/* Bytes from @offset on went into @dma's memory. */
static void vfio_dma_mark_dirty(struct vfio_iommu *iommu, struct vfio_dma *dma, size_t offset,
				size_t len)
{
	unsigned long pgshift = vfio_pgshift(iommu);
	unsigned long first = offset >> pgshift, last = (offset + len - 1) >> pgshift;

	if (iommu->dirty_page_tracking)
		bitmap_set(dma->bitmap, first, last - first + 1);
}

static int vfio_iommu_type1_dma_rw_chunk(struct vfio_iommu *iommu, dma_addr_t user_iova,
					 void *data, size_t count, bool write, size_t *copied)
{
	struct vfio_dma *dma = vfio_find_dma(iommu, user_iova, 1);
	bool kthread = !current->mm;
	unsigned long left, vaddr;
	struct mm_struct *mm;
	size_t offset;

	*copied = 0;
	if (!dma)
		return -EINVAL;
	if ((write && !(dma->prot & IOMMU_WRITE)) || !(dma->prot & IOMMU_READ))
		return -EPERM;

	mm = dma->mm;
	if (!mmget_not_zero(mm))
		return -EPERM;
	if (!kthread && current->mm != mm) {
		mmput(mm);
		return -EFAULT;
	}
	if (kthread)
		kthread_use_mm(mm);

	offset = user_iova - dma->iova;
	count = min(count, dma->size - offset);
	vaddr = dma->vaddr + offset;
	if (write)
		left = copy_to_user((void __user *)vaddr, data, count);
	else
		left = copy_from_user(data, (void __user *)vaddr, count);
	if (!left) {
		*copied = count;
		if (write)
			vfio_dma_mark_dirty(iommu, dma, offset, count);
	}

	if (kthread)
		kthread_unuse_mm(mm);
	mmput(mm);
	return left ? -EFAULT : 0;
}

int vfio_iommu_type1_dma_rw(void *iommu_data, dma_addr_t user_iova, void *data, size_t count,
			    bool write)
{
	struct vfio_iommu *iommu = iommu_data;
	size_t done;
	int ret = 0;

	mutex_lock(&iommu->lock);
	if (WARN_ONCE(iommu->vaddr_invalid_count,
		      "vfio_dma_rw not allowed with VFIO_UPDATE_VADDR\n"))
		ret = -EBUSY;
	while (count && !ret) {
		ret = vfio_iommu_type1_dma_rw_chunk(iommu, user_iova, data, count, write, &done);
		count -= done;
		data += done;
		user_iova += done;
	}
	mutex_unlock(&iommu->lock);
	return ret;
}
