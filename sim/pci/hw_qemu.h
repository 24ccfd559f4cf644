/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hw_qemu.h - devices that QEMU emulates (PCI_HW_QEMU)
 */
#ifndef PCI_HW_QEMU_H
#define PCI_HW_QEMU_H

#include "pci/hw.h"

/* What a register holds after power on and reset; a table of them ends with a size of 0. */
struct hw_register {
	u8	bar;		/* 6: the ROM */
	u8	size;
	u32	offset;
	u64	value;
};

extern const struct pci_hw_model qemu_model, qemu_e1000e_model;

/* Changes the masks that hw_build_masks() has worked out. */
void hw_qemu_masks(const struct pci_hw_fn *fn, const u8 *image, unsigned int len, u32 *wmask,
		   u32 *w1c);

#endif
