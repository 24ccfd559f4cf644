/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * toy.h - a bus whose devices do nothing, and a driver that notes what happens to it
 */
#ifndef TESTS_CORE_TOY_H
#define TESTS_CORE_TOY_H

#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

struct toy {
	struct device dev;
};

static unsigned int toys_released;
static int toy_probe_result;	/* what the driver's probe() returns */
static char toy_log[512];	/* toy_log_lock: what the driver was called for: "probe toy0;" */
static DEFINE_SPINLOCK(toy_log_lock);

static int toy_match(struct device *dev, const struct device_driver *drv)
{
	int ret = device_match_driver_override(dev, drv);

	return ret < 0 ? 1 : ret;
}

/* A driver matches all devices, or what an override names. */
static const struct bus_type toy_bus = {
	.name			= "toy",
	.match			= toy_match,
	.driver_override	= true,
};

static void toy_release(struct device *dev)
{
	toys_released++;
	kfree(container_of(dev, struct toy, dev));
}

/* NULL if it could not be added. */
static inline struct toy *toy_add(const char *name, struct device *parent)
{
	struct toy *toy = kzalloc(sizeof(*toy), GFP_KERNEL);

	if (!toy)
		return NULL;
	device_initialize(&toy->dev);
	toy->dev.bus = &toy_bus;
	toy->dev.parent = parent;
	toy->dev.release = toy_release;
	if (dev_set_name(&toy->dev, "%s", name) || device_add(&toy->dev)) {
		put_device(&toy->dev);
		return NULL;
	}
	return toy;
}

static inline void toy_remove(struct toy *toy)
{
	device_unregister(&toy->dev);
}

static inline void toy_note(const char *what, struct device *dev)
{
	size_t at;

	spin_lock(&toy_log_lock);
	at = strlen(toy_log);
	scnprintf(toy_log + at, sizeof(toy_log) - at, "%s %s;", what, dev_name(dev));
	spin_unlock(&toy_log_lock);
}

/* What was noted since the last time. */
static inline const char *toy_noted(void)
{
	static char noted[sizeof(toy_log)];

	spin_lock(&toy_log_lock);
	strscpy(noted, toy_log, sizeof(noted));
	toy_log[0] = '\0';
	spin_unlock(&toy_log_lock);
	return noted;
}

static int toy_probe(struct device *dev)
{
	toy_note("probe", dev);
	return toy_probe_result;
}

static int toy_remove_driver(struct device *dev)
{
	toy_note("remove", dev);
	return 0;
}

static struct device_driver toy_driver __maybe_unused = {
	.name	= "toy-driver",
	.bus	= &toy_bus,
	.probe	= toy_probe,
	.remove	= toy_remove_driver,
};

#endif
