/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _KSIM_LINUX_PTR_RING_H
#define _KSIM_LINUX_PTR_RING_H

#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <asm/barrier.h>

/*
 * A ring of pointers with one lock for those who put and one for those who take: NULL is a free
 * place. The __ forms want the lock held, or one caller at a time on their side; the others take
 * it, each by the interrupts it must keep out.
 */
struct ptr_ring {
	/* producer_lock: */
	int		producer ____cacheline_aligned_in_smp;
	spinlock_t	producer_lock;
	/* consumer_lock: */
	int		consumer_head ____cacheline_aligned_in_smp;
	int		consumer_tail;
	spinlock_t	consumer_lock;
	/* both locks to change, either to read: */
	int		size ____cacheline_aligned_in_smp;
	int		batch;
	void		**queue;
};

static inline bool __ptr_ring_full(struct ptr_ring *r)
{
	return READ_ONCE(r->queue[r->producer]);	/* the consumer frees places */
}

/* -ENOSPC where it is full. What @ptr points at is seen by the consumer. */
static inline int __ptr_ring_produce(struct ptr_ring *r, void *ptr)
{
	if (unlikely(!r->size) || READ_ONCE(r->queue[r->producer]))
		return -ENOSPC;

	smp_store_release(&r->queue[r->producer++], ptr);	/* pairs with __ptr_ring_peek() */
	if (unlikely(r->producer >= r->size))
		r->producer = 0;
	return 0;
}

static inline void *__ptr_ring_peek(struct ptr_ring *r)
{
	if (unlikely(!r->size))
		return NULL;
	/* pairs with __ptr_ring_produce() */
	return smp_load_acquire(&r->queue[r->consumer_head]);
}

static inline bool __ptr_ring_empty(struct ptr_ring *r)
{
	return unlikely(!r->size) || !READ_ONCE(r->queue[READ_ONCE(r->consumer_head)]);
}

/* Linux frees places in batches, for the caches' sake; left out: each is free when taken. */
static inline void __ptr_ring_discard_one(struct ptr_ring *r)
{
	int head = r->consumer_head;

	WRITE_ONCE(r->queue[head], NULL);
	head = head + 1 >= r->size ? 0 : head + 1;
	WRITE_ONCE(r->consumer_head, head);
	r->consumer_tail = head;
}

static inline void *__ptr_ring_consume(struct ptr_ring *r)
{
	void *ptr = __ptr_ring_peek(r);

	if (ptr)
		__ptr_ring_discard_one(r);
	return ptr;
}

static inline int __ptr_ring_consume_batched(struct ptr_ring *r, void **array, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		array[i] = __ptr_ring_consume(r);
		if (!array[i])
			break;
	}
	return i;
}

/* Each operation by how its lock is taken. */
#define __PTR_RING_FORMS(suffix, lock, unlock)					\
static inline bool ptr_ring_full##suffix(struct ptr_ring *r)			\
{										\
	unsigned long flags __maybe_unused;					\
	bool ret;								\
										\
	lock(&r->producer_lock, flags);						\
	ret = __ptr_ring_full(r);						\
	unlock(&r->producer_lock, flags);					\
	return ret;								\
}										\
static inline int ptr_ring_produce##suffix(struct ptr_ring *r, void *ptr)	\
{										\
	unsigned long flags __maybe_unused;					\
	int ret;								\
										\
	lock(&r->producer_lock, flags);						\
	ret = __ptr_ring_produce(r, ptr);					\
	unlock(&r->producer_lock, flags);					\
	return ret;								\
}										\
static inline bool ptr_ring_empty##suffix(struct ptr_ring *r)			\
{										\
	unsigned long flags __maybe_unused;					\
	bool ret;								\
										\
	lock(&r->consumer_lock, flags);						\
	ret = __ptr_ring_empty(r);						\
	unlock(&r->consumer_lock, flags);					\
	return ret;								\
}										\
static inline void *ptr_ring_consume##suffix(struct ptr_ring *r)		\
{										\
	unsigned long flags __maybe_unused;					\
	void *ptr;								\
										\
	lock(&r->consumer_lock, flags);						\
	ptr = __ptr_ring_consume(r);						\
	unlock(&r->consumer_lock, flags);					\
	return ptr;								\
}										\
static inline int ptr_ring_consume_batched##suffix(struct ptr_ring *r, void **array, int n)	\
{										\
	unsigned long flags __maybe_unused;					\
	int ret;								\
										\
	lock(&r->consumer_lock, flags);						\
	ret = __ptr_ring_consume_batched(r, array, n);				\
	unlock(&r->consumer_lock, flags);					\
	return ret;								\
}

#define __ptr_ring_lock(l, flags)	spin_lock(l)
#define __ptr_ring_unlock(l, flags)	spin_unlock(l)
#define __ptr_ring_lock_irq(l, flags)	spin_lock_irq(l)
#define __ptr_ring_unlock_irq(l, flags)	spin_unlock_irq(l)
#define __ptr_ring_lock_bh(l, flags)	spin_lock_bh(l)
#define __ptr_ring_unlock_bh(l, flags)	spin_unlock_bh(l)
__PTR_RING_FORMS(, __ptr_ring_lock, __ptr_ring_unlock)
__PTR_RING_FORMS(_irq, __ptr_ring_lock_irq, __ptr_ring_unlock_irq)
__PTR_RING_FORMS(_bh, __ptr_ring_lock_bh, __ptr_ring_unlock_bh)
__PTR_RING_FORMS(_any, spin_lock_irqsave, spin_unlock_irqrestore)
#undef __PTR_RING_FORMS

static inline int ptr_ring_init(struct ptr_ring *r, int size, gfp_t gfp)
{
	r->queue = kvmalloc_array(size, sizeof(void *), gfp | __GFP_ZERO);
	if (!r->queue)
		return -ENOMEM;
	r->size = size;
	r->batch = 1;
	r->producer = 0;
	r->consumer_head = 0;
	r->consumer_tail = 0;
	spin_lock_init(&r->producer_lock);
	spin_lock_init(&r->consumer_lock);
	return 0;
}

/* Nobody uses it any more. @destroy, if any, has what is left. */
static inline void ptr_ring_cleanup(struct ptr_ring *r, void (*destroy)(void *))
{
	void *ptr;

	while (destroy && (ptr = __ptr_ring_consume(r)))
		destroy(ptr);
	kvfree(r->queue);
}

#endif
