// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mremap.c - a mapping that grows, shrinks or moves
 */
#include "mmap.h"

#include <linux/file.h>
#include <linux/mman.h>

#include "pgtable.h"

/* A second vma for the same pages, which then go over to it; the first is unmapped. */
static unsigned long move_vma(struct vm_area_struct *vma, unsigned long addr,
			      unsigned long old_len, unsigned long new_len, unsigned long to)
{
	struct mm_struct *mm = vma->vm_mm;
	struct vm_area_struct *new = vma_dup(vma, mm, to, to + new_len);
	int ret;

	if (!new)
		return -ENOMEM;
	new->vm_pgoff = vma->vm_pgoff + ((addr - vma->vm_start) >> PAGE_SHIFT);
	if (new->vm_ops && new->vm_ops->open)
		new->vm_ops->open(new);
	vma_link(new);
	ret = pt_move(mm, addr, to, old_len);
	if (!ret && new->vm_ops && new->vm_ops->mremap)
		ret = new->vm_ops->mremap(new);
	if (ret) {	/* what has moved is lost with it, as on Linux when moving back fails */
		do_munmap(mm, to, new_len);
		return ret;
	}
	do_munmap(mm, addr, old_len);
	return to;
}

static bool can_grow_here(struct vm_area_struct *vma, unsigned long addr, unsigned long old_len,
			  unsigned long new_len)
{
	unsigned long end = addr + new_len;

	return addr + old_len == vma->vm_end && end <= TASK_MMAP_END &&
	       !find_vma_intersection(vma->vm_mm, vma->vm_end, end);
}

static unsigned long grow(struct vm_area_struct *vma, unsigned long addr, unsigned long old_len,
			  unsigned long new_len, unsigned long flags)
{
	struct mm_struct *mm = vma->vm_mm;
	unsigned long to;

	if (can_grow_here(vma, addr, old_len, new_len)) {
		vma_expand(vma, addr + new_len);
		return addr;
	}
	if (!(flags & MREMAP_MAYMOVE))
		return -ENOMEM;
	to = mm_find_room(mm, new_len, PAGE_SIZE);
	return IS_ERR_VALUE(to) ? to : move_vma(vma, addr, old_len, new_len, to);
}

/* MREMAP_FIXED: what is at the new place goes first. */
static unsigned long move_to(struct vm_area_struct *vma, unsigned long addr,
			     unsigned long old_len, unsigned long new_len, unsigned long to)
{
	int ret;

	if (!PAGE_ALIGNED(to) || to < TASK_MMAP_BASE || new_len > TASK_MMAP_END - to)
		return -EINVAL;
	if (addr < to + new_len && to < addr + old_len)
		return -EINVAL;
	ret = do_munmap(vma->vm_mm, to, new_len);
	if (!ret && new_len < old_len) {
		ret = do_munmap(vma->vm_mm, addr + new_len, old_len - new_len);
		old_len = new_len;
	}
	if (ret)
		return ret;
	return move_vma(vma_lookup(current->mm, addr), addr, old_len, new_len, to);
}

static unsigned long mremap_locked(unsigned long addr, unsigned long old_len,
				   unsigned long new_len, unsigned long flags, unsigned long to)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma = vma_lookup(mm, addr);
	int ret;

	mmap_assert_write_locked(mm);
	if (!vma || old_len > vma->vm_end - addr)
		return -EFAULT;
	if (new_len > old_len && (vma->vm_flags & (VM_DONTEXPAND | VM_PFNMAP)))
		return -EFAULT;
	if (flags & MREMAP_FIXED)
		return move_to(vma, addr, old_len, new_len, to);
	if (new_len > old_len)
		return grow(vma, addr, old_len, new_len, flags);
	if (new_len == old_len)
		return addr;
	ret = do_munmap(mm, addr + new_len, old_len - new_len);
	return ret ? ret : addr;
}

unsigned long do_mremap(unsigned long addr, unsigned long old_len, unsigned long new_len,
			unsigned long flags, unsigned long new_addr)
{
	struct mm_struct *mm = current->mm;
	unsigned long ret;

	if (flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED))
		return -EINVAL;
	if ((flags & MREMAP_FIXED) && !(flags & MREMAP_MAYMOVE))
		return -EINVAL;
	old_len = PAGE_ALIGN(old_len);
	new_len = PAGE_ALIGN(new_len);
	if (!PAGE_ALIGNED(addr) || !old_len || !new_len)
		return -EINVAL;
	if (mmap_write_lock_killable(mm))
		return -EINTR;
	ret = mremap_locked(addr, old_len, new_len, flags, new_addr);
	mmap_write_unlock(mm);
	return ret;
}
