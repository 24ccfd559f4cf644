/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/idr.c and sim/kernel/ida.c */
#ifndef _KSIM_LINUX_IDR_H
#define _KSIM_LINUX_IDR_H

#include <linux/gfp.h>
#include <linux/xarray.h>

/*
 * IDR: small integers for pointers, which may be NULL. Lookups need rcu_read_lock() at most;
 * whatever changes an IDR is serialised by its user, with idr_lock() or a lock of his own.
 */
struct idr {
	struct xarray	idr_rt;		/* ids less idr_base */
	unsigned int	idr_base;	/* fixed at init */
	unsigned int	idr_next;	/* user's lock */
};

#define IDR_INIT_BASE(name, base) {						\
	.idr_rt = XARRAY_INIT((name).idr_rt, XA_FLAGS_ALLOC),			\
	.idr_base = (base),							\
	.idr_next = 0,								\
}
#define IDR_INIT(name)		IDR_INIT_BASE(name, 0)
#define DEFINE_IDR(name)	struct idr name = IDR_INIT(name)

static inline unsigned int idr_get_cursor(const struct idr *idr)
{
	return READ_ONCE(idr->idr_next);
}

static inline void idr_set_cursor(struct idr *idr, unsigned int val)
{
	WRITE_ONCE(idr->idr_next, val);
}

#define idr_lock(idr)		xa_lock(&(idr)->idr_rt)
#define idr_unlock(idr)		xa_unlock(&(idr)->idr_rt)
#define idr_lock_bh(idr)	xa_lock_bh(&(idr)->idr_rt)
#define idr_unlock_bh(idr)	xa_unlock_bh(&(idr)->idr_rt)
#define idr_lock_irq(idr)	xa_lock_irq(&(idr)->idr_rt)
#define idr_unlock_irq(idr)	xa_unlock_irq(&(idr)->idr_rt)
#define idr_lock_irqsave(idr, flags)		xa_lock_irqsave(&(idr)->idr_rt, flags)
#define idr_unlock_irqrestore(idr, flags)	xa_unlock_irqrestore(&(idr)->idr_rt, flags)

/*
 * Around an idr_alloc() with GFP_NOWAIT under a lock; preemption is off in between. Linux sets
 * memory aside here; left out, so that what must be handled anyway (-ENOMEM) can happen.
 */
void idr_preload(gfp_t gfp_mask);
void idr_preload_end(void);

/*
 * The lowest free id from @start on and below @end; no upper end if that is 0 or less. The cyclic
 * form goes on from the last id given out, and around. -ENOSPC, -ENOMEM.
 */
int idr_alloc(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);
int idr_alloc_cyclic(struct idr *idr, void *ptr, int start, int end, gfp_t gfp);

/* From *@id up to @max, which is included; the result is in *@id, before @ptr can be found. */
int __must_check idr_alloc_u32(struct idr *idr, void *ptr, u32 *id, unsigned long max, gfp_t gfp);

/* The pointer that was there; the id is free. */
void *idr_remove(struct idr *idr, unsigned long id);
void *idr_find(const struct idr *idr, unsigned long id);

/* The old pointer; -ENOENT for an id that is not in use. */
void *idr_replace(struct idr *idr, void *ptr, unsigned long id);

/* Stops at the first call that does not return 0. */
int idr_for_each(const struct idr *idr, int (*fn)(int id, void *p, void *data), void *data);

/* The first pointer that is not NULL at an id of *@nextid or above, which then is its id. */
void *idr_get_next(struct idr *idr, int *nextid);
void *idr_get_next_ul(struct idr *idr, unsigned long *nextid);
void idr_destroy(struct idr *idr);

static inline void idr_init_base(struct idr *idr, int base)
{
	xa_init_flags(&idr->idr_rt, XA_FLAGS_ALLOC);
	idr->idr_base = base;
	idr->idr_next = 0;
}

static inline void idr_init(struct idr *idr)
{
	idr_init_base(idr, 0);
}

static inline bool idr_is_empty(const struct idr *idr)
{
	return xa_empty(&idr->idr_rt);
}

#define idr_for_each_entry(idr, entry, id)					\
	for (id = 0; ((entry) = idr_get_next(idr, &(id))) != NULL; id += 1U)
#define idr_for_each_entry_ul(idr, entry, tmp, id)				\
	for (tmp = 0, id = 0;							\
	     ((entry) = tmp <= id ? idr_get_next_ul(idr, &(id)) : NULL) != NULL;	\
	     tmp = id, ++id)
#define idr_for_each_entry_continue(idr, entry, id)				\
	for ((entry) = idr_get_next((idr), &(id)); entry;			\
	     ++id, (entry) = idr_get_next((idr), &(id)))
#define idr_for_each_entry_continue_ul(idr, entry, tmp, id)			\
	for (tmp = id;								\
	     ((entry) = tmp <= id ? idr_get_next_ul(idr, &(id)) : NULL) != NULL;	\
	     tmp = id, ++id)

/*
 * IDA: ids without pointers, a bit each in chunks of 128 bytes. It has a lock of its own, and may
 * be called from anywhere; ida_alloc*() with a gfp that waits only where one may.
 */
#define IDA_CHUNK_SIZE		128
#define IDA_BITMAP_LONGS	(IDA_CHUNK_SIZE / sizeof(long))
#define IDA_BITMAP_BITS		(IDA_BITMAP_LONGS * sizeof(long) * 8)

struct ida_bitmap {
	unsigned long bitmap[IDA_BITMAP_LONGS];
};

struct ida {
	struct xarray xa;	/* of struct ida_bitmap, marked free unless they are full */
};

#define IDA_INIT_FLAGS	(XA_FLAGS_LOCK_IRQ | XA_FLAGS_ALLOC)
#define IDA_INIT(name)	{ .xa = XARRAY_INIT((name).xa, IDA_INIT_FLAGS) }
#define DEFINE_IDA(name)	struct ida name = IDA_INIT(name)

/* The lowest free id from @min to @max, both included. -ENOSPC, -ENOMEM. */
int ida_alloc_range(struct ida *ida, unsigned int min, unsigned int max, gfp_t gfp);

/* Warns about an id that is not allocated. */
void ida_free(struct ida *ida, unsigned int id);

/* Frees all ids. */
void ida_destroy(struct ida *ida);

static inline int ida_alloc(struct ida *ida, gfp_t gfp)
{
	return ida_alloc_range(ida, 0, ~0, gfp);
}

static inline int ida_alloc_min(struct ida *ida, unsigned int min, gfp_t gfp)
{
	return ida_alloc_range(ida, min, ~0, gfp);
}

static inline int ida_alloc_max(struct ida *ida, unsigned int max, gfp_t gfp)
{
	return ida_alloc_range(ida, 0, max, gfp);
}

static inline void ida_init(struct ida *ida)
{
	xa_init_flags(&ida->xa, IDA_INIT_FLAGS);
}

/* The names that drivers before 6.13 may still use; @end is not included, and 0 is none. */
#define ida_simple_get(ida, start, end, gfp)	ida_alloc_range(ida, start, (end) - 1, gfp)
#define ida_simple_remove(ida, id)		ida_free(ida, id)

static inline bool ida_is_empty(const struct ida *ida)
{
	return xa_empty(&ida->xa);
}

#endif
