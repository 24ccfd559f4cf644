/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/pci/aer.c */
#ifndef _AER_H_
#define _AER_H_

#include <linux/errno.h>
#include <linux/types.h>

#define AER_NONFATAL	0
#define AER_FATAL	1
#define AER_CORRECTABLE	2
#define DPC_FATAL	3

struct pci_dev;

int pci_aer_clear_nonfatal_status(struct pci_dev *dev);
int pcie_aer_is_native(struct pci_dev *dev);

#endif /* _AER_H_ */
