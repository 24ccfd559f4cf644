// SPDX-License-Identifier: GPL-2.0-or-later
/* blink.c - a lamp on a PCI card: an ioctl of /dev/blink lights it for a second */
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pci.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#define BLINK_LAMP	0x04	/* register in BAR 0 */

struct blink {
	struct kref		kref;	/* one of the driver, one of each open file */
	struct miscdevice	misc;
	void __iomem		*regs;
	struct delayed_work	off;
	struct mutex		lock;
	bool			gone;	/* the driver has left */
};

static struct blink *to_blink(struct file *file)
{
	return container_of(file->private_data, struct blink, misc);
}

static void blink_free(struct kref *kref)
{
	kfree(container_of(kref, struct blink, kref));
}

static void blink_off(struct work_struct *work)
{
	struct blink *blink = container_of(to_delayed_work(work), struct blink, off);

	writel(0, blink->regs + BLINK_LAMP);
}

static int blink_open(struct inode *inode, struct file *file)
{
	kref_get(&to_blink(file)->kref);
	return 0;
}

static int blink_release(struct inode *inode, struct file *file)
{
	kref_put(&to_blink(file)->kref, blink_free);
	return 0;
}

static long blink_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct blink *blink = to_blink(file);

	guard(mutex)(&blink->lock);
	if (blink->gone)
		return -ENODEV;
	writel(1, blink->regs + BLINK_LAMP);
	schedule_delayed_work(&blink->off, HZ);
	return 0;
}

static const struct file_operations blink_fops = {
	.owner		= THIS_MODULE,
	.open		= blink_open,
	.release	= blink_release,
	.unlocked_ioctl	= blink_ioctl,
};

static int blink_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct blink *blink = kzalloc(sizeof(*blink), GFP_KERNEL);
	int ret;

	if (!blink)
		return -ENOMEM;
	kref_init(&blink->kref);
	mutex_init(&blink->lock);
	INIT_DELAYED_WORK(&blink->off, blink_off);
	blink->misc = (struct miscdevice){
		.minor = MISC_DYNAMIC_MINOR, .name = "blink", .fops = &blink_fops,
	};
	blink->regs = pci_iomap(pdev, 0, 0);
	ret = blink->regs ? misc_register(&blink->misc) : -ENOMEM;
	if (ret)
		kref_put(&blink->kref, blink_free);
	else
		pci_set_drvdata(pdev, blink);
	return ret;
}

static void blink_remove(struct pci_dev *pdev)
{
	struct blink *blink = pci_get_drvdata(pdev);

	misc_deregister(&blink->misc);
	scoped_guard(mutex, &blink->lock)
		blink->gone = true;
	cancel_delayed_work_sync(&blink->off);
	pci_iounmap(pdev, blink->regs);
	kref_put(&blink->kref, blink_free);
}

static const struct pci_device_id blink_ids[] = {
	{ PCI_DEVICE(PCI_VENDOR_ID_QEMU, 0x11e8) },
	{ },
};
MODULE_DEVICE_TABLE(pci, blink_ids);

static struct pci_driver blink_driver = {
	.name		= "blink",
	.id_table	= blink_ids,
	.probe		= blink_probe,
	.remove		= blink_remove,
};
module_pci_driver(blink_driver);

MODULE_DESCRIPTION("A lamp");
MODULE_LICENSE("GPL");
