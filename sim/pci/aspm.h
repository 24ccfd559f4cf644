/* SPDX-License-Identifier: GPL-2.0-or-later */
/* aspm.h - power management of links: what the rest of the PCI core calls */
#ifndef PCI_ASPM_H
#define PCI_ASPM_H

#include <linux/types.h>

struct pci_dev;

/* The function below @port came back to D0. @locked: the caller holds pci_bus_sem. */
void pcie_aspm_pm_state_change(struct pci_dev *port, bool locked);

#endif /* PCI_ASPM_H */
