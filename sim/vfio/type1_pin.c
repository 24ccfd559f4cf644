// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * type1_pin.c - the user's pages: pinned, counted against RLIMIT_MEMLOCK, and let go
 *
 * An address may also be a mapping of a device's memory. That has no struct page: it is neither
 * pinned nor counted, and found by faulting it in, which is how mmap_lock comes to be held while
 * a driver's fault handler takes its locks.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "type1.h"

#define VFIO_BATCH_MAX_CAPACITY	(PAGE_SIZE / sizeof(struct page *))

int mm_lock_acct(struct task_struct *task, struct mm_struct *mm, bool lock_cap, long npage)
{
	unsigned long pages = npage < 0 ? -npage : npage;
	int ret;

	ret = mmap_write_lock_killable(mm);
	if (ret)
		return ret;
	ret = __account_locked_vm(mm, pages, npage > 0, task, lock_cap);
	mmap_write_unlock(mm);
	return ret;
}

/* @async: the process may have gone meanwhile. */
int vfio_lock_acct(struct vfio_dma *dma, long npage, bool async)
{
	int ret;

	if (!npage)
		return 0;
	if (async && !mmget_not_zero(dma->mm))
		return -ESRCH;

	ret = mm_lock_acct(dma->task, dma->mm, dma->lock_cap, npage);
	if (!ret)
		dma->locked_vm += npage;

	if (async)
		mmput(dma->mm);
	return ret;
}

bool is_invalid_reserved_pfn(unsigned long pfn)
{
	return !pfn_valid(pfn) || PageReserved(pfn_to_page(pfn));
}

/* 1 if it was a page that counts. */
int put_pfn(unsigned long pfn, int prot)
{
	struct page *page;

	if (is_invalid_reserved_pfn(pfn))
		return 0;
	page = pfn_to_page(pfn);
	unpin_user_pages_dirty_lock(&page, 1, prot & IOMMU_WRITE);
	return 1;
}

void vfio_batch_init(struct vfio_batch *batch)
{
	memset(batch, 0, sizeof(*batch));
	batch->pages = (struct page **)__get_free_page(GFP_KERNEL);
	batch->capacity = VFIO_BATCH_MAX_CAPACITY;
	if (!batch->pages) {	/* one at a time, then */
		batch->pages = &batch->fallback_page;
		batch->capacity = 1;
	}
}

static unsigned long vfio_batch_pfn(const struct vfio_batch *batch)
{
	return batch->mmio ? batch->mmio_pfn : page_to_pfn(batch->pages[batch->offset]);
}

static void vfio_batch_advance(struct vfio_batch *batch)
{
	batch->offset++;
	batch->size--;
}

void vfio_batch_unpin(struct vfio_batch *batch, struct vfio_dma *dma)
{
	for (; batch->size; vfio_batch_advance(batch))
		put_pfn(vfio_batch_pfn(batch), dma->prot);
}

void vfio_batch_fini(struct vfio_batch *batch)
{
	if (batch->pages != &batch->fallback_page)
		free_page((unsigned long)batch->pages);
}

/* -EAGAIN: mmap_lock was dropped, look up the vma again. */
static int follow_fault_pfn(struct vm_area_struct *vma, struct mm_struct *mm,
			    unsigned long vaddr, unsigned long *pfn, bool write_fault)
{
	struct follow_pfnmap_args args = { .vma = vma, .address = vaddr };
	unsigned int flags = FAULT_FLAG_REMOTE | (write_fault ? FAULT_FLAG_WRITE : 0);
	bool unlocked = false;
	int ret;

	ret = follow_pfnmap_start(&args);
	if (ret) {
		ret = fixup_user_fault(mm, vaddr, flags, &unlocked);
		if (unlocked)
			return -EAGAIN;
		if (!ret)
			ret = follow_pfnmap_start(&args);
		if (ret)
			return ret;
	}

	if (write_fault && !args.writable)
		ret = -EFAULT;
	else
		*pfn = args.pfn;
	follow_pfnmap_end(&args);
	return ret;
}

/* One frame of a device behind @vaddr, or @err if there is none. */
static int vaddr_get_mmio_pfn(struct mm_struct *mm, unsigned long vaddr, int prot,
			      unsigned long *pfn, int err)
{
	struct vm_area_struct *vma;
	int ret;

	do {
		vma = vma_lookup(mm, vaddr);
		if (!vma || !(vma->vm_flags & VM_PFNMAP))
			return err;
		ret = follow_fault_pfn(vma, mm, vaddr, pfn, prot & IOMMU_WRITE);
	} while (ret == -EAGAIN);

	if (ret)
		return ret;
	return is_invalid_reserved_pfn(*pfn) ? 1 : -EFAULT;
}

/* How many, or an errno. @pages is filled unless *@pfn is a device's. */
int vaddr_get_pfns(struct mm_struct *mm, unsigned long vaddr, long npages, int prot,
		   unsigned long *pfn, struct page **pages)
{
	unsigned int flags = FOLL_LONGTERM | (prot & IOMMU_WRITE ? FOLL_WRITE : 0);
	int ret;

	mmap_read_lock(mm);
	ret = pin_user_pages_remote(mm, vaddr, npages, flags, pages, NULL);
	if (ret > 0)
		*pfn = page_to_pfn(pages[0]);
	else
		ret = vaddr_get_mmio_pfn(mm, untagged_addr_remote(mm, vaddr), prot, pfn, ret);
	mmap_read_unlock(mm);
	return ret;
}

static int vfio_batch_fill(struct vfio_batch *batch, struct vfio_dma *dma, unsigned long vaddr,
			   long npage)
{
	long want = min_t(long, npage, batch->capacity);
	unsigned long pfn;
	int ret;

	cond_resched();
	batch->pages[0] = NULL;
	ret = vaddr_get_pfns(current->mm, vaddr, want, dma->prot, &pfn, batch->pages);
	if (ret < 0)
		return ret;
	batch->size = ret;
	batch->offset = 0;
	batch->mmio = !pfn_valid(pfn);
	batch->mmio_pfn = pfn;
	return 0;
}

/*
 * Pin as much from @vaddr on as lies together in memory, @npage at most: returns how many from
 * *@pfn_base on, or an errno. What was looked up beyond them stays in @batch for the next call.
 */
long vfio_pin_pages_remote(struct vfio_dma *dma, unsigned long vaddr, long npage,
			   unsigned long *pfn_base, unsigned long limit,
			   struct vfio_batch *batch)
{
	dma_addr_t iova = vaddr - dma->vaddr + dma->iova;
	struct mm_struct *mm = current->mm;
	long pinned = 0, lock_acct = 0;
	bool rsvd = false;
	int ret = 0;

	if (!mm)
		return -ENODEV;

	while (pinned < npage) {
		unsigned long pfn;

		if (!batch->size) {
			ret = vfio_batch_fill(batch, dma, vaddr + pinned * PAGE_SIZE,
					      npage - pinned);
			if (ret)
				goto out_unpin;
		}

		pfn = vfio_batch_pfn(batch);
		if (!pinned) {
			*pfn_base = pfn;
			rsvd = is_invalid_reserved_pfn(pfn);
		} else if (pfn != *pfn_base + pinned || rsvd != is_invalid_reserved_pfn(pfn)) {
			break;
		}

		/* What a device has pinned has been counted. */
		if (!rsvd && !vfio_find_vpfn(dma, iova + pinned * PAGE_SIZE)) {
			if (!dma->lock_cap && mm->locked_vm + lock_acct + 1 > limit) {
				pr_warn("%s: RLIMIT_MEMLOCK (%ld) exceeded\n", __func__,
					limit << PAGE_SHIFT);
				ret = -ENOMEM;
				goto out_unpin;
			}
			lock_acct++;
		}
		pinned++;
		vfio_batch_advance(batch);
	}

	ret = vfio_lock_acct(dma, lock_acct, false);
	if (!ret)
		return pinned;

out_unpin:
	while (pinned && !rsvd)
		put_pfn(*pfn_base + --pinned, dma->prot);
	vfio_batch_unpin(batch, dma);
	return ret;
}

/* Returns how many pages it unpinned that count. */
long vfio_unpin_pages_remote(struct vfio_dma *dma, dma_addr_t iova, unsigned long pfn,
			     long npage, bool do_accounting)
{
	long unlocked = 0, locked = 0, i;

	for (i = 0; i < npage; i++) {
		if (!put_pfn(pfn + i, dma->prot))
			continue;
		unlocked++;
		if (vfio_find_vpfn(dma, iova + i * PAGE_SIZE))
			locked++;	/* a device still has it: stays counted */
	}

	if (do_accounting)
		vfio_lock_acct(dma, locked - unlocked, true);
	return unlocked;
}
