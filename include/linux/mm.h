/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/page.c, vma.c, mmap.c, pgtable.c, fault.c, gup.c, locked_vm.c, ... */
#ifndef _LINUX_MM_H
#define _LINUX_MM_H

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/mmap_lock.h>
#include <linux/pfn.h>
#include <linux/pgtable.h>
#include <linux/sched.h>
#include <linux/slab.h>

struct file;
struct inode;

#define VM_NONE		0x00000000UL
#define VM_READ		0x00000001UL
#define VM_WRITE	0x00000002UL
#define VM_EXEC		0x00000004UL
#define VM_SHARED	0x00000008UL
#define VM_MAYREAD	0x00000010UL
#define VM_MAYWRITE	0x00000020UL
#define VM_MAYEXEC	0x00000040UL
#define VM_MAYSHARE	0x00000080UL
#define VM_PFNMAP	0x00000400UL	/* frames without struct page */
#define VM_LOCKED	0x00002000UL
#define VM_IO		0x00004000UL
#define VM_DONTCOPY	0x00020000UL
#define VM_DONTEXPAND	0x00040000UL
#define VM_ACCOUNT	0x00100000UL
#define VM_NORESERVE	0x00200000UL
#define VM_DONTDUMP	0x04000000UL
#define VM_MIXEDMAP	0x10000000UL
#ifndef VM_ALLOW_ANY_UNCACHED
#define VM_ALLOW_ANY_UNCACHED	(1UL << 39)
#endif

/* Where user mappings of this machine live: no host address is in it. */
#define TASK_MMAP_BASE	0x100000000000UL
#define TASK_MMAP_END	0x200000000000UL
#define TASK_SIZE	0x7ffffffff000UL
#define TASK_SIZE_MAX	TASK_SIZE

#define vma_pages(vma)	(((vma)->vm_end - (vma)->vm_start) >> PAGE_SHIFT)

/* A fault that is being handled; @vma's mmap_lock is held for reading. */
struct vm_fault {
	const struct {
		struct vm_area_struct	*vma;
		gfp_t			gfp_mask;
		pgoff_t			pgoff;		/* in the file, in pages */
		unsigned long		address;	/* start of the page */
		unsigned long		real_address;
	};
	enum fault_flag		flags;
	struct page		*page;		/* ->fault: with a reference, unless NOPAGE */
	pmd_t			*pmd;
	pte_t			*pte;
	spinlock_t		*ptl;
};

/* Called with mmap_lock held: for writing, but ->fault, ->huge_fault and ->access for reading. */
struct vm_operations_struct {
	void (*open)(struct vm_area_struct *vma);	/* one more vma: fork, split, mremap */
	void (*close)(struct vm_area_struct *vma);
	int (*may_split)(struct vm_area_struct *vma, unsigned long addr);
	int (*mremap)(struct vm_area_struct *vma);
	int (*mprotect)(struct vm_area_struct *vma, unsigned long start, unsigned long end,
			unsigned long newflags);
	vm_fault_t (*fault)(struct vm_fault *vmf);
	vm_fault_t (*huge_fault)(struct vm_fault *vmf, unsigned int order);
	vm_fault_t (*page_mkwrite)(struct vm_fault *vmf);
	vm_fault_t (*pfn_mkwrite)(struct vm_fault *vmf);
	int (*access)(struct vm_area_struct *vma, unsigned long addr, void *buf, int len,
		      int write);
	const char *(*name)(struct vm_area_struct *vma);
};

static inline void vm_flags_set(struct vm_area_struct *vma, vm_flags_t flags)
{
	mmap_assert_write_locked(vma->vm_mm);
	vma->vm_flags |= flags;
}

static inline void vm_flags_clear(struct vm_area_struct *vma, vm_flags_t flags)
{
	mmap_assert_write_locked(vma->vm_mm);
	vma->vm_flags &= ~flags;
}

static inline void vm_flags_init(struct vm_area_struct *vma, vm_flags_t flags)
{
	vma->vm_flags = flags;
}

/* Pages. */
struct page *pfn_to_page(unsigned long pfn);	/* pfn_valid(): NULL otherwise */
bool pfn_valid(unsigned long pfn);
struct page *virt_to_page(const void *addr);	/* of a page's data; NULL: another address */

#define page_to_pfn(page)	((page)->pfn)
#define page_to_phys(page)	PFN_PHYS(page_to_pfn(page))
#define phys_to_page(phys)	pfn_to_page(PHYS_PFN(phys))
#define page_address(page)	((page)->data)
#define page_count(page)	atomic_read(&(page)->_refcount)
#define compound_head(page)	(page)
phys_addr_t virt_to_phys(const volatile void *addr);
void *phys_to_virt(phys_addr_t phys);

void get_page(struct page *page);
bool try_get_page(struct page *page);
void put_page(struct page *page);

#define PageReserved(page)	test_bit(PG_reserved, &(page)->flags)
#define PageCompound(page)	(0)
#define PageTail(page)		(0)
#define SetPageReserved(page)	set_bit(PG_reserved, &(page)->flags)
#define ClearPageReserved(page)	clear_bit(PG_reserved, &(page)->flags)
#define PageDirty(page)		test_bit(PG_dirty, &(page)->flags)
#define SetPageDirty(page)	set_bit(PG_dirty, &(page)->flags)

static inline int set_page_dirty_lock(struct page *page)
{
	return !test_and_set_bit(PG_dirty, &page->flags);
}

/* No page is shared as the zero page: a read fault allocates. */
static inline bool is_zero_pfn(unsigned long pfn)
{
	return false;
}

struct page *alloc_pages(gfp_t gfp, unsigned int order);
#define alloc_page(gfp)		alloc_pages(gfp, 0)
#define alloc_pages_node(nid, gfp, order)	alloc_pages(gfp, order)
void __free_pages(struct page *page, unsigned int order);
#define __free_page(page)	__free_pages(page, 0)
unsigned long __get_free_pages(gfp_t gfp, unsigned int order);
#define __get_free_page(gfp)	__get_free_pages(gfp, 0)
unsigned long get_zeroed_page(gfp_t gfp);
void free_pages(unsigned long addr, unsigned int order);
#define free_page(addr)		free_pages(addr, 0)

static inline int get_order(unsigned long size)
{
	int order = 0;

	for (size = (size - 1) >> PAGE_SHIFT; size; size >>= 1)
		order++;
	return order;
}

/* Mappings: mmap_lock is held. */
struct vm_area_struct *find_vma(struct mm_struct *mm, unsigned long addr); /* ends behind it */
struct vm_area_struct *vma_lookup(struct mm_struct *mm, unsigned long addr); /* holds it */
struct vm_area_struct *find_vma_intersection(struct mm_struct *mm, unsigned long start,
					     unsigned long end);
struct vm_area_struct *vma_first(struct mm_struct *mm);
struct vm_area_struct *vma_next_one(struct vm_area_struct *vma);

pgprot_t vm_get_page_prot(unsigned long vm_flags);

/* Map and unmap in the caller's mm. Take mmap_lock for writing; negative errno as address. */
unsigned long vm_mmap(struct file *file, unsigned long addr, unsigned long len,
		      unsigned long prot, unsigned long flag, unsigned long offset);
int vm_munmap(unsigned long start, size_t len);
unsigned long do_mremap(unsigned long addr, unsigned long old_len, unsigned long new_len,
			unsigned long flags, unsigned long new_addr);
int do_mprotect(unsigned long start, size_t len, unsigned long prot);

/*
 * Make the pages of @mapping's range [@holebegin, +@holelen) fault again in all
 * mappings of it; @holelen 0: to the end. Takes i_mmap_rwsem and page table locks only.
 */
void unmap_mapping_range(struct address_space *mapping, loff_t const holebegin,
			 loff_t const holelen, int even_cows);
/* No file's contents leave the page tables of @mm in between. With mmap_lock for writing. */
void mm_take_all_locks(struct mm_struct *mm);
void mm_drop_all_locks(struct mm_struct *mm);
void zap_vma_ptes(struct vm_area_struct *vma, unsigned long address, unsigned long size);

/* Map frames: from ->mmap (remap) or ->fault (insert; VM_FAULT_NOPAGE when done). */
int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn,
		    unsigned long size, pgprot_t prot);
int io_remap_pfn_range(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn,
		       unsigned long size, pgprot_t prot);
vm_fault_t vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn);
vm_fault_t vmf_insert_pfn_prot(struct vm_area_struct *vma, unsigned long addr,
			       unsigned long pfn, pgprot_t pgprot);
int vm_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);
vm_fault_t vmf_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page);

/* Handle a fault; mmap_lock is held for reading, and still is afterwards. */
vm_fault_t handle_mm_fault(struct vm_area_struct *vma, unsigned long address,
			   unsigned int flags, void *regs);

/*
 * Fault @address in as the user would, without signals. mmap_lock is held for
 * reading; *@unlocked tells that it was dropped and taken again.
 */
int fixup_user_fault(struct mm_struct *mm, unsigned long address, unsigned int fault_flags,
		     bool *unlocked);

/*
 * Take references (get) or pins on the pages behind user addresses. mmap_lock is
 * held for reading; if @locked is given it may be dropped, and *@locked is then 0.
 * Returns how many, or an errno if none. Frames without struct page: -EFAULT.
 */
long pin_user_pages_remote(struct mm_struct *mm, unsigned long start, unsigned long nr_pages,
			   unsigned int gup_flags, struct page **pages, int *locked);
long pin_user_pages(unsigned long start, unsigned long nr_pages, unsigned int gup_flags,
		    struct page **pages);
long get_user_pages_remote(struct mm_struct *mm, unsigned long start, unsigned long nr_pages,
			   unsigned int gup_flags, struct page **pages, int *locked);
/* These take mmap_lock themselves. */
long get_user_pages_unlocked(unsigned long start, unsigned long nr_pages, struct page **pages,
			     unsigned int gup_flags);
int get_user_pages_fast(unsigned long start, int nr_pages, unsigned int gup_flags,
			struct page **pages);
int get_user_pages_fast_only(unsigned long start, int nr_pages, unsigned int gup_flags,
			     struct page **pages);
int pin_user_pages_fast(unsigned long start, int nr_pages, unsigned int gup_flags,
			struct page **pages);
void unpin_user_page(struct page *page);
void unpin_user_pages(struct page **pages, unsigned long npages);
void unpin_user_pages_dirty_lock(struct page **pages, unsigned long npages, bool make_dirty);
void unpin_user_page_range_dirty_lock(struct page *page, unsigned long npages, bool make_dirty);

/*
 * Look at the entry that maps @address in a VM_IO or VM_PFNMAP vma, without faulting.
 * On 0 the page table lock is held, until pte_unmap_unlock() or follow_pfnmap_end().
 */
int follow_pte(struct vm_area_struct *vma, unsigned long address, pte_t **ptepp,
	       spinlock_t **ptlp);
#define pte_unmap_unlock(pte, ptl)	spin_unlock(ptl)

struct follow_pfnmap_args {
	struct vm_area_struct	*vma;		/* in */
	unsigned long		address;	/* in */
	spinlock_t		*lock;
	pte_t			*ptep;
	unsigned long		pfn;		/* out */
	unsigned long		addr_mask;	/* out: bits inside the mapping's leaf */
	pgprot_t		pgprot;		/* out */
	bool			writable;	/* out */
	bool			special;	/* out */
};
int follow_pfnmap_start(struct follow_pfnmap_args *args);
void follow_pfnmap_end(struct follow_pfnmap_args *args);

/* Account @pages to @mm against RLIMIT_MEMLOCK; -ENOMEM beyond it. The first takes mmap_lock. */
int account_locked_vm(struct mm_struct *mm, unsigned long pages, bool inc);
int __account_locked_vm(struct mm_struct *mm, unsigned long pages, bool inc,
			struct task_struct *task, bool bypass_rlim);
bool can_do_mlock(void);

/* Read or write another process' memory; bytes done. */
int access_process_vm(struct task_struct *task, unsigned long addr, void *buf, int len,
		      unsigned int gup_flags);

void *kvmalloc_node(size_t size, gfp_t flags, int node);

#define untagged_addr(addr)		(addr)
#define untagged_addr_remote(mm, addr)	(addr)
#define offset_in_folio(folio, p)	offset_in_page(p)

#include <linux/huge_mm.h>

#endif
