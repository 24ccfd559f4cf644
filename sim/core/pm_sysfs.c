// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pm_sysfs.c - the "power" directory of a device
 */
#include <linux/device.h>

#include <linux/kernel.h>
#include <linux/pm_runtime.h>
#include <linux/string.h>

#include "core/base.h"

static ssize_t control_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", dev->power.runtime_auto ? "auto" : "on");
}

static ssize_t control_store(struct device *dev, struct device_attribute *attr, const char *buf,
			     size_t n)
{
	ssize_t ret = n;

	device_lock(dev);
	if (sysfs_streq(buf, "auto"))
		pm_runtime_allow(dev);
	else if (sysfs_streq(buf, "on"))
		pm_runtime_forbid(dev);
	else
		ret = -EINVAL;
	device_unlock(dev);
	return ret;
}
static DEVICE_ATTR_RW(control);

static const char *status_name(struct device *dev)
{
	if (dev->power.runtime_error)
		return "error";
	if (dev->power.disable_depth)
		return "unsupported";
	switch (dev->power.runtime_status) {
	case RPM_SUSPENDED:
		return "suspended";
	case RPM_SUSPENDING:
		return "suspending";
	case RPM_RESUMING:
		return "resuming";
	case RPM_ACTIVE:
		return "active";
	default:
		return NULL;
	}
}

static ssize_t runtime_status_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	const char *name;

	spin_lock_irq(&dev->power.lock);
	name = status_name(dev);
	spin_unlock_irq(&dev->power.lock);
	return name ? sysfs_emit(buf, "%s\n", name) : -EIO;
}
static DEVICE_ATTR_RO(runtime_status);

static ssize_t runtime_usage_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", atomic_read(&dev->power.usage_count));
}
static DEVICE_ATTR_RO(runtime_usage);

static ssize_t autosuspend_delay_ms_show(struct device *dev, struct device_attribute *attr,
					 char *buf)
{
	if (!dev->power.use_autosuspend)
		return -EIO;
	return sysfs_emit(buf, "%d\n", READ_ONCE(dev->power.autosuspend_delay));
}

static ssize_t autosuspend_delay_ms_store(struct device *dev, struct device_attribute *attr,
					  const char *buf, size_t n)
{
	long delay;

	if (!dev->power.use_autosuspend)
		return -EIO;
	if (kstrtol(buf, 10, &delay) || delay != (int)delay)
		return -EINVAL;
	device_lock(dev);
	pm_runtime_set_autosuspend_delay(dev, delay);
	device_unlock(dev);
	return n;
}
static DEVICE_ATTR_RW(autosuspend_delay_ms);

static struct attribute *power_attrs[] = {
	&dev_attr_control.attr,
	&dev_attr_runtime_status.attr,
	&dev_attr_runtime_usage.attr,
	&dev_attr_autosuspend_delay_ms.attr,
	NULL,
};

static const struct attribute_group pm_attr_group = {
	.name	= "power",
	.attrs	= power_attrs,
};

int dpm_sysfs_add(struct device *dev)
{
	if (device_pm_not_required(dev))
		return 0;
	return sysfs_create_group(&dev->kobj, &pm_attr_group);
}

void dpm_sysfs_remove(struct device *dev)
{
	if (!device_pm_not_required(dev))
		sysfs_remove_group(&dev->kobj, &pm_attr_group);
}
