// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kept_awake.c - a card is awake while its file is open. The mistake: who cannot have the file
 * has woken it for ever.
 */
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/pm_runtime.h>

#include "kernel/variant.h"

DEFINE_VARIANT(kept_awake, "kept-awake", "a test's",
	       "an open() of kept_awake that fails leaves the card awake");

struct sleeper {
	struct miscdevice	misc;
	struct device		*dev;
	atomic_t		open;
};

static struct sleeper *to_sleeper(struct file *file)
{
	return container_of(file->private_data, struct sleeper, misc);
}

/* One file at a time. */
static int sleeper_open(struct inode *inode, struct file *file)
{
	struct sleeper *sleeper = to_sleeper(file);

	pm_runtime_get_sync(sleeper->dev);
	if (!atomic_xchg(&sleeper->open, 1))
		return 0;
	if (!variant(kept_awake))
		pm_runtime_put(sleeper->dev);
	return -EBUSY;
}

static int sleeper_release(struct inode *inode, struct file *file)
{
	struct sleeper *sleeper = to_sleeper(file);

	atomic_set(&sleeper->open, 0);
	pm_runtime_put(sleeper->dev);
	return 0;
}

static const struct file_operations sleeper_fops = {
	.owner		= THIS_MODULE,
	.open		= sleeper_open,
	.release	= sleeper_release,
};

static int sleeper_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct sleeper *sleeper = devm_kzalloc(&pdev->dev, sizeof(*sleeper), GFP_KERNEL);
	int ret;

	if (!sleeper)
		return -ENOMEM;
	sleeper->dev = &pdev->dev;
	sleeper->misc = (struct miscdevice){
		.minor = MISC_DYNAMIC_MINOR, .name = "kept_awake", .fops = &sleeper_fops,
	};
	pci_set_drvdata(pdev, sleeper);
	ret = misc_register(&sleeper->misc);
	if (ret)
		return ret;
	pm_runtime_put_noidle(&pdev->dev);	/* the bus' own, while there is a driver */
	pm_runtime_allow(&pdev->dev);
	return 0;
}

static void sleeper_remove(struct pci_dev *pdev)
{
	struct sleeper *sleeper = pci_get_drvdata(pdev);

	pm_runtime_forbid(&pdev->dev);
	pm_runtime_get_noresume(&pdev->dev);
	misc_deregister(&sleeper->misc);
}

static const struct pci_device_id sleeper_ids[] = {
	{ PCI_DEVICE(PCI_VENDOR_ID_QEMU, 0x11e8) },
	{ },
};
MODULE_DEVICE_TABLE(pci, sleeper_ids);

static struct pci_driver sleeper_driver = {
	.name		= "kept_awake",
	.id_table	= sleeper_ids,
	.probe		= sleeper_probe,
	.remove		= sleeper_remove,
};
module_pci_driver(sleeper_driver);

MODULE_LICENSE("GPL");
