/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * xe_hw_claim.h - what the PF's driver says of its VFs, held against the hardware
 */
#ifndef XE_HW_CLAIM_H
#define XE_HW_CLAIM_H

#include <linux/types.h>

struct pci_hw_fn;

/* How often the VF was reset or resumed so far. */
u32 xe_hw_life(struct pci_hw_fn *pf, unsigned int vfid);

/*
 * "It is paused", until it is resumed or reset. A finding if it is not, and whenever it
 * writes. Void unless xe_hw_life() is still @life: somebody else was faster then.
 */
void xe_hw_claim_paused(struct pci_hw_fn *pf, unsigned int vfid, u32 life);

/* "It is about to be reset." */
void xe_hw_claim_announced(struct pci_hw_fn *pf, unsigned int vfid);
/* ... and, said then: "a reset of it is under way." */
void xe_hw_claim_resetting(struct pci_hw_fn *pf, unsigned int vfid);

/* "The reset that began before @life was taken is over"; or, not @done, was given up. */
void xe_hw_claim_reset(struct pci_hw_fn *pf, unsigned int vfid, u32 life, bool done);

#endif
