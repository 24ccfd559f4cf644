// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_hw_vram.c - video memory that is as large as described and as dear as used
 *
 * A page comes into being when something else than zeros is written to it. Reads of what
 * was never written give zeros. Pages may be shared with buffers (xe_hw_blit.c); whole ones
 * that are given back are kept for the next, since to take them from the heap and fill them
 * costs more than to copy them.
 */
#include <linux/instruction_pointer.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include "exec/heap.h"

#include "xe_hw_card.h"

#define KEPT_MAX	512u	/* 32 MiB: what the packets of a ring take */

static bool all_zeros(const u8 *buf, size_t len)
{
	return !len || (!buf[0] && !memcmp(buf, buf + 1, len - 1));
}

static u64 pages_of(const struct xe_hw_vram *vram)
{
	return (vram->size + XE_HW_PAGE - 1) / XE_HW_PAGE;
}

static size_t page_bytes(const struct xe_hw_vram *vram, u64 index)
{
	return min_t(u64, XE_HW_PAGE, vram->size - index * XE_HW_PAGE);
}

struct xe_hw_page *xe_hw_page_new(struct xe_hw_card *card, size_t bytes)
{
	struct xe_hw_page *page = NULL;

	if (bytes == XE_HW_PAGE)
		page = list_first_entry_or_null(&card->kept, struct xe_hw_page, node);
	if (page) {
		list_del(&page->node);
		card->nr_kept--;
	} else {
		page = ex_alloc_aligned(sizeof(*page) + bytes, __alignof__(*page), _RET_IP_);
		page->bytes = bytes;
	}
	page->users = 1;
	return page;
}

void xe_hw_page_put(struct xe_hw_card *card, struct xe_hw_page *page)
{
	if (!page || --page->users)
		return;
	if (page->bytes == XE_HW_PAGE && card->nr_kept < KEPT_MAX) {
		list_add(&page->node, &card->kept);
		card->nr_kept++;
	} else {
		ex_free(page, _RET_IP_);
	}
}

void xe_hw_pages_init(struct xe_hw_card *card)
{
	INIT_LIST_HEAD(&card->kept);
}

void xe_hw_pages_free(struct xe_hw_card *card)
{
	struct xe_hw_page *page;

	while (!list_empty(&card->kept)) {
		page = list_first_entry(&card->kept, struct xe_hw_page, node);
		list_del(&page->node);
		ex_free(page, _RET_IP_);
	}
}

/* The slot of a page that is about to become something else than zeros. */
static struct xe_hw_page **slot_of(struct xe_hw_vram *vram, u64 index)
{
	if (!vram->page)
		vram->page = ex_zalloc(pages_of(vram) * sizeof(*vram->page), _RET_IP_);
	return &vram->page[index];
}

static struct xe_hw_page *page_at(const struct xe_hw_vram *vram, u64 offset)
{
	return vram->page ? vram->page[offset / XE_HW_PAGE] : NULL;
}

static void drop(struct xe_hw_card *card, struct xe_hw_vram *vram, u64 index)
{
	if (!vram->page || !vram->page[index])
		return;
	xe_hw_page_put(card, vram->page[index]);
	vram->page[index] = NULL;
	vram->pages--;
}

/* A page that is nobody else's: a new one, or a copy of one that is shared. */
static u8 *own_page(struct xe_hw_card *card, struct xe_hw_vram *vram, u64 index)
{
	struct xe_hw_page **slot = slot_of(vram, index), *old = *slot;
	size_t bytes = page_bytes(vram, index);

	if (old && old->users == 1)
		return old->data;
	*slot = xe_hw_page_new(card, bytes);
	if (old)
		memcpy((*slot)->data, old->data, bytes);
	else
		memset((*slot)->data, 0, bytes);
	vram->pages += !old;
	xe_hw_page_put(card, old);
	return (*slot)->data;
}

void xe_hw_vram_read(const struct xe_hw_vram *vram, u64 offset, void *buf, size_t len)
{
	u8 *to = buf;

	while (len) {
		u64 within = offset % XE_HW_PAGE;
		size_t part = min_t(u64, len, XE_HW_PAGE - within);
		const struct xe_hw_page *page = page_at(vram, offset);

		if (page)
			memcpy(to, page->data + within, part);
		else
			memset(to, 0, part);
		to += part;
		offset += part;
		len -= part;
	}
}

void xe_hw_vram_write(struct xe_hw_card *card, struct xe_hw_vram *vram, u64 offset,
		      const void *buf, size_t len)
{
	const u8 *from = buf;

	while (len) {
		u64 within = offset % XE_HW_PAGE;
		size_t part = min_t(u64, len, XE_HW_PAGE - within);

		if (page_at(vram, offset) || !all_zeros(from, part))
			memcpy(own_page(card, vram, offset / XE_HW_PAGE) + within, from, part);
		from += part;
		offset += part;
		len -= part;
	}
}

struct xe_hw_page *xe_hw_vram_share(struct xe_hw_vram *vram, u64 offset)
{
	struct xe_hw_page *page = page_at(vram, offset);

	if (page)
		page->users++;
	return page;
}

bool xe_hw_vram_give(struct xe_hw_card *card, struct xe_hw_vram *vram, u64 offset,
		     struct xe_hw_page *page)
{
	u64 index = offset / XE_HW_PAGE;

	if (!page || offset % XE_HW_PAGE || page->bytes != page_bytes(vram, index))
		return false;
	drop(card, vram, index);
	if (all_zeros(page->data, page->bytes)) {
		xe_hw_page_put(card, page);
		return true;
	}
	*slot_of(vram, index) = page;
	vram->pages++;
	return true;
}

void xe_hw_vram_clear(struct xe_hw_card *card, struct xe_hw_vram *vram)
{
	for (u64 i = 0; vram->pages && i < pages_of(vram); i++)
		drop(card, vram, i);
}

void xe_hw_vram_free(struct xe_hw_card *card, struct xe_hw_vram *vram)
{
	xe_hw_vram_clear(card, vram);
	ex_free(vram->page, _RET_IP_);
	vram->page = NULL;
}
