/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * portdrv.h - services of a PCIe port, one instance of each for a port that has it
 *
 * Linux makes a device of each service, on a bus of its own. Left out: the port's
 * driver calls them directly, in this order, and in reverse on remove.
 */
#ifndef PCI_PORTDRV_H
#define PCI_PORTDRV_H

#include <linux/types.h>

struct pci_dev;
struct aer_rpc;
struct dpc_port;
struct controller;

/* The driver data of a port. */
struct pcie_port {
	bool			leaving; /* the driver goes: threads of the line give up on locks */
	struct aer_rpc		*aer;	/* owned; NULL: no such service */
	struct controller	*hp;
	struct dpc_port		*dpc;
};

int aer_probe(struct pci_dev *port, struct pcie_port *services, int irq);
void aer_remove(struct pci_dev *port, struct pcie_port *services);
int pciehp_probe(struct pci_dev *port, struct pcie_port *services, int irq);
void pciehp_remove(struct pci_dev *port, struct pcie_port *services);
void pciehp_slot_was_reset(struct pcie_port *services);
int dpc_probe(struct pci_dev *port, struct pcie_port *services, int irq);
void dpc_remove(struct pci_dev *port, struct pcie_port *services);

#endif /* PCI_PORTDRV_H */
