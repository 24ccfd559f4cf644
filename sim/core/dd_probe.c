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

/* From here on the device is the driver's; what waited for that gets another chance. */
static void announce_bound(struct device *dev)
{
	struct device_private *priv = dev->p;

	if (WARN(device_is_bound(dev), "%s is bound twice\n", dev_name(dev)))
		return;
	klist_add_tail(&priv->knode_driver, &dev->driver->p->klist_devices);
	device_links_driver_bound(dev);
	driver_deferred_probe_del(dev);
	driver_deferred_probe_trigger();
	bus_notify(dev, BUS_NOTIFY_BOUND_DRIVER);
	kobject_uevent(&dev->kobj, KOBJ_BIND);
}

/* A link from either to the other, or neither. */
static int link_both_ways(struct kobject *device, struct kobject *driver)
{
	int ret = sysfs_create_link(driver, device, kobject_name(device));

	if (ret)
		return ret;
	ret = sysfs_create_link(device, driver, "driver");
	if (ret)
		sysfs_remove_link(driver, kobject_name(device));
	return ret;
}

static int driver_sysfs_add(struct device *dev)
{
	bus_notify(dev, BUS_NOTIFY_BIND_DRIVER);
	return link_both_ways(&dev->kobj, &dev->driver->p->kobj);
}

void driver_sysfs_remove(struct device *dev)
{
	struct device_driver *drv = dev->driver;

	if (drv) {
		sysfs_remove_link(&drv->p->kobj, dev_name(dev));
		sysfs_remove_link(&dev->kobj, "driver");
	}
}

static void announce_not_bound(struct device *dev)
{
	bus_notify(dev, BUS_NOTIFY_DRIVER_NOT_BOUND);
}

int device_bind_driver(struct device *dev)
{
	int ret;

	device_lock_assert(dev);
	ret = driver_sysfs_add(dev);
	if (ret) {
		announce_not_bound(dev);
		return ret;
	}
	announce_bound(dev);
	return 0;
}
EXPORT_SYMBOL_GPL(device_bind_driver);

/* The bus speaks to the driver, if it has a voice of its own. */
void device_remove_driver(struct device *dev)
{
	const struct bus_type *bus = dev->bus;
	struct device_driver *drv = dev->driver;

	device_remove_groups(dev, drv->dev_groups);
	if (bus && bus->remove)
		bus->remove(dev);
	else if (drv->remove)
		drv->remove(dev);
}

void device_unbind_cleanup(struct device *dev)
{
	struct dev_pm_domain *domain = dev->pm_domain;

	devres_release_all(dev);
	dma_debug_unbound(dev);
	strscpy(dev->p->last_driver, dev->driver->name);	/* for reports */
	device_set_driver(dev, NULL);
	dev_set_drvdata(dev, NULL);
	if (domain && domain->dismiss)
		domain->dismiss(dev);
	pm_runtime_reinit(dev);
	dev_pm_set_driver_flags(dev, 0);
}

/*
 * The way to a bound device is a row of steps. If one fails, those before it are taken back
 * in reverse; a step that fails has cleaned up after itself.
 */
struct probe_step {
	const char	*failed;	/* said if it does; NULL: it speaks for itself */
	int		(*take)(struct device *dev, const struct device_driver *drv);
	void		(*undo)(struct device *dev);
};

static int step_claim(struct device *dev, const struct device_driver *drv)
{
	device_set_driver(dev, drv);
	return 0;
}

static void undo_claim(struct device *dev)
{
	device_links_no_driver(dev);
	device_unbind_cleanup(dev);
}

static int step_dma(struct device *dev, const struct device_driver *drv)
{
	return dev->bus->dma_configure ? dev->bus->dma_configure(dev) : 0;
}

static void undo_dma(struct device *dev)
{
	announce_not_bound(dev);
	if (dev->bus->dma_cleanup)
		dev->bus->dma_cleanup(dev);
}

static int step_links(struct device *dev, const struct device_driver *drv)
{
	return driver_sysfs_add(dev);
}

static int step_power(struct device *dev, const struct device_driver *drv)
{
	struct dev_pm_domain *domain = dev->pm_domain;

	return domain && domain->activate ? domain->activate(dev) : 0;
}

/* "Not mine" and "not yet" are answers; anything else is news. */
static bool worth_saying(int error)
{
	return error && error != -EPROBE_DEFER && error != -ENODEV && error != -ENXIO;
}

/* An error of probe() itself comes back positive: other drivers may be tried. */
static int step_probe(struct device *dev, const struct device_driver *drv)
{
	int (*probe)(struct device *dev) = dev->bus->probe ?: drv->probe;
	int ret = probe ? probe(dev) : 0;

	if (worth_saying(ret))
		dev_err(dev, "probe with driver %s failed with error %d\n", drv->name, ret);
	return -ret;
}

static int step_files(struct device *dev, const struct device_driver *drv)
{
	return device_add_groups(dev, drv->dev_groups);
}

static const struct probe_step probe_steps[] = {
	{ NULL, step_claim, undo_claim },
	{ NULL, step_dma, undo_dma },
	{ "link it to the driver", step_links, driver_sysfs_remove },
	{ NULL, step_power, NULL },
	{ NULL, step_probe, device_remove_driver },
	{ "make the driver's files", step_files, NULL },
};

static int take_steps(struct device *dev, const struct device_driver *drv)
{
	const struct probe_step *step = probe_steps;
	int ret;

	for (; step < probe_steps + ARRAY_SIZE(probe_steps); step++) {
		ret = step->take(dev, drv);
		if (!ret)
			continue;
		if (step->failed)
			dev_err(dev, "cannot %s: error %d\n", step->failed, ret);
		while (step-- > probe_steps)
			if (step->undo)
				step->undo(dev);
		return ret;
	}
	return 0;
}

static int really_probe(struct device *dev, const struct device_driver *drv)
{
	int ret = 0;

	if (probing_is_blocked() || device_links_check_suppliers(dev) == -EPROBE_DEFER)
		return -EPROBE_DEFER;
	if (!list_empty(&dev->devres_head)) {
		dev_crit(dev, "has managed resources before it has a driver\n");
		return -EBUSY;
	}
	ret = take_steps(dev, drv);
	if (ret)
		return ret;
	if (dev->pm_domain && dev->pm_domain->sync)
		dev->pm_domain->sync(dev);
	announce_bound(dev);
	return 0;
}

/*
 * 0: bound. Negative: not even tried. Positive: what probe() said. A device that
 * device_add() is not through with is left to device_add(), which tries itself.
 */
static int may_probe(struct device *dev)
{
	if (!device_is_registered(dev) || dev->p->dead)
		return -ENODEV;
	if (dev->driver)
		return -EBUSY;
	return dev_ready_to_probe(dev) ? 0 : -EPROBE_DEFER;
}

int __driver_probe_device(const struct device_driver *drv, struct device *dev)
{
	struct device *parent = dev->parent;
	int ret;

	device_lock_assert(dev);
	ret = may_probe(dev);
	if (ret)
		return ret;
	dev->can_match = true;

	/* All that it stands on is awake meanwhile. */
	pm_runtime_get_suppliers(dev);
	if (parent)
		pm_runtime_get_sync(parent);
	pm_runtime_barrier(dev);
	ret = really_probe(dev, drv);
	pm_request_idle(dev);
	if (parent)
		pm_runtime_put(parent);
	pm_runtime_put_suppliers(dev);
	return ret;
}

/*
 * @seen: how often the list had moved before the probe. What @dev waits for may have bound
 * between the probe's look and our place on the list, and moved the list without us.
 */
static void defer_since(struct device *dev, unsigned int seen)
{
	driver_deferred_probe_add(dev);
	if (seen != driver_deferred_probe_count() && !probing_is_blocked())
		driver_deferred_probe_trigger();
}

int driver_probe_device(const struct device_driver *drv, struct device *dev)
{
	unsigned int seen = driver_deferred_probe_count();
	int ret;

	atomic_inc(&probe_count);
	ret = __driver_probe_device(drv, dev);
	if (abs(ret) == EPROBE_DEFER)
		defer_since(dev, seen);
	atomic_dec(&probe_count);
	wake_up_all(&probe_waitqueue);
	return ret;
}

void wait_for_probes_under_way(void)
{
	wait_event(probe_waitqueue, !atomic_read(&probe_count));
}
