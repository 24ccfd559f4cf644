/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * physmem.h - what answers at a physical address: RAM, or a window of a device
 *
 * RAM frames come from alloc_pages() and lie from RAM_BASE on; a device claims a
 * window below or above with mmio_add(). The processor (user mappings of BARs,
 * ioremap) and the IOMMU reach both through phys_read() and phys_write(). A DMA to
 * a frame that nobody owns is told apart from one to nowhere.
 */
#ifndef CORE_PHYSMEM_H
#define CORE_PHYSMEM_H

#include <linux/list.h>
#include <linux/types.h>

/* 256 GiB and up: behind what PCI host bridges decode below, and below their 64-bit windows. */
#define RAM_BASE	0x4000000000ULL
#define RAM_END		0x8000000000ULL

/* A window of device memory. Embedded in its owner; live between mmio_add() and mmio_del(). */
struct mmio_window {
	phys_addr_t		start;
	u64			size;
	/* One access of 1, 2, 4 or 8 bytes at an offset into the window. */
	u64			(*read)(struct mmio_window *window, u64 offset, int size);
	void			(*write)(struct mmio_window *window, u64 offset, int size, u64 val);
	struct list_head	entry;
};

/* The windows must not overlap RAM; where two overlap the newer answers, as on a misprogrammed bus. */
void mmio_add(struct mmio_window *window);
void mmio_del(struct mmio_window *window);

/*
 * One access at @phys, not crossing a page. Reads of nothing give all ones, writes
 * to nothing are lost, as on PCI.
 */
u64 mmio_read(phys_addr_t phys, int size);
void mmio_write(phys_addr_t phys, int size, u64 val);

/*
 * Copy from or to physical memory, RAM or windows, as a device does by DMA (after the
 * IOMMU). 0; -EFAULT: nothing answers there; -ESTALE: a frame that has been freed.
 */
int phys_read(phys_addr_t phys, void *buf, size_t len);
int phys_write(phys_addr_t phys, const void *buf, size_t len);

#endif
