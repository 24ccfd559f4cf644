/* SPDX-License-Identifier: GPL-2.0-or-later */
/* msi.h - a device's vectors: msi.c decides which there are, msi_vector.c keeps them */
#ifndef PCI_MSI_H
#define PCI_MSI_H

#include <linux/msi.h>
#include <linux/pci.h>

struct msi_vector {
	unsigned int	irq;		/* 0: none */
	struct msi_msg	msg;
	bool		masked;
};

struct msi_device_data {
	struct pci_dev	*dev;		/* borrowed */
	bool		msix;
	unsigned int	count;
	u32		msi_mask;	/* msi_lock */
	struct msi_vector	vector[];
};

static inline struct msi_device_data *pci_msi_data(struct pci_dev *dev)
{
	return dev->dev.msi.data;
}

struct msi_device_data *pci_msi_alloc_data(struct pci_dev *dev, unsigned int count, bool msix);
void pci_msi_free_data(struct pci_dev *dev);
void pci_msi_init_vector(struct msi_device_data *data, unsigned int index, unsigned int irq);
void pci_msi_free_vector(unsigned int irq);
void pci_msi_write_msix(struct pci_dev *dev, unsigned int index, const struct msi_vector *vector);
void pci_msi_write(struct pci_dev *dev, const struct msi_device_data *data);
void pci_msi_forget(struct pci_dev *dev, struct msi_device_data *data);
void pci_msi_set_enable(struct pci_dev *dev, int pos, u16 clear, u16 set);

#endif /* PCI_MSI_H */
