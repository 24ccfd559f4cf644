/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xe_hw.h - Intel graphics with VFs, as hardware: described, disturbed, looked into
 *
 * A world describes a card before it boots; the PF's driver finds it on the bus. VF n
 * (from 1) is the function PCI calls virtfn n-1. What a scenario or a test does to the
 * hardware later is an event below. None of this is an interface for drivers.
 *
 * A GT is numbered tile * (1 + media) + (0: main, 1: media); each has a GuC of its own.
 */
#ifndef XE_HW_H
#define XE_HW_H

#include <linux/types.h>

#include "pci/hw.h"

#define XE_HW_TILES_MAX	2u
#define XE_HW_VFS_MAX	63u
#define XE_HW_VRAM_MAX	(1ull << 30)

/* Zero stands for what the comment says. */
struct xe_hw_desc {
	u16	device;			/* 0: 0xe223, a Battlemage; VFs have the same */
	u8	vfs;			/* 0: 2 */
	u8	tiles;			/* 0: 1 */
	bool	media;			/* every tile has a media GT besides its main one */
	bool	no_migration;		/* a firmware too old to save and restore */
	bool	no_vram;		/* system memory only */
	u64	vf_vram;		/* of a VF on a tile, in pages; 0: 64 KiB */
	u32	vf_ggtt;		/* GGTT entries of a VF on a tile; 0: 8 */
	u32	vf_guc;			/* dwords that a GuC keeps of a VF; 0: 16, at most 1024 */
	u32	guc_us;			/* until a GuC answers; 0: 50 */
};

/*
 * Put the card there. @desc may be gone afterwards. Never fails; what cannot be is a BUG.
 * Bus numbers: 8 functions share a device number, so that many VFs need ARI (they have
 * it) and a bridge above that forwards it, or a card at device 0.
 */
struct pci_hw_fn *xe_hw_card(struct pci_hw_root *root, struct pci_hw_fn *bridge,
			     unsigned int devfn, const struct xe_hw_desc *desc);

/* The VF's function, whether it is enabled or not. */
struct pci_hw_fn *xe_hw_vf(struct pci_hw_fn *pf, unsigned int vfid);

/* What a GuC sends: answers to commands by the command, and events. */
enum xe_guc_what {
	XE_GUC_PAUSE,		/* answers to VF_CONTROL */
	XE_GUC_RESUME,
	XE_GUC_STOP,
	XE_GUC_FLR_START,
	XE_GUC_FLR_FINISH,
	XE_GUC_SAVE_RESTORE,	/* to SAVE_RESTORE_VF */
	XE_GUC_FLR,		/* events: somebody resets the VF */
	XE_GUC_FLR_DONE,
	XE_GUC_PAUSE_DONE,
	XE_GUC_WHAT_COUNT,
};

enum xe_guc_fault {
	XE_GUC_LATE,		/* after @arg microseconds more */
	XE_GUC_NEVER,
	XE_GUC_EARLY,		/* event: before the answer to its command, and before it is true */
	XE_GUC_TWICE,		/* event */
	XE_GUC_ERROR,		/* answer: a failure; @arg: 0 busy, 1 rejected, 2 anything else */
	XE_GUC_FAULT_COUNT,
};

/*
 * The next @count times that the GuC of @gt has to say @what about @vfid, this happens
 * instead. One fault a (gt, vfid, what); a new one replaces it, @count 0 takes it back.
 */
void xe_hw_guc_fault(struct pci_hw_fn *pf, unsigned int gt, unsigned int vfid,
		     enum xe_guc_what what, enum xe_guc_fault fault, u32 arg, u32 count);

/* The GuC says so though nothing happened. @what: an event. */
void xe_hw_guc_say(struct pci_hw_fn *pf, unsigned int gt, unsigned int vfid,
		   enum xe_guc_what what);

/* What the firmware makes of a VF on a GT. */
enum xe_hw_vf_state {
	XE_HW_VF_OFF,		/* not provisioned */
	XE_HW_VF_RUNNING,
	XE_HW_VF_PAUSED,
	XE_HW_VF_STOPPED,
	XE_HW_VF_FLR,		/* reset begun, and not finished by the PF */
};
enum xe_hw_vf_state xe_hw_vf_state(struct pci_hw_fn *pf, unsigned int gt, unsigned int vfid);

/*
 * The VF computes: every @period_us it writes a word somewhere in each of its parts, as
 * long as it runs, @ticks times (0: until xe_hw_idle()). Writes that hit a VF which the
 * PF's driver has called paused are a finding.
 */
void xe_hw_busy(struct pci_hw_fn *pf, unsigned int vfid, u32 period_us, u32 ticks);
void xe_hw_idle(struct pci_hw_fn *pf, unsigned int vfid);

/* How often it wrote so far. */
u64 xe_hw_writes(struct pci_hw_fn *pf, unsigned int vfid);

/* What a VF consists of. */
enum xe_hw_part {
	XE_HW_VRAM,		/* of a tile */
	XE_HW_GGTT,		/* of a tile; as the VF sees it, without its number */
	XE_HW_MMIO,		/* of a GT */
	XE_HW_GUC,		/* of a GT */
	XE_HW_PART_COUNT,
};

/* Bytes of @part; @unit is a tile or a GT. */
u64 xe_hw_size(struct pci_hw_fn *pf, enum xe_hw_part part, unsigned int unit);

/* Look at it or change it, behind everybody's back. Ranges must be inside. */
void xe_hw_peek(struct pci_hw_fn *pf, unsigned int vfid, enum xe_hw_part part,
		unsigned int unit, u64 offset, void *buf, size_t len);
void xe_hw_poke(struct pci_hw_fn *pf, unsigned int vfid, enum xe_hw_part part,
		unsigned int unit, u64 offset, const void *buf, size_t len);

/* Fill all parts with what follows from @seed; every @stride-th page of VRAM (0: none). */
void xe_hw_fill(struct pci_hw_fn *pf, unsigned int vfid, u32 seed, unsigned int stride);

/* Are two VFs, perhaps of two cards, the same byte for byte? Else says where. */
bool xe_hw_same(struct pci_hw_fn *pf_a, unsigned int vf_a, struct pci_hw_fn *pf_b,
		unsigned int vf_b, enum xe_hw_part *part, unsigned int *unit, u64 *offset);

/* Pages of VRAM that anybody ever wrote to; the rest costs nothing. */
u64 xe_hw_vram_pages(struct pci_hw_fn *pf, unsigned int vfid);

#endif /* XE_HW_H */
