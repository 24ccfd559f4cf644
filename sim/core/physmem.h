/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * physmem.h - what answers at a physical address: RAM, or a device on a bus
 *
 * RAM frames come from alloc_pages() and lie from RAM_BASE on. Everywhere else the
 * buses decide, through the decoder that their floor registers. The processor
 * (user mappings of BARs) and DMA behind the IOMMU come through here. A DMA to a
 * frame that has been freed is told apart from one to nowhere.
 */
#ifndef CORE_PHYSMEM_H
#define CORE_PHYSMEM_H

#include <linux/types.h>

/* 256 GiB and up: above what 32-bit BARs reach, below where 64-bit ones are put. */
#define RAM_BASE	0x4000000000ULL
#define RAM_END		0x8000000000ULL

/* Accesses of 1, 2, 4 or 8 bytes that do not cross a page; false: nothing decodes the address. */
struct mmio_decoder {
	bool	(*read)(u64 addr, unsigned int size, u64 *val);
	bool	(*write)(u64 addr, unsigned int size, u64 val);
};

/* One for the machine; constant once it is booted. NULL: no bus. */
void mmio_set_decoder(const struct mmio_decoder *decoder);

/* Reads of nothing give all ones, writes to nothing are lost, as on PCI. */
u64 mmio_read(phys_addr_t phys, unsigned int size);
void mmio_write(phys_addr_t phys, unsigned int size, u64 val);

/*
 * Copy from or to physical memory, RAM or device, as a device does by DMA (after the
 * IOMMU). 0; -EFAULT: nothing answers there; -ESTALE: a frame that has been freed.
 */
int phys_read(phys_addr_t phys, void *buf, size_t len);
int phys_write(phys_addr_t phys, const void *buf, size_t len);

#endif
