/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hw_edu.h - an educational PCI device: its registers, and two machines' worth of it */
#ifndef PCI_HW_EDU_H
#define PCI_HW_EDU_H

#include "pci/hw.h"

/* Registers in BAR 0. */
#define EDU_ID			0x00	/* 0x010000ed */
#define EDU_LIVENESS		0x04	/* reads the inverse of what was written */
#define EDU_FACTORIAL		0x08	/* write n, read n! when not computing */
#define EDU_STATUS		0x20
#define EDU_STATUS_COMPUTING	0x01
#define EDU_STATUS_IRQ		0x80	/* interrupt when a factorial is done */
#define EDU_IRQ_STATUS		0x24
#define EDU_IRQ_RAISE		0x60
#define EDU_IRQ_ACK		0x64
#define EDU_DMA_SRC		0x80
#define EDU_DMA_DST		0x88
#define EDU_DMA_COUNT		0x90
#define EDU_DMA_CMD		0x98
#define EDU_DMA_RUN		0x01
#define EDU_DMA_FROM_DEVICE	0x02
#define EDU_DMA_IRQ		0x04

#define EDU_IRQ_FACTORIAL	0x001
#define EDU_IRQ_DMA		0x100

#define EDU_BUFFER		0x40000	/* where the device's own buffer starts */
#define EDU_BUFFER_SIZE		4096

extern const struct pci_hw_model edu_model;

/* PCIe with FLR and one MSI vector: the device of the tutorial. */
extern const struct pci_hw_desc edu_pcie;

#endif /* PCI_HW_EDU_H */
