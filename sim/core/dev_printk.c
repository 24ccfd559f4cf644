// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dev_printk.c - messages about a device
 */
#include <linux/device.h>

#include <linux/export.h>
#include <linux/kernel.h>

static __printf(3, 0) void dev_vprintk(const char *level, const struct device *dev,
				       const char *fmt, va_list args)
{
	struct va_format vaf = { .fmt = fmt };
	va_list copy;

	va_copy(copy, args);
	vaf.va = &copy;
	printk("%s%s %s: %pV", level, dev_driver_string(dev), dev_name(dev), &vaf);
	va_end(copy);
}

void _dev_printk(const char *level, const struct device *dev, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	dev_vprintk(level, dev, fmt, args);
	va_end(args);
}
EXPORT_SYMBOL_GPL(_dev_printk);

int dev_err_probe(const struct device *dev, int err, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	dev_vprintk(err == -EPROBE_DEFER ? KERN_DEBUG : KERN_ERR, dev, fmt, args);
	va_end(args);
	return err;
}
EXPORT_SYMBOL_GPL(dev_err_probe);
