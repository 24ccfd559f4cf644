// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pm_runtime.c - what drivers and buses call of runtime PM
 */
#include <linux/pm_runtime.h>

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/minmax.h>
#include <linux/workqueue.h>

#include "core/base.h"
#include "core/pm_runtime.h"

struct workqueue_struct *pm_wq;

/* 0: nobody uses it any more; 1: somebody does; negative: nobody did. */
static int rpm_drop_usage_count(struct device *dev)
{
	int ret = atomic_sub_return(1, &dev->power.usage_count);

	if (ret >= 0)
		return ret > 0;
	/* Somebody dropped what another took: leave the count where it was. */
	atomic_inc(&dev->power.usage_count);
	dev_warn(dev, "Runtime PM usage count underflow!\n");
	return -EINVAL;
}

int __pm_runtime_idle(struct device *dev, int rpmflags)
{
	unsigned long flags;
	int ret;

	if (rpmflags & RPM_GET_PUT) {
		ret = rpm_drop_usage_count(dev);
		if (ret)
			return min(ret, 0);
	}
	if (!(rpmflags & RPM_ASYNC) && !pm_runtime_is_irq_safe(dev))
		might_sleep();
	spin_lock_irqsave(&dev->power.lock, flags);
	ret = rpm_idle(dev, rpmflags);
	spin_unlock_irqrestore(&dev->power.lock, flags);
	return ret;
}
EXPORT_SYMBOL_GPL(__pm_runtime_idle);

int __pm_runtime_suspend(struct device *dev, int rpmflags)
{
	unsigned long flags;
	int ret;

	if (rpmflags & RPM_GET_PUT) {
		ret = rpm_drop_usage_count(dev);
		if (ret)
			return min(ret, 0);
	}
	if (!(rpmflags & RPM_ASYNC) && !pm_runtime_is_irq_safe(dev))
		might_sleep();
	spin_lock_irqsave(&dev->power.lock, flags);
	ret = rpm_suspend(dev, rpmflags);
	spin_unlock_irqrestore(&dev->power.lock, flags);
	return ret;
}
EXPORT_SYMBOL_GPL(__pm_runtime_suspend);

int __pm_runtime_resume(struct device *dev, int rpmflags)
{
	unsigned long flags;
	int ret;

	if (!(rpmflags & RPM_ASYNC) && !pm_runtime_is_irq_safe(dev) &&
	    READ_ONCE(dev->power.runtime_status) != RPM_ACTIVE)
		might_sleep();
	if (rpmflags & RPM_GET_PUT)
		atomic_inc(&dev->power.usage_count);
	spin_lock_irqsave(&dev->power.lock, flags);
	ret = rpm_resume(dev, rpmflags);
	spin_unlock_irqrestore(&dev->power.lock, flags);
	return ret;
}
EXPORT_SYMBOL_GPL(__pm_runtime_resume);

static int get_conditional(struct device *dev, bool unused_too)
{
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&dev->power.lock, flags);
	if (dev->power.disable_depth > 0) {
		ret = -EINVAL;
	} else if (dev->power.runtime_status != RPM_ACTIVE) {
		ret = 0;
	} else if (unused_too || (!dev->power.ignore_children &&
				  atomic_read(&dev->power.child_count) > 0)) {
		ret = 1;
		atomic_inc(&dev->power.usage_count);
	} else {
		ret = atomic_inc_not_zero(&dev->power.usage_count);
	}
	spin_unlock_irqrestore(&dev->power.lock, flags);
	return ret;
}

int pm_runtime_get_if_active(struct device *dev)
{
	return get_conditional(dev, true);
}
EXPORT_SYMBOL_GPL(pm_runtime_get_if_active);

int pm_runtime_get_if_in_use(struct device *dev)
{
	return get_conditional(dev, false);
}
EXPORT_SYMBOL_GPL(pm_runtime_get_if_in_use);

static void pm_runtime_work(struct work_struct *work)
{
	struct device *dev = container_of(work, struct device, power.work);
	enum rpm_request request;

	spin_lock_irq(&dev->power.lock);
	request = dev->power.request_pending ? dev->power.request : RPM_REQ_NONE;
	dev->power.request = RPM_REQ_NONE;
	dev->power.request_pending = false;
	switch (request) {
	case RPM_REQ_NONE:
		break;
	case RPM_REQ_IDLE:
		rpm_idle(dev, RPM_NOWAIT);
		break;
	case RPM_REQ_SUSPEND:
		rpm_suspend(dev, RPM_NOWAIT);
		break;
	case RPM_REQ_AUTOSUSPEND:
		rpm_suspend(dev, RPM_NOWAIT | RPM_AUTO);
		break;
	case RPM_REQ_RESUME:
		rpm_resume(dev, RPM_NOWAIT);
		break;
	}
	spin_unlock_irq(&dev->power.lock);
}

static void pm_suspend_timer_fn(struct timer_list *timer)
{
	struct device *dev = container_of(timer, struct device, power.suspend_timer);
	unsigned long flags;

	spin_lock_irqsave(&dev->power.lock, flags);
	/* Armed again meanwhile? Then it comes once more. */
	if (dev->power.timer_expires && !time_after(dev->power.timer_expires, jiffies)) {
		dev->power.timer_expires = 0;
		rpm_suspend(dev, dev->power.timer_autosuspends ? RPM_ASYNC | RPM_AUTO : RPM_ASYNC);
	}
	spin_unlock_irqrestore(&dev->power.lock, flags);
}

int pm_schedule_suspend(struct device *dev, unsigned int delay_ms)
{
	unsigned long flags, expires;
	int ret = 0;

	spin_lock_irqsave(&dev->power.lock, flags);
	if (!delay_ms) {
		ret = rpm_suspend(dev, RPM_ASYNC);
	} else if (!dev->power.runtime_error && !dev->power.disable_depth &&
		   !atomic_read(&dev->power.usage_count)) {
		pm_runtime_cancel_pending(dev);
		expires = jiffies + msecs_to_jiffies(delay_ms);
		dev->power.timer_expires = expires + !expires;
		dev->power.timer_autosuspends = false;
		mod_timer(&dev->power.suspend_timer, dev->power.timer_expires);
	} else {
		ret = -EAGAIN;
	}
	spin_unlock_irqrestore(&dev->power.lock, flags);
	return ret;
}
EXPORT_SYMBOL_GPL(pm_schedule_suspend);

/* When the device has been unused long enough; 0: it has, or autosuspend is off. */
unsigned long pm_runtime_autosuspend_expiration(struct device *dev)
{
	int delay = READ_ONCE(dev->power.autosuspend_delay);
	unsigned long expires;

	if (!dev->power.use_autosuspend || delay < 0)
		return 0;
	expires = READ_ONCE(dev->power.last_busy) + msecs_to_jiffies(delay);
	expires += !expires;
	return time_after(expires, jiffies) ? expires : 0;
}
EXPORT_SYMBOL_GPL(pm_runtime_autosuspend_expiration);

/* Nothing pending and nobody under way when it returns. The lock is dropped meanwhile. */
static void __pm_runtime_barrier(struct device *dev)
{
	pm_runtime_deactivate_timer(dev);
	if (dev->power.request_pending) {
		dev->power.request = RPM_REQ_NONE;
		spin_unlock_irq(&dev->power.lock);
		cancel_work_sync(&dev->power.work);
		spin_lock_irq(&dev->power.lock);
		dev->power.request_pending = false;
	}
	wait_event_lock_irq(dev->power.wait_queue,
			    dev->power.runtime_status != RPM_SUSPENDING &&
			    dev->power.runtime_status != RPM_RESUMING &&
			    !dev->power.idle_notification, dev->power.lock);
}

int pm_runtime_barrier(struct device *dev)
{
	int ret = 0;

	pm_runtime_get_noresume(dev);
	spin_lock_irq(&dev->power.lock);
	if (dev->power.request_pending && dev->power.request == RPM_REQ_RESUME) {
		rpm_resume(dev, 0);
		ret = 1;
	}
	__pm_runtime_barrier(dev);
	spin_unlock_irq(&dev->power.lock);
	pm_runtime_put_noidle(dev);
	return ret;
}
EXPORT_SYMBOL_GPL(pm_runtime_barrier);

void __pm_runtime_disable(struct device *dev, bool check_resume)
{
	unsigned int depth;

	spin_lock_irq(&dev->power.lock);
	if (dev->power.disable_depth > 0) {
		WRITE_ONCE(dev->power.disable_depth, dev->power.disable_depth + 1);
		goto out;
	}
	/* Somebody asked for it to wake up: it probably has something to do. */
	if (check_resume && dev->power.request_pending && dev->power.request == RPM_REQ_RESUME) {
		pm_runtime_get_noresume(dev);
		rpm_resume(dev, 0);
		pm_runtime_put_noidle(dev);
	}
	depth = dev->power.disable_depth;
	WRITE_ONCE(dev->power.disable_depth, depth + 1);
	if (!depth) {
		__pm_runtime_barrier(dev);
		dev->power.last_status = dev->power.runtime_status;
	}
out:
	spin_unlock_irq(&dev->power.lock);
}
EXPORT_SYMBOL_GPL(__pm_runtime_disable);

void pm_runtime_enable(struct device *dev)
{
	unsigned int depth;
	unsigned long flags;

	spin_lock_irqsave(&dev->power.lock, flags);
	depth = dev->power.disable_depth;
	if (!depth)
		dev_warn(dev, "Unbalanced %s!\n", __func__);
	else
		WRITE_ONCE(dev->power.disable_depth, depth - 1);
	if (depth == 1)
		dev->power.last_status = RPM_INVALID;
	spin_unlock_irqrestore(&dev->power.lock, flags);
}
EXPORT_SYMBOL_GPL(pm_runtime_enable);

static void pm_runtime_disable_action(void *data)
{
	pm_runtime_dont_use_autosuspend(data);
	pm_runtime_disable(data);
}

int devm_pm_runtime_enable(struct device *dev)
{
	pm_runtime_enable(dev);
	return devm_add_action_or_reset(dev, pm_runtime_disable_action, dev);
}
EXPORT_SYMBOL_GPL(devm_pm_runtime_enable);

void pm_runtime_forbid(struct device *dev)
{
	spin_lock_irq(&dev->power.lock);
	if (dev->power.runtime_auto) {
		dev->power.runtime_auto = false;
		atomic_inc(&dev->power.usage_count);
		rpm_resume(dev, 0);
	}
	spin_unlock_irq(&dev->power.lock);
}
EXPORT_SYMBOL_GPL(pm_runtime_forbid);

void pm_runtime_allow(struct device *dev)
{
	spin_lock_irq(&dev->power.lock);
	if (!dev->power.runtime_auto) {
		dev->power.runtime_auto = true;
		if (!rpm_drop_usage_count(dev))
			rpm_idle(dev, RPM_AUTO | RPM_ASYNC);
	}
	spin_unlock_irq(&dev->power.lock);
}
EXPORT_SYMBOL_GPL(pm_runtime_allow);

void pm_runtime_init(struct device *dev)
{
	dev->power.runtime_status = RPM_SUSPENDED;
	dev->power.last_status = RPM_INVALID;
	dev->power.disable_depth = 1;
	dev->power.runtime_auto = true;
	INIT_WORK(&dev->power.work, pm_runtime_work);
	timer_setup(&dev->power.suspend_timer, pm_suspend_timer_fn, 0);
	init_waitqueue_head(&dev->power.wait_queue);
}

static int pm_runtime_start(void)
{
	pm_wq = alloc_workqueue("pm", WQ_FREEZABLE | WQ_UNBOUND, 0);
	return pm_wq ? 0 : -ENOMEM;
}
core_initcall(pm_runtime_start);

static void pm_runtime_stop(void)
{
	if (pm_wq)
		destroy_workqueue(pm_wq);
	pm_wq = NULL;
}
__exitcall_level(pm_runtime_stop, 20);
