/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xe_hw_card.h - the inside of the card's model
 *
 * Hardware takes no kernel lock and sleeps nowhere. ->guard covers all that changes; it
 * is a leaf, but for memory of the heap. TSan takes its holders as ordered: what two of
 * them do to the hardware is the hardware's to sort out.
 */
#ifndef XE_HW_CARD_H
#define XE_HW_CARD_H

#include <linux/hrtimer.h>
#include <linux/list.h>

#include "exec/exec.h"

#include "xe_hw.h"
#include "xe_hw_blit.h"
#include "xe_regs.h"

#define XE_HW_GTS_MAX	(2 * XE_HW_TILES_MAX)

/* A piece of VRAM or of a buffer, or of both. */
struct xe_hw_page {
	struct list_head	node;		/* of ->kept, without users */
	u32			users;
	u32			bytes;		/* XE_HW_PAGE, or what the end of something takes */
	u8			unused[40];	/* so that data stands on a line of its own */
	u8			data[];
};

/* VRAM in pages that are there once somebody wrote to them. */
struct xe_hw_vram {
	u64			size;
	u64			pages;		/* that are there */
	struct xe_hw_page	**page;		/* owned, each counted; NULL: nothing written yet */
};

struct xe_hw_fault {
	u8	kind;			/* enum xe_guc_fault */
	u32	arg, count;
};

/* A VF as one GuC sees it. */
struct xe_hw_vgt {
	enum xe_hw_vf_state	state;
	bool			pausing;	/* told to, and not yet so */
	u32			*guc;		/* owned: what the GuC keeps of it */
	u32			flags[VF_SW_FLAG_COUNT];
	struct xe_hw_fault	fault[XE_GUC_WHAT_COUNT];
};

struct xe_hw_vf {
	struct pci_hw_fn	*fn;		/* fixed */
	bool			enabled;	/* its function is on the bus */
	bool			quiet;		/* the PF's driver says: paused */
	bool			announced;	/* a reset is about to come, or is waited for */
	bool			untold;		/* the last reset had not been announced */
	bool			overtaken;	/* announced in the middle of another reset */
	u32			life;		/* counts resets and resumptions */
	struct xe_hw_vgt	gt[XE_HW_GTS_MAX];
	struct xe_hw_vram	vram[XE_HW_TILES_MAX];

	/* the guest's work */
	struct hrtimer		timer;		/* its next write */
	u64			period_ns;	/* 0: it idles */
	u32			ticks;		/* left; 0: for ever */
	u64			writes;
	u32			random;
};

/* A message on its way, or what the GuC is about to do and then tell. */
struct xe_hw_msg {
	struct list_head	node;		/* ->inbox, ->on_its_way or ->spare */
	struct hrtimer		timer;
	struct xe_hw_card	*card;		/* borrowed: owns us */
	u32			generation;	/* of the card: an older one is void */
	u8			gt, vfid;
	u8			what;		/* enum xe_guc_what */
	bool			done;		/* it is so already, or never will be */
	bool			mute;		/* do it, tell nobody */
	u64			delay_us;
	u32			fence;		/* 0: an event */
	u32			len;
	u32			dw[GUC_MSG_LEN_MAX];
};

struct xe_hw_gt {
	u32			h2g[GUC_MSG_LEN_MAX], h2g_fence;
	struct list_head	inbox;		/* messages for the host, oldest first */
	u8			buf[GUC_BUF_SIZE];
};

struct xe_hw_card {
	/* fixed when built */
	struct xe_hw_desc	desc;		/* without zeros that stand for something */
	struct pci_hw_desc	pci;
	struct pci_hw_fn	*fn;
	unsigned int		gts;

	struct ex_guard		guard;
	/* guard: */
	struct xe_hw_vf		*vf;		/* owned; [0] is the PF */
	struct xe_hw_gt		gt[XE_HW_GTS_MAX];
	u64			*ggtt[XE_HW_TILES_MAX];	/* owned; 64 times vf_ggtt entries */
	struct list_head	on_its_way;	/* messages that wait for their timer */
	struct list_head	spare;		/* messages not in use */
	struct list_head	kept;		/* pages not in use */
	u32			nr_kept;
	u32			generation;	/* counts resets of the card */
};

static inline struct xe_hw_card *xe_hw_card_of(struct pci_hw_fn *pf)
{
	return *pci_hw_priv(pf);
}

EX_NO_TSAN static inline void xe_hw_lock(struct xe_hw_card *card)
{
	ex_guard_lock(&card->guard);
	ex_observe(&card->guard);
}

EX_NO_TSAN static inline void xe_hw_unlock(struct xe_hw_card *card)
{
	ex_publish(&card->guard);
	ex_guard_unlock(&card->guard);
}

static inline unsigned int xe_hw_tile_of(const struct xe_hw_card *card, unsigned int gt)
{
	return gt / (1 + card->desc.media);
}

static inline bool xe_hw_gt_is_main(const struct xe_hw_card *card, unsigned int gt)
{
	return !card->desc.media || gt % 2 == 0;
}

/* xe_hw_vram.c; with the guard held, or when the card is built and freed */
void xe_hw_pages_init(struct xe_hw_card *card);
void xe_hw_pages_free(struct xe_hw_card *card);
struct xe_hw_page *xe_hw_page_new(struct xe_hw_card *card, size_t bytes);	/* of anything */
void xe_hw_page_put(struct xe_hw_card *card, struct xe_hw_page *page);
void xe_hw_vram_read(const struct xe_hw_vram *vram, u64 offset, void *buf, size_t len);
void xe_hw_vram_write(struct xe_hw_card *card, struct xe_hw_vram *vram, u64 offset,
		      const void *buf, size_t len);
void xe_hw_vram_clear(struct xe_hw_card *card, struct xe_hw_vram *vram);
void xe_hw_vram_free(struct xe_hw_card *card, struct xe_hw_vram *vram);

/* The page there, counted once more; NULL: zeros. */
struct xe_hw_page *xe_hw_vram_share(struct xe_hw_vram *vram, u64 offset);
/* @page, nobody else's, takes the place of the one there. False: it is not a whole one. */
bool xe_hw_vram_give(struct xe_hw_card *card, struct xe_hw_vram *vram, u64 offset,
		     struct xe_hw_page *page);

/*
 * xe_hw_guc.c; with the guard held. What there is to say is added to @told, for
 * xe_hw_guc_start() to set off when the guard is free.
 */
void xe_hw_guc_request(struct xe_hw_card *card, unsigned int gt, u32 len,
		       struct list_head *told);
void xe_hw_guc_event(struct xe_hw_card *card, unsigned int gt, unsigned int vfid,
		     enum xe_guc_what what, struct list_head *told);
void xe_hw_guc_pop(struct xe_hw_card *card, unsigned int gt);
void xe_hw_guc_start(struct xe_hw_card *card, struct list_head *told);
void xe_hw_guc_init(struct xe_hw_card *card);
void xe_hw_guc_reset(struct xe_hw_card *card);
void xe_hw_guc_free(struct xe_hw_card *card);

/* xe_hw_guc_state.c; with the guard held */
bool xe_hw_guc_can(struct xe_hw_card *card, unsigned int gt, unsigned int vfid,
		   enum xe_guc_what what);
void xe_hw_guc_do(struct xe_hw_card *card, unsigned int gt, unsigned int vfid,
		  enum xe_guc_what what);
void xe_hw_guc_flr(struct xe_hw_card *card, unsigned int gt, unsigned int vfid);
void xe_hw_guc_configure(struct xe_hw_card *card, unsigned int gt, unsigned int vfid, bool on);
void xe_hw_guc_sign(struct xe_hw_card *card, struct xe_hw_vgt *vgt);
bool xe_hw_guc_take(struct xe_hw_card *card, struct xe_hw_vgt *vgt, const u32 *words);

/* xe_hw_guest.c */
void xe_hw_guest_init(struct xe_hw_vf *vf);
void xe_hw_guest_free(struct xe_hw_vf *vf);

/* xe_hw_mmio.c */
u64 xe_hw_pf_read(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size);
void xe_hw_pf_write(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size, u64 value);
u64 xe_hw_vf_read(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size);
void xe_hw_vf_write(struct pci_hw_fn *fn, int bar, u64 offset, unsigned int size, u64 value);

#endif /* XE_HW_CARD_H */
