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
#include "core/core.h"
#include "core/dd.h"
#include "core/variants.h"

DEFINE_VARIANT(async_attach_locked, "async-attach-locked",
	       "reverts b232b02bf3c2 (v5.19) and 70fe758352ca (v6.0)",
	       "async probes are scheduled with the device lock held (D01)");

/* Some buses reach a device only through its parent, which then stands still too. */
static struct device *locked_with(struct device *dev, struct device *parent)
{
	return dev->type && dev->type->need_parent_lock ? parent : NULL;
}

void __device_driver_lock(struct device *dev, struct device *parent)
{
	struct device *first = locked_with(dev, parent);

	if (first)
		device_lock(first);
	device_lock(dev);
}

void __device_driver_unlock(struct device *dev, struct device *parent)
{
	struct device *first = locked_with(dev, parent);

	device_unlock(dev);
	if (first)
		device_unlock(first);
}

static void lock_for_driver(struct device *dev)
{
	__device_driver_lock(dev, dev->parent);
}

static void unlock_for_driver(struct device *dev)
{
	__device_driver_unlock(dev, dev->parent);
}

bool driver_allows_async_probing(const struct device_driver *drv)
{
	if (drv->probe_type == PROBE_DEFAULT_STRATEGY)
		return module_requested_async_probing(drv->owner);
	return drv->probe_type == PROBE_PREFER_ASYNCHRONOUS;
}

/* Positive: they match. What is not known yet puts the device on the list of the deferred. */
static int try_match(const struct device_driver *drv, struct device *dev)
{
	int ret = driver_match_device(drv, dev);

	if (ret == -EPROBE_DEFER) {
		dev->can_match = true;
		driver_deferred_probe_add(dev);
	}
	return ret;
}

enum audience { ALL_DRIVERS, SYNC_DRIVERS, ASYNC_DRIVERS };

/* A device is offered to the drivers of its bus, one after the other. */
struct offer {
	struct device	*dev;
	enum audience	to;
	bool		left_async;	/* one was passed over that wants to be asked later */
};

static bool is_asked(struct offer *offer, const struct device_driver *drv)
{
	bool async = driver_allows_async_probing(drv);

	if (offer->to == ALL_DRIVERS)
		return true;
	if (offer->to == SYNC_DRIVERS)
		offer->left_async |= async;
	return async == (offer->to == ASYNC_DRIVERS);
}

/* 1: taken, stop. 0: go on. Negative: give up. */
static int offer_to(struct device_driver *drv, void *data)
{
	struct offer *offer = data;
	int ret = try_match(drv, offer->dev);

	if (ret <= 0)
		return ret;
	if (!is_asked(offer, drv))
		return 0;
	ret = driver_probe_device(drv, offer->dev);
	return ret < 0 ? ret : !ret;
}

static int offer_to_drivers(struct offer *offer)
{
	struct device *dev = offer->dev, *parent = dev->parent;
	int ret;

	if (parent)
		pm_runtime_get_sync(parent);
	ret = bus_for_each_drv(dev->bus, NULL, offer, offer_to);
	if (ret || !offer->left_async)
		pm_request_idle(dev);
	if (parent)
		pm_runtime_put(parent);
	return ret;
}

static void __device_attach_async_helper(void *data, async_cookie_t cookie)
{
	struct offer offer = { .dev = data, .to = ASYNC_DRIVERS };

	lock_for_driver(offer.dev);
	/* Removed or claimed while nobody held the lock? */
	if (!offer.dev->driver && !offer.dev->p->dead)
		offer_to_drivers(&offer);
	unlock_for_driver(offer.dev);
	put_device(offer.dev);
}

/* Somebody has chosen the driver already. 1: and it is bound now. */
static int attach_chosen(struct device *dev)
{
	if (device_is_bound(dev) || !device_bind_driver(dev))
		return 1;
	device_set_driver(dev, NULL);
	return 0;
}

/*
 * 1: bound; 0: no driver. *@later: a reference is handed over, to ask the others with; what
 * asks them is scheduled without the lock, for it takes it.
 */
static int attach_now(struct device *dev, enum audience to, bool *later)
{
	struct offer offer = { .dev = dev, .to = to };
	int ret = 0;

	device_lock(dev);
	if (dev->driver && !dev->p->dead) {
		ret = attach_chosen(dev);
	} else if (!dev->p->dead) {
		ret = offer_to_drivers(&offer);
		*later = !ret && offer.left_async;
	}
	if (*later)
		get_device(dev);
	if (*later && variant(async_attach_locked)) {
		async_schedule_dev(__device_attach_async_helper, dev);
		*later = false;
	}
	device_unlock(dev);
	return ret;
}

int device_attach(struct device *dev)
{
	bool later = false;

	return attach_now(dev, ALL_DRIVERS, &later);
}
EXPORT_SYMBOL_GPL(device_attach);

void device_initial_probe(struct device *dev)
{
	struct subsys_private *sp = dev->p->bus_sp;
	bool later = false;

	if (!sp || !READ_ONCE(sp->drivers_autoprobe))
		return;
	attach_now(dev, SYNC_DRIVERS, &later);
	if (!later || async_schedule_dev_nocall(__device_attach_async_helper, dev))
		return;
	/* No room for a later: then now. */
	put_device(dev);
	attach_now(dev, ALL_DRIVERS, &later);
}

/* For bind files: what probe() said is the caller's error, too. */
int device_driver_attach(const struct device_driver *drv, struct device *dev)
{
	int ret;

	lock_for_driver(dev);
	ret = -abs(__driver_probe_device(drv, dev));
	unlock_for_driver(dev);
	return ret == -EPROBE_DEFER ? -EAGAIN : ret;
}
EXPORT_SYMBOL_GPL(device_driver_attach);

static void __driver_attach_async_helper(void *data, async_cookie_t cookie)
{
	const struct device_driver *drv;
	struct device *dev = data;

	lock_for_driver(dev);
	drv = dev->p->async_driver;
	dev->p->async_driver = NULL;
	driver_probe_device(drv, dev);
	unlock_for_driver(dev);
	put_device(dev);
}

/* The lock is for ->driver and ->async_driver, not for what is scheduled. */
static void schedule_probe(const struct device_driver *drv, struct device *dev)
{
	bool ours;

	device_lock(dev);
	ours = !dev->driver && !dev->p->async_driver;
	if (ours)
		dev->p->async_driver = drv;
	if (ours)
		get_device(dev);
	if (ours && variant(async_attach_locked)) {
		async_schedule_dev(__driver_attach_async_helper, dev);
		ours = false;
	}
	device_unlock(dev);
	if (ours)
		async_schedule_dev(__driver_attach_async_helper, dev);
}

/* Errors are dropped: one device that fails is no reason to leave the others alone. */
static int offer_device(struct device *dev, void *data)
{
	const struct device_driver *drv = data;

	if (try_match(drv, dev) <= 0)
		return 0;
	if (driver_allows_async_probing(drv)) {
		schedule_probe(drv, dev);
	} else {
		lock_for_driver(dev);
		driver_probe_device(drv, dev);
		unlock_for_driver(dev);
	}
	return 0;
}

int driver_attach(const struct device_driver *drv)
{
	return bus_for_each_dev(drv->bus, NULL, (void *)drv, offer_device);
}
EXPORT_SYMBOL_GPL(driver_attach);

/* Without the lock meanwhile; false if somebody else has finished the job. */
static bool unbind_consumers(struct device *dev, struct device *parent)
{
	struct device_driver *drv = dev->driver;

	while (dev->driver == drv && device_links_busy(dev)) {
		__device_driver_unlock(dev, parent);
		device_links_unbind_consumers(dev);
		__device_driver_lock(dev, parent);
	}
	return dev->driver == drv;
}

/* The reverse of what binding did; the device is awake until its driver is asked to go. */
static void unbind(struct device *dev, struct device *parent)
{
	pm_runtime_get_sync(dev);
	if (!unbind_consumers(dev, parent)) {
		pm_runtime_put(dev);
		return;
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

/* @drv: only from this one; NULL: from whichever it is. */
void device_release_driver_internal(struct device *dev, const struct device_driver *drv,
				    struct device *parent)
{
	__device_driver_lock(dev, parent);
	if (dev->driver && (!drv || dev->driver == drv))
		unbind(dev, parent);
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
		bus_guard_begin(dev);
		device_release_driver_internal(dev, drv, dev->parent);
		bus_guard_end(dev);
		put_device(dev);
	}
}
