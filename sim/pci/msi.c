// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * msi.c - MSI and MSI-X: from "I want vectors" to registers that hold messages
 *
 * All vectors of a device are in one table, by their index. The device's driver
 * allocates, uses and frees them; nobody else changes the table, but a reset from elsewhere
 * writes its messages into the device again.
 *
 * Locking: ->msi_mutex covers the table and which of MSI and MSI-X is on.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/msi.h>
#include <linux/slab.h>

#include "msi.h"
#include "pci.h"

#define MSI_IRQ_FIRST	256	/* below are lines */

void pci_msi_init(struct pci_dev *dev)
{
	u16 ctrl;

	mutex_init(&dev->msi_mutex);
	if (dev->msi_cap) {
		pci_read_config_word(dev, dev->msi_cap + PCI_MSI_FLAGS, &ctrl);
		if (ctrl & PCI_MSI_FLAGS_ENABLE)
			pci_write_config_word(dev, dev->msi_cap + PCI_MSI_FLAGS,
					      ctrl & ~PCI_MSI_FLAGS_ENABLE);
	}
	if (dev->msix_cap) {
		pci_read_config_word(dev, dev->msix_cap + PCI_MSIX_FLAGS, &ctrl);
		if (ctrl & PCI_MSIX_FLAGS_ENABLE)
			pci_write_config_word(dev, dev->msix_cap + PCI_MSIX_FLAGS,
					      ctrl & ~PCI_MSIX_FLAGS_ENABLE);
	}
}

int pci_msi_enabled(void)
{
	return 1;
}

int pci_msi_vec_count(struct pci_dev *dev)
{
	u16 ctrl;

	if (!dev->msi_cap)
		return -EINVAL;
	pci_read_config_word(dev, dev->msi_cap + PCI_MSI_FLAGS, &ctrl);
	return 1 << ((ctrl & PCI_MSI_FLAGS_QMASK) >> 1);
}

int pci_msix_vec_count(struct pci_dev *dev)
{
	u16 ctrl;

	if (!dev->msix_cap)
		return -EINVAL;
	pci_read_config_word(dev, dev->msix_cap + PCI_MSIX_FLAGS, &ctrl);
	return (ctrl & PCI_MSIX_FLAGS_QSIZE) + 1;
}

static bool msi_possible(struct pci_dev *dev, int nvec)
{
	if (READ_ONCE(dev->no_msi) || nvec < 1 || READ_ONCE(dev->current_state) != PCI_D0)
		return false;
	for (struct pci_bus *bus = dev->bus; bus; bus = bus->parent)
		if (bus->bus_flags & PCI_BUS_FLAGS_NO_MSI)
			return false;
	return true;
}

static int enable_msi_count(struct pci_dev *dev, unsigned int count)
{
	struct msi_device_data *data = pci_msi_alloc_data(dev, count, false);
	int irq;

	if (!data)
		return -ENOMEM;
	irq = irq_alloc_descs(-1, MSI_IRQ_FIRST, count, 0);
	if (irq < 0) {
		kfree(data);
		return irq;
	}
	for (unsigned int i = 0; i < count; i++)
		pci_msi_init_vector(data, i, irq + i);
	data->msi_mask = ~0u >> (32 - count);
	dev->dev.msi.data = data;
	pci_msi_write(dev, data);
	pci_intx(dev, 0);
	pci_msi_set_enable(dev, dev->msi_cap, 0, PCI_MSI_FLAGS_ENABLE);
	dev->msi_enabled = 1;
	dev->irq = irq;
	return 0;
}

static int enable_msi_locked(struct pci_dev *dev, int minvec, int maxvec)
{
	int nvec = pci_msi_vec_count(dev), ret;

	if (!msi_possible(dev, minvec) || dev->msi_enabled || dev->msix_enabled)
		return -EINVAL;
	if (maxvec < minvec)
		return -ERANGE;
	if (nvec < 0)
		return nvec;
	if (nvec < minvec)
		return -ENOSPC;
	nvec = min(nvec, maxvec);
	/* only powers of two can be told to the device */
	nvec = 1 << (fls(nvec) - 1);
	if (nvec < minvec)
		return -ENOSPC;
	ret = enable_msi_count(dev, nvec);
	return ret ?: nvec;
}

static int enable_msi_range(struct pci_dev *dev, int minvec, int maxvec)
{
	guard(mutex)(&dev->msi_mutex);
	return enable_msi_locked(dev, minvec, maxvec);
}

int pci_enable_msi(struct pci_dev *dev)
{
	int ret = enable_msi_range(dev, 1, 1);

	return ret < 0 ? ret : 0;
}

void pci_disable_msi(struct pci_dev *dev)
{
	u8 line;

	guard(mutex)(&dev->msi_mutex);
	if (!dev->msi_enabled)
		return;
	pci_msi_set_enable(dev, dev->msi_cap, PCI_MSI_FLAGS_ENABLE, 0);
	pci_intx(dev, 1);
	dev->msi_enabled = 0;
	pci_msi_forget(dev, pci_msi_data(dev));
	pci_msi_free_data(dev);
	pci_read_config_byte(dev, PCI_INTERRUPT_LINE, &line);
	dev->irq = line;
}

static int map_msix(struct pci_dev *dev, unsigned int count)
{
	u32 table;
	int bar;

	pci_read_config_dword(dev, dev->msix_cap + PCI_MSIX_TABLE, &table);
	bar = table & PCI_MSIX_TABLE_BIR;
	if (!pci_resource_len(dev, bar) || pci_resource_flags(dev, bar) & IORESOURCE_UNSET)
		return -ENOMEM;
	dev->msix_base = ioremap(pci_resource_start(dev, bar) + (table & PCI_MSIX_TABLE_OFFSET),
				 count * PCI_MSIX_ENTRY_SIZE);
	return dev->msix_base ? 0 : -ENOMEM;
}

static int add_msix_vector(struct pci_dev *dev, unsigned int index)
{
	struct msi_device_data *data = pci_msi_data(dev);
	int irq = irq_alloc_descs(-1, MSI_IRQ_FIRST, 1, 0);

	if (irq < 0)
		return irq;
	pci_msi_init_vector(data, index, irq);
	pci_msi_write_msix(dev, index, &data->vector[index]);
	return 0;
}

static void undo_msix(struct pci_dev *dev)
{
	pci_msi_set_enable(dev, dev->msix_cap, PCI_MSIX_FLAGS_MASKALL | PCI_MSIX_FLAGS_ENABLE, 0);
	pci_msi_free_data(dev);
	iounmap(dev->msix_base);
	dev->msix_base = NULL;
}

/* @entries says which vectors; NULL: the first ones. */
static int enable_msix_count(struct pci_dev *dev, struct msix_entry *entries, int nvec, int hw)
{
	int ret = map_msix(dev, hw);

	if (ret)
		return ret;
	dev->dev.msi.data = pci_msi_alloc_data(dev, hw, true);
	if (!dev->dev.msi.data) {
		iounmap(dev->msix_base);
		dev->msix_base = NULL;
		return -ENOMEM;
	}
	/* the table can be written only while MSI-X is on */
	pci_msi_set_enable(dev, dev->msix_cap, 0, PCI_MSIX_FLAGS_MASKALL | PCI_MSIX_FLAGS_ENABLE);
	for (int i = 0; i < nvec; i++) {
		unsigned int index = entries ? entries[i].entry : i;

		ret = add_msix_vector(dev, index);
		if (ret) {
			undo_msix(dev);
			return ret;
		}
		if (entries)
			entries[i].vector = pci_msi_data(dev)->vector[index].irq;
	}
	pci_intx(dev, 0);
	dev->msix_enabled = 1;
	pci_msi_set_enable(dev, dev->msix_cap, PCI_MSIX_FLAGS_MASKALL, 0);
	return 0;
}

static bool entries_valid(const struct msix_entry *entries, int nvec, int hw)
{
	for (int i = 0; entries && i < nvec; i++) {
		if (entries[i].entry >= hw)
			return false;
		for (int j = 0; j < i; j++)
			if (entries[i].entry == entries[j].entry)
				return false;
	}
	return true;
}

int pci_enable_msix_range(struct pci_dev *dev, struct msix_entry *entries, int minvec, int maxvec)
{
	int hw = pci_msix_vec_count(dev), ret;

	guard(mutex)(&dev->msi_mutex);
	if (maxvec < minvec)
		return -ERANGE;
	if (dev->msi_enabled || dev->msix_enabled || !msi_possible(dev, minvec) || hw < 0)
		return -EINVAL;
	if (hw < minvec)
		return -ENOSPC;
	maxvec = min(maxvec, hw);
	if (!entries_valid(entries, maxvec, hw))
		return -EINVAL;
	ret = enable_msix_count(dev, entries, maxvec, hw);
	return ret ?: maxvec;
}

void pci_disable_msix(struct pci_dev *dev)
{
	guard(mutex)(&dev->msi_mutex);
	if (!dev->msix_enabled)
		return;
	dev->msix_enabled = 0;
	undo_msix(dev);
	pci_intx(dev, 1);
}

int pci_alloc_irq_vectors_affinity(struct pci_dev *dev, unsigned int min_vecs,
				   unsigned int max_vecs, unsigned int flags,
				   struct irq_affinity *affd)
{
	int ret = -ENOSPC;

	if (flags & PCI_IRQ_MSIX) {
		ret = pci_enable_msix_range(dev, NULL, min_vecs, max_vecs);
		if (ret > 0)
			return ret;
	}
	if (flags & PCI_IRQ_MSI) {
		ret = enable_msi_range(dev, min_vecs, max_vecs);
		if (ret > 0)
			return ret;
	}
	if (flags & PCI_IRQ_INTX && min_vecs == 1 && dev->irq) {
		pci_intx(dev, 1);
		return 1;
	}
	return ret;
}

int pci_alloc_irq_vectors(struct pci_dev *dev, unsigned int min_vecs, unsigned int max_vecs,
			  unsigned int flags)
{
	return pci_alloc_irq_vectors_affinity(dev, min_vecs, max_vecs, flags, NULL);
}

void pci_free_irq_vectors(struct pci_dev *dev)
{
	pci_disable_msix(dev);
	pci_disable_msi(dev);
}

unsigned int msi_get_virq(struct device *dev, unsigned int index)
{
	struct msi_device_data *data = dev->msi.data;

	return data && index < data->count ? data->vector[index].irq : 0;
}

int pci_irq_vector(struct pci_dev *dev, unsigned int nr)
{
	unsigned int irq;

	if (!pci_dev_msi_enabled(dev))
		return !nr ? dev->irq : -EINVAL;
	irq = msi_get_virq(&dev->dev, nr);
	return irq ?: -EINVAL;
}

/* Vectors can be added one by one while MSI-X is on. */
bool pci_msix_can_alloc_dyn(struct pci_dev *dev)
{
	return dev->msix_cap;
}

struct msi_map pci_msix_alloc_irq_at(struct pci_dev *dev, unsigned int index,
				     const struct irq_affinity_desc *affdesc)
{
	struct msi_map map = { .index = -ENOTSUPP };
	struct msi_device_data *data;

	guard(mutex)(&dev->msi_mutex);
	data = pci_msi_data(dev);
	if (!dev->msix_enabled)
		return map;
	if (index == MSI_ANY_INDEX)
		for (index = 0; index < data->count && data->vector[index].irq; )
			index++;
	if (index >= data->count)
		map.index = -ENOSPC;
	else if (data->vector[index].irq)
		map.index = -EBUSY;
	else
		map.index = add_msix_vector(dev, index) ?: (int)index;
	if (map.index >= 0)
		map.virq = data->vector[index].irq;
	return map;
}

void pci_msix_free_irq(struct pci_dev *dev, struct msi_map map)
{
	struct msi_device_data *data;

	guard(mutex)(&dev->msi_mutex);
	data = pci_msi_data(dev);
	if (WARN_ON(map.index < 0 || map.virq <= 0 || map.index >= data->count))
		return;
	pci_msi_free_vector(map.virq);
	data->vector[map.index] = (struct msi_vector){ 0 };
}

int pci_request_irq(struct pci_dev *dev, unsigned int nr, irq_handler_t handler,
		    irq_handler_t thread_fn, void *dev_id, const char *fmt, ...)
{
	unsigned long flags = IRQF_SHARED | (handler ? 0 : IRQF_ONESHOT);
	char *name;
	va_list ap;
	int ret;

	va_start(ap, fmt);
	name = kvasprintf(GFP_KERNEL, fmt, ap);
	va_end(ap);
	if (!name)
		return -ENOMEM;
	ret = request_threaded_irq(pci_irq_vector(dev, nr), handler, thread_fn, flags, name,
				   dev_id);
	if (ret)
		kfree(name);
	return ret;
}

void pci_free_irq(struct pci_dev *dev, unsigned int nr, void *dev_id)
{
	kfree(free_irq(pci_irq_vector(dev, nr), dev_id));
}
