// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pm_runtime_status.c - runtime PM set by hand: status, autosuspend, around system sleep
 */
#include <linux/pm_runtime.h>

#include <linux/errno.h>
#include <linux/export.h>
#include <linux/workqueue.h>

#include "kernel/variant.h"

#include "core/base.h"
#include "core/pm_runtime.h"

DEFINE_VARIANT(pm_runtime_remove_unflushed, "pm-runtime-remove-unflushed",
	       "reverts 29ab76827761 (v7.0)",
	       "a device is removed while its runtime PM work looks at its parent");

/* Count the child in or out with its parent; an active child needs an active parent. */
static int set_status_at_parent(struct device *dev, struct device *parent, unsigned int status)
{
	int ret = 0;

	lockdep_assert_held(&dev->power.lock);
	if (status == RPM_SUSPENDED) {
		atomic_add_unless(&parent->power.child_count, -1, 0);
		return 0;
	}
	spin_lock_nested(&parent->power.lock, SINGLE_DEPTH_NESTING);
	if (!parent->power.disable_depth && !READ_ONCE(parent->power.ignore_children) &&
	    parent->power.runtime_status != RPM_ACTIVE)
		ret = -EBUSY;
	else if (dev->power.runtime_status == RPM_SUSPENDED)
		atomic_inc(&parent->power.child_count);
	spin_unlock(&parent->power.lock);
	return ret;
}

int __pm_runtime_set_status(struct device *dev, unsigned int status)
{
	struct device *parent = dev->parent;
	unsigned long flags;
	bool changed, tell_parent;
	int ret = 0;

	if (status != RPM_ACTIVE && status != RPM_SUSPENDED)
		return -EINVAL;
	spin_lock_irqsave(&dev->power.lock, flags);
	if (!dev->power.runtime_error && !dev->power.disable_depth) {
		spin_unlock_irqrestore(&dev->power.lock, flags);
		return -EAGAIN;		/* it is at work: not by hand */
	}
	WRITE_ONCE(dev->power.disable_depth, dev->power.disable_depth + 1);
	changed = dev->power.runtime_status != status;
	tell_parent = changed && parent && status == RPM_SUSPENDED;
	if (changed && parent)
		ret = set_status_at_parent(dev, parent, status);
	if (!ret) {
		WRITE_ONCE(dev->power.runtime_status, status);
		dev->power.runtime_error = 0;
	} else {
		dev_err(dev, "runtime PM trying to activate child, parent is not active\n");
	}
	spin_unlock_irqrestore(&dev->power.lock, flags);

	if (tell_parent && !READ_ONCE(parent->power.ignore_children))
		pm_request_idle(parent);
	pm_runtime_enable(dev);
	return ret;
}
EXPORT_SYMBOL_GPL(__pm_runtime_set_status);

void pm_runtime_no_callbacks(struct device *dev)
{
	spin_lock_irq(&dev->power.lock);
	WRITE_ONCE(dev->power.no_callbacks, true);
	spin_unlock_irq(&dev->power.lock);
}
EXPORT_SYMBOL_GPL(pm_runtime_no_callbacks);

void pm_runtime_irq_safe(struct device *dev)
{
	if (dev->parent)
		pm_runtime_get_sync(dev->parent);
	spin_lock_irq(&dev->power.lock);
	WRITE_ONCE(dev->power.irq_safe, true);
	spin_unlock_irq(&dev->power.lock);
}
EXPORT_SYMBOL_GPL(pm_runtime_irq_safe);

/* A negative delay keeps the device in use; undo what the old setting did first. */
static void update_autosuspend(struct device *dev, int old_delay, bool old_use)
{
	bool blocked = dev->power.use_autosuspend && dev->power.autosuspend_delay < 0;
	bool was_blocked = old_use && old_delay < 0;

	if (blocked) {
		if (!was_blocked) {
			atomic_inc(&dev->power.usage_count);
			rpm_resume(dev, 0);
		}
		return;
	}
	if (was_blocked)
		atomic_dec(&dev->power.usage_count);
	rpm_idle(dev, RPM_AUTO);
}

void pm_runtime_set_autosuspend_delay(struct device *dev, int delay_ms)
{
	int old;

	spin_lock_irq(&dev->power.lock);
	old = dev->power.autosuspend_delay;
	dev->power.autosuspend_delay = delay_ms;
	update_autosuspend(dev, old, dev->power.use_autosuspend);
	spin_unlock_irq(&dev->power.lock);
}
EXPORT_SYMBOL_GPL(pm_runtime_set_autosuspend_delay);

void __pm_runtime_use_autosuspend(struct device *dev, bool use)
{
	bool old;

	spin_lock_irq(&dev->power.lock);
	old = dev->power.use_autosuspend;
	dev->power.use_autosuspend = use;
	update_autosuspend(dev, dev->power.autosuspend_delay, old);
	spin_unlock_irq(&dev->power.lock);
}
EXPORT_SYMBOL_GPL(__pm_runtime_use_autosuspend);

void pm_runtime_reinit(struct device *dev)
{
	if (pm_runtime_enabled(dev))
		return;
	if (dev->power.runtime_status == RPM_ACTIVE)
		pm_runtime_set_suspended(dev);
	if (!pm_runtime_is_irq_safe(dev))
		return;
	spin_lock_irq(&dev->power.lock);
	WRITE_ONCE(dev->power.irq_safe, false);
	spin_unlock_irq(&dev->power.lock);
	if (dev->parent)
		pm_runtime_put(dev->parent);
}

void pm_runtime_remove(struct device *dev)
{
	__pm_runtime_disable(dev, false);
	/* The work may have suspended us and be about to look at our parent, still. */
	if (!variant(pm_runtime_remove_unflushed))
		flush_work(&dev->power.work);
	pm_runtime_reinit(dev);
}

/* A driver that uses its runtime callbacks for system sleep: quiet now, whatever the count. */
int pm_runtime_force_suspend(struct device *dev)
{
	int (*cb)(struct device *dev);
	int ret;

	pm_runtime_disable(dev);
	if (pm_runtime_status_suspended(dev) || dev->power.needs_force_resume)
		return 0;
	cb = PM_CALLBACK(dev, runtime_suspend);
	ret = cb ? cb(dev) : 0;
	if (ret) {
		pm_runtime_enable(dev);
		return ret;
	}
	/* In use before: wake it again. Else it may sleep on until somebody needs it. */
	if (atomic_read(&dev->power.usage_count) > 1 || atomic_read(&dev->power.child_count))
		dev->power.needs_force_resume = true;
	pm_runtime_set_suspended(dev);
	return 0;
}
EXPORT_SYMBOL_GPL(pm_runtime_force_suspend);

int pm_runtime_force_resume(struct device *dev)
{
	int (*cb)(struct device *dev);
	int ret = 0;

	if (pm_runtime_status_suspended(dev) && dev->power.needs_force_resume) {
		pm_runtime_set_active(dev);
		cb = PM_CALLBACK(dev, runtime_resume);
		ret = cb ? cb(dev) : 0;
		if (ret)
			pm_runtime_set_suspended(dev);
		else
			pm_runtime_mark_last_busy(dev);
	}
	dev->power.needs_force_resume = false;
	pm_runtime_enable(dev);
	return ret;
}
EXPORT_SYMBOL_GPL(pm_runtime_force_resume);
