// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vma.c - struct vm_area_struct: one range of an address space
 *
 *  A1  mm->mm_rb holds the vmas by address; no two overlap.
 *  A2  A vma of a file is on the list of the address_space that the file had when
 *      it was mapped, so that unmap_mapping_range() finds it.
 *
 * Locking: mmap_lock for writing covers the tree and the fields; i_mmap_rwsem the
 * list. Order: mmap_lock, i_mmap_rwsem, page_table_lock.
 */
#include "mmap.h"

#include <linux/align.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/minmax.h>
#include <linux/mmu_notifier.h>
#include <linux/slab.h>

#include "pgtable.h"

struct vm_area_struct *vma_alloc(struct mm_struct *mm, unsigned long start, unsigned long end,
				 vm_flags_t flags)
{
	struct vm_area_struct *vma = kzalloc(sizeof(*vma), GFP_KERNEL);

	if (!vma)
		return NULL;
	vma->vm_mm = mm;
	vma->vm_start = start;
	vma->vm_end = end;
	vma->vm_flags = flags;
	vma->vm_page_prot = vm_get_page_prot(flags);
	vma->vm_pgoff = start >> PAGE_SHIFT;
	INIT_LIST_HEAD(&vma->shared_entry);
	return vma;
}

struct vm_area_struct *vma_dup(struct vm_area_struct *vma, struct mm_struct *mm,
			       unsigned long start, unsigned long end)
{
	struct vm_area_struct *copy = kmalloc(sizeof(*copy), GFP_KERNEL);

	if (!copy)
		return NULL;
	/* Other mappings come and go next to this one; the copy gets links of its own below. */
	data_race(*copy = *vma);
	copy->vm_mm = mm;
	copy->vm_start = start;
	copy->vm_end = end;
	copy->vm_mapping = NULL;
	INIT_LIST_HEAD(&copy->shared_entry);
	if (copy->vm_file)
		get_file(copy->vm_file);
	return copy;
}

pgprot_t vm_get_page_prot(unsigned long vm_flags)
{
	unsigned long prot = vm_flags & (VM_READ | VM_WRITE | VM_EXEC) ? _PAGE_PRESENT : 0;

	/* A private page becomes writable by being copied, when it is first written. */
	if ((vm_flags & (VM_WRITE | VM_SHARED)) == (VM_WRITE | VM_SHARED))
		prot |= _PAGE_RW;
	return __pgprot(prot);
}

static void rb_insert(struct mm_struct *mm, struct vm_area_struct *vma)
{
	struct rb_node **link = &mm->mm_rb.rb_node, *parent = NULL;

	while (*link) {
		parent = *link;
		if (vma->vm_start < rb_entry(parent, struct vm_area_struct, vm_rb)->vm_start)
			link = &parent->rb_left;
		else
			link = &parent->rb_right;
	}
	rb_link_node(&vma->vm_rb, parent, link);
	rb_insert_color(&vma->vm_rb, &mm->mm_rb);
}

/*
 * Whoever revokes a file's pages walks its VMAs under the mapping's lock, and no mm's: between the
 * two nobody sees one grown, shrunk or gone.
 */
static struct address_space *vma_prepare(struct vm_area_struct *vma)
{
	struct address_space *mapping = vma->vm_file ? vma->vm_file->f_mapping : NULL;

	mmap_assert_write_locked(vma->vm_mm);
	if (mapping)
		i_mmap_lock_write(mapping);
	return mapping;
}

static void vma_complete(struct address_space *mapping)
{
	if (mapping)
		i_mmap_unlock_write(mapping);
}

static void link_prepared(struct vm_area_struct *vma, struct address_space *mapping)
{
	struct mm_struct *mm = vma->vm_mm;

	if (mapping) {
		vma->vm_mapping = mapping;
		list_add_tail(&vma->shared_entry, &mapping->i_mmap);
	}
	rb_insert(mm, vma);
	mm->map_count++;
	mm->total_vm += vma_pages(vma);
}

void vma_link(struct vm_area_struct *vma)
{
	struct address_space *mapping = vma_prepare(vma);

	link_prepared(vma, mapping);
	vma_complete(mapping);
}

void vma_unlink(struct vm_area_struct *vma)
{
	struct mm_struct *mm = vma->vm_mm;
	struct address_space *mapping = vma->vm_mapping;

	mmap_assert_write_locked(mm);
	rb_erase(&vma->vm_rb, &mm->mm_rb);
	mm->map_count--;
	mm->total_vm -= vma_pages(vma);
	if (!mapping)
		return;
	i_mmap_lock_write(mapping);
	list_del_init(&vma->shared_entry);
	vma->vm_mapping = NULL;
	i_mmap_unlock_write(mapping);
}

void vma_release(struct vm_area_struct *vma)
{
	if (vma->vm_ops && vma->vm_ops->close)
		vma->vm_ops->close(vma);
	if (vma->vm_file)
		fput(vma->vm_file);
	kfree(vma);
}

void vma_zap(struct vm_area_struct *vma, unsigned long start, unsigned long end)
{
	struct mmu_notifier_range range;

	mmu_notifier_range_init(&range, MMU_NOTIFY_UNMAP, 0, vma->vm_mm, start, end);
	mmu_notifier_invalidate_range_start(&range);
	pt_zap(vma->vm_mm, start, end);
	mmu_notifier_invalidate_range_end(&range);
}

void vma_expand(struct vm_area_struct *vma, unsigned long end)
{
	struct address_space *mapping = vma_prepare(vma);

	vma->vm_mm->total_vm += (end - vma->vm_end) >> PAGE_SHIFT;
	vma->vm_end = end;
	vma_complete(mapping);
}

int vma_split(struct vm_area_struct *vma, unsigned long addr)
{
	struct vm_area_struct *upper;
	struct address_space *mapping;
	int ret = 0;

	if (vma->vm_ops && vma->vm_ops->may_split)
		ret = vma->vm_ops->may_split(vma, addr);
	if (ret)
		return ret;
	upper = vma_dup(vma, vma->vm_mm, addr, vma->vm_end);
	if (!upper)
		return -ENOMEM;
	upper->vm_pgoff += (addr - vma->vm_start) >> PAGE_SHIFT;
	if (upper->vm_ops && upper->vm_ops->open)
		upper->vm_ops->open(upper);
	mapping = vma_prepare(vma);
	vma->vm_mm->total_vm -= (vma->vm_end - addr) >> PAGE_SHIFT;
	vma->vm_end = addr;
	link_prepared(upper, mapping);
	vma_complete(mapping);
	return 0;
}

struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr)
{
	struct rb_node *node = mm->mm_rb.rb_node;
	struct vm_area_struct *vma, *best = NULL;

	mmap_assert_locked(mm);
	while (node) {
		vma = rb_entry(node, struct vm_area_struct, vm_rb);
		if (vma->vm_end > addr) {
			best = vma;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return best;
}

struct vm_area_struct *vma_lookup(struct mm_struct *mm, unsigned long addr)
{
	struct vm_area_struct *vma = find_vma(mm, addr);

	return vma && vma->vm_start <= addr ? vma : NULL;
}

struct vm_area_struct *find_vma_intersection(struct mm_struct *mm, unsigned long start,
					     unsigned long end)
{
	struct vm_area_struct *vma = find_vma(mm, start);

	return vma && vma->vm_start < end ? vma : NULL;
}

struct vm_area_struct *vma_first(struct mm_struct *mm)
{
	struct rb_node *node = rb_first(&mm->mm_rb);

	return node ? rb_entry(node, struct vm_area_struct, vm_rb) : NULL;
}

struct vm_area_struct *vma_next_one(struct vm_area_struct *vma)
{
	struct rb_node *node = rb_next(&vma->vm_rb);

	return node ? rb_entry(node, struct vm_area_struct, vm_rb) : NULL;
}

unsigned long mm_find_room(struct mm_struct *mm, unsigned long len, unsigned long align)
{
	unsigned long start = ALIGN(mm->mmap_base, align);
	struct vm_area_struct *vma;

	for (vma = find_vma(mm, start); vma; vma = vma_next_one(vma)) {
		if (vma->vm_start >= start && vma->vm_start - start >= len)
			break;
		start = ALIGN(vma->vm_end, align);
	}
	return start + len <= TASK_MMAP_END ? start : (unsigned long)-ENOMEM;
}

void zap_vma_ptes(struct vm_area_struct *vma, unsigned long address, unsigned long size)
{
	if (address < vma->vm_start || address + size > vma->vm_end ||
	    !(vma->vm_flags & VM_PFNMAP))
		return;
	vma_zap(vma, address, address + size);
}

/* The part of @vma that shows pages [first, last] of the file. */
static void zap_file_pages(struct vm_area_struct *vma, pgoff_t first, pgoff_t last)
{
	pgoff_t vma_first_page = vma->vm_pgoff, vma_last_page = vma_first_page + vma_pages(vma) - 1;

	if (last < vma_first_page || first > vma_last_page)
		return;
	first = max(first, vma_first_page) - vma_first_page;
	last = min(last, vma_last_page) - vma_first_page;
	vma_zap(vma, vma->vm_start + (first << PAGE_SHIFT),
		vma->vm_start + ((last + 1) << PAGE_SHIFT));
}

void unmap_mapping_range(struct address_space *mapping, loff_t const holebegin,
			 loff_t const holelen, int even_cows)
{
	pgoff_t first = (pgoff_t)holebegin >> PAGE_SHIFT;
	pgoff_t pages = ((pgoff_t)holelen + PAGE_SIZE - 1) >> PAGE_SHIFT;
	pgoff_t last = pages ? first + pages - 1 : ULONG_MAX;
	struct vm_area_struct *vma;

	if (last < first)
		last = ULONG_MAX;
	i_mmap_lock_read(mapping);
	list_for_each_entry(vma, &mapping->i_mmap, shared_entry)
		zap_file_pages(vma, first, last);
	i_mmap_unlock_read(mapping);
}
