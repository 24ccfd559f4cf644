/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * mmap.h - mappings of an mm, among the files that make and undo them
 */
#ifndef CORE_MMAP_H
#define CORE_MMAP_H

#include <linux/mm.h>

/* A vma with nothing behind it, not in any tree. NULL: no memory. */
struct vm_area_struct *vma_alloc(struct mm_struct *mm, unsigned long start, unsigned long end,
				 vm_flags_t flags);

/* A copy of @vma for another range or mm: one more reference on the file, ->open not called. */
struct vm_area_struct *vma_dup(struct vm_area_struct *vma, struct mm_struct *mm,
			       unsigned long start, unsigned long end);

/* Into and out of the tree and the file's list of mappings. mmap_lock is held for writing. */
void vma_link(struct vm_area_struct *vma);
void vma_unlink(struct vm_area_struct *vma);

/* ->close, the reference on the file, the struct. */
void vma_release(struct vm_area_struct *vma);

/* Take what is mapped out of the page tables, and tell the secondary MMUs. */
void vma_zap(struct vm_area_struct *vma, unsigned long start, unsigned long end);

/* Cut the vma at @addr, so that one ends and another begins there. -ENOMEM, or ->may_split's. */
int vma_split(struct vm_area_struct *vma, unsigned long addr);

/* Let it end at @end, up to which there is nothing. */
void vma_expand(struct vm_area_struct *vma, unsigned long end);

/* Room for @len bytes; -ENOMEM. */
unsigned long mm_find_room(struct mm_struct *mm, unsigned long len, unsigned long align);

/* munmap(): mmap_lock is held for writing. */
int do_munmap(struct mm_struct *mm, unsigned long start, size_t len);

/* All of it, at the end of the mm. */
void exit_mmap(struct mm_struct *mm);

/* For fork: a copy of @old, with one user. NULL: no memory. */
struct mm_struct *dup_mm(struct mm_struct *old);

#endif
