// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kfifo.c - a ring between one who puts in and one who takes out
 *
 * Each publishes its own count, by a release, after it is done with the elements; the other looks
 * at it by an acquire before it touches them. Linux has a write barrier on either side and leaves
 * the reads to the dependency; the promise is the same. The counts run on and wrap: their
 * difference is what is inside, their low bits are where.
 */
#include <linux/kfifo.h>

#include <linux/export.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "kernel/hooks.h"
#include "kernel/misuse.h"

int __kfifo_alloc(struct __kfifo *fifo, unsigned int size, size_t esize, gfp_t gfp)
{
	*fifo = (struct __kfifo){ .esize = esize };
	if (size < 2)
		return -EINVAL;
	size = roundup_pow_of_two(size);
	fifo->data = kmalloc_array(esize, size, gfp);
	if (!fifo->data)
		return -ENOMEM;
	fifo->mask = size - 1;
	return 0;
}
EXPORT_SYMBOL(__kfifo_alloc);

int __kfifo_init(struct __kfifo *fifo, void *buffer, unsigned int bytes, size_t esize)
{
	unsigned int size = bytes / esize;

	*fifo = (struct __kfifo){ .esize = esize, .data = buffer };
	if (size < 2)
		return -EINVAL;
	fifo->mask = rounddown_pow_of_two(size) - 1;
	return 0;
}
EXPORT_SYMBOL(__kfifo_init);

void __kfifo_free(struct __kfifo *fifo)
{
	kfree(fifo->data);
	*fifo = (struct __kfifo){};
}
EXPORT_SYMBOL(__kfifo_free);

/* The other side's count: somebody else may run before it is looked at. The mask is nobody's. */
static unsigned int kfifo_acquire(struct __kfifo *fifo, unsigned int *count)
{
	hook_point(EX_READ, count);
	if (!ex_alive(&fifo->mask, sizeof(fifo->mask)))
		misuse_dead(fifo, "kfifo");
	return smp_load_acquire(count);		/* pairs with kfifo_release() */
}

/* And our own, with the elements behind it. */
static void kfifo_release(unsigned int *count, unsigned int value)
{
	hook_point(EX_WRITE, count);
	smp_store_release(count, value);	/* pairs with kfifo_acquire() */
}

static unsigned int room(struct __kfifo *fifo)
{
	return fifo->mask + 1 - (fifo->in - kfifo_acquire(fifo, &fifo->out));
}

static unsigned int filled(struct __kfifo *fifo)
{
	return kfifo_acquire(fifo, &fifo->in) - fifo->out;
}

/* @n elements from number @count on: as bytes, up to the end of the ring and from its start. */
struct span {
	void	*data;
	size_t	size, rest;
};

static struct span span_of(const struct __kfifo *fifo, unsigned int count, unsigned int n)
{
	unsigned int at = count & fifo->mask, first = min(n, fifo->mask + 1 - at);

	return (struct span){
		.data = fifo->data + (size_t)at * fifo->esize,
		.size = (size_t)first * fifo->esize,
		.rest = (size_t)(n - first) * fifo->esize,
	};
}

unsigned int __kfifo_in(struct __kfifo *fifo, const void *from, unsigned int n)
{
	struct span span;

	n = min(n, room(fifo));
	span = span_of(fifo, fifo->in, n);
	memcpy(span.data, from, span.size);
	memcpy(fifo->data, from + span.size, span.rest);
	kfifo_release(&fifo->in, fifo->in + n);
	return n;
}
EXPORT_SYMBOL(__kfifo_in);

unsigned int __kfifo_peek(struct __kfifo *fifo, void *to, unsigned int n)
{
	struct span span;

	n = min(n, filled(fifo));
	span = span_of(fifo, fifo->out, n);
	memcpy(to, span.data, span.size);
	memcpy(to + span.size, fifo->data, span.rest);
	return n;
}
EXPORT_SYMBOL(__kfifo_peek);

void __kfifo_skip(struct __kfifo *fifo, unsigned int n)
{
	kfifo_release(&fifo->out, fifo->out + n);
}
EXPORT_SYMBOL(__kfifo_skip);

unsigned int __kfifo_out(struct __kfifo *fifo, void *to, unsigned int n)
{
	n = __kfifo_peek(fifo, to, n);
	__kfifo_skip(fifo, n);
	return n;
}
EXPORT_SYMBOL(__kfifo_out);

/* Somebody who is neither side sees each count at a moment of its own. */
unsigned int __kfifo_len(const struct __kfifo *fifo)
{
	unsigned int out = READ_ONCE(fifo->out);

	return READ_ONCE(fifo->in) - out;
}
EXPORT_SYMBOL(__kfifo_len);

/* Of @n elements, those of which all bytes were copied; @left were not. */
static unsigned int whole(const struct __kfifo *fifo, unsigned int n, unsigned long left)
{
	return n - DIV_ROUND_UP(left, fifo->esize);
}

int __kfifo_from_user(struct __kfifo *fifo, const void __user *from, unsigned int bytes,
		      unsigned int *copied)
{
	unsigned int n = min(bytes / fifo->esize, room(fifo));
	struct span span = span_of(fifo, fifo->in, n);
	unsigned long left = copy_from_user(span.data, from, span.size);

	if (left)
		left += span.rest;
	else
		left = copy_from_user(fifo->data, from + span.size, span.rest);
	n = whole(fifo, n, left);
	kfifo_release(&fifo->in, fifo->in + n);
	*copied = n * fifo->esize;
	return left ? -EFAULT : 0;
}
EXPORT_SYMBOL(__kfifo_from_user);

int __kfifo_to_user(struct __kfifo *fifo, void __user *to, unsigned int bytes,
		    unsigned int *copied)
{
	unsigned int n = min(bytes / fifo->esize, filled(fifo));
	struct span span = span_of(fifo, fifo->out, n);
	unsigned long left = copy_to_user(to, span.data, span.size);

	if (left)
		left += span.rest;
	else
		left = copy_to_user(to + span.size, fifo->data, span.rest);
	n = whole(fifo, n, left);
	kfifo_release(&fifo->out, fifo->out + n);
	*copied = n * fifo->esize;
	return left ? -EFAULT : 0;
}
EXPORT_SYMBOL(__kfifo_to_user);
