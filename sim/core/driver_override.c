// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * driver_override.c - the driver that a device insists on
 *
 * match() reads it and user space replaces it, neither with the device lock in common:
 * ->driver_override.lock is what makes the old name safe to compare until it is freed.
 */
#include <linux/device.h>

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "kernel/hooks.h"
#include "kernel/misuse.h"

#include "core/base.h"
#include "core/variants.h"

DEFINE_VARIANT(driver_override_unlocked, "driver-override-unlocked",
	       "reverts 10a4206a2401 (v7.1, CVE-2026-53120)",
	       "match() reads driver_override without a lock while a write frees it (C22)");

/*
 * As buses did it before: the writer holds the device lock, and match(), called by
 * __driver_attach() without it, does not.
 */
static const char *override_swap_device_locked(struct device *dev, const char *new)
{
	const char *old;

	device_lock(dev);
	old = dev->driver_override.name;
	dev->driver_override.name = new;
	device_unlock(dev);
	return old;
}

static const char *override_swap(struct device *dev, const char *new)
{
	const char *old;

	if (variant(driver_override_unlocked))
		return override_swap_device_locked(dev, new);
	spin_lock(&dev->driver_override.lock);
	old = dev->driver_override.name;
	dev->driver_override.name = new;
	spin_unlock(&dev->driver_override.lock);
	return old;
}

int __device_set_driver_override(struct device *dev, const char *s, size_t len)
{
	const char *new = NULL;

	if (!s)
		return -EINVAL;
	/* What show() prints, with a newline, has to fit into a page. */
	if (len >= PAGE_SIZE - 1)
		return -EINVAL;
	len = strcspn(s, "\n");
	if (len) {
		new = kstrndup(s, len, GFP_KERNEL);
		if (!new)
			return -ENOMEM;
	}
	kfree(override_swap(dev, new));
	return 0;
}
EXPORT_SYMBOL_GPL(__device_set_driver_override);

bool device_has_driver_override(struct device *dev)
{
	bool has;

	if (variant(driver_override_unlocked))
		return dev->driver_override.name;
	spin_lock(&dev->driver_override.lock);
	has = dev->driver_override.name;
	spin_unlock(&dev->driver_override.lock);
	return has;
}
EXPORT_SYMBOL_GPL(device_has_driver_override);

static int override_compare(const char *name, const struct device_driver *drv)
{
	return name ? !strcmp(name, drv->name) : -1;
}

/*
 * The name between load and comparison is nobody's: a point there, and a look at its memory
 * where no sanitizer looks at each access.
 */
static int override_compare_unlocked(struct device *dev, const struct device_driver *drv)
{
	const char *name = dev->driver_override.name;

	hook_point(EX_READ, &dev->driver_override);
	if (name && !ex_alive(name, 1))
		misuse_dead(name, "driver_override");
	return override_compare(name, drv);
}

int device_match_driver_override(struct device *dev, const struct device_driver *drv)
{
	int ret;

	if (variant(driver_override_unlocked))
		return override_compare_unlocked(dev, drv);
	spin_lock(&dev->driver_override.lock);
	ret = override_compare(dev->driver_override.name, drv);
	spin_unlock(&dev->driver_override.lock);
	return ret;
}
EXPORT_SYMBOL_GPL(device_match_driver_override);

ssize_t driver_override_emit(struct device *dev, char *buf)
{
	ssize_t ret;

	if (variant(driver_override_unlocked)) {
		device_lock(dev);
		ret = sysfs_emit(buf, "%s\n", dev->driver_override.name ?: "(null)");
		device_unlock(dev);
		return ret;
	}
	spin_lock(&dev->driver_override.lock);
	ret = sysfs_emit(buf, "%s\n", dev->driver_override.name ?: "(null)");
	spin_unlock(&dev->driver_override.lock);
	return ret;
}

/* For buses with a field of their own: under the device lock, match() included or not. */
int driver_set_override(struct device *dev, const char **override, const char *s, size_t len)
{
	const char *new = NULL, *old;

	if (!override || !s || len >= PAGE_SIZE - 1)
		return -EINVAL;
	len = strcspn(s, "\n");
	if (len) {
		new = kstrndup(s, len, GFP_KERNEL);
		if (!new)
			return -ENOMEM;
	}
	device_lock(dev);
	old = *override;
	*override = new;
	device_unlock(dev);
	kfree(old);
	return 0;
}
EXPORT_SYMBOL_GPL(driver_set_override);
