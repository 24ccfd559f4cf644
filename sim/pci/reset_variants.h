/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reset_variants.h - what resets once did; see reset_variants.c */
#ifndef PCI_RESET_VARIANTS_H
#define PCI_RESET_VARIANTS_H

#include <linux/types.h>

#include "kernel/variant.h"

struct pci_bus;
struct pci_dev;
struct pci_slot;

DECLARE_VARIANT(pci_reset_blocking);
DECLARE_VARIANT(pci_try_reset_unlocked_save);
DECLARE_VARIANT(pci_bus_reset_locks_to_save);
DECLARE_VARIANT(pci_cfg_before_device_lock);
DECLARE_VARIANT(pci_bus_lock_without_bridge);
DECLARE_VARIANT(pci_bus_lock_bridge_twice);
DECLARE_VARIANT(aer_blocks_on_port_lock);
DECLARE_VARIANT(pci_vf_reset_locks_bridge);
DECLARE_VARIANT(pci_reset_blocks_bridge_config);

void pci_dev_lock_cfg_first(struct pci_dev *dev);
int pci_try_reset_function_unlocked_save(struct pci_dev *dev);

#endif /* PCI_RESET_VARIANTS_H */
