// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bell.c - a platform device's interrupt signals the eventfd that user space gave. The mistake: to
 * stop, the eventfd is given back before the interrupt is.
 *
 * The module makes the device, too, and plays the hardware: an ioctl pulls its line.
 */
#include <linux/eventfd.h>
#include <linux/fs.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#include "kernel/variant.h"

DEFINE_VARIANT(bell, "bell-unheard", "a test's", "bell puts its eventfd before its interrupt");

enum { BELL_PULL, BELL_LISTEN, BELL_STOP };

struct bell {
	struct miscdevice	misc;
	int			irq;
	struct mutex		lock;		/* who listens or stops */
	struct eventfd_ctx	*listener;	/* lock, and the interrupt while there is one */
};

static irqreturn_t bell_irq(int irq, void *listener)
{
	eventfd_signal(listener);
	return IRQ_HANDLED;
}

static int bell_listen(struct bell *bell, int fd)
{
	struct eventfd_ctx *listener;
	int ret;

	guard(mutex)(&bell->lock);
	if (bell->listener)
		return -EBUSY;
	listener = eventfd_ctx_fdget(fd);
	if (IS_ERR(listener))
		return PTR_ERR(listener);
	ret = request_irq(bell->irq, bell_irq, 0, "bell", listener);
	if (ret)
		eventfd_ctx_put(listener);
	else
		bell->listener = listener;
	return ret;
}

static int bell_stop(struct bell *bell)
{
	guard(mutex)(&bell->lock);
	if (!bell->listener)
		return 0;
	if (variant(bell))
		eventfd_ctx_put(bell->listener);
	free_irq(bell->irq, bell->listener);
	if (!variant(bell))
		eventfd_ctx_put(bell->listener);
	bell->listener = NULL;
	return 0;
}

static long bell_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct bell *bell = container_of(file->private_data, struct bell, misc);

	switch (cmd) {
	case BELL_PULL:
		return generic_handle_irq(bell->irq);
	case BELL_LISTEN:
		return bell_listen(bell, arg);
	case BELL_STOP:
		return bell_stop(bell);
	default:
		return -ENOTTY;
	}
}

static const struct file_operations bell_fops = {
	.owner		= THIS_MODULE,
	.unlocked_ioctl	= bell_ioctl,
};

static int bell_probe(struct platform_device *pdev)
{
	struct bell *bell = devm_kzalloc(&pdev->dev, sizeof(*bell), GFP_KERNEL);

	if (!bell)
		return -ENOMEM;
	bell->irq = platform_get_irq(pdev, 0);
	if (bell->irq < 0)
		return bell->irq;
	mutex_init(&bell->lock);
	bell->misc = (struct miscdevice){
		.minor = MISC_DYNAMIC_MINOR, .name = "bell", .fops = &bell_fops,
	};
	platform_set_drvdata(pdev, bell);
	return misc_register(&bell->misc);
}

static void bell_remove(struct platform_device *pdev)
{
	struct bell *bell = platform_get_drvdata(pdev);

	misc_deregister(&bell->misc);
	bell_stop(bell);
}

static struct platform_driver bell_driver = {
	.driver.name	= "bell",
	.probe		= bell_probe,
	.remove		= bell_remove,
};

static struct platform_device *bell_device;
static int bell_line;

static int __init bell_init(void)
{
	int ret = platform_driver_register(&bell_driver);

	if (ret)
		return ret;
	ret = bell_line = irq_alloc_descs(-1, 0, 1, NUMA_NO_NODE);
	if (ret < 0)
		goto out_driver;
	irq_set_chip_and_handler(bell_line, NULL, handle_simple_irq);
	bell_device = platform_device_register_simple("bell", PLATFORM_DEVID_NONE,
						      &DEFINE_RES_IRQ(bell_line), 1);
	ret = PTR_ERR_OR_ZERO(bell_device);
	if (!ret)
		return 0;
	irq_free_descs(bell_line, 1);
out_driver:
	platform_driver_unregister(&bell_driver);
	return ret;
}

static void __exit bell_exit(void)
{
	platform_device_unregister(bell_device);
	irq_free_descs(bell_line, 1);
	platform_driver_unregister(&bell_driver);
}

module_init(bell_init);
module_exit(bell_exit);

MODULE_LICENSE("GPL");
