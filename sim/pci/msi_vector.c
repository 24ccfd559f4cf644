// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * msi_vector.c - the table of a device's vectors, and the registers they are kept in
 *
 * A message's data is the number of the Linux interrupt it raises. The mask bits are
 * changed by the interrupt core under the descriptor's lock, and written back, with the
 * messages, by whoever resets the device: ->msi_lock covers both and the registers. It is
 * a leaf, and lets no interrupt in.
 */
#include <linux/bug.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/slab.h>

#include "as_linux.h"
#include "msi.h"
#include "pci.h"

DEFINE_VARIANT(msi_restored_unlocked, "msi-restored-unlocked", "Linux 6.12 and later",
	       "a reset writes back MSI messages that the driver may be freeing");

#define MSI_ADDRESS	0xfee00000u

static void __iomem *entry(struct pci_dev *dev, unsigned int index)
{
	return dev->msix_base + index * PCI_MSIX_ENTRY_SIZE;
}

static int msi_mask_reg(struct pci_dev *dev)
{
	u16 ctrl;

	pci_read_config_word(dev, dev->msi_cap + PCI_MSI_FLAGS, &ctrl);
	if (!(ctrl & PCI_MSI_FLAGS_MASKBIT))
		return 0;
	return dev->msi_cap + (ctrl & PCI_MSI_FLAGS_64BIT ? PCI_MSI_MASK_64 : PCI_MSI_MASK_32);
}

static void set_masked(struct irq_data *irq, bool masked)
{
	struct msi_device_data *data = irq->chip_data;
	struct pci_dev *dev = data->dev;
	unsigned int index = irq->hwirq;
	int reg;

	guard(raw_spinlock_irqsave)(&dev->msi_lock);
	if (data->msix) {
		data->vector[index].masked = masked;
		writel(masked ? PCI_MSIX_ENTRY_CTRL_MASKBIT : 0,
		       entry(dev, index) + PCI_MSIX_ENTRY_VECTOR_CTRL);
		return;
	}
	reg = msi_mask_reg(dev);
	if (!reg)
		return;
	if (masked)
		data->msi_mask |= 1u << index;
	else
		data->msi_mask &= ~(1u << index);
	pci_write_config_dword(dev, reg, data->msi_mask);
}

static void msi_mask(struct irq_data *irq)
{
	set_masked(irq, true);
}

static void msi_unmask(struct irq_data *irq)
{
	set_masked(irq, false);
}

static const struct irq_chip msi_chip = {
	.name		= "PCI-MSI",
	.irq_mask	= msi_mask,
	.irq_unmask	= msi_unmask,
};

static void pci_msix_write_locked(struct pci_dev *dev, unsigned int index,
				  const struct msi_vector *vector)
{
	void __iomem *at = entry(dev, index);

	lockdep_assert_held(&dev->msi_lock);
	/* a message may change only while it is masked */
	writel(PCI_MSIX_ENTRY_CTRL_MASKBIT, at + PCI_MSIX_ENTRY_VECTOR_CTRL);
	writel(vector->msg.address_lo, at + PCI_MSIX_ENTRY_LOWER_ADDR);
	writel(vector->msg.address_hi, at + PCI_MSIX_ENTRY_UPPER_ADDR);
	writel(vector->msg.data, at + PCI_MSIX_ENTRY_DATA);
	if (!vector->masked)
		writel(0, at + PCI_MSIX_ENTRY_VECTOR_CTRL);
}

void pci_msi_write_msix(struct pci_dev *dev, unsigned int index, const struct msi_vector *vector)
{
	guard(raw_spinlock_irqsave)(&dev->msi_lock);
	pci_msix_write_locked(dev, index, vector);
}

static void pci_msi_write_locked(struct pci_dev *dev, const struct msi_device_data *data)
{
	const struct msi_msg *msg = &data->vector[0].msg;
	int pos = dev->msi_cap;
	u16 ctrl;

	lockdep_assert_held(&dev->msi_lock);
	pci_read_config_word(dev, pos + PCI_MSI_FLAGS, &ctrl);
	ctrl &= ~PCI_MSI_FLAGS_QSIZE;
	ctrl |= (fls(data->count) - 1) << 4;
	pci_write_config_word(dev, pos + PCI_MSI_FLAGS, ctrl);
	pci_write_config_dword(dev, pos + PCI_MSI_ADDRESS_LO, msg->address_lo);
	if (ctrl & PCI_MSI_FLAGS_64BIT) {
		pci_write_config_dword(dev, pos + PCI_MSI_ADDRESS_HI, msg->address_hi);
		pci_write_config_word(dev, pos + PCI_MSI_DATA_64, msg->data);
	} else {
		pci_write_config_word(dev, pos + PCI_MSI_DATA_32, msg->data);
	}
	if (ctrl & PCI_MSI_FLAGS_MASKBIT)
		pci_write_config_dword(dev, msi_mask_reg(dev), data->msi_mask);
}

void pci_msi_write(struct pci_dev *dev, const struct msi_device_data *data)
{
	guard(raw_spinlock_irqsave)(&dev->msi_lock);
	pci_msi_write_locked(dev, data);
}

/* Where the interrupt has been shut down its message says nothing any more. */
void pci_msi_forget(struct pci_dev *dev, struct msi_device_data *data)
{
	if (READ_ONCE(dev->current_state) != PCI_D0 || pci_dev_is_disconnected(dev))
		return;
	data->vector[0].msg = (struct msi_msg){ };
	pci_msi_write(dev, data);
}

void pci_msi_set_enable(struct pci_dev *dev, int pos, u16 clear, u16 set)
{
	u16 ctrl;

	pci_read_config_word(dev, pos + PCI_MSI_FLAGS, &ctrl);
	pci_write_config_word(dev, pos + PCI_MSI_FLAGS, (ctrl & ~clear) | set);
}

void pci_msi_init_vector(struct msi_device_data *data, unsigned int index, unsigned int irq)
{
	data->vector[index] = (struct msi_vector){
		.irq = irq, .masked = true,
		.msg = { .address_lo = MSI_ADDRESS, .data = irq },
	};
	irq_get_irq_data(irq)->hwirq = index;
	irq_set_chip_data(irq, data);
	/* Last: a message of who had this number before may still be under way to it. */
	irq_set_chip_and_handler_name(irq, &msi_chip, handle_edge_irq, "edge");
}

/* As an interrupt domain does: a message that is on its way finds no chip that masks it. */
void pci_msi_free_vector(unsigned int irq)
{
	irq_set_chip_and_handler(irq, NULL, NULL);
	irq_free_descs(irq, 1);
}

struct msi_device_data *pci_msi_alloc_data(struct pci_dev *dev, unsigned int count, bool msix)
{
	struct msi_device_data *data = kzalloc(struct_size(data, vector, count), GFP_KERNEL);

	if (!data)
		return NULL;
	data->dev = dev;
	data->msix = msix;
	data->count = count;
	return data;
}

void pci_msi_free_data(struct pci_dev *dev)
{
	struct msi_device_data *data = pci_msi_data(dev);

	for (unsigned int i = 0; i < data->count; i++)
		if (data->vector[i].irq) {
			WARN_ON(irq_has_action(data->vector[i].irq));
			pci_msi_free_vector(data->vector[i].irq);
		}
	dev->dev.msi.data = NULL;
	kfree(data);
}

static struct msi_vector *vector_of(unsigned int irq, struct msi_device_data **data)
{
	struct irq_data *desc = irq_get_irq_data(irq);

	*data = desc->chip_data;
	return &(*data)->vector[desc->hwirq];
}

void get_cached_msi_msg(unsigned int irq, struct msi_msg *msg)
{
	struct msi_device_data *data;

	*msg = vector_of(irq, &data)->msg;
}

/* Into the device's registers again: they may have been lost in a reset. */
void pci_write_msi_msg(unsigned int irq, struct msi_msg *msg)
{
	struct msi_device_data *data;
	struct msi_vector *vector = vector_of(irq, &data);

	guard(raw_spinlock_irqsave)(&data->dev->msi_lock);
	vector->msg = *msg;
	if (data->msix)
		pci_msix_write_locked(data->dev, vector - data->vector, vector);
	else
		pci_msi_write_locked(data->dev, data);
}

static void restore_msi(struct pci_dev *dev)
{
	pci_intx(dev, 0);
	pci_msi_set_enable(dev, dev->msi_cap, PCI_MSI_FLAGS_ENABLE, 0);
	pci_msi_write(dev, pci_msi_data(dev));
	pci_msi_set_enable(dev, dev->msi_cap, 0, PCI_MSI_FLAGS_ENABLE);
}

static void restore_msix(struct pci_dev *dev)
{
	struct msi_device_data *data = pci_msi_data(dev);

	pci_intx(dev, 0);
	pci_msi_set_enable(dev, dev->msix_cap, 0, PCI_MSIX_FLAGS_MASKALL | PCI_MSIX_FLAGS_ENABLE);
	for (unsigned int i = 0; i < data->count; i++)
		if (data->vector[i].irq)
			pci_msi_write_msix(dev, i, &data->vector[i]);
	pci_msi_set_enable(dev, dev->msix_cap, PCI_MSIX_FLAGS_MASKALL, 0);
}

/*
 * Called by whoever resets the device, with its lock; the driver may be giving its vectors back
 * at the moment, and need not hold that.
 */
void pci_restore_msi_state(struct pci_dev *dev)
{
	if (as_6_12(msi_restored_unlocked)) {
		if (dev->msi_enabled)
			restore_msi(dev);
		if (dev->msix_enabled)
			restore_msix(dev);
		return;
	}
	guard(mutex)(&dev->msi_mutex);
	if (dev->msi_enabled)
		restore_msi(dev);
	if (dev->msix_enabled)
		restore_msix(dev);
}
