/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/kfifo.c */
#ifndef _LINUX_KFIFO_H
#define _LINUX_KFIFO_H

#include <linux/array_size.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/gfp_types.h>
#include <linux/spinlock.h>
#include <linux/types.h>

/*
 * A ring of elements, a power of two of them. One who puts in and one who takes out need no lock
 * between them; several of either need one, as the _spinlocked forms take. Only kfifo_reset() needs
 * both to stand still.
 *
 * Left out: records of variable length, DMA into and out of the ring, and looking at it in place.
 */
struct __kfifo {
	unsigned int	in;		/* the producer's; how many ever, modulo 2^32 */
	unsigned int	out;		/* the consumer's */
	unsigned int	mask;
	unsigned int	esize;
	void		*data;
};

/* What is beside the counts says by its type what the elements are; it is never looked at. */
#define __STRUCT_KFIFO_COMMON(datatype, ptrtype)				\
	union {									\
		struct __kfifo	kfifo;						\
		datatype	*type;						\
		ptrtype		*ptr;						\
		const ptrtype	*ptr_const;					\
	}

#define STRUCT_KFIFO(type, size)						\
	struct {								\
		__STRUCT_KFIFO_COMMON(type, type);				\
		type buf[((size) < 2 || ((size) & ((size) - 1))) ? -1 : (size)]; \
	}
#define STRUCT_KFIFO_PTR(type)							\
	struct {								\
		__STRUCT_KFIFO_COMMON(type, type);				\
		type buf[0];							\
	}

/* Of bytes. */
struct kfifo {
	__STRUCT_KFIFO_COMMON(unsigned char, void);
	unsigned char buf[0];
};

#define DECLARE_KFIFO(fifo, type, size)	STRUCT_KFIFO(type, size) fifo
#define DECLARE_KFIFO_PTR(fifo, type)	STRUCT_KFIFO_PTR(type) fifo

/* One without room of its own still needs kfifo_alloc() or kfifo_init(). */
#define INIT_KFIFO(fifo)							\
	((fifo).kfifo = (struct __kfifo){					\
		.mask = sizeof((fifo).buf) ? ARRAY_SIZE((fifo).buf) - 1 : 0,	\
		.esize = sizeof(*(fifo).buf),					\
		.data = sizeof((fifo).buf) ? (fifo).buf : NULL,			\
	})

#define DEFINE_KFIFO(fifo, type, size)						\
	DECLARE_KFIFO(fifo, type, size) = {					\
		.kfifo = {							\
			.mask = (size) - 1, .esize = sizeof(type),		\
			.data = (fifo).buf,					\
		},								\
	}

int __kfifo_alloc(struct __kfifo *fifo, unsigned int size, size_t esize, gfp_t gfp);
int __kfifo_init(struct __kfifo *fifo, void *buffer, unsigned int bytes, size_t esize);
void __kfifo_free(struct __kfifo *fifo);
unsigned int __kfifo_in(struct __kfifo *fifo, const void *from, unsigned int n);
unsigned int __must_check __kfifo_out(struct __kfifo *fifo, void *to, unsigned int n);
unsigned int __must_check __kfifo_peek(struct __kfifo *fifo, void *to, unsigned int n);
void __kfifo_skip(struct __kfifo *fifo, unsigned int n);
unsigned int __kfifo_len(const struct __kfifo *fifo);
int __must_check __kfifo_from_user(struct __kfifo *fifo, const void __user *from,
				   unsigned int bytes, unsigned int *copied);
int __must_check __kfifo_to_user(struct __kfifo *fifo, void __user *to, unsigned int bytes,
				 unsigned int *copied);

#define __kfifo_has_room(fifo)	(sizeof((fifo)->buf) > 0)

/* At least @size elements: 0, -ENOMEM, or -EINVAL for fewer than two. */
#define kfifo_alloc(fifo, size, gfp_mask)					\
	(__kfifo_has_room(fifo) ? -EINVAL :					\
	 __kfifo_alloc(&(fifo)->kfifo, size, sizeof(*(fifo)->type), gfp_mask))
/* In the caller's memory of @size bytes: as many elements as a power of two has room for. */
#define kfifo_init(fifo, buffer, size)						\
	(__kfifo_has_room(fifo) ? -EINVAL :					\
	 __kfifo_init(&(fifo)->kfifo, buffer, size, sizeof(*(fifo)->type)))
#define kfifo_free(fifo)		__kfifo_free(&(fifo)->kfifo)

#define kfifo_initialized(fifo)		((fifo)->kfifo.mask != 0)
#define kfifo_esize(fifo)		((fifo)->kfifo.esize)
#define kfifo_size(fifo)		((fifo)->kfifo.mask + 1)

/* For producer and consumer. Who is neither may see more than there is room for. */
#define kfifo_len(fifo)			__kfifo_len(&(fifo)->kfifo)
#define kfifo_avail(fifo)		(kfifo_size(fifo) - kfifo_len(fifo))
#define kfifo_is_empty(fifo)		(kfifo_len(fifo) == 0)
#define kfifo_is_full(fifo)		(kfifo_len(fifo) > (fifo)->kfifo.mask)

#define kfifo_reset(fifo)							\
	do {									\
		struct __kfifo *__reset = &(fifo)->kfifo;			\
										\
		WRITE_ONCE(__reset->in, 0);					\
		WRITE_ONCE(__reset->out, 0);					\
	} while (0)

/* The producer's: how many elements went in, as many as there was room for. */
#define kfifo_in(fifo, buf, n)							\
({										\
	typeof((fifo)->ptr_const) __from = (buf);				\
										\
	__kfifo_in(&(fifo)->kfifo, __from, n);					\
})
#define kfifo_put(fifo, val)							\
({										\
	typeof(*(fifo)->type) __val = (val);					\
										\
	__kfifo_in(&(fifo)->kfifo, &__val, 1);					\
})
/* 0 or -EFAULT; in bytes, of which whole elements went in. */
#define kfifo_from_user(fifo, from, len, copied)				\
	__kfifo_from_user(&(fifo)->kfifo, from, len, copied)

/* The consumer's: how many elements there were, up to @n. */
#define kfifo_out(fifo, buf, n)							\
({										\
	typeof((fifo)->ptr) __to = (buf);					\
										\
	__kfifo_out(&(fifo)->kfifo, __to, n);					\
})
#define kfifo_get(fifo, val)		kfifo_out(fifo, val, 1)
#define kfifo_out_peek(fifo, buf, n)						\
({										\
	typeof((fifo)->ptr) __to = (buf);					\
										\
	__kfifo_peek(&(fifo)->kfifo, __to, n);					\
})
#define kfifo_peek(fifo, val)		kfifo_out_peek(fifo, val, 1)
#define kfifo_to_user(fifo, to, len, copied)					\
	__kfifo_to_user(&(fifo)->kfifo, to, len, copied)
/* Elements that are there. */
#define kfifo_skip_count(fifo, count)	__kfifo_skip(&(fifo)->kfifo, count)
#define kfifo_skip(fifo)		kfifo_skip_count(fifo, 1)
#define kfifo_reset_out(fifo)		kfifo_skip_count(fifo, kfifo_len(fifo))

#define __kfifo_irqsave(lock, what)						\
({										\
	unsigned long __flags;							\
	unsigned int __did;							\
										\
	spin_lock_irqsave(lock, __flags);					\
	__did = what;								\
	spin_unlock_irqrestore(lock, __flags);					\
	__did;									\
})
#define __kfifo_locked(lock, what)						\
({										\
	unsigned int __did;							\
										\
	spin_lock(lock);							\
	__did = what;								\
	spin_unlock(lock);							\
	__did;									\
})

#define kfifo_in_spinlocked(fifo, buf, n, lock)					\
	__kfifo_irqsave(lock, kfifo_in(fifo, buf, n))
#define kfifo_in_spinlocked_noirqsave(fifo, buf, n, lock)			\
	__kfifo_locked(lock, kfifo_in(fifo, buf, n))
#define kfifo_in_locked(fifo, buf, n, lock)	kfifo_in_spinlocked(fifo, buf, n, lock)
#define kfifo_out_spinlocked(fifo, buf, n, lock)				\
	__kfifo_irqsave(lock, kfifo_out(fifo, buf, n))
#define kfifo_out_spinlocked_noirqsave(fifo, buf, n, lock)			\
	__kfifo_locked(lock, kfifo_out(fifo, buf, n))
#define kfifo_out_locked(fifo, buf, n, lock)	kfifo_out_spinlocked(fifo, buf, n, lock)
#define kfifo_is_empty_spinlocked(fifo, lock)					\
	__kfifo_irqsave(lock, kfifo_is_empty(fifo))
#define kfifo_is_empty_spinlocked_noirqsave(fifo, lock)				\
	__kfifo_locked(lock, kfifo_is_empty(fifo))

#endif
