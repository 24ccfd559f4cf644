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

/* Every page is then pinned and mapped by itself. */
static bool disable_hugepages;
module_param(disable_hugepages, bool, 0644);

int mm_lock_acct(struct task_struct *task, struct mm_struct *mm, bool lock_cap, long npage)
{
	const bool more = npage > 0;
	int err = mmap_write_lock_killable(mm);

	if (!err) {
		err = __account_locked_vm(mm, more ? npage : -npage, more, task, lock_cap);
		mmap_write_unlock(mm);
	}
	return err;
}

/* T3. @async: the process may have gone meanwhile, and its count with it. */
int vfio_lock_acct(struct vfio_dma *dma, long npage, bool async)
{
	int err;

	if (npage == 0)
		return 0;
	if (async && !mmget_not_zero(dma->mm))
		return -ESRCH;
	err = mm_lock_acct(dma->task, dma->mm, dma->lock_cap, npage);
	if (!err)
		dma->locked_vm += npage;
	if (async)
		mmput(dma->mm);
	return err;
}

/* A device's memory, or firmware's. */
bool is_invalid_reserved_pfn(unsigned long pfn)
{
	const bool is_page = pfn_valid(pfn) && !PageReserved(pfn_to_page(pfn));

	return !is_page;
}

/* 1 if it was a page that counts. */
int put_pfn(unsigned long pfn, int prot)
{
	struct page *pinned[1];

	if (is_invalid_reserved_pfn(pfn))
		return 0;
	pinned[0] = pfn_to_page(pfn);
	unpin_user_pages_dirty_lock(pinned, 1, prot & IOMMU_WRITE);
	return 1;
}

/* A page of room for page pointers; or room for one, and then they come one at a time. */
void vfio_batch_init(struct vfio_batch *batch)
{
	struct page **room = (struct page **)__get_free_page(GFP_KERNEL);

	*batch = (struct vfio_batch){
		.pages		= room ? room : &batch->fallback_page,
		.capacity	= room ? PAGE_SIZE / sizeof(*room) : 1,
	};
}

void vfio_batch_fini(struct vfio_batch *batch)
{
	if (batch->pages != &batch->fallback_page)
		free_page((unsigned long)batch->pages);
}

static unsigned long batch_next(const struct vfio_batch *batch)
{
	if (batch->mmio)
		return batch->mmio_pfn;
	return page_to_pfn(batch->pages[batch->offset]);
}

static void batch_advance(struct vfio_batch *batch)
{
	batch->size--;
	batch->offset++;
}

void vfio_batch_unpin(struct vfio_batch *batch, struct vfio_dma *dma)
{
	while (batch->size) {
		put_pfn(batch_next(batch), dma->prot);
		batch_advance(batch);
	}
}

/* Faulted in if need be. -EAGAIN: mmap_lock was dropped for that, look up the vma again. */
static int start_lookup(struct follow_pfnmap_args *args, struct mm_struct *mm, bool write)
{
	const unsigned int how = FAULT_FLAG_REMOTE | (write ? FAULT_FLAG_WRITE : 0);
	bool dropped = false;
	int err = follow_pfnmap_start(args);

	if (!err)
		return 0;
	err = fixup_user_fault(mm, args->address, how, &dropped);
	if (dropped)
		return -EAGAIN;
	return err ? err : follow_pfnmap_start(args);
}

static int lookup_frame(struct vm_area_struct *vma, struct mm_struct *mm, unsigned long vaddr,
			bool write, unsigned long *pfn)
{
	struct follow_pfnmap_args args = { .address = vaddr, .vma = vma };
	int err = start_lookup(&args, mm, write);

	if (err)
		return err;
	if (args.writable || !write)
		*pfn = args.pfn;
	else
		err = -EFAULT;
	follow_pfnmap_end(&args);
	return err;
}

/* One frame of a device behind @vaddr, or @err if there is none. */
static int get_device_frame(struct mm_struct *mm, unsigned long vaddr, bool write,
			    unsigned long *pfn, int err)
{
	struct vm_area_struct *vma;
	int ret = -EAGAIN;

	while (ret == -EAGAIN) {
		vma = vma_lookup(mm, vaddr);
		if (!vma || (vma->vm_flags & VM_PFNMAP) == 0)
			return err;
		ret = lookup_frame(vma, mm, vaddr, write, pfn);
	}
	if (ret)
		return ret;
	return is_invalid_reserved_pfn(*pfn) ? 1 : -EFAULT;
}

/* How many, or an errno. @pages is filled unless *@pfn is a device's. */
int vaddr_get_pfns(struct mm_struct *mm, unsigned long vaddr, long npages, int prot,
		   unsigned long *pfn, struct page **pages)
{
	const bool write = prot & IOMMU_WRITE;
	int ret;

	mmap_read_lock(mm);
	ret = pin_user_pages_remote(mm, vaddr, npages, write ? FOLL_LONGTERM | FOLL_WRITE
							     : FOLL_LONGTERM, pages, NULL);
	if (ret <= 0)
		ret = get_device_frame(mm, untagged_addr_remote(mm, vaddr), write, pfn, ret);
	else
		*pfn = page_to_pfn(pages[0]);
	mmap_read_unlock(mm);
	return ret;
}

static int batch_fill(struct vfio_batch *batch, const struct vfio_dma *dma, unsigned long vaddr,
		      long most)
{
	unsigned long pfn;
	int got;

	cond_resched();
	batch->pages[0] = NULL;
	got = vaddr_get_pfns(current->mm, vaddr, min_t(long, most, batch->capacity), dma->prot,
			     &pfn, batch->pages);
	if (got < 0)
		return got;
	batch->offset = 0;
	batch->size = got;
	batch->mmio_pfn = pfn;
	batch->mmio = !pfn_valid(pfn);
	return 0;
}

/* Frames that lie together in memory, of one kind. */
struct run {
	struct vfio_dma	*dma;
	dma_addr_t	iova;
	unsigned long	first;
	long		length;
	long		to_count;	/* of them */
	bool		uncounted;	/* not of a kind that counts */
};

static bool run_goes_on(struct run *run, unsigned long pfn)
{
	const bool uncounted = is_invalid_reserved_pfn(pfn);

	if (run->length == 0) {
		run->first = pfn;
		run->uncounted = uncounted;
		return true;
	}
	return pfn == run->first + run->length && uncounted == run->uncounted;
}

/* One frame more, within @limit pages. What a device has pinned has been counted. */
static int run_add(struct run *run, unsigned long limit)
{
	const struct vfio_dma *dma = run->dma;
	const dma_addr_t iova = run->iova + run->length * PAGE_SIZE;

	if (!run->uncounted && !vfio_find_vpfn(run->dma, iova)) {
		if (!dma->lock_cap && current->mm->locked_vm + run->to_count >= limit) {
			pr_warn("vfio_iommu_type1: more than RLIMIT_MEMLOCK, %lu bytes\n",
				limit << PAGE_SHIFT);
			return -ENOMEM;
		}
		run->to_count++;
	}
	run->length++;
	return 0;
}

static void run_unpin(struct run *run)
{
	if (!run->uncounted)
		while (run->length)
			put_pfn(run->first + --run->length, run->dma->prot);
}

/* From @vaddr on, until a frame does not belong to it, or there are @most. */
static int run_collect(struct run *run, unsigned long vaddr, long most, unsigned long limit,
		       struct vfio_batch *batch)
{
	int err = 0;

	while (!err && run->length < most) {
		if (!batch->size)
			err = batch_fill(batch, run->dma, vaddr + run->length * PAGE_SIZE,
					 most - run->length);
		if (err || !run_goes_on(run, batch_next(batch)))
			break;
		err = run_add(run, limit);
		if (!err)
			batch_advance(batch);
	}
	return err ? err : vfio_lock_acct(run->dma, run->to_count, false);
}

/*
 * Pin as much from @vaddr on as lies together in memory, @npage at most: returns how many from
 * *@pfn_base on, or an errno. What was looked up beyond them stays in @batch for the next call.
 */
long vfio_pin_pages_remote(struct vfio_dma *dma, unsigned long vaddr, long npage,
			   unsigned long *pfn_base, unsigned long limit,
			   struct vfio_batch *batch)
{
	struct run run = { .dma = dma, .iova = dma->iova + (vaddr - dma->vaddr) };
	int err;

	if (!current->mm)
		return -ENODEV;
	err = run_collect(&run, vaddr, disable_hugepages ? 1 : npage, limit, batch);
	if (err) {
		run_unpin(&run);
		vfio_batch_unpin(batch, dma);
		return err;
	}
	*pfn_base = run.first;
	return run.length;
}

/* Returns how many pages it unpinned that count; what a device still has stays counted. */
long vfio_unpin_pages_remote(struct vfio_dma *dma, dma_addr_t iova, unsigned long pfn,
			     long npage, bool do_accounting)
{
	long i, put = 0, kept = 0;

	for (i = 0; i < npage; i++) {
		if (put_pfn(pfn + i, dma->prot)) {
			put++;
			kept += vfio_find_vpfn(dma, iova + i * PAGE_SIZE) != NULL;
		}
	}
	if (do_accounting)
		vfio_lock_acct(dma, kept - put, true);
	return put;
}
