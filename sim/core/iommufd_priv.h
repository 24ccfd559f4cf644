/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * iommufd_priv.h - what the parts of iommufd share
 *
 * Order: ioas->mutex, igroup->lock -> ioas->domains_rwsem -> ioas->iova_rwsem -> mmap_lock.
 *	  access->ioas_lock is above domains_rwsem too.
 */
#ifndef CORE_IOMMUFD_PRIV_H
#define CORE_IOMMUFD_PRIV_H

#include <linux/iommu.h>
#include <linux/iommufd.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/refcount.h>
#include <linux/rwsem.h>
#include <linux/wait.h>
#include <linux/xarray.h>
#include <uapi/linux/iommufd.h>

#include "kernel/variant.h"

struct iommufd_ctx {
	struct file *file;		/* borrowed; its count is the context's */
	struct xarray objects;		/* by id; a reserved entry while one is being made */
	struct xarray groups;		/* of iommufd_group, by the group's number */
	wait_queue_head_t destroy_wait;	/* shortterm_users became zero */
	struct iommufd_ioas *vfio_ioas;	/* objects' lock: borrowed */
	bool account_mm;
};

enum iommufd_object_type {
	IOMMUFD_OBJ_ANY,
	IOMMUFD_OBJ_DEVICE,
	IOMMUFD_OBJ_HWPT_PAGING,
	IOMMUFD_OBJ_IOAS,
	IOMMUFD_OBJ_ACCESS,
	IOMMUFD_OBJ_FAULT,
};

/*
 * users: 1 for the id, one for each object or driver that uses it; only at 1 can it be
 * destroyed. shortterm_users: ioctls that have it in hand; destruction waits for them.
 */
struct iommufd_object {
	refcount_t shortterm_users;
	refcount_t users;
	enum iommufd_object_type type;
	unsigned int id;
};

struct iommufd_ucmd {
	struct iommufd_ctx *ictx;
	void __user *ubuffer;
	u32 user_size;
	void *cmd;
};

/* iommufd_object.c */
struct iommufd_object *_iommufd_object_alloc(struct iommufd_ctx *ictx, size_t size,
					     enum iommufd_object_type type);
#define iommufd_object_alloc(ictx, ptr, type)						\
	container_of(_iommufd_object_alloc(ictx, sizeof(*(ptr)) +			\
			BUILD_BUG_ON_ZERO(offsetof(typeof(*(ptr)), obj) != 0), type),	\
		     typeof(*(ptr)), obj)
void iommufd_object_finalize(struct iommufd_ctx *ictx, struct iommufd_object *obj);
void iommufd_object_abort_and_destroy(struct iommufd_ctx *ictx, struct iommufd_object *obj);
struct iommufd_object *iommufd_get_object(struct iommufd_ctx *ictx, u32 id,
					  enum iommufd_object_type type);
void iommufd_put_object(struct iommufd_ctx *ictx, struct iommufd_object *obj);
bool iommufd_lock_obj(struct iommufd_object *obj);
/* By id, for user space; -EBUSY while used. */
int iommufd_object_remove(struct iommufd_ctx *ictx, u32 id);
/* By whoever holds one reference besides the id's: gives both up. */
void iommufd_object_destroy_user(struct iommufd_ctx *ictx, struct iommufd_object *obj);
void iommufd_objects_destroy(struct iommufd_ctx *ictx);

/* iommufd_main.c */
int iommufd_ucmd_respond(struct iommufd_ucmd *ucmd, size_t cmd_len);

/* iommufd_ioas.c: an address space; iopt_area.c: what is mapped in it */
struct iommufd_ioas {
	struct iommufd_object obj;
	struct mutex mutex;
	struct list_head hwpt_list;		/* mutex and domains_rwsem to change, one to read */
	struct rw_semaphore domains_rwsem;
	struct rw_semaphore iova_rwsem;
	/* iova_rwsem: */
	struct rb_root area_root;
	struct list_head reserved;		/* of iopt_reserved */
	struct xarray access_list;		/* own lock */
};

/* The user's pages behind an area. Pinned while a domain or an access uses them. */
struct iopt_pages {
	struct kref kref;
	struct mm_struct *source_mm;		/* counted (mmgrab) */
	unsigned long uptr;
	unsigned long npages;
	bool writable;
	struct mutex mutex;
	/* mutex: */
	unsigned int pin_users;
	struct page **pages;			/* while pin_users */
};

struct iopt_area {
	struct rb_node node;
	unsigned long iova;
	unsigned long length;
	struct iopt_pages *pages;		/* counted; NULL while being unmapped */
	unsigned long page_offset;		/* into pages */
	int iommu_prot;
	unsigned int num_accesses;
	bool prevent_access;
};

struct iopt_reserved {
	struct list_head list;
	unsigned long start, last;
	void *owner;				/* the device that needs it */
};

struct iommufd_hwpt {
	struct iommufd_object obj;
	struct iommufd_ioas *ioas;		/* counted */
	struct iommu_domain *domain;		/* owned */
	struct list_head hwpt_item;		/* in ioas->hwpt_list */
	bool auto_domain;			/* made by an attach, goes with the last device */
};

static inline struct iommufd_ioas *iommufd_get_ioas(struct iommufd_ctx *ictx, u32 id)
{
	return container_of(iommufd_get_object(ictx, id, IOMMUFD_OBJ_IOAS), struct iommufd_ioas,
			    obj);
}

struct iommufd_ioas *iommufd_ioas_alloc(struct iommufd_ctx *ictx);
void iommufd_ioas_destroy(struct iommufd_object *obj);
int iommufd_ioas_alloc_ioctl(struct iommufd_ucmd *ucmd);
int iommufd_ioas_iova_ranges(struct iommufd_ucmd *ucmd);
int iommufd_ioas_map(struct iommufd_ucmd *ucmd);
int iommufd_ioas_copy(struct iommufd_ucmd *ucmd);
int iommufd_ioas_unmap(struct iommufd_ucmd *ucmd);

/* iopt_area.c */
int iopt_map_user_pages(struct iommufd_ioas *ioas, unsigned long *iova, unsigned long uptr,
			unsigned long length, int prot, bool fixed);
int iopt_copy(struct iommufd_ioas *dst, unsigned long *dst_iova, struct iommufd_ioas *src,
	      unsigned long src_iova, unsigned long length, int prot, bool fixed);
int iopt_unmap_range(struct iommufd_ioas *ioas, unsigned long start, unsigned long last,
		     unsigned long *unmapped);
int iopt_table_add_domain(struct iommufd_ioas *ioas, struct iommufd_hwpt *hwpt);
void iopt_table_remove_domain(struct iommufd_ioas *ioas, struct iommufd_hwpt *hwpt);
int iopt_reserve_dev(struct iommufd_ioas *ioas, struct device *dev);
void iopt_remove_reserved(struct iommufd_ioas *ioas, void *owner);
struct iopt_area *iopt_area_first(struct iommufd_ioas *ioas, unsigned long start,
				  unsigned long last);
int iopt_next_hole(struct iommufd_ioas *ioas, unsigned long from, unsigned long *start,
		   unsigned long *last);

/* iopt_pages.c */
struct iopt_pages *iopt_pages_alloc(unsigned long uptr, unsigned long length, bool writable);
void iopt_pages_put(struct iopt_pages *pages);
int iopt_pages_pin(struct iopt_pages *pages);
void iopt_pages_unpin(struct iopt_pages *pages);

/* iommufd_device.c */
void iommufd_device_destroy(struct iommufd_object *obj);

/* iommufd_hwpt.c */
struct iommufd_hwpt *iommufd_hwpt_alloc_for(struct iommufd_ctx *ictx, struct iommufd_ioas *ioas,
					    struct device *dev);
void iommufd_hwpt_destroy(struct iommufd_object *obj);
void iommufd_hwpt_put(struct iommufd_ctx *ictx, struct iommufd_hwpt *hwpt);
int iommufd_hwpt_alloc(struct iommufd_ucmd *ucmd);
struct device *iommufd_device_of(struct iommufd_object *obj);

/* iommufd_access.c */
void iommufd_access_destroy_object(struct iommufd_object *obj);
void iommufd_access_notify_unmap(struct iommufd_ioas *ioas, unsigned long iova,
				 unsigned long length);

/* iommufd_fault.c */
size_t iommufd_fault_file_offset(void);
void iommufd_fault_destroy(struct iommufd_object *obj);
int iommufd_fault_alloc(struct iommufd_ucmd *ucmd);

#endif
