/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/xarray.c and sim/kernel/xarray_tree.c */
#ifndef _KSIM_LINUX_XARRAY_H
#define _KSIM_LINUX_XARRAY_H

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/*
 * An array of pointers, or of numbers of one bit less, indexed by unsigned long. Readers need
 * nothing but rcu_read_lock(), which they are given; writers hold xa_lock, which each function
 * takes by itself unless it begins with __. Those with a gfp may drop the lock to allocate.
 *
 * Linux also has the advanced interface (xas_*) and entries that span several indices
 * (xa_store_range()); left out, since nothing here needs them. It keeps an entry at index 0
 * without a node; here every entry needs one, so a store at 0 can fail too.
 *
 * Entries: pointers have their low two bits clear; bit 0 marks a value; 10 in the low bits an
 * internal entry, of which callers see errors and, never, the reserved entry XA_ZERO_ENTRY.
 */
#define BITS_PER_XA_VALUE	(BITS_PER_LONG - 1)

static inline void *xa_mk_value(unsigned long v)
{
	WARN_ON((long)v < 0);
	return (void *)((v << 1) | 1);
}

static inline unsigned long xa_to_value(const void *entry)
{
	return (unsigned long)entry >> 1;
}

static inline bool xa_is_value(const void *entry)
{
	return (unsigned long)entry & 1;
}

/* A pointer with one of the tags 0, 1 and 3 in its low bits. */
static inline void *xa_tag_pointer(void *p, unsigned long tag)
{
	return (void *)((unsigned long)p | tag);
}

static inline void *xa_untag_pointer(void *entry)
{
	return (void *)((unsigned long)entry & ~3UL);
}

static inline unsigned int xa_pointer_tag(void *entry)
{
	return (unsigned long)entry & 3UL;
}

static inline void *xa_mk_internal(unsigned long v)
{
	return (void *)((v << 2) | 2);
}

static inline unsigned long xa_to_internal(const void *entry)
{
	return (unsigned long)entry >> 2;
}

static inline bool xa_is_internal(const void *entry)
{
	return ((unsigned long)entry & 3) == 2;
}

#define XA_ZERO_ENTRY	xa_mk_internal(257)

static inline bool xa_is_zero(const void *entry)
{
	return unlikely(entry == XA_ZERO_ENTRY);
}

static inline bool xa_is_err(const void *entry)
{
	return unlikely(xa_is_internal(entry) && entry >= xa_mk_internal(-MAX_ERRNO));
}

/* The errno in what a storing function returned, or 0. */
static inline int xa_err(void *entry)
{
	return xa_is_err(entry) ? (int)((long)entry >> 2) : 0;
}

/* Not a thing that a caller may store. */
static inline bool xa_is_advanced(const void *entry)
{
	return xa_is_internal(entry) && entry <= xa_mk_internal(256);
}

struct xa_limit {
	u32 max;
	u32 min;
};

#define XA_LIMIT(_min, _max)	((struct xa_limit){ .min = _min, .max = _max })
#define xa_limit_32b		XA_LIMIT(0, UINT_MAX)
#define xa_limit_31b		XA_LIMIT(0, INT_MAX)
#define xa_limit_16b		XA_LIMIT(0, USHRT_MAX)

typedef unsigned int xa_mark_t;
#define XA_MARK_0	((xa_mark_t)0U)
#define XA_MARK_1	((xa_mark_t)1U)
#define XA_MARK_2	((xa_mark_t)2U)
#define XA_PRESENT	((xa_mark_t)8U)
#define XA_MARK_MAX	XA_MARK_2
#define XA_FREE_MARK	XA_MARK_0

enum xa_lock_type {
	XA_LOCK_IRQ = 1,
	XA_LOCK_BH = 2,
};

/* How xa_lock is taken; whether free indices are tracked, so that xa_alloc() finds one. */
#define XA_FLAGS_LOCK_IRQ	((gfp_t)XA_LOCK_IRQ)
#define XA_FLAGS_LOCK_BH	((gfp_t)XA_LOCK_BH)
#define XA_FLAGS_TRACK_FREE	((gfp_t)4U)
#define XA_FLAGS_ZERO_BUSY	((gfp_t)8U)
#define XA_FLAGS_ALLOC_WRAPPED	((gfp_t)16U)
#define XA_FLAGS_ACCOUNT	((gfp_t)32U)
#define XA_FLAGS_ALLOC		XA_FLAGS_TRACK_FREE
#define XA_FLAGS_ALLOC1		(XA_FLAGS_TRACK_FREE | XA_FLAGS_ZERO_BUSY)

struct xarray {
	spinlock_t	xa_lock;
	/* xa_lock: */
	gfp_t		xa_flags;
	void __rcu	*xa_head;	/* the top node; freed after a grace period */
};

#define XARRAY_INIT(name, flags) {				\
	.xa_lock = __SPIN_LOCK_UNLOCKED(name.xa_lock),		\
	.xa_flags = flags,					\
	.xa_head = NULL,					\
}
#define DEFINE_XARRAY_FLAGS(name, flags)	struct xarray name = XARRAY_INIT(name, flags)
#define DEFINE_XARRAY(name)		DEFINE_XARRAY_FLAGS(name, 0)
#define DEFINE_XARRAY_ALLOC(name)	DEFINE_XARRAY_FLAGS(name, XA_FLAGS_ALLOC)
#define DEFINE_XARRAY_ALLOC1(name)	DEFINE_XARRAY_FLAGS(name, XA_FLAGS_ALLOC1)

static inline void xa_init_flags(struct xarray *xa, gfp_t flags)
{
	spin_lock_init(&xa->xa_lock);
	xa->xa_flags = flags;
	xa->xa_head = NULL;
}

static inline void xa_init(struct xarray *xa)
{
	xa_init_flags(xa, 0);
}

static inline bool xa_empty(const struct xarray *xa)
{
	return READ_ONCE(xa->xa_head) == NULL;
}

/* NULL where nothing is stored, or only reserved. */
void *xa_load(struct xarray *xa, unsigned long index);

/* The entry that was there before, or an error: see xa_err(). Storing NULL erases. */
void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
void *xa_erase(struct xarray *xa, unsigned long index);

/* Marks belong to entries: setting one where there is none does nothing, and erasing clears. */
bool xa_get_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
void xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
void xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
bool xa_marked(const struct xarray *xa, xa_mark_t mark);

/* The first entry from *@index to @max, or after it, of those that @filter (a mark) lets pass. */
void *xa_find(struct xarray *xa, unsigned long *index, unsigned long max, xa_mark_t filter);
void *xa_find_after(struct xarray *xa, unsigned long *index, unsigned long max,
		    xa_mark_t filter);

/* Copies up to @n entries to @dst; how many there were. */
unsigned int xa_extract(struct xarray *xa, void **dst, unsigned long start, unsigned long max,
			unsigned int n, xa_mark_t filter);

/* Forgets all entries, which are not freed: they are the caller's. */
void xa_destroy(struct xarray *xa);

#define xa_for_each_range(xa, index, entry, start, last)			\
	for (index = start, entry = xa_find(xa, &index, last, XA_PRESENT); entry;	\
	     entry = xa_find_after(xa, &index, last, XA_PRESENT))
#define xa_for_each_start(xa, index, entry, start)	\
	xa_for_each_range(xa, index, entry, start, ULONG_MAX)
#define xa_for_each(xa, index, entry)	\
	xa_for_each_start(xa, index, entry, 0)
#define xa_for_each_marked(xa, index, entry, filter)				\
	for (index = 0, entry = xa_find(xa, &index, ULONG_MAX, filter); entry;	\
	     entry = xa_find_after(xa, &index, ULONG_MAX, filter))

#define xa_trylock(xa)		spin_trylock(&(xa)->xa_lock)
#define xa_lock(xa)		spin_lock(&(xa)->xa_lock)
#define xa_unlock(xa)		spin_unlock(&(xa)->xa_lock)
#define xa_lock_bh(xa)		spin_lock_bh(&(xa)->xa_lock)
#define xa_unlock_bh(xa)	spin_unlock_bh(&(xa)->xa_lock)
#define xa_lock_irq(xa)		spin_lock_irq(&(xa)->xa_lock)
#define xa_unlock_irq(xa)	spin_unlock_irq(&(xa)->xa_lock)
#define xa_lock_irqsave(xa, flags)		spin_lock_irqsave(&(xa)->xa_lock, flags)
#define xa_unlock_irqrestore(xa, flags)		spin_unlock_irqrestore(&(xa)->xa_lock, flags)
#define xa_lock_nested(xa, subclass)		spin_lock_nested(&(xa)->xa_lock, subclass)
#define xa_lock_bh_nested(xa, subclass)		spin_lock_bh_nested(&(xa)->xa_lock, subclass)
#define xa_lock_irq_nested(xa, subclass)	spin_lock_irq_nested(&(xa)->xa_lock, subclass)
#define xa_lock_irqsave_nested(xa, flags, subclass)	\
	spin_lock_irqsave_nested(&(xa)->xa_lock, flags, subclass)

void *__xa_erase(struct xarray *xa, unsigned long index);
void *__xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
void *__xa_cmpxchg(struct xarray *xa, unsigned long index, void *old, void *entry, gfp_t gfp);
int __must_check __xa_insert(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp);
int __must_check __xa_alloc(struct xarray *xa, u32 *id, void *entry, struct xa_limit limit,
			    gfp_t gfp);
int __must_check __xa_alloc_cyclic(struct xarray *xa, u32 *id, void *entry,
				   struct xa_limit limit, u32 *next, gfp_t gfp);
void __xa_set_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);
void __xa_clear_mark(struct xarray *xa, unsigned long index, xa_mark_t mark);

static inline void __xa_might_alloc(gfp_t gfp)
{
	might_sleep_if(gfpflags_allow_blocking(gfp));
}

/*
 * Each of these in three forms, by how the lock is taken:
 *  xa_cmpxchg()       stores if @old is there; what was there, or an error;
 *  xa_insert()        stores where nothing is: 0, -EBUSY, -ENOMEM;
 *  xa_alloc()         finds a free index within @limit: 0, -EBUSY if all are taken, -ENOMEM;
 *  xa_alloc_cyclic()  from *@next on, with one turn around, which gives 1;
 *  xa_reserve()       makes sure that a store at @index will need no memory.
 */
#define __XA_LOCKED_FORMS(suffix)						\
static inline void *xa_cmpxchg##suffix(struct xarray *xa, unsigned long index,	\
				       void *old, void *entry, gfp_t gfp)	\
{										\
	void *curr;								\
										\
	__xa_might_alloc(gfp);						\
	xa_lock##suffix(xa);							\
	curr = __xa_cmpxchg(xa, index, old, entry, gfp);			\
	xa_unlock##suffix(xa);							\
	return curr;								\
}										\
static inline int __must_check xa_insert##suffix(struct xarray *xa, unsigned long index,	\
						 void *entry, gfp_t gfp)	\
{										\
	int err;								\
										\
	__xa_might_alloc(gfp);						\
	xa_lock##suffix(xa);							\
	err = __xa_insert(xa, index, entry, gfp);				\
	xa_unlock##suffix(xa);							\
	return err;								\
}										\
static inline int __must_check xa_alloc##suffix(struct xarray *xa, u32 *id, void *entry,	\
						struct xa_limit limit, gfp_t gfp)	\
{										\
	int err;								\
										\
	__xa_might_alloc(gfp);						\
	xa_lock##suffix(xa);							\
	err = __xa_alloc(xa, id, entry, limit, gfp);				\
	xa_unlock##suffix(xa);							\
	return err;								\
}										\
static inline int xa_alloc_cyclic##suffix(struct xarray *xa, u32 *id, void *entry,	\
					  struct xa_limit limit, u32 *next, gfp_t gfp)	\
{										\
	int err;								\
										\
	__xa_might_alloc(gfp);						\
	xa_lock##suffix(xa);							\
	err = __xa_alloc_cyclic(xa, id, entry, limit, next, gfp);		\
	xa_unlock##suffix(xa);							\
	return err;								\
}										\
static inline int __must_check xa_reserve##suffix(struct xarray *xa, unsigned long index,	\
						  gfp_t gfp)			\
{										\
	return xa_err(xa_cmpxchg##suffix(xa, index, NULL, XA_ZERO_ENTRY, gfp));	\
}

__XA_LOCKED_FORMS()
__XA_LOCKED_FORMS(_bh)
__XA_LOCKED_FORMS(_irq)
#undef __XA_LOCKED_FORMS

static inline void *xa_store_bh(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	void *curr;

	__xa_might_alloc(gfp);
	xa_lock_bh(xa);
	curr = __xa_store(xa, index, entry, gfp);
	xa_unlock_bh(xa);
	return curr;
}

static inline void *xa_erase_bh(struct xarray *xa, unsigned long index)
{
	void *curr;

	xa_lock_bh(xa);
	curr = __xa_erase(xa, index);
	xa_unlock_bh(xa);
	return curr;
}

static inline void *xa_store_irq(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	void *curr;

	__xa_might_alloc(gfp);
	xa_lock_irq(xa);
	curr = __xa_store(xa, index, entry, gfp);
	xa_unlock_irq(xa);
	return curr;
}

static inline void *xa_erase_irq(struct xarray *xa, unsigned long index)
{
	void *curr;

	xa_lock_irq(xa);
	curr = __xa_erase(xa, index);
	xa_unlock_irq(xa);
	return curr;
}

/* Undoes xa_reserve(), if nothing was stored since. */
static inline void xa_release(struct xarray *xa, unsigned long index)
{
	xa_cmpxchg(xa, index, XA_ZERO_ENTRY, NULL, 0);
}

#endif
