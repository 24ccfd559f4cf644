/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/mm.c, vma.c and page.c */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/pgtable.h>
#include <linux/rbtree.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct address_space;
struct file;
struct mmu_notifier_subscriptions;
struct task_struct;
struct vm_area_struct;
struct vm_operations_struct;

typedef unsigned int vm_fault_t;
typedef unsigned long vm_flags_t;

/*
 * One frame of RAM. Its contents live while somebody holds a reference: a page
 * table, a pin, the kernel code that allocated it; the struct as long as the machine.
 * A frame is not used twice. Nothing is swapped or cached.
 */
struct page {
	atomic_t	_refcount;
	atomic_t	_pincount;	/* how many of them are pins */
	unsigned long	flags;		/* PG_*, atomic bits */
	unsigned long	pfn;		/* fixed at init */
	void		*data;		/* PAGE_SIZE bytes, while there is a reference */
	unsigned int	order;		/* of the block that it heads */
	unsigned long	private;
};

enum pageflags {
	PG_locked,
	PG_dirty,
	PG_reserved,
	PG_referenced,
};

/*
 * One mapping of a range. Fields are changed under mmap_lock for writing.
 * Linux also locks single vmas for faults; left out: each fault takes mmap_lock
 * for reading, as Linux does when it falls back.
 */
struct vm_area_struct {
	unsigned long			vm_start;
	unsigned long			vm_end;		/* first byte behind */
	struct mm_struct		*vm_mm;		/* borrowed; fixed at init */
	pgprot_t			vm_page_prot;
	vm_flags_t			vm_flags;
	const struct vm_operations_struct *vm_ops;
	unsigned long			vm_pgoff;	/* offset in vm_file, in pages */
	struct file			*vm_file;	/* counted; NULL: anonymous */
	void				*vm_private_data;
	struct rb_node			vm_rb;		/* mmap_lock */
	struct list_head		shared_entry;	/* i_mmap_rwsem: on ->i_mmap */
	struct address_space		*vm_mapping;	/* whose ->i_mmap; NULL: on none */
};

/* Top-level entries of the page tables: 512 GiB each from TASK_MMAP_BASE on. */
#define MM_PGD_ENTRIES	32

/* An address space. */
struct mm_struct {
	atomic_t		mm_users;	/* tasks and mmget(): the mappings live */
	atomic_t		mm_count;	/* this struct; all users together hold one */
	struct rw_semaphore	mmap_lock;
	struct rb_root		mm_rb;		/* mmap_lock: vmas by address */
	int			map_count;	/* mmap_lock */
	unsigned long		mmap_base;	/* mmap_lock: where to look for room */
	unsigned long		total_vm;	/* mmap_lock: pages */
	unsigned long		locked_vm;	/* mmap_lock: pages */
	atomic64_t		pinned_vm;
	spinlock_t		page_table_lock;
	unsigned long		*pgd[MM_PGD_ENTRIES]; /* page_table_lock: to set; never cleared */
	spinlock_t		notifier_lock;
	struct mmu_notifier_subscriptions *notifier_subscriptions; /* mmap_lock: to set */
	struct task_struct	*owner;		/* borrowed */
	bool			host_client;	/* fixed: user pointers may be the host's */
	unsigned int		magic;		/* for the check at rest */
};

enum vm_fault_reason {
	VM_FAULT_OOM		= 0x000001,
	VM_FAULT_SIGBUS		= 0x000002,
	VM_FAULT_MAJOR		= 0x000004,
	VM_FAULT_HWPOISON	= 0x000010,
	VM_FAULT_HWPOISON_LARGE	= 0x000020,
	VM_FAULT_SIGSEGV	= 0x000040,
	VM_FAULT_NOPAGE		= 0x000100,
	VM_FAULT_LOCKED		= 0x000200,
	VM_FAULT_RETRY		= 0x000400,
	VM_FAULT_FALLBACK	= 0x000800,
	VM_FAULT_DONE_COW	= 0x001000,
	VM_FAULT_COMPLETED	= 0x004000,
};

#define VM_FAULT_ERROR	(VM_FAULT_OOM | VM_FAULT_SIGBUS | VM_FAULT_SIGSEGV | \
			 VM_FAULT_HWPOISON | VM_FAULT_HWPOISON_LARGE | VM_FAULT_FALLBACK)

enum fault_flag {
	FAULT_FLAG_WRITE		= 1 << 0,
	FAULT_FLAG_MKWRITE		= 1 << 1,
	FAULT_FLAG_ALLOW_RETRY		= 1 << 2,
	FAULT_FLAG_RETRY_NOWAIT		= 1 << 3,
	FAULT_FLAG_KILLABLE		= 1 << 4,
	FAULT_FLAG_TRIED		= 1 << 5,
	FAULT_FLAG_USER			= 1 << 6,
	FAULT_FLAG_REMOTE		= 1 << 7,
	FAULT_FLAG_INTERRUPTIBLE	= 1 << 9,
};

enum {
	FOLL_WRITE		= 1 << 0,
	FOLL_GET		= 1 << 1,
	FOLL_FORCE		= 1 << 3,
	FOLL_NOWAIT		= 1 << 4,
	FOLL_NOFAULT		= 1 << 5,
	FOLL_HWPOISON		= 1 << 6,
	FOLL_LONGTERM		= 1 << 8,
	FOLL_INTERRUPTIBLE	= 1 << 11,
	FOLL_PIN		= 1 << 19,	/* set by pin_user_pages*() alone */
};

#endif
