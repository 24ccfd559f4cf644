// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * platform.c - the bus of devices that somebody says are there, and its drivers
 *
 * Linux makes the bus at boot. Here the first driver or device brings it, so that a world without
 * either pays nothing; where there is no memory for it, that driver or device is refused.
 */
#include <linux/platform_device.h>

#include <linux/err.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/iommu.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "core/platform.h"

static DEFINE_MUTEX(platform_bus_lock);
static bool platform_bus_there;		/* platform_bus_lock */

struct device platform_bus;
EXPORT_SYMBOL_GPL(platform_bus);

static void platform_bus_release(struct device *dev)
{
}

static int platform_bus_start(void)
{
	int ret;

	platform_bus = (struct device){
		.init_name = "platform", .release = platform_bus_release,
	};
	ret = device_register(&platform_bus);
	if (ret) {
		put_device(&platform_bus);
		return ret;
	}
	ret = bus_register(&platform_bus_type);
	if (ret)
		device_unregister(&platform_bus);
	return ret;
}

int platform_bus_need(void)
{
	int ret = 0;

	mutex_lock(&platform_bus_lock);
	if (!platform_bus_there)
		ret = platform_bus_start();
	if (!ret)
		platform_bus_there = true;
	mutex_unlock(&platform_bus_lock);
	return ret;
}

/* Whoever might bring it is gone. */
static void platform_bus_stop(void)
{
	if (!platform_bus_there)
		return;
	bus_unregister(&platform_bus_type);
	device_unregister(&platform_bus);
	platform_bus = (struct device){};
	platform_bus_there = false;
}
/* After PCI, whose drivers may have made devices of ours, and before the core. */
__exitcall_level(platform_bus_stop, 30);

int __platform_driver_register(struct platform_driver *drv, struct module *owner)
{
	int ret = platform_bus_need();

	if (ret)
		return ret;
	drv->driver.owner = owner;
	drv->driver.bus = &platform_bus_type;
	return driver_register(&drv->driver);
}
EXPORT_SYMBOL_GPL(__platform_driver_register);

void platform_driver_unregister(struct platform_driver *drv)
{
	driver_unregister(&drv->driver);
}
EXPORT_SYMBOL_GPL(platform_driver_unregister);

int __platform_register_drivers(struct platform_driver *const *drivers, unsigned int count,
				struct module *owner)
{
	for (unsigned int i = 0; i < count; i++) {
		int ret = __platform_driver_register(drivers[i], owner);

		if (ret < 0) {
			pr_err("failed to register platform driver %ps: %d\n", drivers[i], ret);
			platform_unregister_drivers(drivers, i);
			return ret;
		}
	}
	return 0;
}
EXPORT_SYMBOL_GPL(__platform_register_drivers);

void platform_unregister_drivers(struct platform_driver *const *drivers, unsigned int count)
{
	while (count--)
		platform_driver_unregister(drivers[count]);
}
EXPORT_SYMBOL_GPL(platform_unregister_drivers);

/* An empty name ends the table. */
static const struct platform_device_id *find_id(const struct platform_device_id *id,
						const char *name)
{
	for (; id->name[0]; id++)
		if (!strcmp(id->name, name))
			return id;
	return NULL;
}

static int platform_match(struct device *dev, const struct device_driver *drv)
{
	const struct platform_device_id *ids = to_platform_driver(drv)->id_table;
	const char *name = to_platform_device(dev)->name;
	int override = device_match_driver_override(dev, drv);

	if (override >= 0)
		return override;
	if (ids)
		return find_id(ids, name) != NULL;
	return !strcmp(name, drv->name);
}

static int match_driver(struct device *dev, const void *drv)
{
	return platform_match(dev, drv);
}

struct device *platform_find_device_by_driver(struct device *start,
					      const struct device_driver *drv)
{
	return bus_find_device(&platform_bus_type, start, drv, match_driver);
}
EXPORT_SYMBOL_GPL(platform_find_device_by_driver);

/*
 * Linux notes the id in match(), without a lock: there, a driver that comes at the same time can
 * leave its own. Who binds by an override finds none, there as here.
 */
static void note_id(struct platform_device *pdev, const struct platform_device_id *ids)
{
	const struct platform_device_id *id = NULL;

	device_lock_assert(&pdev->dev);
	if (ids && !device_has_driver_override(&pdev->dev))
		id = find_id(ids, pdev->name);
	if (id)
		pdev->id_entry = id;
}

static int platform_probe(struct device *dev)
{
	const struct platform_driver *drv = to_platform_driver(dev->driver);
	struct platform_device *pdev = to_platform_device(dev);
	int ret;

	note_id(pdev, drv->id_table);
	ret = drv->probe ? drv->probe(pdev) : 0;
	if (ret == -EPROBE_DEFER && drv->prevent_deferred_probe) {
		dev_warn(dev, "probe deferral not supported\n");
		ret = -ENXIO;
	}
	return ret;
}

static void platform_remove(struct device *dev)
{
	const struct platform_driver *drv = to_platform_driver(dev->driver);

	if (drv->remove)
		drv->remove(to_platform_device(dev));
}

static void platform_shutdown(struct device *dev)
{
	const struct platform_driver *drv;

	if (!dev->driver)
		return;
	drv = to_platform_driver(dev->driver);
	if (drv->shutdown)
		drv->shutdown(to_platform_device(dev));
}

/* For drivers without dev_pm_ops; those of others the core finds by itself. */
static int platform_suspend(struct device *dev, pm_message_t state)
{
	const struct platform_driver *drv = dev->driver ? to_platform_driver(dev->driver) : NULL;

	if (!drv || drv->driver.pm || !drv->suspend)
		return 0;
	return drv->suspend(to_platform_device(dev), state);
}

static int platform_resume(struct device *dev)
{
	const struct platform_driver *drv = dev->driver ? to_platform_driver(dev->driver) : NULL;

	if (!drv || drv->driver.pm || !drv->resume)
		return 0;
	return drv->resume(to_platform_device(dev));
}

static int platform_dma_configure(struct device *dev)
{
	if (to_platform_driver(dev->driver)->driver_managed_dma)
		return 0;
	return iommu_device_use_default_domain(dev);
}

static void platform_dma_cleanup(struct device *dev)
{
	if (!to_platform_driver(dev->driver)->driver_managed_dma)
		iommu_device_unuse_default_domain(dev);
}

static int platform_uevent(const struct device *dev, struct kobj_uevent_env *env)
{
	add_uevent_var(env, "MODALIAS=%s%s", PLATFORM_MODULE_PREFIX,
		       to_platform_device(dev)->name);
	return 0;
}

static ssize_t modalias_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s%s\n", PLATFORM_MODULE_PREFIX, to_platform_device(dev)->name);
}
static DEVICE_ATTR_RO(modalias);

static struct attribute *platform_dev_attrs[] = {
	&dev_attr_modalias.attr,
	NULL,
};
ATTRIBUTE_GROUPS(platform_dev);

const struct bus_type platform_bus_type = {
	.name			= "platform",
	.dev_groups		= platform_dev_groups,
	.match			= platform_match,
	.uevent			= platform_uevent,
	.probe			= platform_probe,
	.remove			= platform_remove,
	.shutdown		= platform_shutdown,
	.suspend		= platform_suspend,
	.resume			= platform_resume,
	.dma_configure		= platform_dma_configure,
	.dma_cleanup		= platform_dma_cleanup,
	.driver_override	= true,
};
EXPORT_SYMBOL_GPL(platform_bus_type);
