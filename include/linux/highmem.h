/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header */
#ifndef _LINUX_HIGHMEM_H
#define _LINUX_HIGHMEM_H

#include <linux/mm.h>
#include <linux/uaccess.h>

/* All memory is mapped: kmap is a name for page_address(). */
static inline void *kmap(struct page *page)
{
	return page_address(page);
}

static inline void kunmap(struct page *page)
{
}

static inline void *kmap_local_page(struct page *page)
{
	return page_address(page);
}

#define kunmap_local(addr)	((void)(addr))
#define kmap_atomic(page)	kmap_local_page(page)
#define kunmap_atomic(addr)	kunmap_local(addr)

#endif
