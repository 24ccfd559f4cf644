// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pm_runtime_core.c - one device goes to sleep, wakes up, or is asked whether it could
 *
 *  M1  SUSPENDING and RESUMING are held by one task, which runs the callback without the
 *      lock; all others wait for it on ->wait_queue, or leave a request behind.
 *  M2  An active device counts in its parent's ->child_count, and a parent that
 *      does not ignore its children stays active while that is not zero.
 *
 * Locking: ->power.lock of one device, and of its parent nested in it.
 * Linux also counts time in each state and resumes suppliers of device links that ask for
 * it here; left out, since no one reads the times, and links resume around probe only.
 */
#include "core/pm_runtime.h"

#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/pm_runtime.h>
#include <linux/processor.h>
#include <linux/sched.h>
#include <linux/wait.h>

#include "kernel/waits.h"

typedef int (*pm_callback_t)(struct device *dev);

static pm_callback_t callback_of(const struct dev_pm_ops *ops, size_t offset)
{
	return *(pm_callback_t *)((char *)ops + offset);
}

pm_callback_t pm_callback(struct device *dev, size_t offset)
{
	struct device_driver *drv = READ_ONCE(dev->driver);
	const struct dev_pm_ops *ops = NULL;
	pm_callback_t cb = NULL;

	if (dev->pm_domain)
		ops = &dev->pm_domain->ops;
	else if (dev->type && dev->type->pm)
		ops = dev->type->pm;
	else if (dev->class && dev->class->pm)
		ops = dev->class->pm;
	else if (dev->bus && dev->bus->pm)
		ops = dev->bus->pm;
	if (ops)
		cb = callback_of(ops, offset);
	if (!cb && drv && drv->pm)
		cb = callback_of(drv->pm, offset);
	return cb;
}

/* Callbacks run without the lock; of irq-safe devices with interrupts still off. */
static void rpm_unlock(struct device *dev)
{
	if (pm_runtime_is_irq_safe(dev))
		spin_unlock(&dev->power.lock);
	else
		spin_unlock_irq(&dev->power.lock);
}

static void rpm_lock(struct device *dev)
{
	if (pm_runtime_is_irq_safe(dev))
		spin_lock(&dev->power.lock);
	else
		spin_lock_irq(&dev->power.lock);
}

static int rpm_call(struct device *dev, pm_callback_t cb)
{
	int ret = 0;

	rpm_unlock(dev);
	if (cb)
		ret = cb(dev);
	rpm_lock(dev);
	dev->power.runtime_error = ret;
	return ret == -EACCES ? -EIO : ret;
}

void pm_runtime_deactivate_timer(struct device *dev)
{
	if (dev->power.timer_expires) {
		timer_delete(&dev->power.suspend_timer);
		dev->power.timer_expires = 0;
	}
}

void pm_runtime_cancel_pending(struct device *dev)
{
	pm_runtime_deactivate_timer(dev);
	dev->power.request = RPM_REQ_NONE;
}

/* Leave it to the device's work item. */
static void rpm_request(struct device *dev, enum rpm_request request)
{
	dev->power.request = request;
	if (!dev->power.request_pending) {
		dev->power.request_pending = true;
		queue_work(pm_wq, &dev->power.work);
	}
}

static bool rpm_in_transition(struct device *dev)
{
	return dev->power.runtime_status == RPM_SUSPENDING ||
	       dev->power.runtime_status == RPM_RESUMING;
}

/* Wait for the task that M1 speaks of. The lock is dropped and taken again. */
static void rpm_wait(struct device *dev)
{
	struct wait_note note = { .kind = WAIT_QUEUE, .obj = dev, .name = "runtime PM",
				  .who = dev->power.changer, .ip = _RET_IP_ };

	if (pm_runtime_is_irq_safe(dev)) {
		spin_unlock(&dev->power.lock);
		cpu_relax();
		spin_lock(&dev->power.lock);
		return;
	}
	wait_note_begin(&note);
	wait_event_lock_irq(dev->power.wait_queue, !rpm_in_transition(dev), dev->power.lock);
	wait_note_end(&note);
}

static int rpm_check_suspend_allowed(struct device *dev)
{
	if (dev->power.runtime_error)
		return -EINVAL;
	if (dev->power.disable_depth > 0)
		return -EACCES;
	/* What the last user did comes before what is done for want of one: give_up_use(). */
	if (atomic_read_acquire(&dev->power.usage_count))
		return -EAGAIN;
	if (!READ_ONCE(dev->power.ignore_children) && atomic_read(&dev->power.child_count))
		return -EBUSY;
	/* A resume that is under way or asked for comes first. */
	if ((dev->power.deferred_resume && dev->power.runtime_status == RPM_SUSPENDING) ||
	    (dev->power.request_pending && dev->power.request == RPM_REQ_RESUME))
		return -EAGAIN;
	if (dev->power.runtime_status == RPM_SUSPENDED)
		return 1;
	return 0;
}

int rpm_idle(struct device *dev, int rpmflags)
{
	pm_callback_t cb;
	int ret = rpm_check_suspend_allowed(dev);

	if (ret < 0)
		return ret;
	if (dev->power.runtime_status != RPM_ACTIVE)
		return -EAGAIN;
	if (dev->power.request_pending && dev->power.request > RPM_REQ_IDLE)
		return -EAGAIN;
	if (dev->power.idle_notification)
		return -EINPROGRESS;
	if (ret)
		return ret;

	dev->power.request = RPM_REQ_NONE;
	cb = PM_CALLBACK(dev, runtime_idle);
	if (!cb || pm_runtime_has_no_callbacks(dev))
		return rpm_suspend(dev, rpmflags | RPM_AUTO);
	if (rpmflags & RPM_ASYNC) {
		rpm_request(dev, RPM_REQ_IDLE);
		return 0;
	}
	dev->power.idle_notification = true;
	wait_event_due(&dev->power.wait_queue.lock.dep_map);
	rpm_unlock(dev);
	ret = cb(dev);
	rpm_lock(dev);
	dev->power.idle_notification = false;
	wake_up_all(&dev->power.wait_queue);
	return ret ?: rpm_suspend(dev, rpmflags | RPM_AUTO);
}

/* True if it is too early and the timer will come back to it. */
static bool rpm_autosuspend_later(struct device *dev)
{
	unsigned long expires = pm_runtime_autosuspend_expiration(dev);

	if (!expires)
		return false;
	dev->power.request = RPM_REQ_NONE;
	if (!dev->power.timer_expires || time_after(dev->power.timer_expires, expires)) {
		dev->power.timer_expires = expires;
		mod_timer(&dev->power.suspend_timer, expires);
	}
	dev->power.timer_autosuspends = true;
	return true;
}

static void rpm_parent_maybe_idle(struct device *dev)
{
	struct device *parent = dev->parent;

	if (!parent || READ_ONCE(parent->power.ignore_children))
		return;
	spin_unlock(&dev->power.lock);
	spin_lock(&parent->power.lock);
	rpm_idle(parent, RPM_ASYNC);
	spin_unlock(&parent->power.lock);
	spin_lock(&dev->power.lock);
}

static int rpm_suspended(struct device *dev)
{
	WRITE_ONCE(dev->power.runtime_status, RPM_SUSPENDED);
	pm_runtime_deactivate_timer(dev);
	if (dev->parent)
		atomic_add_unless(&dev->parent->power.child_count, -1, 0);
	wake_up_all(&dev->power.wait_queue);
	if (dev->power.deferred_resume) {
		dev->power.deferred_resume = false;
		rpm_resume(dev, 0);
		return -EAGAIN;
	}
	if (!pm_runtime_is_irq_safe(dev))
		rpm_parent_maybe_idle(dev);
	return 0;
}

/* The callback refused; true if it is worth another go after the autosuspend delay. */
static bool rpm_suspend_failed(struct device *dev, int rpmflags, int error)
{
	WRITE_ONCE(dev->power.runtime_status, RPM_ACTIVE);
	dev->power.deferred_resume = false;
	wake_up_all(&dev->power.wait_queue);
	if (error != -EAGAIN && error != -EBUSY) {
		pm_runtime_cancel_pending(dev);
		return false;
	}
	dev->power.runtime_error = 0;
	return (rpmflags & RPM_AUTO) && pm_runtime_autosuspend_expiration(dev);
}

int rpm_suspend(struct device *dev, int rpmflags)
{
	int ret;

repeat:
	ret = rpm_check_suspend_allowed(dev);
	if (ret < 0)
		return ret;
	if (dev->power.runtime_status == RPM_RESUMING && !(rpmflags & RPM_ASYNC))
		ret = -EAGAIN;
	if (ret)
		return ret;
	if ((rpmflags & RPM_AUTO) && dev->power.runtime_status != RPM_SUSPENDING &&
	    rpm_autosuspend_later(dev))
		return 0;

	pm_runtime_cancel_pending(dev);
	if (dev->power.runtime_status == RPM_SUSPENDING) {
		if (rpmflags & (RPM_ASYNC | RPM_NOWAIT))
			return -EINPROGRESS;
		rpm_wait(dev);
		goto repeat;
	}
	if (pm_runtime_has_no_callbacks(dev))
		return rpm_suspended(dev);
	if (rpmflags & RPM_ASYNC) {
		rpm_request(dev, rpmflags & RPM_AUTO ? RPM_REQ_AUTOSUSPEND : RPM_REQ_SUSPEND);
		return 0;
	}
	WRITE_ONCE(dev->power.runtime_status, RPM_SUSPENDING);
	dev->power.changer = current;
	wait_event_due(&dev->power.wait_queue.lock.dep_map);
	ret = rpm_call(dev, PM_CALLBACK(dev, runtime_suspend));
	if (!ret)
		return rpm_suspended(dev);
	if (rpm_suspend_failed(dev, rpmflags, ret))
		goto repeat;
	return ret;
}

/* 0: go ahead; else the answer. */
static int rpm_check_resume_allowed(struct device *dev)
{
	if (dev->power.runtime_error)
		return -EINVAL;
	if (dev->power.disable_depth > 0)
		return dev->power.runtime_status == RPM_ACTIVE &&
		       dev->power.last_status == RPM_ACTIVE ? 1 : -EACCES;
	return 0;
}

/* Somebody else suspends or resumes it: what is there to say to one who will not wait? */
static int rpm_resume_nowait(struct device *dev, int rpmflags)
{
	if (dev->power.runtime_status != RPM_SUSPENDING)
		return -EINPROGRESS;
	dev->power.deferred_resume = true;
	return rpmflags & RPM_NOWAIT ? -EINPROGRESS : 0;
}

/* A device without callbacks cannot fail: an active parent need not be woken for it. */
static bool rpm_resume_shortcut(struct device *dev)
{
	struct device *parent = dev->parent;
	bool ok;

	spin_lock_nested(&parent->power.lock, SINGLE_DEPTH_NESTING);
	ok = parent->power.disable_depth > 0 || READ_ONCE(parent->power.ignore_children) ||
	     parent->power.runtime_status == RPM_ACTIVE;
	if (ok)
		atomic_inc(&parent->power.child_count);
	spin_unlock(&parent->power.lock);
	return ok;
}

/* With a usage count that the caller drops, also on error. */
static int rpm_resume_parent(struct device *dev, struct device *parent)
{
	int ret = 0;

	spin_unlock(&dev->power.lock);
	pm_runtime_get_noresume(parent);
	spin_lock(&parent->power.lock);
	if (!parent->power.disable_depth && !READ_ONCE(parent->power.ignore_children)) {
		rpm_resume(parent, 0);
		if (parent->power.runtime_status != RPM_ACTIVE)
			ret = -EBUSY;
	}
	spin_unlock(&parent->power.lock);
	spin_lock(&dev->power.lock);
	return ret;
}

static int rpm_resumed(struct device *dev, struct device *parent, int ret)
{
	WRITE_ONCE(dev->power.runtime_status, RPM_ACTIVE);
	pm_runtime_mark_last_busy(dev);
	if (parent)
		atomic_inc(&parent->power.child_count);
	wake_up_all(&dev->power.wait_queue);
	rpm_idle(dev, RPM_ASYNC);
	return ret;
}

static int rpm_do_resume(struct device *dev, struct device *parent)
{
	int ret;

	if (pm_runtime_has_no_callbacks(dev))
		return rpm_resumed(dev, parent, 0);
	WRITE_ONCE(dev->power.runtime_status, RPM_RESUMING);
	dev->power.changer = current;
	wait_event_due(&dev->power.wait_queue.lock.dep_map);
	ret = rpm_call(dev, PM_CALLBACK(dev, runtime_resume));
	if (!ret)
		return rpm_resumed(dev, parent, 0);
	WRITE_ONCE(dev->power.runtime_status, RPM_SUSPENDED);
	pm_runtime_cancel_pending(dev);
	wake_up_all(&dev->power.wait_queue);
	if (ret > 0)
		rpm_idle(dev, RPM_ASYNC);
	return ret;
}

int rpm_resume(struct device *dev, int rpmflags)
{
	struct device *parent = NULL;
	int ret;

repeat:
	ret = rpm_check_resume_allowed(dev);
	if (ret)
		goto out;
	dev->power.request = RPM_REQ_NONE;
	if (!dev->power.timer_autosuspends)
		pm_runtime_deactivate_timer(dev);
	if (dev->power.runtime_status == RPM_ACTIVE) {
		ret = 1;
		goto out;
	}
	if (rpm_in_transition(dev)) {
		if (rpmflags & (RPM_ASYNC | RPM_NOWAIT)) {
			ret = rpm_resume_nowait(dev, rpmflags);
			goto out;
		}
		rpm_wait(dev);
		goto repeat;
	}
	if (pm_runtime_has_no_callbacks(dev) && !parent && dev->parent && rpm_resume_shortcut(dev))
		return rpm_resumed(dev, NULL, 1);
	if (rpmflags & RPM_ASYNC) {
		rpm_request(dev, RPM_REQ_RESUME);
		goto out;
	}
	if (!parent && dev->parent) {
		parent = dev->parent;
		if (!pm_runtime_is_irq_safe(dev)) {
			ret = rpm_resume_parent(dev, parent);
			if (ret)
				goto out;
			/* The lock was dropped: look again. */
			goto repeat;
		}
	}
	ret = rpm_do_resume(dev, parent);
out:
	if (parent && !pm_runtime_is_irq_safe(dev)) {
		spin_unlock_irq(&dev->power.lock);
		pm_runtime_put(parent);
		spin_lock_irq(&dev->power.lock);
	}
	return ret;
}
