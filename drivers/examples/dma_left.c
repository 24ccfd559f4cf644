// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dma_left.c - the card writes into a buffer of the driver, and says so by an interrupt. The
 * mistake: the driver leaves with the buffer still mapped.
 */
#include <linux/completion.h>
#include <linux/dma-mapping.h>
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "kernel/variant.h"

DEFINE_VARIANT(dma_left, "dma-left", "a test's", "dma_left leaves its buffer mapped");

/* Registers of the card. */
#define IRQ_ACK		0x64
#define DMA_SRC		0x80
#define DMA_DST		0x88
#define DMA_COUNT	0x90
#define DMA_CMD		0x98
#define DMA_FROM_CARD	0x07	/* run, from the card, interrupt at the end */
#define CARD_BUFFER	0x40000

#define SIZE		64

struct copier {
	void __iomem		*regs;
	u8			*buffer;
	dma_addr_t		dma;
	struct completion	copied;
};

static irqreturn_t copier_irq(int irq, void *data)
{
	struct copier *copier = data;

	writel(0x100, copier->regs + IRQ_ACK);
	complete(&copier->copied);
	return IRQ_HANDLED;
}

static int copier_copy(struct pci_dev *pdev, struct copier *copier)
{
	memset(copier->buffer, 0xff, SIZE);
	copier->dma = dma_map_single(&pdev->dev, copier->buffer, SIZE, DMA_FROM_DEVICE);
	if (dma_mapping_error(&pdev->dev, copier->dma))
		return -ENOMEM;
	writeq(CARD_BUFFER, copier->regs + DMA_SRC);
	writeq(copier->dma, copier->regs + DMA_DST);
	writeq(SIZE, copier->regs + DMA_COUNT);
	writel(DMA_FROM_CARD, copier->regs + DMA_CMD);
	wait_for_completion(&copier->copied);
	dma_sync_single_for_cpu(&pdev->dev, copier->dma, SIZE, DMA_FROM_DEVICE);
	WARN_ON(copier->buffer[0] || copier->buffer[SIZE - 1]);
	return 0;
}

static int copier_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct copier *copier = devm_kzalloc(&pdev->dev, sizeof(*copier), GFP_KERNEL);
	int ret;

	if (!copier)
		return -ENOMEM;
	init_completion(&copier->copied);
	copier->buffer = devm_kmalloc(&pdev->dev, SIZE, GFP_KERNEL);
	if (!copier->buffer)
		return -ENOMEM;
	ret = pcim_enable_device(pdev) ?: pcim_iomap_regions(pdev, BIT(0), "dma_left");
	if (ret)
		return ret;
	copier->regs = pcim_iomap_table(pdev)[0];
	pci_set_master(pdev);
	ret = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSI);
	if (ret < 0)
		return ret;
	ret = devm_request_irq(&pdev->dev, pci_irq_vector(pdev, 0), copier_irq, 0, "dma_left",
			       copier);
	if (ret)
		return ret;
	pci_set_drvdata(pdev, copier);
	return copier_copy(pdev, copier);
}

static void copier_remove(struct pci_dev *pdev)
{
	struct copier *copier = pci_get_drvdata(pdev);

	if (!variant(dma_left))
		dma_unmap_single(&pdev->dev, copier->dma, SIZE, DMA_FROM_DEVICE);
}

static const struct pci_device_id copier_ids[] = {
	{ PCI_DEVICE(PCI_VENDOR_ID_QEMU, 0x11e8) },
	{ },
};
MODULE_DEVICE_TABLE(pci, copier_ids);

static struct pci_driver copier_driver = {
	.name		= "dma_left",
	.id_table	= copier_ids,
	.probe		= copier_probe,
	.remove		= copier_remove,
};
module_pci_driver(copier_driver);

MODULE_LICENSE("GPL");
