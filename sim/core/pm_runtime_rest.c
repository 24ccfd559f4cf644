// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pm_runtime_rest.c - uses of a device that a driver took and that nobody gives back
 *
 * Linux says so when a count falls below zero; one that stays above is seen there by who wonders
 * why the device never sleeps again. While a world runs, a count may be anybody's for a moment, so
 * it is asked for when all tasks have ended and all modules are gone, but the devices are not yet:
 * nobody can use a device that has no driver then, but "on" in its power/control.
 */
#include <linux/init.h>
#include <linux/pm_runtime.h>
#include <linux/spinlock.h>

#include "kernel/finding.h"

#include "core/base.h"
#include "core/core.h"

static int uses_left(struct device *dev)
{
	const struct dev_pm_info *pm = &dev->power;
	int uses = atomic_read(&pm->usage_count);

	return pm->runtime_auto ? uses : uses - 1;	/* pm_runtime_forbid() */
}

/* A device that never had a driver is its bus' own affair. */
static void check_uses(struct device *dev)
{
	int left;

	if (dev->driver || !dev->p || !dev->p->last_driver[0])
		return;
	left = uses_left(dev);
	if (left > 0)
		finding_report(FINDING_LEAK, "runtime PM usage count leak",
			       "%s has no driver, and %d users of its power; the last driver: %s\n",
			       dev_name(dev), left, dev->p->last_driver);
}

static void pm_uses_at_rest(void)
{
	struct kobject *pos;

	if (!devices_kset)
		return;
	spin_lock(&devices_kset->list_lock);
	list_for_each_entry(pos, &devices_kset->list, entry)
		check_uses(kobj_to_dev(pos));
	spin_unlock(&devices_kset->list_lock);
}
/* Ports have lost their driver, and the buses still have their devices. */
__exitcall_level(pm_uses_at_rest, 65);
