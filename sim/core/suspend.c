// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * suspend.c - the whole machine to sleep and back, or down for good
 */
#include <linux/suspend.h>

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/pm_runtime.h>

#include "core/base.h"

#include "freezer.h"

static DEFINE_MUTEX(system_transition_mutex);
static BLOCKING_NOTIFIER_HEAD(pm_chain);

int register_pm_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&pm_chain, nb);
}
EXPORT_SYMBOL_GPL(register_pm_notifier);

int unregister_pm_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_unregister(&pm_chain, nb);
}
EXPORT_SYMBOL_GPL(unregister_pm_notifier);

static int suspend_devices_and_wake(void)
{
	int ret = dpm_suspend_start(PMSG_SUSPEND);

	if (!ret) {
		ret = dpm_suspend_end(PMSG_SUSPEND);
		/* Here the machine would sleep; something wakes it at once. */
		if (!ret)
			dpm_resume_start(PMSG_RESUME);
	}
	dpm_resume_end(PMSG_RESUME);
	return ret;
}

int pm_suspend(suspend_state_t state)
{
	int ret;

	if (state <= PM_SUSPEND_ON || state > PM_SUSPEND_MEM)
		return -EINVAL;
	if (!mutex_trylock(&system_transition_mutex))
		return -EBUSY;
	ret = blocking_notifier_call_chain_robust(&pm_chain, PM_SUSPEND_PREPARE, PM_POST_SUSPEND,
						  NULL);
	ret = notifier_to_errno(ret);
	if (!ret) {
		ret = freeze_processes();
		if (!ret) {
			ret = suspend_devices_and_wake();
			thaw_processes();
		}
		blocking_notifier_call_chain(&pm_chain, PM_POST_SUSPEND, NULL);
	}
	mutex_unlock(&system_transition_mutex);
	return ret;
}
EXPORT_SYMBOL_GPL(pm_suspend);

/* Children first; each is off the list before its driver is asked. */
void device_shutdown(void)
{
	struct device *dev;

	wait_for_device_probe();
	device_block_probing();
	while ((dev = dpm_take_last())) {
		if (dev->parent)
			device_lock(dev->parent);
		device_lock(dev);
		pm_runtime_get_noresume(dev);
		pm_runtime_barrier(dev);
		if (dev->bus && dev->bus->shutdown)
			dev->bus->shutdown(dev);
		else if (dev->driver && dev->driver->shutdown)
			dev->driver->shutdown(dev);
		device_unlock(dev);
		if (dev->parent)
			device_unlock(dev->parent);
		put_device(dev);
	}
	device_unblock_probing();
}
EXPORT_SYMBOL_GPL(device_shutdown);
