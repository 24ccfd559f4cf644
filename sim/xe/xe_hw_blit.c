// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xe_hw_blit.c - the copy engine, and the buffers that it reaches
 *
 *  B1  A page with two users is written to by neither: VRAM takes a copy first
 *      (xe_hw_vram_write()), a buffer that was saved to is only read.
 *  B2  A page is counted under the card's guard. What is in a buffer's page is its owner's.
 *
 * Chunks that begin or end within a page are copied.
 */
#include "xe_hw_blit.h"

#include <linux/errno.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "xe_hw_card.h"

static const u8 zeros[XE_HW_PAGE];

static size_t page_bytes(const struct xe_bo *bo, u32 index)
{
	return min_t(size_t, XE_HW_PAGE, bo->size - (size_t)index * XE_HW_PAGE);
}

struct xe_bo *xe_bo_create(struct pci_hw_fn *pf, size_t size)
{
	u32 pages = DIV_ROUND_UP(size, XE_HW_PAGE);
	struct xe_bo *bo = kvzalloc(struct_size(bo, page, pages), GFP_KERNEL);

	if (!bo)
		return NULL;
	bo->pf = pf;
	bo->size = size;
	bo->pages = pages;
	return bo;
}

void xe_bo_free(struct xe_bo *bo)
{
	struct xe_hw_card *card;

	if (!bo)
		return;
	card = xe_hw_card_of(bo->pf);
	xe_hw_lock(card);
	for (u32 i = 0; i < bo->pages; i++)
		xe_hw_page_put(card, bo->page[i]);
	xe_hw_unlock(card);
	kvfree(bo);
}

const void *xe_bo_look(const struct xe_bo *bo, size_t offset, size_t *len)
{
	const struct xe_hw_page *page = bo->page[offset / XE_HW_PAGE];

	*len = min_t(size_t, *len, XE_HW_PAGE - offset % XE_HW_PAGE);
	return (page ? page->data : zeros) + offset % XE_HW_PAGE;
}

void *xe_bo_fill(struct xe_bo *bo, size_t offset, size_t *len)
{
	struct xe_hw_page **page = &bo->page[offset / XE_HW_PAGE];
	struct xe_hw_card *card = xe_hw_card_of(bo->pf);

	*len = min_t(size_t, *len, XE_HW_PAGE - offset % XE_HW_PAGE);
	if (!*page) {
		xe_hw_lock(card);
		*page = xe_hw_page_new(card, page_bytes(bo, offset / XE_HW_PAGE));
		xe_hw_unlock(card);
	}
	return (*page)->data + offset % XE_HW_PAGE;
}

int xe_hw_blit_save(struct xe_bo *bo, unsigned int vfid, unsigned int tile, u64 offset)
{
	struct xe_hw_card *card = xe_hw_card_of(bo->pf);
	struct xe_hw_vram *vram = &card->vf[vfid].vram[tile];

	if (!pci_hw_present(bo->pf))
		return -EIO;
	xe_hw_lock(card);
	for (u32 i = 0; i < bo->pages; i++, offset += XE_HW_PAGE) {
		if (offset % XE_HW_PAGE == 0) {
			bo->page[i] = xe_hw_vram_share(vram, offset);
			continue;
		}
		bo->page[i] = xe_hw_page_new(card, page_bytes(bo, i));
		xe_hw_vram_read(vram, offset, bo->page[i]->data, page_bytes(bo, i));
	}
	xe_hw_unlock(card);
	return 0;
}

int xe_hw_blit_restore(struct xe_bo *bo, unsigned int vfid, unsigned int tile, u64 offset)
{
	struct xe_hw_card *card = xe_hw_card_of(bo->pf);
	struct xe_hw_vram *vram = &card->vf[vfid].vram[tile];

	if (!pci_hw_present(bo->pf))
		return -EIO;
	xe_hw_lock(card);
	for (u32 i = 0; i < bo->pages; i++, offset += XE_HW_PAGE) {
		if (xe_hw_vram_give(card, vram, offset, bo->page[i])) {
			bo->page[i] = NULL;
			continue;
		}
		xe_hw_vram_write(card, vram, offset, bo->page[i] ? bo->page[i]->data : zeros,
				 page_bytes(bo, i));
	}
	xe_hw_unlock(card);
	return 0;
}

void xe_hw_blit_clear(struct pci_hw_fn *pf, unsigned int vfid, unsigned int tile)
{
	struct xe_hw_card *card = xe_hw_card_of(pf);

	xe_hw_lock(card);
	xe_hw_vram_clear(card, &card->vf[vfid].vram[tile]);
	xe_hw_unlock(card);
}
