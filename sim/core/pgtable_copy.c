// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pgtable_copy.c - entries that go from one place of the tables to another: mremap, fork
 */
#include "pgtable.h"

#include "user_copy.h"

/* Large leaves are taken apart by faulting again: device memory comes back by itself. */
static void move_one(struct mm_struct *mm, unsigned long from, struct pt_entry *to)
{
	struct pt_entry old;

	spin_lock(&mm->page_table_lock);
	old = pt_find(mm, from);
	if (old.pte && to->pte) {
		WRITE_ONCE(to->pte->pte, old.pte->pte);
		WRITE_ONCE(old.pte->pte, 0);
	}
	spin_unlock(&mm->page_table_lock);
}

int pt_move(struct mm_struct *mm, unsigned long from, unsigned long to, unsigned long len)
{
	unsigned long offset;
	struct pt_entry entry;
	int ret;

	for (offset = 0; offset < len; offset += PAGE_SIZE) {
		if (pte_none(pt_lookup(mm, from + offset)))
			continue;
		ret = pt_make(mm, to + offset, &entry);
		if (ret)
			return ret;
		move_one(mm, from + offset, &entry);
	}
	pt_zap(mm, from, from + len);
	return 0;
}

/* A page that a device may write to must stay the parent's own: the child gets a copy. */
static int copy_pinned(struct mm_struct *to, unsigned long addr, struct pt_entry *entry,
		       pte_t pte)
{
	struct page *page = pfn_to_page(pte_pfn(pte)), *copy = alloc_page(GFP_KERNEL);

	if (!copy)
		return -ENOMEM;
	user_move(page_address(copy), page_address(page), PAGE_SIZE);
	pt_set_if(to, addr, entry, __pte(0),
		  __pte((pte_val(pte) & _PAGE_FLAGS) | page_to_phys(copy)));
	return 0;
}

static int copy_one(struct mm_struct *to, struct mm_struct *from, struct vm_area_struct *vma,
		    unsigned long addr, pte_t pte)
{
	bool private = !(vma->vm_flags & VM_SHARED);
	struct pt_entry entry, source = pt_find(from, addr);
	int ret = pt_make(to, addr, &entry);

	if (ret)
		return ret;
	if (pte_special(pte)) {
		if (source.pte)
			pt_set_if(to, addr, &entry, __pte(0), pte);
		return 0;
	}
	if (private && atomic_read(&pfn_to_page(pte_pfn(pte))->_pincount))
		return copy_pinned(to, addr, &entry, pte);
	if (private) {
		pt_set_if(from, addr, &source, pte, __pte(pte_val(pte) & ~_PAGE_RW));
		pte = __pte(pte_val(pte) & ~_PAGE_RW);
	}
	get_page(pfn_to_page(pte_pfn(pte)));
	pt_set_if(to, addr, &entry, __pte(0), pte);
	return 0;
}

int pt_copy(struct mm_struct *to, struct mm_struct *from, struct vm_area_struct *vma)
{
	unsigned long addr;
	pte_t pte;
	int ret = 0;

	mmap_assert_write_locked(from);
	for (addr = vma->vm_start; addr < vma->vm_end && !ret; addr += PAGE_SIZE) {
		pte = pt_lookup(from, addr);
		if (pte_present(pte))
			ret = copy_one(to, from, vma, addr, pte);
	}
	return ret;
}
