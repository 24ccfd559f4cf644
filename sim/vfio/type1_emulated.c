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

#include "core/host_memory.h"

#include "type1.h"

DEFINE_VARIANT(type1_device_list_inside, "type1-device-list-inside", "Linux 6.0 to 6.12 and later",
	       "device_list_lock nests in iommu->lock, which its callbacks take");

/*
 * Ask all devices to unpin what they have in @dma. They do it by vfio_unpin_pages(), which takes
 * iommu->lock: it is dropped here, and the caller must look at everything anew.
 *
 * So device_list_lock is the outer one. In Linux it is taken before iommu->lock is dropped, so that
 * no device leaves in between, and leaving takes it inside, too. One that leaves has unpinned all
 * it had; but whoever holds iommu->lock there waits for callbacks that want it.
 */
void vfio_notify_dma_unmap(struct vfio_iommu *iommu, struct vfio_dma *dma)
{
	const dma_addr_t iova = dma->iova;
	const size_t size = dma->size;
	struct vfio_device *vdev;

	if (list_empty(&iommu->device_list))
		return;
	if (variant(type1_device_list_inside)) {
		mutex_lock(&iommu->device_list_lock);
		mutex_unlock(&iommu->lock);
	} else {
		mutex_unlock(&iommu->lock);
		mutex_lock(&iommu->device_list_lock);
	}
	list_for_each_entry(vdev, &iommu->device_list, iommu_entry)
		vdev->ops->dma_unmap(vdev, iova, size);
	mutex_unlock(&iommu->device_list_lock);
	mutex_lock(&iommu->lock);
}

/* While mappings have lost their addresses, nothing can be reached through them. */
static bool addresses_known(struct vfio_iommu *iommu)
{
	return !WARN_ONCE(iommu->vaddr_invalid_count,
			  "vfio: a device's driver wants memory while VFIO_UPDATE_VADDR is on\n");
}

static unsigned long bit_of(struct vfio_iommu *iommu, size_t offset)
{
	return offset >> vfio_pgshift(iommu);
}

/* [offset, offset + len) of @dma's memory may have been written to. */
static void mark_dirty(struct vfio_iommu *iommu, struct vfio_dma *dma, size_t offset, size_t len)
{
	const unsigned long first = bit_of(iommu, offset), last = bit_of(iommu, offset + len - 1);

	if (iommu->dirty_page_tracking)
		bitmap_set(dma->bitmap, first, last - first + 1);
}

/* The page may be a device's, which nobody counts. */
static int pin_and_count(struct vfio_dma *dma, unsigned long vaddr, unsigned long *pfn,
			 bool count)
{
	struct page *unused[1];
	int ret = vaddr_get_pfns(dma->mm, vaddr, 1, dma->prot, pfn, unused);

	if (ret != 1)
		return ret;
	if (!count || is_invalid_reserved_pfn(*pfn))
		return 0;
	ret = vfio_lock_acct(dma, 1, false);
	if (ret)
		put_pfn(*pfn, dma->prot);
	return ret;
}

static int pin_of_process(struct vfio_dma *dma, unsigned long vaddr, unsigned long *pfn,
			  bool count)
{
	int err;

	if (!mmget_not_zero(dma->mm))
		return -ENODEV;
	err = pin_and_count(dma, vaddr, pfn, count);
	mmput(dma->mm);
	return err;
}

/* What was pinned and is counted, if it is, is noted, or let go again. */
static int note_pin(struct vfio_dma *dma, dma_addr_t iova, unsigned long pfn, bool count)
{
	int err = vfio_add_to_pfn_list(dma, iova, pfn);

	if (err && put_pfn(pfn, dma->prot) && count)
		vfio_lock_acct(dma, -1, true);
	return err;
}

static int pin_first(struct vfio_iommu *iommu, struct vfio_dma *dma, dma_addr_t iova, bool count,
		     struct page **page)
{
	const size_t offset = iova - dma->iova;
	unsigned long pfn;
	int err = pin_of_process(dma, dma->vaddr + offset, &pfn, count);

	if (err)
		return err;
	if (!pfn_valid(pfn))	/* a device's memory: there is no page to give */
		return -EINVAL;
	err = note_pin(dma, iova, pfn, count);
	if (err)
		return err;
	mark_dirty(iommu, dma, offset, 1);
	*page = pfn_to_page(pfn);
	return 0;
}

static int pin_one(struct vfio_iommu *iommu, dma_addr_t iova, int prot, bool count,
		   struct page **page)
{
	struct vfio_dma *dma = vfio_find_dma(iommu, iova, PAGE_SIZE);
	struct vfio_pfn *known;

	if (!dma)
		return -EINVAL;
	if (prot & ~dma->prot)
		return -EPERM;
	known = vfio_find_vpfn(dma, iova);
	if (!known)
		return pin_first(iommu, dma, iova, count, page);
	known->ref_count++;
	*page = pfn_to_page(known->pfn);
	return 0;
}

/* The last one who pinned it lets go. False if @iova is not mapped. */
static bool unpin_one(struct vfio_iommu *iommu, dma_addr_t iova, bool count)
{
	struct vfio_dma *dma = vfio_find_dma(iommu, iova, PAGE_SIZE);
	struct vfio_pfn *known;
	int counted;

	if (!dma)
		return false;
	known = vfio_find_vpfn(dma, iova);
	if (!known || --known->ref_count)
		return true;
	counted = put_pfn(known->pfn, dma->prot);
	vfio_remove_from_pfn_list(dma, known);
	if (count)
		vfio_lock_acct(dma, -counted, true);
	return true;
}

/* With a domain all of the range is counted as it is. */
static bool pins_count(struct vfio_iommu *iommu)
{
	return list_empty(&iommu->domain_list);
}

/* All of them, or none. */
static int pin_all(struct vfio_iommu *iommu, dma_addr_t user_iova, int npage, int prot,
		   struct page **pages)
{
	const bool count = pins_count(iommu);
	int i, err;

	for (i = 0; i < npage; i++) {
		err = pin_one(iommu, user_iova + i * PAGE_SIZE, prot, count, &pages[i]);
		if (err)
			break;
	}
	if (i == npage)
		return npage;
	pages[i] = NULL;
	while (i--) {
		unpin_one(iommu, user_iova + i * PAGE_SIZE, count);
		pages[i] = NULL;
	}
	return err;
}

/* From now on it dirties what it pins, and nothing else. */
static void note_pinner(struct vfio_iommu *iommu, struct iommu_group *iommu_group)
{
	struct vfio_iommu_group *pinner = vfio_iommu_find_iommu_group(iommu, iommu_group);

	if (!pinner->pinned_page_dirty_scope)
		iommu->num_non_pinned_groups--;
	pinner->pinned_page_dirty_scope = true;
}

static int pin_pages_locked(struct vfio_iommu *iommu, struct iommu_group *iommu_group,
			    dma_addr_t user_iova, int npage, int prot, struct page **pages)
{
	int ret;

	if (!addresses_known(iommu))
		return -EBUSY;
	if (list_empty(&iommu->device_list))	/* nobody would unpin when asked */
		return -EINVAL;
	ret = pin_all(iommu, user_iova, npage, prot, pages);
	if (ret > 0)
		note_pinner(iommu, iommu_group);
	return ret;
}

int vfio_iommu_type1_pin_pages(void *iommu_data, struct iommu_group *iommu_group,
			       dma_addr_t user_iova, int npage, int prot, struct page **pages)
{
	struct vfio_iommu *iommu = iommu_data;
	int ret;

	if (!pages || !iommu)
		return -EINVAL;
	if (!iommu->v2)		/* v1 unmaps parts of mappings */
		return -EACCES;
	mutex_lock(&iommu->lock);
	ret = pin_pages_locked(iommu, iommu_group, user_iova, npage, prot, pages);
	mutex_unlock(&iommu->lock);
	return ret;
}

void vfio_iommu_type1_unpin_pages(void *iommu_data, dma_addr_t user_iova, int npage)
{
	struct vfio_iommu *iommu = iommu_data;
	int done = 0;

	if (WARN_ON(!iommu->v2))
		return;
	mutex_lock(&iommu->lock);
	while (done < npage &&
	       unpin_one(iommu, user_iova + done * PAGE_SIZE, pins_count(iommu)))
		done++;
	mutex_unlock(&iommu->lock);
	WARN_ON(done < npage);
}

static void lock_device_list(struct vfio_iommu *iommu)
{
	if (!variant(type1_device_list_inside))
		mutex_lock(&iommu->device_list_lock);
	mutex_lock(&iommu->lock);
	if (variant(type1_device_list_inside))
		mutex_lock(&iommu->device_list_lock);
}

static void unlock_device_list(struct vfio_iommu *iommu)
{
	mutex_unlock(&iommu->device_list_lock);
	mutex_unlock(&iommu->lock);
}

void vfio_iommu_type1_register_device(void *iommu_data, struct vfio_device *vdev)
{
	struct vfio_iommu *iommu = iommu_data;

	if (vdev->ops->dma_unmap) {
		lock_device_list(iommu);
		list_add(&vdev->iommu_entry, &iommu->device_list);
		unlock_device_list(iommu);
	}
}

void vfio_iommu_type1_unregister_device(void *iommu_data, struct vfio_device *vdev)
{
	struct vfio_iommu *iommu = iommu_data;

	if (vdev->ops->dma_unmap) {
		lock_device_list(iommu);
		list_del(&vdev->iommu_entry);
		unlock_device_list(iommu);
	}
}

/* Its user's addresses are valid here: a kernel thread borrows them, a process has its own. */
static int copy_in_user_mm(struct mm_struct *mm, unsigned long vaddr, void *data, size_t len,
			   bool write)
{
	void __user *uaddr = (void __user *)vaddr;
	const bool borrow = !current->mm;
	unsigned long left;
	bool host;

	if (!borrow && mm != current->mm)
		return -EFAULT;
	if (borrow)
		kthread_use_mm(mm);
	host = host_memory_forbid();
	left = write ? copy_to_user(uaddr, data, len) : copy_from_user(data, uaddr, len);
	host_memory_restore(host);
	if (borrow)
		kthread_unuse_mm(mm);
	return left ? -EFAULT : 0;
}

static bool may_access(const struct vfio_dma *dma, bool write)
{
	return dma->prot & IOMMU_READ && (!write || dma->prot & IOMMU_WRITE);
}

/* As much of [user_iova, user_iova + *len) as is in one mapping: *@len says how much that was. */
static int rw_chunk(struct vfio_iommu *iommu, dma_addr_t user_iova, void *data, size_t *len,
		    bool write)
{
	struct vfio_dma *dma = vfio_find_dma(iommu, user_iova, 1);
	size_t offset;
	int err;

	if (!dma)
		return -EINVAL;
	if (!may_access(dma, write) || !mmget_not_zero(dma->mm))
		return -EPERM;
	offset = user_iova - dma->iova;
	*len = min(*len, dma->size - offset);
	err = copy_in_user_mm(dma->mm, dma->vaddr + offset, data, *len, write);
	mmput(dma->mm);
	if (!err && write)
		mark_dirty(iommu, dma, offset, *len);
	return err;
}

int vfio_iommu_type1_dma_rw(void *iommu_data, dma_addr_t user_iova, void *data, size_t count,
			    bool write)
{
	struct vfio_iommu *iommu = iommu_data;
	size_t done, len;
	int err;

	mutex_lock(&iommu->lock);
	err = addresses_known(iommu) ? 0 : -EBUSY;
	for (done = 0; !err && done < count; done += len) {
		len = count - done;
		err = rw_chunk(iommu, user_iova + done, data + done, &len, write);
	}
	mutex_unlock(&iommu->lock);
	return err;
}
