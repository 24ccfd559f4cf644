/* SPDX-License-Identifier: GPL-2.0-or-later */
/* host.h - the seam between the PCI core and the machine it runs on */
#ifndef PCI_HOST_H
#define PCI_HOST_H

#include <linux/types.h>

struct pci_bus;
struct pci_dev;
struct pci_host_bridge;

struct pci_bus *pci_create_root_bus_of(struct pci_host_bridge *host);
bool pci_slot_wired(struct pci_bus *bus, unsigned int slot);
void *pci_hw_sysdata(struct pci_dev *bridge);
void pci_hw_set_dev(struct pci_dev *dev, bool alive);
void pci_hw_seen(struct pci_dev *dev);

#endif /* PCI_HOST_H */
