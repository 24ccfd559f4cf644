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

#include "kernel/finding.h"

#include "core/base.h"
#include "core/pm_runtime.h"

struct workqueue_struct *pm_wq;

/* 0: nobody uses it any more; 1: somebody does; negative: nobody did. */
static int give_up_use(struct device *dev)
{
	int users = atomic_sub_return(1, &dev->power.usage_count);

	atomic_counted(&dev->power.usage_count, users + 1, -1);
	if (users < 0) {
		/* Somebody dropped what another took: leave the count where it was. */
		atomic_inc(&dev->power.usage_count);
		finding_report(FINDING_STATE, "Runtime PM usage count underflow",
			       "Runtime PM usage count underflow of %s\n", dev_name(dev));
		return -EINVAL;
	}
	return users ? 1 : 0;
}

/* Its callbacks run here, before the call returns, and may sleep. */
static bool in_our_context(struct device *dev, int rpmflags)
{
	return !(rpmflags & RPM_ASYNC) && !pm_runtime_is_irq_safe(dev);
}

static int with_lock(struct device *dev, int rpmflags, int (*op)(struct device *dev, int rpmflags))
{
	struct dev_pm_info *pm = &dev->power;
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&pm->lock, flags);
	ret = op(dev, rpmflags);
	spin_unlock_irqrestore(&pm->lock, flags);
	return ret;
}

/* The way down: with RPM_GET_PUT only the last user goes it. */
static int go_down(struct device *dev, int rpmflags, int (*op)(struct device *dev, int rpmflags))
{
	int left = rpmflags & RPM_GET_PUT ? give_up_use(dev) : 0;

	if (left)
		return min(left, 0);
	if (in_our_context(dev, rpmflags))
		might_sleep();
	return with_lock(dev, rpmflags, op);
}

int __pm_runtime_idle(struct device *dev, int rpmflags)
{
	return go_down(dev, rpmflags, rpm_idle);
}
EXPORT_SYMBOL_GPL(__pm_runtime_idle);

int __pm_runtime_suspend(struct device *dev, int rpmflags)
{
	return go_down(dev, rpmflags, rpm_suspend);
}
EXPORT_SYMBOL_GPL(__pm_runtime_suspend);

int __pm_runtime_resume(struct device *dev, int rpmflags)
{
	/* A device that is up costs nothing: then it may be asked for from anywhere. */
	if (in_our_context(dev, rpmflags) &&
	    READ_ONCE(dev->power.runtime_status) != RPM_ACTIVE)
		might_sleep();
	if (rpmflags & RPM_GET_PUT)
		pm_runtime_get_noresume(dev);
	return with_lock(dev, rpmflags, rpm_resume);
}
EXPORT_SYMBOL_GPL(__pm_runtime_resume);

/* One more use of a device that is up; @unused_too: even if it would be the first. */
static int use_if_up(struct device *dev, bool unused_too)
{
	struct dev_pm_info *pm = &dev->power;

	lockdep_assert_held(&pm->lock);
	if (pm->disable_depth)
		return -EINVAL;
	if (pm->runtime_status != RPM_ACTIVE)
		return 0;
	if (!unused_too && (pm->ignore_children || atomic_read(&pm->child_count) <= 0))
		return atomic_inc_not_zero(&pm->usage_count);
	atomic_inc(&pm->usage_count);
	return 1;
}

static int use_any(struct device *dev, int unused)
{
	return use_if_up(dev, true);
}

static int use_used(struct device *dev, int unused)
{
	return use_if_up(dev, false);
}

int pm_runtime_get_if_active(struct device *dev)
{
	return with_lock(dev, 0, use_any);
}
EXPORT_SYMBOL_GPL(pm_runtime_get_if_active);

int pm_runtime_get_if_in_use(struct device *dev)
{
	return with_lock(dev, 0, use_used);
}
EXPORT_SYMBOL_GPL(pm_runtime_get_if_in_use);

/* What the work item does for each request. */
static const struct {
	int (*op)(struct device *dev, int rpmflags);
	int rpmflags;
} requested[] = {
	[RPM_REQ_NONE]		= { NULL, 0 },
	[RPM_REQ_IDLE]		= { rpm_idle, RPM_NOWAIT },
	[RPM_REQ_SUSPEND]	= { rpm_suspend, RPM_NOWAIT },
	[RPM_REQ_AUTOSUSPEND]	= { rpm_suspend, RPM_NOWAIT | RPM_AUTO },
	[RPM_REQ_RESUME]	= { rpm_resume, RPM_NOWAIT },
};

static void pm_runtime_work(struct work_struct *work)
{
	struct device *dev = container_of(work, struct device, power.work);
	struct dev_pm_info *pm = &dev->power;
	enum rpm_request what = RPM_REQ_NONE;

	spin_lock_irq(&pm->lock);
	if (pm->request_pending)
		what = pm->request;
	pm->request_pending = false;
	pm->request = RPM_REQ_NONE;
	if (requested[what].op)
		requested[what].op(dev, requested[what].rpmflags);
	spin_unlock_irq(&pm->lock);
}

static void pm_suspend_timer_fn(struct timer_list *timer)
{
	struct device *dev = container_of(timer, struct device, power.suspend_timer);
	struct dev_pm_info *pm = &dev->power;
	unsigned long irq_state;

	spin_lock_irqsave(&pm->lock, irq_state);
	/* Armed again meanwhile? Then it comes once more. */
	if (pm->timer_expires && time_before_eq(pm->timer_expires, jiffies)) {
		pm->timer_expires = 0;
		rpm_suspend(dev, RPM_ASYNC | (pm->timer_autosuspends ? RPM_AUTO : 0));
	}
	spin_unlock_irqrestore(&pm->lock, irq_state);
}

/* A time that is not 0, which would mean that the timer is off. */
static unsigned long never_zero(unsigned long when)
{
	return when ?: 1;
}

static int suspend_later(struct device *dev, int delay_ms)
{
	struct dev_pm_info *pm = &dev->power;

	if (!delay_ms)
		return rpm_suspend(dev, RPM_ASYNC);
	if (pm->runtime_error || pm->disable_depth || atomic_read(&pm->usage_count))
		return -EAGAIN;
	pm_runtime_cancel_pending(dev);
	pm->timer_expires = never_zero(jiffies + msecs_to_jiffies(delay_ms));
	pm->timer_autosuspends = false;
	mod_timer(&pm->suspend_timer, pm->timer_expires);
	return 0;
}

int pm_schedule_suspend(struct device *dev, unsigned int delay_ms)
{
	return with_lock(dev, delay_ms, suspend_later);
}
EXPORT_SYMBOL_GPL(pm_schedule_suspend);

/* When the device has been unused long enough; 0: it has, or autosuspend is off. */
unsigned long pm_runtime_autosuspend_expiration(struct device *dev)
{
	const struct dev_pm_info *pm = &dev->power;
	int delay_ms = READ_ONCE(pm->autosuspend_delay);
	unsigned long when;

	if (!pm->use_autosuspend || delay_ms < 0)
		return 0;
	when = never_zero(READ_ONCE(pm->last_busy) + msecs_to_jiffies(delay_ms));
	return time_before(jiffies, when) ? when : 0;
}
EXPORT_SYMBOL_GPL(pm_runtime_autosuspend_expiration);

static bool under_way(const struct dev_pm_info *pm)
{
	return pm->runtime_status == RPM_SUSPENDING || pm->runtime_status == RPM_RESUMING ||
	       pm->idle_notification;
}

/* Nothing pending and nobody under way when it returns. The lock is dropped meanwhile. */
static void settle(struct device *dev)
{
	struct dev_pm_info *pm = &dev->power;

	pm_runtime_deactivate_timer(dev);
	if (pm->request_pending) {
		/* The work may run before it is cancelled: let it find nothing to do. */
		pm->request = RPM_REQ_NONE;
		spin_unlock_irq(&pm->lock);
		cancel_work_sync(&pm->work);
		spin_lock_irq(&pm->lock);
		pm->request_pending = false;
	}
	wait_event_lock_irq(pm->wait_queue, !under_way(pm), pm->lock);
}

static bool wakeup_pending(const struct dev_pm_info *pm)
{
	return pm->request_pending && pm->request == RPM_REQ_RESUME;
}

int pm_runtime_barrier(struct device *dev)
{
	struct dev_pm_info *pm = &dev->power;
	bool woken;

	pm_runtime_get_noresume(dev);
	spin_lock_irq(&pm->lock);
	woken = wakeup_pending(pm);
	if (woken)
		rpm_resume(dev, 0);
	settle(dev);
	spin_unlock_irq(&pm->lock);
	pm_runtime_put_noidle(dev);
	return woken;
}
EXPORT_SYMBOL_GPL(pm_runtime_barrier);

/* One level deeper; true: this was the first. */
static bool disable_once_more(struct dev_pm_info *pm)
{
	unsigned int before = pm->disable_depth;

	WRITE_ONCE(pm->disable_depth, before + 1);
	return before == 0;
}

void __pm_runtime_disable(struct device *dev, bool check_resume)
{
	struct dev_pm_info *pm = &dev->power;

	spin_lock_irq(&pm->lock);
	/* Somebody asked for it to wake up: it probably has something to do. */
	if (check_resume && !pm->disable_depth && wakeup_pending(pm)) {
		pm_runtime_get_noresume(dev);
		rpm_resume(dev, 0);
		pm_runtime_put_noidle(dev);
	}
	/* The lock was dropped meanwhile: another may have been first. */
	if (disable_once_more(pm)) {
		settle(dev);
		pm->last_status = pm->runtime_status;
	}
	spin_unlock_irq(&pm->lock);
}
EXPORT_SYMBOL_GPL(__pm_runtime_disable);

void pm_runtime_enable(struct device *dev)
{
	struct dev_pm_info *pm = &dev->power;
	unsigned long irq_state;

	spin_lock_irqsave(&pm->lock, irq_state);
	switch (pm->disable_depth) {
	case 0:
		dev_warn(dev, "Unbalanced %s!\n", __func__);
		break;
	case 1:
		pm->last_status = RPM_INVALID;
		fallthrough;
	default:
		WRITE_ONCE(pm->disable_depth, pm->disable_depth - 1);
	}
	spin_unlock_irqrestore(&pm->lock, irq_state);
}
EXPORT_SYMBOL_GPL(pm_runtime_enable);

static void undo_enable(void *data)
{
	pm_runtime_dont_use_autosuspend(data);
	pm_runtime_disable(data);
}

int devm_pm_runtime_enable(struct device *dev)
{
	pm_runtime_enable(dev);
	return devm_add_action_or_reset(dev, undo_enable, dev);
}
EXPORT_SYMBOL_GPL(devm_pm_runtime_enable);

void pm_runtime_forbid(struct device *dev)
{
	struct dev_pm_info *pm = &dev->power;

	spin_lock_irq(&pm->lock);
	if (pm->runtime_auto) {
		WRITE_ONCE(pm->runtime_auto, false);
		pm_runtime_get_noresume(dev);
		rpm_resume(dev, 0);
	}
	spin_unlock_irq(&pm->lock);
}
EXPORT_SYMBOL_GPL(pm_runtime_forbid);

void pm_runtime_allow(struct device *dev)
{
	struct dev_pm_info *pm = &dev->power;

	spin_lock_irq(&pm->lock);
	if (!pm->runtime_auto) {
		WRITE_ONCE(pm->runtime_auto, true);
		/* The use that pm_runtime_forbid() took. */
		if (give_up_use(dev) == 0)
			rpm_idle(dev, RPM_AUTO | RPM_ASYNC);
	}
	spin_unlock_irq(&pm->lock);
}
EXPORT_SYMBOL_GPL(pm_runtime_allow);

void pm_runtime_init(struct device *dev)
{
	struct dev_pm_info *pm = &dev->power;

	/* Asleep and out of reach until its driver, or its bus, enables it. */
	pm->disable_depth = 1;
	pm->runtime_status = RPM_SUSPENDED;
	pm->last_status = RPM_INVALID;
	pm->runtime_auto = true;
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
