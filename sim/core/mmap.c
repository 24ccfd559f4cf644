// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mmap.c - making, moving, changing and undoing mappings
 *
 * All under mmap_lock for writing. A mapping's ->mmap and ->close run under it, and
 * so does the fput() of its file, whose release is deferred as ever.
 *
 * Linux also hides the pages of anonymous memory that becomes PROT_NONE; left out:
 * what is mapped stays readable, and only mappings of files are refused.
 */
#include "mmap.h"

#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mman.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "pgtable.h"

#define MAP_COUNT_MAX	65530

static vm_flags_t prot_flags(unsigned long prot)
{
	return (prot & PROT_READ ? VM_READ : 0) | (prot & PROT_WRITE ? VM_WRITE : 0) |
	       (prot & PROT_EXEC ? VM_EXEC : 0);
}

/* What may be mapped of @file, as flags; or a negative errno. */
static long file_flags(struct file *file, unsigned long flags, vm_flags_t vm_flags)
{
	if (!(file->f_mode & FMODE_READ))
		return -EACCES;
	switch (flags & MAP_TYPE) {
	case MAP_SHARED:
	case MAP_SHARED_VALIDATE:
		if ((vm_flags & VM_WRITE) && !(file->f_mode & FMODE_WRITE))
			return -EACCES;
		vm_flags |= VM_SHARED | VM_MAYSHARE;
		if (!(file->f_mode & FMODE_WRITE))
			vm_flags &= ~(VM_MAYWRITE | VM_SHARED);
		break;
	case MAP_PRIVATE:
		break;
	default:
		return -EINVAL;
	}
	return file->f_op->mmap ? vm_flags : -ENODEV;
}

static long map_flags(struct file *file, unsigned long prot, unsigned long flags)
{
	vm_flags_t vm_flags = prot_flags(prot) | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC;

	if (file)
		return file_flags(file, flags, vm_flags);
	switch (flags & MAP_TYPE) {
	case MAP_SHARED:
		return vm_flags | VM_SHARED | VM_MAYSHARE;
	case MAP_PRIVATE:
		return vm_flags;
	default:
		return -EINVAL;
	}
}

/* The address to use, cleared of what was there if it is MAP_FIXED. */
static unsigned long choose_address(struct mm_struct *mm, unsigned long addr, unsigned long len,
				    unsigned long flags)
{
	unsigned long align = len >= PMD_SIZE ? PMD_SIZE : PAGE_SIZE;
	int ret;

	if (!(flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)))
		return mm_find_room(mm, len, align);
	if (!PAGE_ALIGNED(addr))
		return -EINVAL;
	if (addr < TASK_MMAP_BASE || len > TASK_MMAP_END - addr)
		return -ENOMEM;
	if (!find_vma_intersection(mm, addr, addr + len))
		return addr;
	if (flags & MAP_FIXED_NOREPLACE)
		return -EEXIST;
	ret = do_munmap(mm, addr, len);
	return ret ? ret : addr;
}

static unsigned long map_region(struct mm_struct *mm, struct file *file, unsigned long addr,
				unsigned long len, vm_flags_t vm_flags, unsigned long pgoff)
{
	struct vm_area_struct *vma = vma_alloc(mm, addr, addr + len, vm_flags);
	int ret;

	if (!vma)
		return -ENOMEM;
	if (file) {
		vma->vm_pgoff = pgoff;
		vma->vm_file = get_file(file);
		ret = file->f_op->mmap(file, vma);
		if (ret) {	/* ->close is for mappings that came to be */
			pt_zap(mm, addr, addr + len);
			fput(vma->vm_file);
			kfree(vma);
			return ret;
		}
	}
	vma_link(vma);
	return addr;
}

static unsigned long do_mmap(struct file *file, unsigned long addr, unsigned long len,
			     unsigned long prot, unsigned long flags, unsigned long pgoff)
{
	struct mm_struct *mm = current->mm;
	long vm_flags;

	mmap_assert_write_locked(mm);
	len = PAGE_ALIGN(len);
	if (!len || len > TASK_MMAP_END - TASK_MMAP_BASE)
		return -ENOMEM;
	if (pgoff + (len >> PAGE_SHIFT) < pgoff)
		return -EOVERFLOW;
	if (mm->map_count > MAP_COUNT_MAX)
		return -ENOMEM;
	vm_flags = map_flags(file, prot, flags);
	if (vm_flags < 0)
		return vm_flags;
	addr = choose_address(mm, addr, len, flags);
	if (IS_ERR_VALUE(addr))
		return addr;
	return map_region(mm, file, addr, len, vm_flags, pgoff);
}

unsigned long vm_mmap(struct file *file, unsigned long addr, unsigned long len,
		      unsigned long prot, unsigned long flag, unsigned long offset)
{
	struct mm_struct *mm = current->mm;

	if (!len || !PAGE_ALIGNED(offset))
		return -EINVAL;
	if (mmap_write_lock_killable(mm))
		return -EINTR;
	addr = do_mmap(file, addr, len, prot, flag, offset >> PAGE_SHIFT);
	mmap_write_unlock(mm);
	return addr;
}

/* Have a vma begin or end at @addr, if it lies inside one. */
static int split_at(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = vma_lookup(mm, addr);

	return vma && vma->vm_start != addr ? vma_split(vma, addr) : 0;
}

int do_munmap(struct mm_struct *mm, unsigned long start, size_t len)
{
	struct vm_area_struct *vma;
	unsigned long end;
	int ret;

	mmap_assert_write_locked(mm);
	if (!PAGE_ALIGNED(start) || start > TASK_SIZE || len > TASK_SIZE - start)
		return -EINVAL;
	end = start + PAGE_ALIGN(len);
	if (end == start)
		return -EINVAL;
	ret = split_at(mm, start);
	if (!ret)
		ret = split_at(mm, end);
	if (ret)
		return ret;
	while ((vma = find_vma_intersection(mm, start, end))) {
		vma_unlink(vma);
		vma_zap(vma, vma->vm_start, vma->vm_end);
		vma_release(vma);
	}
	return 0;
}

int vm_munmap(unsigned long start, size_t len)
{
	struct mm_struct *mm = current->mm;
	int ret;

	if (mmap_write_lock_killable(mm))
		return -EINTR;
	ret = do_munmap(mm, start, len);
	mmap_write_unlock(mm);
	return ret;
}

void exit_mmap(struct mm_struct *mm)
{
	struct vm_area_struct *vma;

	mmap_write_lock(mm);
	while ((vma = vma_first(mm))) {
		vma_unlink(vma);
		pt_zap(mm, vma->vm_start, vma->vm_end);
		vma_release(vma);
	}
	mmap_write_unlock(mm);
}

static int mprotect_one(struct vm_area_struct *vma, unsigned long start, unsigned long end,
			vm_flags_t rights)
{
	vm_flags_t flags = (vma->vm_flags & ~(VM_READ | VM_WRITE | VM_EXEC)) | rights;
	int ret = 0;

	if (rights & ~(vma->vm_flags >> 4) & (VM_READ | VM_WRITE | VM_EXEC))
		return -EACCES;
	if (vma->vm_ops && vma->vm_ops->mprotect)
		ret = vma->vm_ops->mprotect(vma, start, end, flags);
	if (ret)
		return ret;
	vma->vm_flags = flags;
	vma->vm_page_prot = __pgprot(pgprot_val(vm_get_page_prot(flags)) |
				     (pgprot_val(vma->vm_page_prot) & _PAGE_PCD));
	if (rights & VM_READ)
		pt_write_protect(vma->vm_mm, start, end);
	else if (vma->vm_file)
		vma_zap(vma, start, end);	/* the next access faults, and is refused */
	return 0;
}

static int mprotect_range(struct mm_struct *mm, unsigned long start, unsigned long end,
			  vm_flags_t rights)
{
	struct vm_area_struct *vma;
	int ret = split_at(mm, start);

	if (!ret)
		ret = split_at(mm, end);
	for (; !ret && start < end; start = vma->vm_end) {
		vma = vma_lookup(mm, start);
		if (!vma)
			return -ENOMEM;
		ret = mprotect_one(vma, vma->vm_start, vma->vm_end, rights);
	}
	return ret;
}

int do_mprotect(unsigned long start, size_t len, unsigned long prot)
{
	struct mm_struct *mm = current->mm;
	unsigned long end = start + PAGE_ALIGN(len);
	int ret;

	if (!PAGE_ALIGNED(start) || (prot & ~(PROT_READ | PROT_WRITE | PROT_EXEC)))
		return -EINVAL;
	if (end <= start)
		return end == start ? 0 : -ENOMEM;
	if (mmap_write_lock_killable(mm))
		return -EINTR;
	ret = mprotect_range(mm, start, end, prot_flags(prot));
	mmap_write_unlock(mm);
	return ret;
}
