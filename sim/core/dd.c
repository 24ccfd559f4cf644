// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dd.c - devices look for drivers, drivers for devices, and both let go again
 *
 * match() runs without the device lock; everything after it with. An asynchronous probe
 * is scheduled after the lock is dropped: where no work item can be had, it runs at once,
 * on this task (test async_attach_falls_back_to_the_caller).
 */
#include <linux/device.h>

#include <linux/async.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/pm_runtime.h>

#include "core/base.h"
#include "core/dd.h"
#include "core/variants.h"

DEFINE_VARIANT(async_attach_locked, "async-attach-locked",
	       "reverts b232b02bf3c2 (v5.19) and 70fe758352ca (v6.0)",
	       "async probes are scheduled with the device lock held (D01)");

void __device_driver_lock(struct device *dev, struct device *parent)
{
	if (dev->type && dev->type->need_parent_lock && parent)
		device_lock(parent);
	device_lock(dev);
}

void __device_driver_unlock(struct device *dev, struct device *parent)
{
	device_unlock(dev);
	if (dev->type && dev->type->need_parent_lock && parent)
		device_unlock(parent);
}

bool driver_allows_async_probing(const struct device_driver *drv)
{
	return drv->probe_type == PROBE_PREFER_ASYNCHRONOUS;
}

struct device_attach_data {
	struct device	*dev;
	bool		check_async;	/* false: all drivers, here and now */
	bool		want_async;	/* which kind this pass tries */
	bool		have_async;	/* the other kind was seen */
};

/* 1: bound, stop. 0: go on. Negative: give up. */
static int __device_attach_driver(struct device_driver *drv, void *_data)
{
	struct device_attach_data *data = _data;
	struct device *dev = data->dev;
	bool async_allowed;
	int ret;

	ret = driver_match_device(drv, dev);
	if (ret == 0)
		return 0;
	if (ret == -EPROBE_DEFER) {
		dev->can_match = true;
		driver_deferred_probe_add(dev);
		return ret;
	}
	if (ret < 0)
		return ret;

	async_allowed = driver_allows_async_probing(drv);
	if (async_allowed)
		data->have_async = true;
	if (data->check_async && async_allowed != data->want_async)
		return 0;
	ret = driver_probe_device(drv, dev);
	return ret < 0 ? ret : ret == 0;
}

static void __device_attach_async_helper(void *_dev, async_cookie_t cookie)
{
	struct device *dev = _dev;
	struct device_attach_data data = {
		.dev		= dev,
		.check_async	= true,
		.want_async	= true,
	};

	__device_driver_lock(dev, dev->parent);
	/* Removed or claimed while nobody held the lock? */
	if (!dev->p->dead && !dev->driver) {
		if (dev->parent)
			pm_runtime_get_sync(dev->parent);
		bus_for_each_drv(dev->bus, NULL, &data, __device_attach_driver);
		pm_request_idle(dev);
		if (dev->parent)
			pm_runtime_put(dev->parent);
	}
	__device_driver_unlock(dev, dev->parent);
	put_device(dev);
}

/* The device lock is held. 1: bound; 0: no driver; *@async: one wants to be asked later. */
static int device_attach_locked(struct device *dev, bool allow_async, bool *async)
{
	struct device_attach_data data = {
		.dev		= dev,
		.check_async	= allow_async,
	};
	int ret;

	if (dev->p->dead)
		return 0;
	if (dev->driver) {
		if (device_is_bound(dev))
			return 1;
		ret = device_bind_driver(dev);
		if (!ret)
			return 1;
		device_set_driver(dev, NULL);
		return 0;
	}
	if (dev->parent)
		pm_runtime_get_sync(dev->parent);
	ret = bus_for_each_drv(dev->bus, NULL, &data, __device_attach_driver);
	if (!ret && allow_async && data.have_async) {
		get_device(dev);
		*async = true;
		if (variant(async_attach_locked))
			async_schedule_dev(__device_attach_async_helper, dev);
	} else {
		pm_request_idle(dev);
	}
	if (dev->parent)
		pm_runtime_put(dev->parent);
	return ret;
}

#define ATTACH_AGAIN	2	/* nothing could be scheduled: do it synchronously */

static int __device_attach(struct device *dev, bool allow_async)
{
	bool async = false;
	int ret;

	device_lock(dev);
	ret = device_attach_locked(dev, allow_async, &async);
	device_unlock(dev);
	if (!async || variant(async_attach_locked))
		return ret;
	if (!async_schedule_dev_nocall(__device_attach_async_helper, dev)) {
		put_device(dev);
		ret = ATTACH_AGAIN;
	}
	return ret;
}

int device_attach(struct device *dev)
{
	return __device_attach(dev, false);
}
EXPORT_SYMBOL_GPL(device_attach);

void device_initial_probe(struct device *dev)
{
	struct subsys_private *sp = dev->p->bus_sp;

	if (sp && sp->drivers_autoprobe && __device_attach(dev, true) == ATTACH_AGAIN)
		__device_attach(dev, false);
}

int device_driver_attach(const struct device_driver *drv, struct device *dev)
{
	int ret;

	__device_driver_lock(dev, dev->parent);
	ret = __driver_probe_device(drv, dev);
	__device_driver_unlock(dev, dev->parent);
	if (ret > 0)
		ret = -ret;
	return ret == -EPROBE_DEFER ? -EAGAIN : ret;
}
EXPORT_SYMBOL_GPL(device_driver_attach);

static void __driver_attach_async_helper(void *_dev, async_cookie_t cookie)
{
	struct device *dev = _dev;
	const struct device_driver *drv;

	__device_driver_lock(dev, dev->parent);
	drv = dev->p->async_driver;
	dev->p->async_driver = NULL;
	driver_probe_device(drv, dev);
	__device_driver_unlock(dev, dev->parent);
	put_device(dev);
}

/* The lock is for ->driver and ->async_driver, not for what is scheduled. */
static void driver_attach_async(const struct device_driver *drv, struct device *dev)
{
	bool async = false;

	device_lock(dev);
	if (!dev->driver && !dev->p->async_driver) {
		get_device(dev);
		dev->p->async_driver = drv;
		async = true;
		if (variant(async_attach_locked))
			async_schedule_dev(__driver_attach_async_helper, dev);
	}
	device_unlock(dev);
	if (async && !variant(async_attach_locked))
		async_schedule_dev(__driver_attach_async_helper, dev);
}

/* Errors are dropped: one device that fails is no reason to leave the others alone. */
static int __driver_attach(struct device *dev, void *data)
{
	const struct device_driver *drv = data;
	int ret = driver_match_device(drv, dev);

	if (ret == -EPROBE_DEFER) {
		dev->can_match = true;
		driver_deferred_probe_add(dev);
	}
	if (ret <= 0)
		return 0;
	if (driver_allows_async_probing(drv)) {
		driver_attach_async(drv, dev);
		return 0;
	}
	__device_driver_lock(dev, dev->parent);
	driver_probe_device(drv, dev);
	__device_driver_unlock(dev, dev->parent);
	return 0;
}

int driver_attach(const struct device_driver *drv)
{
	return bus_for_each_dev(drv->bus, NULL, (void *)drv, __driver_attach);
}
EXPORT_SYMBOL_GPL(driver_attach);

static void __device_release_driver(struct device *dev, struct device *parent)
{
	struct device_driver *drv = dev->driver;

	if (!drv)
		return;
	pm_runtime_get_sync(dev);
	while (device_links_busy(dev)) {
		__device_driver_unlock(dev, parent);
		device_links_unbind_consumers(dev);
		__device_driver_lock(dev, parent);
		/* Somebody else may have finished the job meanwhile. */
		if (dev->driver != drv) {
			pm_runtime_put(dev);
			return;
		}
	}
	driver_sysfs_remove(dev);
	bus_notify(dev, BUS_NOTIFY_UNBIND_DRIVER);
	pm_runtime_put_sync(dev);
	device_remove_driver(dev);
	if (dev->bus && dev->bus->dma_cleanup)
		dev->bus->dma_cleanup(dev);
	device_unbind_cleanup(dev);
	device_links_no_driver(dev);
	klist_remove(&dev->p->knode_driver);
	bus_notify(dev, BUS_NOTIFY_UNBOUND_DRIVER);
	kobject_uevent(&dev->kobj, KOBJ_UNBIND);
}

void device_release_driver_internal(struct device *dev, const struct device_driver *drv,
				    struct device *parent)
{
	__device_driver_lock(dev, parent);
	if (!drv || drv == dev->driver)
		__device_release_driver(dev, parent);
	__device_driver_unlock(dev, parent);
}

/* From within remove() of the same device this deadlocks, as in Linux. */
void device_release_driver(struct device *dev)
{
	device_release_driver_internal(dev, NULL, NULL);
}
EXPORT_SYMBOL_GPL(device_release_driver);

void device_driver_detach(struct device *dev)
{
	device_release_driver_internal(dev, NULL, dev->parent);
}

static struct device *driver_last_device(const struct device_driver *drv)
{
	struct klist *k = &drv->p->klist_devices;
	struct device_private *p;
	struct device *dev = NULL;

	spin_lock(&k->k_lock);
	if (!list_empty(&k->k_list)) {
		p = list_last_entry(&k->k_list, struct device_private, knode_driver.n_node);
		dev = get_device(p->device);
	}
	spin_unlock(&k->k_lock);
	return dev;
}

void driver_detach(const struct device_driver *drv)
{
	struct device *dev;

	if (driver_allows_async_probing(drv))
		async_synchronize_full();
	while ((dev = driver_last_device(drv))) {
		device_release_driver_internal(dev, drv, dev->parent);
		put_device(dev);
	}
}
