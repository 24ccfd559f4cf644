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
	const char *word = READ_ONCE(dev->power.runtime_auto) ? "auto" : "on";

	return sysfs_emit(buf, "%s\n", word);
}

static ssize_t control_store(struct device *dev, struct device_attribute *attr, const char *buf,
			     size_t n)
{
	void (*set)(struct device *d) = NULL;

	if (sysfs_streq(buf, "on"))
		set = pm_runtime_forbid;
	else if (sysfs_streq(buf, "auto"))
		set = pm_runtime_allow;

	device_lock(dev);
	if (set)
		set(dev);
	device_unlock(dev);
	return set ? n : -EINVAL;
}
static DEVICE_ATTR_RW(control);

static const char *const status_names[] = {
	[RPM_ACTIVE]		= "active",
	[RPM_RESUMING]		= "resuming",
	[RPM_SUSPENDED]		= "suspended",
	[RPM_SUSPENDING]	= "suspending",
};

/* NULL: a status that has no name for user space. */
static const char *status_name(const struct dev_pm_info *pm)
{
	int status = pm->runtime_status;

	if (pm->runtime_error)
		return "error";
	if (pm->disable_depth)
		return "unsupported";
	if (status < 0 || status >= (int)ARRAY_SIZE(status_names))
		return NULL;
	return status_names[status];
}

static ssize_t runtime_status_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct dev_pm_info *pm = &dev->power;
	const char *name;

	spin_lock_irq(&pm->lock);
	name = status_name(pm);
	spin_unlock_irq(&pm->lock);
	if (!name)
		return -EIO;
	return sysfs_emit(buf, "%s\n", name);
}
static DEVICE_ATTR_RO(runtime_status);

static ssize_t runtime_usage_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	int users = atomic_read(&dev->power.usage_count);

	return sysfs_emit(buf, "%d\n", users);
}
static DEVICE_ATTR_RO(runtime_usage);

static ssize_t autosuspend_delay_ms_show(struct device *dev, struct device_attribute *attr,
					 char *buf)
{
	const struct dev_pm_info *pm = &dev->power;

	if (!pm->use_autosuspend)
		return -EIO;
	return sysfs_emit(buf, "%d\n", READ_ONCE(pm->autosuspend_delay));
}

static ssize_t autosuspend_delay_ms_store(struct device *dev, struct device_attribute *attr,
					  const char *buf, size_t n)
{
	const struct dev_pm_info *pm = &dev->power;
	long ms;

	if (!pm->use_autosuspend)
		return -EIO;
	if (kstrtol(buf, 10, &ms) || ms < INT_MIN || ms > INT_MAX)
		return -EINVAL;
	device_lock(dev);
	pm_runtime_set_autosuspend_delay(dev, ms);
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

static const struct attribute_group pm_dir = {
	.name	= "power",
	.attrs	= power_attrs,
};

int dpm_sysfs_add(struct device *dev)
{
	return device_pm_not_required(dev) ? 0 : sysfs_create_group(&dev->kobj, &pm_dir);
}

void dpm_sysfs_remove(struct device *dev)
{
	if (device_pm_not_required(dev))
		return;
	sysfs_remove_group(&dev->kobj, &pm_dir);
}
