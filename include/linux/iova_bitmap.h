/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/iova_bitmap.c */
/*
 * A user bitmap of dirty pages, one bit a page of the range, set through copies
 * of at most one window of it at a time.
 */
#ifndef _LINUX_IOVA_BITMAP_H
#define _LINUX_IOVA_BITMAP_H

#include <linux/errno.h>
#include <linux/types.h>

struct iova_bitmap;

typedef int (*iova_bitmap_fn_t)(struct iova_bitmap *bitmap, unsigned long iova,
				size_t length, void *opaque);

/* @page_size: bytes a bit. ERR_PTR on failure. @data must be 8-byte aligned. */
struct iova_bitmap *iova_bitmap_alloc(unsigned long iova, size_t length,
				      unsigned long page_size, u64 __user *data);
void iova_bitmap_free(struct iova_bitmap *bitmap);

/* Call @fn for the whole range, then write to user space what it set. May sleep. */
int iova_bitmap_for_each(struct iova_bitmap *bitmap, void *opaque, iova_bitmap_fn_t fn);

/* Mark [@iova, @iova + @length) dirty; parts outside the range are ignored. */
void iova_bitmap_set(struct iova_bitmap *bitmap, unsigned long iova, size_t length);

#endif
