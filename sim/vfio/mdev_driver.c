// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mdev_driver.c - the bus of mediated devices: each is bound to its parent's driver at creation
 */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/module.h>

#include "mdev_private.h"

static struct mdev_driver *to_mdev_driver(struct device *dev)
{
	return container_of(dev->driver, struct mdev_driver, driver);
}

static int mdev_probe(struct device *dev)
{
	struct mdev_driver *drv = to_mdev_driver(dev);

	return drv->probe ? drv->probe(to_mdev_device(dev)) : 0;
}

static void mdev_remove(struct device *dev)
{
	struct mdev_driver *drv = to_mdev_driver(dev);

	if (drv->remove)
		drv->remove(to_mdev_device(dev));
}

static int mdev_match(struct device *dev, const struct device_driver *drv)
{
	return 0;	/* only device_driver_attach() binds */
}

const struct bus_type mdev_bus_type = {
	.name	= "mdev",
	.probe	= mdev_probe,
	.remove	= mdev_remove,
	.match	= mdev_match,
};

int mdev_register_driver(struct mdev_driver *drv)
{
	if (!drv->device_api)
		return -EINVAL;
	drv->driver.bus = &mdev_bus_type;
	return driver_register(&drv->driver);
}
EXPORT_SYMBOL(mdev_register_driver);

void mdev_unregister_driver(struct mdev_driver *drv)
{
	driver_unregister(&drv->driver);
}
EXPORT_SYMBOL(mdev_unregister_driver);
