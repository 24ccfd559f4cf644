/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vgaarb.h - no device of the simulated machine decodes VGA's addresses
 */
#ifndef HOSTED_LINUX_VGAARB_H
#define HOSTED_LINUX_VGAARB_H

#include <linux/errno.h>

#define VGA_RSRC_NONE		0x00
#define VGA_RSRC_LEGACY_IO	0x01
#define VGA_RSRC_LEGACY_MEM	0x02
#define VGA_RSRC_NORMAL_IO	0x04
#define VGA_RSRC_NORMAL_MEM	0x08

struct pci_dev;

static inline int vga_client_register(struct pci_dev *pdev,
				      unsigned int (*set_decode)(struct pci_dev *pdev, bool state))
{
	return 0;
}

static inline void vga_client_unregister(struct pci_dev *pdev)
{
}

static inline void vga_set_legacy_decoding(struct pci_dev *pdev, unsigned int decodes)
{
}

static inline int vga_get_interruptible(struct pci_dev *pdev, unsigned int rsrc)
{
	return -ENODEV;
}

static inline void vga_put(struct pci_dev *pdev, unsigned int rsrc)
{
}

#endif
