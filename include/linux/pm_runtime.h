/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/pm_runtime.c, pm_runtime_core.c */
#ifndef _LINUX_PM_RUNTIME_H
#define _LINUX_PM_RUNTIME_H

#include <linux/device.h>
#include <linux/jiffies.h>
#include <linux/notifier.h>
#include <linux/pm.h>

#define RPM_ASYNC	0x01	/* by the device's work item, may be called in atomic context */
#define RPM_NOWAIT	0x02	/* fail instead of waiting for a transition under way */
#define RPM_GET_PUT	0x04	/* take or drop a usage count first */
#define RPM_AUTO	0x08	/* after the autosuspend delay */

#define DEFINE_RUNTIME_DEV_PM_OPS(name, suspend_fn, resume_fn, idle_fn)	\
	_DEFINE_DEV_PM_OPS(name, pm_runtime_force_suspend, pm_runtime_force_resume,	\
			   suspend_fn, resume_fn, idle_fn)

extern struct workqueue_struct *pm_wq;

static inline bool queue_pm_work(struct work_struct *work)
{
	return queue_work(pm_wq, work);
}

int pm_generic_runtime_suspend(struct device *dev);
int pm_generic_runtime_resume(struct device *dev);
int pm_runtime_force_suspend(struct device *dev);
int pm_runtime_force_resume(struct device *dev);

/*
 * The three requests that all others below are made of. Negative on error; resume
 * returns 1 and suspend 1 if the device was in that state already. Without RPM_ASYNC
 * they run the callbacks in the caller's context and may sleep.
 */
int __pm_runtime_idle(struct device *dev, int rpmflags);
int __pm_runtime_suspend(struct device *dev, int rpmflags);
int __pm_runtime_resume(struct device *dev, int rpmflags);

/* 1 and a usage count if active (and, in_use: already used by somebody), 0 if not. */
int pm_runtime_get_if_active(struct device *dev);
int pm_runtime_get_if_in_use(struct device *dev);

int pm_schedule_suspend(struct device *dev, unsigned int delay_ms);
int __pm_runtime_set_status(struct device *dev, unsigned int status);

/* Waits for requests under way and cancels pending ones; 1 if a resume was among them. */
int pm_runtime_barrier(struct device *dev);
void pm_runtime_enable(struct device *dev);
void __pm_runtime_disable(struct device *dev, bool check_resume);
void pm_runtime_allow(struct device *dev);
void pm_runtime_forbid(struct device *dev);
void pm_runtime_no_callbacks(struct device *dev);
void pm_runtime_irq_safe(struct device *dev);
void __pm_runtime_use_autosuspend(struct device *dev, bool use);
void pm_runtime_set_autosuspend_delay(struct device *dev, int delay_ms);
unsigned long pm_runtime_autosuspend_expiration(struct device *dev);
void pm_runtime_get_suppliers(struct device *dev);
void pm_runtime_put_suppliers(struct device *dev);

int devm_pm_runtime_enable(struct device *dev);

static inline void pm_suspend_ignore_children(struct device *dev, bool enable)
{
	WRITE_ONCE(dev->power.ignore_children, enable);
}

static inline void pm_runtime_get_noresume(struct device *dev)
{
	atomic_inc(&dev->power.usage_count);
}

static inline void pm_runtime_put_noidle(struct device *dev)
{
	atomic_add_unless(&dev->power.usage_count, -1, 0);
}

static inline bool pm_runtime_suspended(struct device *dev)
{
	return READ_ONCE(dev->power.runtime_status) == RPM_SUSPENDED &&
	       !READ_ONCE(dev->power.disable_depth);
}

static inline bool pm_runtime_active(struct device *dev)
{
	return READ_ONCE(dev->power.runtime_status) == RPM_ACTIVE ||
	       READ_ONCE(dev->power.disable_depth);
}

static inline bool pm_runtime_status_suspended(struct device *dev)
{
	return READ_ONCE(dev->power.runtime_status) == RPM_SUSPENDED;
}

static inline bool pm_runtime_enabled(struct device *dev)
{
	return !READ_ONCE(dev->power.disable_depth);
}

static inline bool pm_runtime_has_no_callbacks(struct device *dev)
{
	return READ_ONCE(dev->power.no_callbacks);
}

static inline bool pm_runtime_is_irq_safe(struct device *dev)
{
	return READ_ONCE(dev->power.irq_safe);
}

static inline void pm_runtime_mark_last_busy(struct device *dev)
{
	WRITE_ONCE(dev->power.last_busy, jiffies);
}

static inline int pm_runtime_idle(struct device *dev)
{
	return __pm_runtime_idle(dev, 0);
}

static inline int pm_runtime_suspend(struct device *dev)
{
	return __pm_runtime_suspend(dev, 0);
}

static inline int pm_runtime_autosuspend(struct device *dev)
{
	return __pm_runtime_suspend(dev, RPM_AUTO);
}

static inline int pm_runtime_resume(struct device *dev)
{
	return __pm_runtime_resume(dev, 0);
}

static inline int pm_request_idle(struct device *dev)
{
	return __pm_runtime_idle(dev, RPM_ASYNC);
}

static inline int pm_request_resume(struct device *dev)
{
	return __pm_runtime_resume(dev, RPM_ASYNC);
}

static inline int pm_request_autosuspend(struct device *dev)
{
	return __pm_runtime_suspend(dev, RPM_ASYNC | RPM_AUTO);
}

static inline int pm_runtime_get(struct device *dev)
{
	return __pm_runtime_resume(dev, RPM_GET_PUT | RPM_ASYNC);
}

/* Keeps the usage count even when it fails: callers drop it with pm_runtime_put_noidle(). */
static inline int pm_runtime_get_sync(struct device *dev)
{
	return __pm_runtime_resume(dev, RPM_GET_PUT);
}

/* 0 and a usage count, or an error and none. */
static inline int pm_runtime_resume_and_get(struct device *dev)
{
	int ret = __pm_runtime_resume(dev, RPM_GET_PUT);

	if (ret < 0) {
		pm_runtime_put_noidle(dev);
		return ret;
	}
	return 0;
}

static inline int pm_runtime_put(struct device *dev)
{
	return __pm_runtime_idle(dev, RPM_GET_PUT | RPM_ASYNC);
}

static inline int __pm_runtime_put_autosuspend(struct device *dev)
{
	return __pm_runtime_suspend(dev, RPM_GET_PUT | RPM_ASYNC | RPM_AUTO);
}

static inline int pm_runtime_put_autosuspend(struct device *dev)
{
	return __pm_runtime_put_autosuspend(dev);
}

static inline int pm_runtime_put_sync(struct device *dev)
{
	return __pm_runtime_idle(dev, RPM_GET_PUT);
}

static inline int pm_runtime_put_sync_suspend(struct device *dev)
{
	return __pm_runtime_suspend(dev, RPM_GET_PUT);
}

static inline int pm_runtime_put_sync_autosuspend(struct device *dev)
{
	return __pm_runtime_suspend(dev, RPM_GET_PUT | RPM_AUTO);
}

static inline int pm_runtime_set_active(struct device *dev)
{
	return __pm_runtime_set_status(dev, RPM_ACTIVE);
}

static inline int pm_runtime_set_suspended(struct device *dev)
{
	return __pm_runtime_set_status(dev, RPM_SUSPENDED);
}

static inline void pm_runtime_disable(struct device *dev)
{
	__pm_runtime_disable(dev, true);
}

static inline void pm_runtime_use_autosuspend(struct device *dev)
{
	__pm_runtime_use_autosuspend(dev, true);
}

static inline void pm_runtime_dont_use_autosuspend(struct device *dev)
{
	__pm_runtime_use_autosuspend(dev, false);
}

#endif
