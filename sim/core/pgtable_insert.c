// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pgtable_insert.c - mapping frames and pages on a driver's behalf
 *
 * From ->fault (mmap_lock held for reading) or ->mmap (for writing).
 */
#include "pgtable.h"

static bool in_vma(const struct vm_area_struct *vma, unsigned long addr, unsigned long size)
{
	return addr >= vma->vm_start && size <= vma->vm_end - addr && addr < vma->vm_end;
}

/* 0 also if the same frame is there already; -EBUSY: another. */
static int insert_pte(struct vm_area_struct *vma, unsigned long addr, pte_t pte)
{
	struct pt_entry entry;
	pte_t old;
	int ret = pt_make(vma->vm_mm, addr, &entry);

	if (ret)
		return ret;
	if (!entry.pte || !pt_set_if(vma->vm_mm, addr, &entry, __pte(0), pte)) {
		old = pt_lookup(vma->vm_mm, addr);
		return pte_present(old) && pte_pfn(old) == pte_pfn(pte) ? 0 : -EBUSY;
	}
	return 0;
}

static pte_t special_pte(unsigned long pfn, pgprot_t prot)
{
	return pfn_pte(pfn, __pgprot(pgprot_val(prot) | _PAGE_SPECIAL | _PAGE_PRESENT));
}

vm_fault_t vmf_insert_pfn_prot(struct vm_area_struct *vma, unsigned long addr,
			       unsigned long pfn, pgprot_t pgprot)
{
	BUG_ON(!(vma->vm_flags & (VM_PFNMAP | VM_MIXEDMAP)));
	mmap_assert_locked(vma->vm_mm);
	if (!in_vma(vma, addr & PAGE_MASK, PAGE_SIZE))
		return VM_FAULT_SIGBUS;
	switch (insert_pte(vma, addr & PAGE_MASK, special_pte(pfn, pgprot))) {
	case -ENOMEM:
		return VM_FAULT_OOM;
	default:
		return VM_FAULT_NOPAGE;	/* whatever is there now serves, or faults again */
	}
}

vm_fault_t vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn)
{
	return vmf_insert_pfn_prot(vma, addr, pfn, vma->vm_page_prot);
}

vm_fault_t vmf_insert_pfn_pmd(struct vm_fault *vmf, pfn_t pfn, bool write)
{
	struct vm_area_struct *vma = vmf->vma;
	unsigned long addr = vmf->address & PMD_MASK;
	struct pt_entry entry;

	BUG_ON(!(vma->vm_flags & (VM_PFNMAP | VM_MIXEDMAP)));
	if (!in_vma(vma, addr, PMD_SIZE))
		return VM_FAULT_SIGBUS;
	if (pt_make_pmd(vma->vm_mm, addr, &entry))
		return VM_FAULT_OOM;
	spin_lock(&vma->vm_mm->page_table_lock);
	if (pmd_none(*entry.pmd))
		WRITE_ONCE(entry.pmd->pmd,
			   pte_val(special_pte(pfn_t_to_pfn(pfn), vma->vm_page_prot)));
	spin_unlock(&vma->vm_mm->page_table_lock);
	return VM_FAULT_NOPAGE;
}

int vm_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page)
{
	int ret;

	if (!in_vma(vma, addr, PAGE_SIZE))
		return -EFAULT;
	get_page(page);
	ret = insert_pte(vma, addr, pfn_pte(page_to_pfn(page), vma->vm_page_prot));
	if (ret)
		put_page(page);
	return ret;
}

vm_fault_t vmf_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page)
{
	int ret = vm_insert_page(vma, addr, page);

	if (ret == -ENOMEM)
		return VM_FAULT_OOM;
	return ret && ret != -EBUSY ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;
}

int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn,
		    unsigned long size, pgprot_t prot)
{
	unsigned long end = addr + PAGE_ALIGN(size);
	int ret = 0;

	if (WARN_ON_ONCE(!PAGE_ALIGNED(addr)))
		return -EINVAL;
	if (!in_vma(vma, addr, PAGE_ALIGN(size)))
		return -EINVAL;
	vm_flags_set(vma, VM_IO | VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP);
	for (; addr < end && !ret; addr += PAGE_SIZE, pfn++)
		ret = insert_pte(vma, addr, special_pte(pfn, prot));
	return ret;
}

int io_remap_pfn_range(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn,
		       unsigned long size, pgprot_t prot)
{
	return remap_pfn_range(vma, addr, pfn, size, prot);
}

int follow_pte(struct vm_area_struct *vma, unsigned long address, pte_t **ptepp,
	       spinlock_t **ptlp)
{
	struct mm_struct *mm = vma->vm_mm;
	struct pt_entry entry;

	mmap_assert_locked(mm);
	if (!in_vma(vma, address, 1) || !(vma->vm_flags & (VM_IO | VM_PFNMAP)))
		return -EINVAL;
	spin_lock(&mm->page_table_lock);
	entry = pt_find(mm, address);
	if (!entry.pte || !pte_present(*entry.pte)) {
		spin_unlock(&mm->page_table_lock);
		return -EINVAL;
	}
	*ptepp = entry.pte;
	*ptlp = &mm->page_table_lock;
	return 0;
}

int follow_pfnmap_start(struct follow_pfnmap_args *args)
{
	struct vm_area_struct *vma = args->vma;
	struct mm_struct *mm = vma->vm_mm;
	pte_t pte;

	mmap_assert_locked(mm);
	if (!in_vma(vma, args->address, 1) || !(vma->vm_flags & (VM_IO | VM_PFNMAP)))
		return -EINVAL;
	spin_lock(&mm->page_table_lock);
	pte = pt_lookup(mm, args->address);
	if (!pte_present(pte)) {
		spin_unlock(&mm->page_table_lock);
		return -EINVAL;
	}
	args->lock = &mm->page_table_lock;
	args->ptep = pt_find(mm, args->address).pte;
	args->pfn = pte_pfn(pte);
	args->addr_mask = args->ptep ? PAGE_MASK : PMD_MASK;
	args->pgprot = __pgprot(pte_val(pte) & _PAGE_FLAGS);
	args->writable = pte_write(pte);
	args->special = pte_special(pte);
	return 0;
}

void follow_pfnmap_end(struct follow_pfnmap_args *args)
{
	spin_unlock(args->lock);
}
