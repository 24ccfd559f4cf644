/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/dev_printk.c */
#ifndef _DEVICE_PRINTK_H_
#define _DEVICE_PRINTK_H_

#include <linux/compiler.h>
#include <linux/printk.h>
#include <linux/types.h>

struct device;

#ifndef dev_fmt
#define dev_fmt(fmt) fmt
#endif

/* Prefixed with the driver's (else bus's or class's) and the device's name. */
__printf(3, 4) __cold
void _dev_printk(const char *level, const struct device *dev, const char *fmt, ...);
__printf(3, 4) __cold
int dev_err_probe(const struct device *dev, int err, const char *fmt, ...);

#define dev_printk(level, dev, fmt, ...)	_dev_printk(level, dev, fmt, ##__VA_ARGS__)

#define dev_emerg(dev, fmt, ...)	_dev_printk(KERN_EMERG, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_crit(dev, fmt, ...)		_dev_printk(KERN_CRIT, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_alert(dev, fmt, ...)	_dev_printk(KERN_ALERT, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_err(dev, fmt, ...)		_dev_printk(KERN_ERR, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_warn(dev, fmt, ...)		_dev_printk(KERN_WARNING, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_notice(dev, fmt, ...)	_dev_printk(KERN_NOTICE, dev, dev_fmt(fmt), ##__VA_ARGS__)
#define dev_info(dev, fmt, ...)		_dev_printk(KERN_INFO, dev, dev_fmt(fmt), ##__VA_ARGS__)

/* Checked like the others, and never printed. */
#define dev_dbg(dev, fmt, ...)							\
do {										\
	if (0)									\
		_dev_printk(KERN_DEBUG, dev, dev_fmt(fmt), ##__VA_ARGS__);	\
} while (0)
#define dev_vdbg	dev_dbg

/* Virtual time stands still between most messages: nothing is limited. */
#define dev_err_ratelimited	dev_err
#define dev_warn_ratelimited	dev_warn
#define dev_notice_ratelimited	dev_notice
#define dev_info_ratelimited	dev_info
#define dev_dbg_ratelimited	dev_dbg

/* A static would outlive the world: said each time. */
#define dev_err_once		dev_err
#define dev_warn_once		dev_warn
#define dev_notice_once		dev_notice
#define dev_info_once		dev_info
#define dev_dbg_once		dev_dbg

#define dev_WARN(dev, format, arg...)	\
	WARN(1, "%s %s: " format, dev_driver_string(dev), dev_name(dev), ## arg)

#define dev_WARN_ONCE(dev, condition, format, arg...)	\
	WARN_ONCE(condition, "%s %s: " format, dev_driver_string(dev), dev_name(dev), ## arg)

#endif
