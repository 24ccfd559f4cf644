/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/pci/msi.c */
#ifndef LINUX_MSI_H
#define LINUX_MSI_H

#include <linux/msi_api.h>

/* What a device writes, and where, to raise an interrupt. */
struct msi_msg {
	u32	address_lo;
	u32	address_hi;
	u32	data;
};

void get_cached_msi_msg(unsigned int irq, struct msi_msg *msg);
void pci_write_msi_msg(unsigned int irq, struct msi_msg *msg);

#endif /* LINUX_MSI_H */
