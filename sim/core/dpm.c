// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dpm.c - devices to sleep and back, step by step
 *
 * A device moves from list to list with each step: dpm_list (awake), prepared, suspended,
 * late, noirq, and back. dpm_list is in order of registration, so that taking from its
 * tail suspends children before parents; the lists behind keep that order.
 *
 * Locking: dpm_list_mtx covers the lists and is not held over callbacks; the device lock
 * is. Linux does without it in the late and noirq steps, since user space is frozen then
 * and cannot unbind; here it is taken, for hot-unplug can. Linux also suspends devices that
 * allow it at the same time, and leaves those that sleep already alone (direct_complete);
 * here all take their turn.
 */
#include <linux/pm.h>

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/mutex.h>
#include <linux/pm_runtime.h>

#include "kernel/finding.h"
#include "kernel/rest.h"

#include "core/base.h"
#include "core/pm_runtime.h"

static DEFINE_MUTEX(dpm_list_mtx);
static LIST_HEAD(dpm_list);
static LIST_HEAD(dpm_prepared_list);
static LIST_HEAD(dpm_suspended_list);
static LIST_HEAD(dpm_late_list);
static LIST_HEAD(dpm_noirq_list);

void device_pm_init(struct device *dev)
{
	spin_lock_init(&dev->power.lock);
	init_completion(&dev->power.completion);
	complete_all(&dev->power.completion);
	INIT_LIST_HEAD(&dev->power.entry);
	dev->power.power_state = PMSG_INVALID;
	pm_runtime_init(dev);
}

void device_pm_add(struct device *dev)
{
	if (device_pm_not_required(dev))
		return;
	mutex_lock(&dpm_list_mtx);
	if (dev->parent && dev->parent->power.is_prepared)
		dev_warn(dev, "parent %s should not be sleeping\n", dev_name(dev->parent));
	list_add_tail(&dev->power.entry, &dpm_list);
	dev->power.in_dpm_list = true;
	mutex_unlock(&dpm_list_mtx);
}

void device_pm_remove(struct device *dev)
{
	if (device_pm_not_required(dev))
		return;
	complete_all(&dev->power.completion);
	mutex_lock(&dpm_list_mtx);
	list_del_init(&dev->power.entry);
	dev->power.in_dpm_list = false;
	mutex_unlock(&dpm_list_mtx);
	pm_runtime_remove(dev);
}

void device_pm_move_to_tail(struct device *dev)
{
	mutex_lock(&dpm_list_mtx);
	if (dev->power.in_dpm_list && !dev->power.is_prepared)
		list_move_tail(&dev->power.entry, &dpm_list);
	mutex_unlock(&dpm_list_mtx);
}

/* For device_shutdown(): the youngest device, off the list and with a reference, or NULL. */
struct device *dpm_take_last(void)
{
	struct device *dev = NULL;

	mutex_lock(&dpm_list_mtx);
	if (!list_empty(&dpm_list)) {
		dev = get_device(list_entry(dpm_list.prev, struct device, power.entry));
		list_del_init(&dev->power.entry);
	}
	mutex_unlock(&dpm_list_mtx);
	return dev;
}

/* What one step does to one device: 0, or an error that ends the transition. */
typedef int (*dpm_step_t)(struct device *dev);

/*
 * Take devices from one end of @from, run @step, put those that succeed at the same end
 * of @to. A device may be removed while its step runs: then its entry is empty.
 */
static int dpm_walk(struct list_head *from, struct list_head *to, bool forward, dpm_step_t step)
{
	struct device *dev;
	int ret = 0;

	mutex_lock(&dpm_list_mtx);
	while (!ret && !list_empty(from)) {
		dev = list_entry(forward ? from->next : from->prev, struct device, power.entry);
		get_device(dev);
		mutex_unlock(&dpm_list_mtx);
		ret = step(dev);
		mutex_lock(&dpm_list_mtx);
		if (!ret && !list_empty(&dev->power.entry)) {
			if (forward)
				list_move_tail(&dev->power.entry, to);
			else
				list_move(&dev->power.entry, to);
		}
		mutex_unlock(&dpm_list_mtx);
		put_device(dev);
		mutex_lock(&dpm_list_mtx);
	}
	mutex_unlock(&dpm_list_mtx);
	return ret;
}

static int run_callback(struct device *dev, const char *what, int (*cb)(struct device *dev))
{
	int ret = cb ? cb(dev) : 0;

	if (ret < 0)
		dev_err(dev, "PM: failed to %s: error %d\n", what, ret);
	return min(ret, 0);
}

/* Keeps the device from going to sleep by itself until device_complete(). */
static int device_prepare(struct device *dev)
{
	int ret;

	pm_runtime_get_noresume(dev);
	device_lock(dev);
	dev->power.wakeup_path = false;
	ret = run_callback(dev, "prepare", PM_CALLBACK(dev, prepare));
	device_unlock(dev);
	if (ret)
		pm_runtime_put(dev);
	else
		dev->power.is_prepared = true;
	return ret;
}

static int legacy_suspend(struct device *dev)
{
	return dev->bus->suspend(dev, PMSG_SUSPEND);
}

static int device_suspend(struct device *dev)
{
	int (*cb)(struct device *dev);
	int ret;

	pm_runtime_barrier(dev);
	device_lock(dev);
	cb = PM_CALLBACK(dev, suspend);
	if (!cb && dev->bus && dev->bus->suspend && !dev->bus->pm)
		cb = legacy_suspend;
	ret = run_callback(dev, "suspend", cb);
	if (!ret)
		dev->power.is_suspended = true;
	device_unlock(dev);
	return ret;
}

static int device_suspend_late(struct device *dev)
{
	int ret;

	__pm_runtime_disable(dev, false);
	device_lock(dev);
	ret = run_callback(dev, "suspend late", PM_CALLBACK(dev, suspend_late));
	device_unlock(dev);
	if (!ret)
		dev->power.is_late_suspended = true;
	else
		pm_runtime_enable(dev);
	return ret;
}

static int device_suspend_noirq(struct device *dev)
{
	int ret;

	device_lock(dev);
	ret = run_callback(dev, "suspend noirq", PM_CALLBACK(dev, suspend_noirq));
	device_unlock(dev);
	if (!ret)
		dev->power.is_noirq_suspended = true;
	return ret;
}

/* Nothing on the way up ends the transition: the error is said and the next one wakes. */
static int device_resume_noirq(struct device *dev)
{
	device_lock(dev);
	run_callback(dev, "resume noirq", PM_CALLBACK(dev, resume_noirq));
	device_unlock(dev);
	dev->power.is_noirq_suspended = false;
	return 0;
}

static int device_resume_early(struct device *dev)
{
	device_lock(dev);
	run_callback(dev, "resume early", PM_CALLBACK(dev, resume_early));
	device_unlock(dev);
	dev->power.is_late_suspended = false;
	pm_runtime_enable(dev);
	return 0;
}

static int device_resume(struct device *dev)
{
	int (*cb)(struct device *dev);

	device_lock(dev);
	/* From here on new children may appear. */
	dev->power.is_prepared = false;
	if (dev->power.is_suspended) {
		cb = PM_CALLBACK(dev, resume);
		if (!cb && dev->bus && dev->bus->resume && !dev->bus->pm)
			cb = dev->bus->resume;
		run_callback(dev, "resume", cb);
		dev->power.is_suspended = false;
	}
	device_unlock(dev);
	return 0;
}

static int device_complete(struct device *dev)
{
	void (*cb)(struct device *dev);

	device_lock(dev);
	cb = (void *)PM_CALLBACK(dev, complete);
	if (cb)
		cb(dev);
	dev->power.is_prepared = false;
	device_unlock(dev);
	pm_runtime_put(dev);
	return 0;
}

int dpm_prepare(pm_message_t state)
{
	might_sleep();
	/* No driver comes or goes in the middle: who tries is deferred. */
	wait_for_device_probe();
	device_block_probing();
	return dpm_walk(&dpm_list, &dpm_prepared_list, true, device_prepare);
}

int dpm_suspend(pm_message_t state)
{
	might_sleep();
	return dpm_walk(&dpm_prepared_list, &dpm_suspended_list, false, device_suspend);
}

int dpm_suspend_start(pm_message_t state)
{
	return dpm_prepare(state) ?: dpm_suspend(state);
}

int dpm_suspend_late(pm_message_t state)
{
	int ret = dpm_walk(&dpm_suspended_list, &dpm_late_list, false, device_suspend_late);

	if (ret)
		dpm_resume_early(state);
	return ret;
}

int dpm_suspend_noirq(pm_message_t state)
{
	int ret;

	suspend_device_irqs();
	ret = dpm_walk(&dpm_late_list, &dpm_noirq_list, false, device_suspend_noirq);
	if (ret)
		dpm_resume_noirq(state);
	return ret;
}

int dpm_suspend_end(pm_message_t state)
{
	int ret = dpm_suspend_late(state);

	if (ret)
		return ret;
	ret = dpm_suspend_noirq(state);
	if (ret)
		dpm_resume_early(state);
	return ret;
}

void dpm_resume_noirq(pm_message_t state)
{
	dpm_walk(&dpm_noirq_list, &dpm_late_list, true, device_resume_noirq);
	resume_device_irqs();
}

void dpm_resume_early(pm_message_t state)
{
	dpm_walk(&dpm_late_list, &dpm_suspended_list, true, device_resume_early);
}

void dpm_resume_start(pm_message_t state)
{
	dpm_resume_noirq(state);
	dpm_resume_early(state);
}

void dpm_resume(pm_message_t state)
{
	might_sleep();
	dpm_walk(&dpm_suspended_list, &dpm_prepared_list, true, device_resume);
}

void dpm_complete(pm_message_t state)
{
	might_sleep();
	/* Children first, as prepare() went parents first. */
	dpm_walk(&dpm_prepared_list, &dpm_list, false, device_complete);
	device_unblock_probing();
}

void dpm_resume_end(pm_message_t state)
{
	dpm_resume(state);
	dpm_complete(state);
}

/* What is still on a list was never removed: on dpm_list, or half asleep on another. */
static void dpm_at_rest(void)
{
	struct list_head *lists[] = { &dpm_list, &dpm_prepared_list, &dpm_suspended_list,
				      &dpm_late_list, &dpm_noirq_list };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lists); i++) {
		if (list_empty(lists[i]))
			continue;
		finding_report(FINDING_STATE, "device left behind in power management",
			       "list %u of awake, prepared, suspended, late, noirq\n", i);
		INIT_LIST_HEAD(lists[i]);
	}
}
DEFINE_REST_CHECK(dpm, dpm_at_rest);
