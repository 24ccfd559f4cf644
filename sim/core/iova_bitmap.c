// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * iova_bitmap.c - dirty bits on their way to user space
 *
 * Bits are collected in kernel memory, one window of 64 Ki pages at a time, and OR-ed into the
 * user's bitmap when the window is done. Linux pins the user's pages and sets bits in them;
 * left out, since what can be seen is the same.
 */
#include <linux/iova_bitmap.h>

#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define WINDOW_PAGES	65536UL

struct iova_bitmap {
	unsigned long iova;		/* of the whole range */
	size_t length;
	unsigned long page_size;
	u64 __user *user;
	/* the window: */
	unsigned long window_iova;
	unsigned long window_pages;
	unsigned long *bits;
};

struct iova_bitmap *iova_bitmap_alloc(unsigned long iova, size_t length, unsigned long page_size,
				      u64 __user *data)
{
	struct iova_bitmap *bitmap;

	if (!length || !page_size || page_size & (page_size - 1) || (unsigned long)data & 7)
		return ERR_PTR(-EINVAL);
	bitmap = kzalloc(sizeof(*bitmap), GFP_KERNEL);
	if (!bitmap)
		return ERR_PTR(-ENOMEM);
	bitmap->bits = kvcalloc(BITS_TO_LONGS(min(length / page_size + 1, WINDOW_PAGES)),
				sizeof(long), GFP_KERNEL);
	if (!bitmap->bits) {
		kfree(bitmap);
		return ERR_PTR(-ENOMEM);
	}
	bitmap->iova = iova;
	bitmap->length = length;
	bitmap->page_size = page_size;
	bitmap->user = data;
	return bitmap;
}

void iova_bitmap_free(struct iova_bitmap *bitmap)
{
	kvfree(bitmap->bits);
	kfree(bitmap);
}

void iova_bitmap_set(struct iova_bitmap *bitmap, unsigned long iova, size_t length)
{
	unsigned long last = iova + length - 1;
	unsigned long first_page, last_page;

	if (!length || last < bitmap->window_iova)
		return;
	first_page = iova > bitmap->window_iova ?
		(iova - bitmap->window_iova) / bitmap->page_size : 0;
	if (first_page >= bitmap->window_pages)
		return;
	last_page = min((last - bitmap->window_iova) / bitmap->page_size,
			bitmap->window_pages - 1);
	bitmap_set(bitmap->bits, first_page, last_page - first_page + 1);
}

static int iova_bitmap_flush(struct iova_bitmap *bitmap)
{
	u64 __user *at = bitmap->user +
		(bitmap->window_iova - bitmap->iova) / bitmap->page_size / 64;
	unsigned long i;

	for (i = 0; i < BITS_TO_LONGS(bitmap->window_pages); i++) {
		u64 word;

		if (!bitmap->bits[i])
			continue;
		if (get_user(word, at + i) || put_user(word | bitmap->bits[i], at + i))
			return -EFAULT;
	}
	return 0;
}

int iova_bitmap_for_each(struct iova_bitmap *bitmap, void *opaque, iova_bitmap_fn_t fn)
{
	unsigned long pages = (bitmap->length + bitmap->page_size - 1) / bitmap->page_size;
	unsigned long done = 0;
	int ret = 0;

	while (done < pages && !ret) {
		unsigned long start = bitmap->iova + done * bitmap->page_size;

		bitmap->window_iova = start;
		bitmap->window_pages = min(pages - done, WINDOW_PAGES);
		bitmap_zero(bitmap->bits, bitmap->window_pages);
		ret = fn(bitmap, start, min(bitmap->window_pages * bitmap->page_size,
					    bitmap->iova + bitmap->length - start), opaque);
		if (!ret)
			ret = iova_bitmap_flush(bitmap);
		done += bitmap->window_pages;
	}
	return ret;
}
