// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * gup.c - references and pins on the pages behind user addresses
 *
 * A pin is a reference that says a device may use the page: fork copies a pinned
 * page at once, so that the owner keeps the one that the device knows.
 */
#include <linux/mm.h>

#include <linux/sched/signal.h>

#include "pgtable.h"
#include "user_access.h"

static void page_grab(struct page *page, unsigned int flags)
{
	if (flags & FOLL_PIN)
		atomic_inc(&page->_pincount);
}

/*
 * The page that is mapped at @addr with the rights wanted, with a reference; NULL
 * otherwise. The entry is looked at again once the reference is there: then it was
 * the page's own that kept it alive in between.
 */
struct page *gup_mapped_page(struct mm_struct *mm, unsigned long addr, unsigned int flags)
{
	pte_t pte = pt_lookup(mm, addr);
	struct page *page;

	if (!pte_present(pte) || pte_special(pte))
		return NULL;
	if ((flags & FOLL_WRITE) && !pte_write(pte))
		return NULL;
	page = pfn_to_page(pte_pfn(pte));
	if (!try_get_page(page))
		return NULL;
	if (pte_val(pt_lookup(mm, addr)) != pte_val(pte)) {
		put_page(page);
		return NULL;
	}
	page_grab(page, flags);
	return page;
}

static int check_vma_flags(struct vm_area_struct *vma, unsigned int flags)
{
	vm_flags_t wanted = flags & FOLL_WRITE ? VM_WRITE : VM_READ;

	if (!vma || (vma->vm_flags & (VM_IO | VM_PFNMAP)))
		return -EFAULT;
	if (!(vma->vm_flags & wanted) && !(flags & FOLL_FORCE))
		return -EFAULT;
	return 0;
}

static int fault_errno(vm_fault_t fault)
{
	if (fault & VM_FAULT_OOM)
		return -ENOMEM;
	return fault & VM_FAULT_ERROR ? -EFAULT : 0;
}

/* One page, faulted in if it must be. -EINTR on a fatal signal. */
static int get_one(struct mm_struct *mm, unsigned long addr, unsigned int flags,
		   struct page **page)
{
	unsigned int fault_flags = flags & FOLL_WRITE ? FAULT_FLAG_WRITE : 0;
	struct vm_area_struct *vma = vma_lookup(mm, addr);
	int ret = check_vma_flags(vma, flags);

	while (!ret && !(*page = gup_mapped_page(mm, addr, flags))) {
		if (fatal_signal_pending(current))
			return -EINTR;
		if (flags & FOLL_NOFAULT)
			return -EFAULT;
		ret = fault_errno(handle_mm_fault(vma, addr, fault_flags | FAULT_FLAG_REMOTE,
						  NULL));
	}
	return ret;
}

static long get_pages(struct mm_struct *mm, unsigned long start, unsigned long nr_pages,
		      unsigned int flags, struct page **pages)
{
	unsigned long done;
	struct page *page;
	int ret = 0;

	mmap_assert_locked(mm);
	for (done = 0; done < nr_pages; done++) {
		ret = get_one(mm, start + done * PAGE_SIZE, flags, &page);
		if (ret)
			break;
		if (pages)
			pages[done] = page;
		else
			put_page(page);
	}
	return done ? done : ret;
}

long pin_user_pages_remote(struct mm_struct *mm, unsigned long start, unsigned long nr_pages,
			   unsigned int gup_flags, struct page **pages, int *locked)
{
	return get_pages(mm, start & PAGE_MASK, nr_pages, gup_flags | FOLL_PIN, pages);
}

long pin_user_pages(unsigned long start, unsigned long nr_pages, unsigned int gup_flags,
		    struct page **pages)
{
	return pin_user_pages_remote(current->mm, start, nr_pages, gup_flags, pages, NULL);
}

long get_user_pages_remote(struct mm_struct *mm, unsigned long start, unsigned long nr_pages,
			   unsigned int gup_flags, struct page **pages, int *locked)
{
	return get_pages(mm, start & PAGE_MASK, nr_pages, gup_flags | FOLL_GET, pages);
}

long get_user_pages_unlocked(unsigned long start, unsigned long nr_pages, struct page **pages,
			     unsigned int gup_flags)
{
	struct mm_struct *mm = current->mm;
	long ret;

	if (mmap_read_lock_killable(mm))
		return -EAGAIN;
	ret = get_pages(mm, start & PAGE_MASK, nr_pages, gup_flags, pages);
	mmap_read_unlock(mm);
	return ret;
}

/* What is mapped already, without any lock. */
static int get_fast(unsigned long start, int nr_pages, unsigned int flags, struct page **pages)
{
	int done;

	for (done = 0; done < nr_pages; done++) {
		pages[done] = gup_mapped_page(current->mm, start + done * PAGE_SIZE, flags);
		if (!pages[done])
			break;
	}
	return done;
}

static int get_fast_or_fault(unsigned long start, int nr_pages, unsigned int flags,
			     struct page **pages)
{
	int done;
	long ret;

	might_lock_read(&current->mm->mmap_lock);
	start &= PAGE_MASK;
	done = get_fast(start, nr_pages, flags, pages);
	if (done == nr_pages)
		return done;
	ret = get_user_pages_unlocked(start + done * PAGE_SIZE, nr_pages - done, pages + done,
				      flags);
	if (ret < 0)
		return done ? done : ret;
	return done + ret;
}

int get_user_pages_fast(unsigned long start, int nr_pages, unsigned int gup_flags,
			struct page **pages)
{
	return get_fast_or_fault(start, nr_pages, gup_flags | FOLL_GET, pages);
}

int get_user_pages_fast_only(unsigned long start, int nr_pages, unsigned int gup_flags,
			     struct page **pages)
{
	return get_fast(start & PAGE_MASK, nr_pages, gup_flags | FOLL_GET, pages);
}

int pin_user_pages_fast(unsigned long start, int nr_pages, unsigned int gup_flags,
			struct page **pages)
{
	return get_fast_or_fault(start, nr_pages, gup_flags | FOLL_PIN, pages);
}

void unpin_user_page(struct page *page)
{
	WARN_ONCE(atomic_dec_return(&page->_pincount) < 0,
		  "BUG: unpin of pfn %lx, which is not pinned\n", page_to_pfn(page));
	put_page(page);
}

void unpin_user_pages(struct page **pages, unsigned long npages)
{
	unsigned long i;

	for (i = 0; i < npages; i++)
		unpin_user_page(pages[i]);
}

void unpin_user_pages_dirty_lock(struct page **pages, unsigned long npages, bool make_dirty)
{
	unsigned long i;

	for (i = 0; make_dirty && i < npages; i++)
		set_page_dirty_lock(pages[i]);
	unpin_user_pages(pages, npages);
}

void unpin_user_page_range_dirty_lock(struct page *page, unsigned long npages, bool make_dirty)
{
	unsigned long pfn = page_to_pfn(page), i;

	for (i = 0; i < npages; i++) {
		page = pfn_to_page(pfn + i);
		unpin_user_pages_dirty_lock(&page, 1, make_dirty);
	}
}
