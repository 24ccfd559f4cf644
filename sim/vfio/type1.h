/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * type1.h - what the files of the type1 IOMMU driver share
 *
 * Invariants, under iommu->lock:
 *  T1  dma_list holds disjoint ranges; dma_avail counts down from the limit with each.
 *  T2  dma->iommu_mapped: all of the range is pinned and mapped in every domain.
 *      Without a domain nothing is, but what devices pinned: dma->pfn_list.
 *  T3  dma->locked_vm of dma->mm's locked_vm is ours, and is given back.
 *  T4  dma->bitmap is there exactly while dirty_page_tracking.
 *  T5  iova_list is what all domains can map, less what their groups reserve; empty when there
 *      is no domain.
 *
 * Order: container->group_lock -> device_list_lock -> iommu->lock -> mmap_lock -> what a fault
 * takes (vfio-pci's memory_lock). device_list_lock comes first since devices unpin under it, see
 * vfio_notify_dma_unmap().
 */
#ifndef VFIO_TYPE1_H
#define VFIO_TYPE1_H

#include <linux/iommu.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/types.h>

#include "vfio.h"

struct vfio_iommu {
	struct mutex		lock;
	/* lock: */
	struct list_head	domain_list;
	struct list_head	iova_list;
	struct rb_root		dma_list;
	struct list_head	emulated_iommu_groups;
	unsigned int		dma_avail;
	unsigned int		vaddr_invalid_count;
	u64			pgsize_bitmap;
	u64			num_non_pinned_groups;
	bool			dirty_page_tracking;
	/* lock and device_list_lock to change, either to read */
	struct list_head	device_list;
	struct mutex		device_list_lock;
	/* fixed at open */
	bool			v2;
	bool			nesting;
};

struct vfio_domain {
	struct iommu_domain	*domain;
	struct list_head	next;
	struct list_head	group_list;
	bool			enforce_cache_coherency;
};

struct vfio_iommu_group {
	struct iommu_group	*iommu_group;	/* borrowed: the vfio_group holds it */
	struct list_head	next;
	bool			pinned_page_dirty_scope; /* all it can dirty is pinned */
};

/* One mapping of the user: [iova, iova + size) is [vaddr, vaddr + size) of mm. */
struct vfio_dma {
	struct rb_node		node;
	dma_addr_t		iova;
	unsigned long		vaddr;
	size_t			size;		/* grows while it is being mapped */
	int			prot;
	bool			iommu_mapped;
	bool			lock_cap;	/* not held to RLIMIT_MEMLOCK */
	bool			vaddr_invalid;
	struct task_struct	*task;		/* counted; its rlimit counts */
	struct mm_struct	*mm;		/* grabbed */
	size_t			locked_vm;
	struct rb_root		pfn_list;	/* of struct vfio_pfn */
	unsigned long		*bitmap;
};

/* A page that devices pinned, by vfio_pin_pages(). */
struct vfio_pfn {
	struct rb_node		node;
	dma_addr_t		iova;
	unsigned long		pfn;
	unsigned int		ref_count;
};

struct vfio_iova {
	struct list_head	list;
	dma_addr_t		start;
	dma_addr_t		end;		/* inclusive */
};

/* Pages that one look at the page tables brought, of which not all are mapped yet. */
struct vfio_batch {
	struct page		**pages;
	unsigned long		mmio_pfn;	/* instead of pages: not RAM */
	struct page		*fallback_page;
	int			capacity;
	int			size;
	int			offset;
	bool			mmio;
};

#define DIRTY_BITMAP_BYTES(n)	(ALIGN(n, 64) / 8)
/* What bitmap_set() can count, 2^31 pages. */
#define DIRTY_BITMAP_PAGES_MAX	((u64)INT_MAX)
#define DIRTY_BITMAP_SIZE_MAX	DIRTY_BITMAP_BYTES(DIRTY_BITMAP_PAGES_MAX)

static inline unsigned long vfio_pgshift(struct vfio_iommu *iommu)
{
	return __ffs(iommu->pgsize_bitmap);
}

/* type1_tree.c */
struct vfio_dma *vfio_next_dma(struct vfio_iommu *iommu, struct vfio_dma *prev);
/* By IOVA; @dma may not go away on the way. */
#define vfio_for_each_dma(dma, iommu) \
	for (dma = vfio_next_dma(iommu, NULL); dma; dma = vfio_next_dma(iommu, dma))
struct vfio_dma *vfio_find_dma(struct vfio_iommu *iommu, dma_addr_t start, size_t size);
struct rb_node *vfio_find_dma_first_node(struct vfio_iommu *iommu, dma_addr_t start, u64 size);
void vfio_link_dma(struct vfio_iommu *iommu, struct vfio_dma *new);
void vfio_unlink_dma(struct vfio_iommu *iommu, struct vfio_dma *old);
struct vfio_pfn *vfio_find_vpfn(struct vfio_dma *dma, dma_addr_t iova);
int vfio_add_to_pfn_list(struct vfio_dma *dma, dma_addr_t iova, unsigned long pfn);
void vfio_remove_from_pfn_list(struct vfio_dma *dma, struct vfio_pfn *vpfn);

/* type1_pin.c */
bool is_invalid_reserved_pfn(unsigned long pfn);
int put_pfn(unsigned long pfn, int prot);
int mm_lock_acct(struct task_struct *task, struct mm_struct *mm, bool lock_cap, long npage);
int vfio_lock_acct(struct vfio_dma *dma, long npage, bool async);
void vfio_batch_init(struct vfio_batch *batch);
void vfio_batch_unpin(struct vfio_batch *batch, struct vfio_dma *dma);
void vfio_batch_fini(struct vfio_batch *batch);
int vaddr_get_pfns(struct mm_struct *mm, unsigned long vaddr, long npages, int prot,
		   unsigned long *pfn, struct page **pages);
long vfio_pin_pages_remote(struct vfio_dma *dma, unsigned long vaddr, long npage,
			   unsigned long *pfn_base, unsigned long limit,
			   struct vfio_batch *batch);
long vfio_unpin_pages_remote(struct vfio_dma *dma, dma_addr_t iova, unsigned long pfn,
			     long npage, bool do_accounting);

/* type1_map.c */
int vfio_dma_do_map(struct vfio_iommu *iommu, struct vfio_iommu_type1_dma_map *map);

/* type1_unmap_pages.c */
long vfio_unmap_unpin(struct vfio_iommu *iommu, struct vfio_dma *dma, bool do_accounting);

/* type1_unmap.c */
void vfio_remove_dma(struct vfio_iommu *iommu, struct vfio_dma *dma);
int vfio_dma_do_unmap(struct vfio_iommu *iommu, struct vfio_iommu_type1_dma_unmap *unmap,
		      struct vfio_bitmap *bitmap);

/* type1_replay.c */
size_t vfio_iommu_contiguous(struct iommu_domain *domain, dma_addr_t iova, dma_addr_t end,
			     phys_addr_t *phys);
int vfio_iommu_replay(struct vfio_iommu *iommu, struct vfio_domain *domain);

/* type1_emulated.c */
void vfio_notify_dma_unmap(struct vfio_iommu *iommu, struct vfio_dma *dma);
int vfio_iommu_type1_pin_pages(void *iommu_data, struct iommu_group *iommu_group,
			       dma_addr_t user_iova, int npage, int prot, struct page **pages);
void vfio_iommu_type1_unpin_pages(void *iommu_data, dma_addr_t user_iova, int npage);
void vfio_iommu_type1_register_device(void *iommu_data, struct vfio_device *vdev);
void vfio_iommu_type1_unregister_device(void *iommu_data, struct vfio_device *vdev);
int vfio_iommu_type1_dma_rw(void *iommu_data, dma_addr_t user_iova, void *data, size_t count,
			    bool write);

/* type1_iova.c */
bool vfio_iommu_iova_dma_valid(struct vfio_iommu *iommu, dma_addr_t start, dma_addr_t end);
int vfio_iommu_iova_get_copy(struct vfio_iommu *iommu, struct list_head *iova_copy);
void vfio_iommu_iova_insert_copy(struct vfio_iommu *iommu, struct list_head *iova_copy);
void vfio_iommu_iova_free(struct list_head *iova);
void vfio_iommu_resv_free(struct list_head *resv_regions);
int vfio_iommu_iova_narrow(struct vfio_iommu *iommu, struct iommu_domain *domain,
			   struct list_head *resv_regions, struct list_head *iova_copy);
void vfio_iommu_aper_expand(struct vfio_iommu *iommu, struct list_head *iova_copy);
int vfio_iommu_resv_refresh(struct vfio_iommu *iommu, struct list_head *iova_copy);

/* type1_domain.c */
struct vfio_iommu_group *vfio_group_on(struct list_head *groups, struct iommu_group *iommu_group);
struct vfio_domain *vfio_find_domain(struct vfio_iommu *iommu, struct iommu_group *iommu_group);
struct vfio_iommu_group *vfio_iommu_find_iommu_group(struct vfio_iommu *iommu,
						     struct iommu_group *iommu_group);
void vfio_update_page_sizes(struct vfio_iommu *iommu);
struct vfio_domain *vfio_domain_new(struct iommu_group *iommu_group, bool nesting);
void vfio_domain_free(struct vfio_domain *domain);
int vfio_group_settle(struct vfio_iommu *iommu, struct vfio_domain *domain,
		      struct vfio_iommu_group *group);

/* type1_group.c */
int vfio_iommu_type1_attach_group(void *iommu_data, struct iommu_group *iommu_group,
				  enum vfio_group_type type);
void vfio_iommu_type1_detach_group(void *iommu_data, struct iommu_group *iommu_group);
void vfio_iommu_unmap_unpin_all(struct vfio_iommu *iommu);

/* type1_dirty.c */
int vfio_dma_bitmap_alloc(struct vfio_dma *dma, size_t pgsize);
void vfio_dma_bitmap_free(struct vfio_dma *dma);
void vfio_iommu_populate_bitmap_full(struct vfio_iommu *iommu);
int update_user_bitmap(u64 __user *bitmap, struct vfio_iommu *iommu, struct vfio_dma *dma,
		       dma_addr_t base_iova, size_t pgsize);
int vfio_verify_user_bitmap(const struct vfio_bitmap *bitmap, u64 size);
int vfio_iommu_type1_dirty_pages(struct vfio_iommu *iommu, unsigned long arg);

/* type1_info.c */
int vfio_iommu_type1_get_info(struct vfio_iommu *iommu, unsigned long arg);

#endif
