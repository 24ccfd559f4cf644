/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xe_hw_blit.h - the copy engine: VRAM to buffers of the host and back
 *
 * Linux writes a batch for the engine and waits for a fence; here it is done when a call
 * returns, since what migration can get wrong is around the copy and not in it. Nor does it
 * take the processor's time: a buffer and VRAM are made of the same pages, and what moves
 * whole ones hands them over.
 */
#ifndef XE_HW_BLIT_H
#define XE_HW_BLIT_H

#include <linux/types.h>

struct pci_hw_fn;
struct xe_hw_page;

#define XE_HW_PAGE	(64u << 10)

/* A buffer. Pages come as they are written to. */
struct xe_bo {
	struct pci_hw_fn	*pf;		/* borrowed: whose engine can reach it */
	size_t			size;
	u32			pages;
	struct xe_hw_page	*page[];	/* counted; NULL: zeros */
};

/* NULL: no memory. */
struct xe_bo *xe_bo_create(struct pci_hw_fn *pf, size_t size);
void xe_bo_free(struct xe_bo *bo);

/* The byte at @offset, and at most *@len of those that follow it: where, and how many. */
const void *xe_bo_look(const struct xe_bo *bo, size_t offset, size_t *len);
/* The same for who writes them; the pages are nobody else's then. */
void *xe_bo_fill(struct xe_bo *bo, size_t offset, size_t *len);

/*
 * All of @bo becomes what is in VRAM of a VF from @offset on, or the other way round; the
 * range must be inside. @bo is to be freed afterwards, the latter leaves nothing in it.
 * -EIO: the card is gone.
 */
int xe_hw_blit_save(struct xe_bo *bo, unsigned int vfid, unsigned int tile, u64 offset);
int xe_hw_blit_restore(struct xe_bo *bo, unsigned int vfid, unsigned int tile, u64 offset);

/* All of a VF's VRAM on a tile becomes zeros. */
void xe_hw_blit_clear(struct pci_hw_fn *pf, unsigned int vfid, unsigned int tile);

#endif
