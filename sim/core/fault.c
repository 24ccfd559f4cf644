// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fault.c - what happens when memory is touched that is not mapped, or not that way
 *
 * mmap_lock is held for reading throughout. Two faults on one page may race: each
 * makes what it thinks is needed and sets the entry only if it is still as it found
 * it; the loser drops its page and lets the access try again.
 */
#include <linux/mm.h>

#include <linux/file.h>
#include <linux/fs.h>
#include <linux/sched/signal.h>

#include "pgtable.h"
#include "user_copy.h"

static pte_t page_pte(struct vm_area_struct *vma, struct page *page, bool write)
{
	unsigned long prot = pgprot_val(vma->vm_page_prot) | _PAGE_PRESENT;

	return pfn_pte(page_to_pfn(page), __pgprot(prot | (write ? _PAGE_RW : 0)));
}

/* @page brings its reference, which is put if the entry has changed meanwhile. */
static vm_fault_t set_page(struct vm_fault *vmf, pte_t old, struct page *page, bool write)
{
	struct pt_entry entry;

	if (pt_make(vmf->vma->vm_mm, vmf->address, &entry)) {
		put_page(page);
		return VM_FAULT_OOM;
	}
	if (!pt_set_if(vmf->vma->vm_mm, vmf->address, &entry, old,
		       page_pte(vmf->vma, page, write)))
		put_page(page);
	return 0;
}

static vm_fault_t anonymous_fault(struct vm_fault *vmf)
{
	struct page *page = alloc_page(GFP_HIGHUSER | __GFP_ZERO);

	if (!page)
		return VM_FAULT_OOM;
	return set_page(vmf, __pte(0), page, vmf->vma->vm_flags & VM_WRITE);
}

/* A private mapping gets its own copy when it is written. The caller counts @from. */
static vm_fault_t copy_fault(struct vm_fault *vmf, pte_t old, struct page *from)
{
	struct page *page = alloc_page(GFP_HIGHUSER);

	if (!page)
		return VM_FAULT_OOM;
	user_move(page_address(page), page_address(from), PAGE_SIZE);
	return set_page(vmf, old, page, true);
}

/* A whole PMD at once, if the driver can; VM_FAULT_FALLBACK if not. */
static vm_fault_t huge_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	unsigned long start = vmf->address & PMD_MASK;

	if (!vma->vm_ops->huge_fault || start < vma->vm_start || start + PMD_SIZE > vma->vm_end)
		return VM_FAULT_FALLBACK;
	if (pt_find(vma->vm_mm, vmf->address).pte)
		return VM_FAULT_FALLBACK;
	return vma->vm_ops->huge_fault(vmf, PMD_ORDER);
}

static vm_fault_t file_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	bool write = vmf->flags & FAULT_FLAG_WRITE;
	vm_fault_t ret = huge_fault(vmf);

	if (!(ret & VM_FAULT_FALLBACK))
		return ret;
	if (!vma->vm_ops->fault)
		return VM_FAULT_SIGBUS;
	ret = vma->vm_ops->fault(vmf);
	if (ret & (VM_FAULT_ERROR | VM_FAULT_NOPAGE | VM_FAULT_RETRY))
		return ret;
	if (write && !(vma->vm_flags & VM_SHARED)) {
		ret = copy_fault(vmf, __pte(0), vmf->page);
		put_page(vmf->page);
		return ret;
	}
	return set_page(vmf, __pte(0), vmf->page, write && (vma->vm_flags & VM_SHARED));
}

/* Written for the first time since fork: by the last who has it, or by one of several. */
static vm_fault_t private_write_fault(struct vm_fault *vmf, pte_t pte, struct pt_entry *entry)
{
	struct page *page = pfn_to_page(pte_pfn(pte));
	vm_fault_t ret = 0;

	if (!try_get_page(page))
		return 0;	/* gone meanwhile: the access tries again */
	if (page_count(page) > 2)
		ret = copy_fault(vmf, pte, page);
	else
		pt_set_if(vmf->vma->vm_mm, vmf->address, entry, pte,
			  __pte(pte_val(pte) | _PAGE_RW));
	put_page(page);
	return ret;
}

/* The page is there, but read-only. */
static vm_fault_t write_fault(struct vm_fault *vmf, pte_t pte)
{
	struct vm_area_struct *vma = vmf->vma;
	struct pt_entry entry = pt_find(vma->vm_mm, vmf->address);
	vm_fault_t ret = 0;

	if (!entry.pte) {	/* a leaf above: let the driver map it again, with today's rights */
		pt_zap(vma->vm_mm, vmf->address, vmf->address + PAGE_SIZE);
		return 0;
	}
	if (!(vma->vm_flags & VM_SHARED)) {
		if (pte_special(pte))
			return VM_FAULT_SIGBUS;	/* device memory is not copied */
		return private_write_fault(vmf, pte, &entry);
	}
	if (pte_special(pte) && vma->vm_ops && vma->vm_ops->pfn_mkwrite)
		ret = vma->vm_ops->pfn_mkwrite(vmf);
	if (ret & (VM_FAULT_ERROR | VM_FAULT_NOPAGE))
		return ret;
	pt_set_if(vma->vm_mm, vmf->address, &entry, pte, __pte(pte_val(pte) | _PAGE_RW));
	return 0;
}

vm_fault_t handle_mm_fault(struct vm_area_struct *vma, unsigned long address,
			   unsigned int flags, void *regs)
{
	struct vm_fault vmf = {
		.vma = vma,
		.gfp_mask = GFP_KERNEL,
		.pgoff = vma->vm_pgoff + ((address - vma->vm_start) >> PAGE_SHIFT),
		.address = address & PAGE_MASK,
		.real_address = address,
		.flags = flags,
	};
	pte_t pte = pt_lookup(vma->vm_mm, address);

	mmap_assert_locked(vma->vm_mm);
	if (!pte_present(pte))
		return vma->vm_ops ? file_fault(&vmf) : anonymous_fault(&vmf);
	if ((flags & FAULT_FLAG_WRITE) && !pte_write(pte))
		return write_fault(&vmf, pte);
	return 0;
}

int fixup_user_fault(struct mm_struct *mm, unsigned long address, unsigned int fault_flags,
		     bool *unlocked)
{
	vm_flags_t wanted = fault_flags & FAULT_FLAG_WRITE ? VM_WRITE : VM_READ;
	struct vm_area_struct *vma;
	vm_fault_t ret;

	mmap_assert_locked(mm);
	if (unlocked)
		fault_flags |= FAULT_FLAG_ALLOW_RETRY | FAULT_FLAG_KILLABLE;
	for (;;) {
		vma = vma_lookup(mm, address);
		if (!vma || !(vma->vm_flags & wanted))
			return -EFAULT;
		if ((fault_flags & FAULT_FLAG_KILLABLE) && fatal_signal_pending(current))
			return -EINTR;
		ret = handle_mm_fault(vma, address, fault_flags, NULL);
		if (!(ret & VM_FAULT_RETRY))
			break;
		mmap_read_lock(mm);	/* the handler has dropped it */
		*unlocked = true;
		fault_flags |= FAULT_FLAG_TRIED;
	}
	if (ret & VM_FAULT_OOM)
		return -ENOMEM;
	return ret & VM_FAULT_ERROR ? -EFAULT : 0;
}
