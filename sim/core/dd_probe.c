// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dd_probe.c - one driver takes one device: really_probe() and its way back
 *
 * All of it runs with the device lock held (and the parent's, if the type asks for it).
 * While probe() runs, ->driver is set but the device is not on the driver's list: bound
 * means on the list (device_is_bound()).
 */
#include <linux/device.h>

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/pm_runtime.h>
#include <linux/wait.h>

#include "core/base.h"
#include "core/dd.h"

static atomic_t probe_count = ATOMIC_INIT(0);	/* probes under way */
static DECLARE_WAIT_QUEUE_HEAD(probe_waitqueue);

bool device_is_bound(struct device *dev)
{
	return dev->p && klist_node_attached(&dev->p->knode_driver);
}
EXPORT_SYMBOL_GPL(device_is_bound);

static void driver_bound(struct device *dev)
{
	if (device_is_bound(dev)) {
		dev_warn(dev, "%s: device already bound\n", __func__);
		return;
	}
	klist_add_tail(&dev->p->knode_driver, &dev->driver->p->klist_devices);
	device_links_driver_bound(dev);
	/* What waited for this device gets another chance. */
	driver_deferred_probe_del(dev);
	driver_deferred_probe_trigger();
	bus_notify(dev, BUS_NOTIFY_BOUND_DRIVER);
	kobject_uevent(&dev->kobj, KOBJ_BIND);
}

static int driver_sysfs_add(struct device *dev)
{
	struct kobject *drv = &dev->driver->p->kobj;
	int ret;

	bus_notify(dev, BUS_NOTIFY_BIND_DRIVER);
	ret = sysfs_create_link(drv, &dev->kobj, kobject_name(&dev->kobj));
	if (ret)
		return ret;
	ret = sysfs_create_link(&dev->kobj, drv, "driver");
	if (ret)
		sysfs_remove_link(drv, kobject_name(&dev->kobj));
	return ret;
}

void driver_sysfs_remove(struct device *dev)
{
	if (!dev->driver)
		return;
	sysfs_remove_link(&dev->driver->p->kobj, kobject_name(&dev->kobj));
	sysfs_remove_link(&dev->kobj, "driver");
}

int device_bind_driver(struct device *dev)
{
	int ret;

	device_lock_assert(dev);
	ret = driver_sysfs_add(dev);
	if (!ret)
		driver_bound(dev);
	else
		bus_notify(dev, BUS_NOTIFY_DRIVER_NOT_BOUND);
	return ret;
}
EXPORT_SYMBOL_GPL(device_bind_driver);

void device_remove_driver(struct device *dev)
{
	device_remove_groups(dev, dev->driver->dev_groups);
	if (dev->bus && dev->bus->remove)
		dev->bus->remove(dev);
	else if (dev->driver->remove)
		dev->driver->remove(dev);
}

void device_unbind_cleanup(struct device *dev)
{
	devres_release_all(dev);
	device_set_driver(dev, NULL);
	dev_set_drvdata(dev, NULL);
	if (dev->pm_domain && dev->pm_domain->dismiss)
		dev->pm_domain->dismiss(dev);
	pm_runtime_reinit(dev);
	dev_pm_set_driver_flags(dev, 0);
}

static int call_driver_probe(struct device *dev, const struct device_driver *drv)
{
	int ret = 0;

	if (dev->bus->probe)
		ret = dev->bus->probe(dev);
	else if (drv->probe)
		ret = drv->probe(dev);
	if (ret && ret != -EPROBE_DEFER && ret != -ENODEV && ret != -ENXIO)
		dev_err(dev, "probe with driver %s failed with error %d\n", drv->name, ret);
	return ret;
}

/* An error of probe() itself comes back positive: other drivers may be tried. */
static int really_probe(struct device *dev, const struct device_driver *drv)
{
	int ret;

	if (probing_is_blocked())
		return -EPROBE_DEFER;
	ret = device_links_check_suppliers(dev);
	if (ret == -EPROBE_DEFER)
		return ret;
	if (!list_empty(&dev->devres_head)) {
		dev_crit(dev, "Resources present before probing\n");
		return -EBUSY;
	}

	device_set_driver(dev, drv);
	if (dev->bus->dma_configure) {
		ret = dev->bus->dma_configure(dev);
		if (ret)
			goto out_no_dma;
	}
	ret = driver_sysfs_add(dev);
	if (ret) {
		dev_err(dev, "%s: driver_sysfs_add failed\n", __func__);
		goto out_dma_cleanup;
	}
	if (dev->pm_domain && dev->pm_domain->activate) {
		ret = dev->pm_domain->activate(dev);
		if (ret)
			goto out_sysfs;
	}
	ret = -call_driver_probe(dev, drv);
	if (ret)
		goto out_sysfs;
	ret = device_add_groups(dev, drv->dev_groups);
	if (ret) {
		dev_err(dev, "device_add_groups() failed\n");
		goto out_remove;
	}
	if (dev->pm_domain && dev->pm_domain->sync)
		dev->pm_domain->sync(dev);
	driver_bound(dev);
	return 0;

out_remove:
	device_remove_driver(dev);
out_sysfs:
	driver_sysfs_remove(dev);
out_dma_cleanup:
	bus_notify(dev, BUS_NOTIFY_DRIVER_NOT_BOUND);
	if (dev->bus->dma_cleanup)
		dev->bus->dma_cleanup(dev);
out_no_dma:
	device_links_no_driver(dev);
	device_unbind_cleanup(dev);
	return ret;
}

/*
 * 0: bound. Negative: not even tried. Positive: what probe() said. A device that
 * device_add() is not through with is left to device_add(), which tries itself.
 */
int __driver_probe_device(const struct device_driver *drv, struct device *dev)
{
	int ret;

	device_lock_assert(dev);
	if (dev->p->dead || !device_is_registered(dev))
		return -ENODEV;
	if (dev->driver)
		return -EBUSY;
	if (!dev_ready_to_probe(dev))
		return -EPROBE_DEFER;
	dev->can_match = true;

	pm_runtime_get_suppliers(dev);
	if (dev->parent)
		pm_runtime_get_sync(dev->parent);
	pm_runtime_barrier(dev);
	ret = really_probe(dev, drv);
	pm_request_idle(dev);
	if (dev->parent)
		pm_runtime_put(dev->parent);
	pm_runtime_put_suppliers(dev);
	return ret;
}

int driver_probe_device(const struct device_driver *drv, struct device *dev)
{
	unsigned int triggers = driver_deferred_probe_count();
	int ret;

	atomic_inc(&probe_count);
	ret = __driver_probe_device(drv, dev);
	if (ret == -EPROBE_DEFER || ret == EPROBE_DEFER) {
		driver_deferred_probe_add(dev);
		/*
		 * What it waits for may have bound between its look and our place on the
		 * list, and moved the list without us.
		 */
		if (triggers != driver_deferred_probe_count() && !probing_is_blocked())
			driver_deferred_probe_trigger();
	}
	atomic_dec(&probe_count);
	wake_up_all(&probe_waitqueue);
	return ret;
}

void wait_for_probes_under_way(void)
{
	wait_event(probe_waitqueue, !atomic_read(&probe_count));
}
