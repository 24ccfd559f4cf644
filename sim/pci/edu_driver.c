// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * edu_driver.c - a small PCI driver: a character device that computes factorials
 *
 * /dev/edu takes ioctls; one of them resets the function. Like VFIO's, its remove()
 * waits until user space has closed the device, with the device lock held: whatever
 * an ioctl or the last close does must not block on that lock. Resets therefore only
 * try it (variant pci-reset-blocking shows what happens otherwise).
 */
#include <linux/completion.h>
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "kernel/waits_user.h"

#include "edu_driver.h"
#include "hw_edu.h"

struct edu {
	struct pci_dev		*pdev;		/* borrowed: bound to it */
	void __iomem		*regs;
	struct miscdevice	misc;
	struct completion	done;		/* a factorial is ready */
	struct mutex		lock;		/* one computation at a time */

	refcount_t		users;		/* open files, and one while bound */
	struct completion	released;	/* users is 0 */
};

static void edu_put(struct edu *edu)
{
	if (refcount_dec_and_test(&edu->users))
		complete(&edu->released);
}

static irqreturn_t edu_irq(int irq, void *data)
{
	struct edu *edu = data;
	u32 status = readl(edu->regs + EDU_IRQ_STATUS);

	if (!status || status == ~0u)
		return IRQ_NONE;
	writel(status, edu->regs + EDU_IRQ_ACK);
	complete(&edu->done);
	return IRQ_HANDLED;
}

static int edu_open(struct inode *inode, struct file *file)
{
	struct edu *edu = container_of(file->private_data, struct edu, misc);

	/* misc_deregister() waits for opens: the driver is still bound */
	refcount_inc(&edu->users);
	return 0;
}

static int edu_release(struct inode *inode, struct file *file)
{
	struct edu *edu = container_of(file->private_data, struct edu, misc);

	pci_try_reset_function(edu->pdev);	/* nothing is left for the next user */
	edu_put(edu);
	return 0;
}

static long edu_factorial(struct edu *edu, u32 __user *arg)
{
	long ret = 0;
	u32 n;

	if (get_user(n, arg))
		return -EFAULT;
	mutex_lock(&edu->lock);
	reinit_completion(&edu->done);
	writel(EDU_STATUS_IRQ, edu->regs + EDU_STATUS);
	writel(n, edu->regs + EDU_FACTORIAL);
	if (!wait_for_completion_timeout(&edu->done, HZ))
		ret = -EIO;	/* it was reset meanwhile, or is gone */
	n = readl(edu->regs + EDU_FACTORIAL);
	mutex_unlock(&edu->lock);
	return ret ?: put_user(n, arg);
}

static long edu_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct edu *edu = container_of(file->private_data, struct edu, misc);

	switch (cmd) {
	case EDU_IOC_RESET:
		return pci_try_reset_function(edu->pdev);
	case EDU_IOC_FACTORIAL:
		return edu_factorial(edu, (u32 __user *)arg);
	}
	return -ENOTTY;
}

static const struct file_operations edu_fops = {
	.owner		= THIS_MODULE,
	.open		= edu_open,
	.release	= edu_release,
	.unlocked_ioctl	= edu_ioctl,
};

static int edu_start(struct edu *edu)
{
	struct pci_dev *pdev = edu->pdev;
	int ret;

	ret = pci_request_regions(pdev, "edu");
	if (ret)
		return ret;
	ret = -ENOMEM;
	edu->regs = pci_iomap(pdev, 0, 0);
	if (!edu->regs)
		goto out_regions;
	ret = pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_ALL_TYPES);
	if (ret < 0)
		goto out_unmap;
	ret = pci_request_irq(pdev, 0, edu_irq, NULL, edu, "edu");
	if (ret)
		goto out_vectors;
	ret = misc_register(&edu->misc);
	if (ret)
		goto out_irq;
	return 0;

out_irq:
	pci_free_irq(pdev, 0, edu);
out_vectors:
	pci_free_irq_vectors(pdev);
out_unmap:
	pci_iounmap(pdev, edu->regs);
out_regions:
	pci_release_regions(pdev);
	return ret;
}

static int edu_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	struct edu *edu = kzalloc(sizeof(*edu), GFP_KERNEL);
	int ret;

	if (!edu)
		return -ENOMEM;
	edu->pdev = pdev;
	edu->misc = (struct miscdevice){
		.minor = MISC_DYNAMIC_MINOR, .name = "edu", .fops = &edu_fops,
		.parent = &pdev->dev,
	};
	mutex_init(&edu->lock);
	init_completion(&edu->done);
	init_completion(&edu->released);
	refcount_set(&edu->users, 1);
	ret = pci_enable_device(pdev);
	if (ret)
		goto out_free;
	pci_set_master(pdev);
	ret = edu_start(edu);
	if (ret)
		goto out_disable;
	pci_set_drvdata(pdev, edu);
	return 0;

out_disable:
	pci_disable_device(pdev);
out_free:
	kfree(edu);
	return ret;
}

static void edu_remove(struct pci_dev *pdev)
{
	struct edu *edu = pci_get_drvdata(pdev);

	misc_deregister(&edu->misc);
	edu_put(edu);
	user_wait_begin("closes the device");
	wait_for_completion(&edu->released);
	user_wait_end();
	pci_free_irq(pdev, 0, edu);
	pci_free_irq_vectors(pdev);
	pci_iounmap(pdev, edu->regs);
	pci_release_regions(pdev);
	pci_disable_device(pdev);
	kfree(edu);
}

static const struct pci_device_id edu_ids[] = {
	{ PCI_DEVICE(PCI_VENDOR_ID_QEMU, 0x11e8) },
	{ },
};
MODULE_DEVICE_TABLE(pci, edu_ids);

static struct pci_driver edu_driver = {
	.name		= "edu",
	.id_table	= edu_ids,
	.probe		= edu_probe,
	.remove		= edu_remove,
};
module_pci_driver(edu_driver);

MODULE_DESCRIPTION("Educational PCI device");
MODULE_LICENSE("GPL");
