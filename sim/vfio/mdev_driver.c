// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mdev_driver.c - the bus of mediated devices: each is bound to its parent's driver at creation
 */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/module.h>

#include "mdev_private.h"

static const struct mdev_driver *driver_of(const struct device *dev)
{
	return container_of(dev->driver, struct mdev_driver, driver);
}

static int mdev_probe(struct device *dev)
{
	const struct mdev_driver *mdrv = driver_of(dev);

	return mdrv->probe ? mdrv->probe(to_mdev_device(dev)) : 0;
}

static void mdev_remove(struct device *dev)
{
	const struct mdev_driver *mdrv = driver_of(dev);

	if (mdrv->remove)
		mdrv->remove(to_mdev_device(dev));
}

/* No driver fits a device by itself: only device_driver_attach() binds. */
static int mdev_match(struct device *dev, const struct device_driver *candidate)
{
	return 0;
}

const struct bus_type mdev_bus_type = {
	.name	= "mdev",
	.match	= mdev_match,
	.probe	= mdev_probe,
	.remove	= mdev_remove,
};

int mdev_register_driver(struct mdev_driver *drv)
{
	struct device_driver *base = &drv->driver;

	if (!drv->device_api)
		return -EINVAL;
	base->bus = &mdev_bus_type;
	return driver_register(base);
}
EXPORT_SYMBOL(mdev_register_driver);

void mdev_unregister_driver(struct mdev_driver *drv)
{
	driver_unregister(&drv->driver);
}
EXPORT_SYMBOL(mdev_unregister_driver);
