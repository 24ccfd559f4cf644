// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * early_irq.c - an interrupt handler wakes who waits. The mistake: the interrupt is requested
 * before what the handler uses is made.
 */
#include <linux/interrupt.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/wait.h>

#include "kernel/variant.h"

DEFINE_VARIANT(early_irq, "early-irq", "a test's", "early_irq requests its interrupt too early");

struct waker {
	wait_queue_head_t	queue;
	spinlock_t		lock;
	unsigned int		events;	/* lock */
};

static void waker_init(struct waker *waker)
{
	spin_lock_init(&waker->lock);
	init_waitqueue_head(&waker->queue);
}

static irqreturn_t waker_irq(int irq, void *data)
{
	struct waker *waker = data;

	scoped_guard(spinlock, &waker->lock)
		waker->events++;
	wake_up(&waker->queue);
	return IRQ_HANDLED;
}

static int waker_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct waker *waker = devm_kzalloc(&pdev->dev, sizeof(*waker), GFP_KERNEL);
	int ret;

	if (!waker)
		return -ENOMEM;
	ret = pcim_enable_device(pdev);
	if (ret)
		return ret;
	pci_set_master(pdev);
	ret = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSI);
	if (ret < 0)
		return ret;
	if (!variant(early_irq))
		waker_init(waker);
	ret = devm_request_irq(&pdev->dev, pci_irq_vector(pdev, 0), waker_irq, 0, "early_irq",
			       waker);
	if (variant(early_irq))
		waker_init(waker);
	return ret;
}

static const struct pci_device_id waker_ids[] = {
	{ PCI_DEVICE(PCI_VENDOR_ID_QEMU, 0x11e8) },
	{ },
};
MODULE_DEVICE_TABLE(pci, waker_ids);

static struct pci_driver waker_driver = {
	.name		= "early_irq",
	.id_table	= waker_ids,
	.probe		= waker_probe,
};
module_pci_driver(waker_driver);

MODULE_LICENSE("GPL");
