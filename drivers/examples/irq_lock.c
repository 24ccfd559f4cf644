// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irq_lock.c - an ioctl and an interrupt handler share a lock. The mistake: the ioctl leaves
 * interrupts on.
 */
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "kernel/variant.h"

DEFINE_VARIANT(irq_lock, "irq-lock", "a test's", "the ioctl of irq_lock leaves interrupts on");

struct counter {
	struct miscdevice	misc;
	spinlock_t		lock;
	unsigned int		seen;	/* lock */
};

static irqreturn_t counter_irq(int irq, void *data)
{
	struct counter *counter = data;

	spin_lock(&counter->lock);
	counter->seen++;
	spin_unlock(&counter->lock);
	return IRQ_HANDLED;
}

static long counter_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct counter *counter = container_of(file->private_data, struct counter, misc);

	if (variant(irq_lock)) {
		guard(spinlock)(&counter->lock);
		return counter->seen;
	}
	guard(spinlock_irq)(&counter->lock);
	return counter->seen;
}

static const struct file_operations counter_fops = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= counter_ioctl,
};

static int counter_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct counter *counter = devm_kzalloc(&pdev->dev, sizeof(*counter), GFP_KERNEL);
	int ret;

	if (!counter)
		return -ENOMEM;
	spin_lock_init(&counter->lock);
	counter->misc = (struct miscdevice){
		.minor = MISC_DYNAMIC_MINOR, .name = "irq_lock", .fops = &counter_fops,
	};
	ret = pcim_enable_device(pdev);
	if (ret)
		return ret;
	pci_set_master(pdev);
	ret = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSI);
	if (ret < 0)
		return ret;
	ret = devm_request_irq(&pdev->dev, pci_irq_vector(pdev, 0), counter_irq, 0, "irq_lock",
			       counter);
	if (ret)
		return ret;
	pci_set_drvdata(pdev, counter);
	return misc_register(&counter->misc);
}

static void counter_remove(struct pci_dev *pdev)
{
	struct counter *counter = pci_get_drvdata(pdev);

	misc_deregister(&counter->misc);
}

static const struct pci_device_id counter_ids[] = {
	{ PCI_DEVICE(PCI_VENDOR_ID_QEMU, 0x11e8) },
	{ },
};
MODULE_DEVICE_TABLE(pci, counter_ids);

static struct pci_driver counter_driver = {
	.name		= "irq_lock",
	.id_table	= counter_ids,
	.probe		= counter_probe,
	.remove		= counter_remove,
};
module_pci_driver(counter_driver);

MODULE_LICENSE("GPL");
