/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/dpm.c, pm_runtime.c, pm_generic.c */
#ifndef _LINUX_PM_H
#define _LINUX_PM_H

#include <linux/bits.h>
#include <linux/completion.h>
#include <linux/export.h>
#include <linux/timer.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

struct device;

typedef struct pm_message {
	int event;
} pm_message_t;

/*
 * System sleep: suspend, suspend_late, suspend_noirq, then back by resume_noirq,
 * resume_early, resume; children before parents on the way down, after them on the way
 * up; prepare() and complete() bracket all of it and see parents first.
 * Runtime: per device, while the system runs; see pm_runtime.h.
 */
struct dev_pm_ops {
	int (*prepare)(struct device *dev);
	void (*complete)(struct device *dev);
	int (*suspend)(struct device *dev);
	int (*resume)(struct device *dev);
	int (*freeze)(struct device *dev);
	int (*thaw)(struct device *dev);
	int (*poweroff)(struct device *dev);
	int (*restore)(struct device *dev);
	int (*suspend_late)(struct device *dev);
	int (*resume_early)(struct device *dev);
	int (*freeze_late)(struct device *dev);
	int (*thaw_early)(struct device *dev);
	int (*poweroff_late)(struct device *dev);
	int (*restore_early)(struct device *dev);
	int (*suspend_noirq)(struct device *dev);
	int (*resume_noirq)(struct device *dev);
	int (*freeze_noirq)(struct device *dev);
	int (*thaw_noirq)(struct device *dev);
	int (*poweroff_noirq)(struct device *dev);
	int (*restore_noirq)(struct device *dev);
	int (*runtime_suspend)(struct device *dev);
	int (*runtime_resume)(struct device *dev);
	int (*runtime_idle)(struct device *dev);
};

#define pm_ptr(_ptr)		(_ptr)
#define pm_sleep_ptr(_ptr)	(_ptr)

#define SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)	\
	.suspend = (suspend_fn),			\
	.resume = (resume_fn),				\
	.freeze = (suspend_fn),				\
	.thaw = (resume_fn),				\
	.poweroff = (suspend_fn),			\
	.restore = (resume_fn),

#define LATE_SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)	\
	.suspend_late = (suspend_fn),			\
	.resume_early = (resume_fn),			\
	.freeze_late = (suspend_fn),			\
	.thaw_early = (resume_fn),			\
	.poweroff_late = (suspend_fn),			\
	.restore_early = (resume_fn),

#define NOIRQ_SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)	\
	.suspend_noirq = (suspend_fn),			\
	.resume_noirq = (resume_fn),			\
	.freeze_noirq = (suspend_fn),			\
	.thaw_noirq = (resume_fn),			\
	.poweroff_noirq = (suspend_fn),			\
	.restore_noirq = (resume_fn),

#define RUNTIME_PM_OPS(suspend_fn, resume_fn, idle_fn)	\
	.runtime_suspend = (suspend_fn),		\
	.runtime_resume = (resume_fn),			\
	.runtime_idle = (idle_fn),

#define SET_SYSTEM_SLEEP_PM_OPS		SYSTEM_SLEEP_PM_OPS
#define SET_LATE_SYSTEM_SLEEP_PM_OPS	LATE_SYSTEM_SLEEP_PM_OPS
#define SET_NOIRQ_SYSTEM_SLEEP_PM_OPS	NOIRQ_SYSTEM_SLEEP_PM_OPS
#define SET_RUNTIME_PM_OPS		RUNTIME_PM_OPS

#define _DEFINE_DEV_PM_OPS(name, suspend_fn, resume_fn, rt_suspend_fn, rt_resume_fn, idle_fn)	\
const struct dev_pm_ops name = {						\
	SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)				\
	RUNTIME_PM_OPS(rt_suspend_fn, rt_resume_fn, idle_fn)			\
}

#define DEFINE_SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn)	\
	_DEFINE_DEV_PM_OPS(name, suspend_fn, resume_fn, NULL, NULL, NULL)

#define SIMPLE_DEV_PM_OPS(name, suspend_fn, resume_fn)	\
	const struct dev_pm_ops __maybe_unused name = { SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn) }

#define UNIVERSAL_DEV_PM_OPS(name, suspend_fn, resume_fn, idle_fn)	\
	const struct dev_pm_ops __maybe_unused name = {			\
		SYSTEM_SLEEP_PM_OPS(suspend_fn, resume_fn)		\
		RUNTIME_PM_OPS(suspend_fn, resume_fn, idle_fn)		\
	}

#define PM_EVENT_INVALID	(-1)
#define PM_EVENT_ON		0x0000
#define PM_EVENT_FREEZE		0x0001
#define PM_EVENT_SUSPEND	0x0002
#define PM_EVENT_HIBERNATE	0x0004
#define PM_EVENT_QUIESCE	0x0008
#define PM_EVENT_RESUME		0x0010
#define PM_EVENT_THAW		0x0020
#define PM_EVENT_RESTORE	0x0040
#define PM_EVENT_RECOVER	0x0080
#define PM_EVENT_USER		0x0100
#define PM_EVENT_REMOTE		0x0200
#define PM_EVENT_AUTO		0x0400

#define PM_EVENT_SLEEP		(PM_EVENT_SUSPEND | PM_EVENT_HIBERNATE)

#define PMSG_INVALID	((struct pm_message){ .event = PM_EVENT_INVALID, })
#define PMSG_ON		((struct pm_message){ .event = PM_EVENT_ON, })
#define PMSG_SUSPEND	((struct pm_message){ .event = PM_EVENT_SUSPEND, })
#define PMSG_RESUME	((struct pm_message){ .event = PM_EVENT_RESUME, })

enum rpm_status {
	RPM_INVALID = -1,
	RPM_ACTIVE = 0,
	RPM_RESUMING,
	RPM_SUSPENDED,
	RPM_SUSPENDING,
	RPM_BLOCKED,
};

enum rpm_request {
	RPM_REQ_NONE = 0,
	RPM_REQ_IDLE,
	RPM_REQ_SUSPEND,
	RPM_REQ_AUTOSUSPEND,
	RPM_REQ_RESUME,
};

struct pm_subsys_data;
struct wakeup_source;

#define DPM_FLAG_NO_DIRECT_COMPLETE	BIT(0)
#define DPM_FLAG_SMART_PREPARE		BIT(1)
#define DPM_FLAG_SMART_SUSPEND		BIT(2)
#define DPM_FLAG_MAY_SKIP_RESUME	BIT(3)

struct dev_pm_info {
	pm_message_t		power_state;

	/* fixed when the device is added */
	bool			can_wakeup;
	bool			async_suspend;
	bool			no_pm;
	bool			early_init;
	u32			driver_flags;

	/* PM core, between transitions device_lock; no bit-fields: hot-unplug looks on */
	bool			in_dpm_list;	/* dpm_list_mtx: */
	bool			is_prepared;
	bool			is_suspended;
	bool			is_noirq_suspended;
	bool			is_late_suspended;
	bool			direct_complete;

	spinlock_t		lock;
	struct list_head	entry;		/* dpm_list_mtx: */
	struct completion	completion;	/* this step of the transition is done */
	struct wakeup_source	*wakeup;
	bool			wakeup_path:1;
	bool			smart_suspend:1;
	bool			must_resume:1;
	bool			may_skip_resume:1;

	struct timer_list	suspend_timer;
	unsigned long		timer_expires;	/* lock: jiffies, 0 when not armed */
	struct work_struct	work;		/* carries out ->request */
	wait_queue_head_t	wait_queue;	/* for RESUMING and SUSPENDING to end */
	atomic_t		usage_count;	/* 0: may be suspended */
	atomic_t		child_count;	/* active children */

	/*
	 * lock: to write, with WRITE_ONCE(); many look without it. No bit-fields, since to
	 * look at one is to read its neighbours.
	 */
	enum rpm_status		runtime_status;
	unsigned int		disable_depth;
	bool			ignore_children;
	bool			no_callbacks;
	bool			irq_safe;
	bool			runtime_auto;	/* power/control reads "auto" */

	/* lock: */
	bool			idle_notification:1;
	bool			request_pending:1;
	bool			deferred_resume:1;
	bool			needs_force_resume:1;
	bool			use_autosuspend:1;
	bool			timer_autosuspends:1;
	bool			memalloc_noio:1;
	enum rpm_request	request;
	struct task_struct	*changer;	/* while RESUMING or SUSPENDING */
	enum rpm_status		last_status;	/* when it was disabled */
	int			runtime_error;
	int			autosuspend_delay;	/* ms; negative: never */
	unsigned long		last_busy;	/* jiffies */

	struct pm_subsys_data	*subsys_data;
};

struct dev_pm_domain {
	struct dev_pm_ops	ops;
	int (*start)(struct device *dev);
	void (*detach)(struct device *dev, bool power_off);
	int (*activate)(struct device *dev);
	void (*sync)(struct device *dev);
	void (*dismiss)(struct device *dev);
	int (*set_performance_state)(struct device *dev, unsigned int state);
};

/* Sleep and wake all devices; each half of the way, and on error all the way back. */
int dpm_prepare(pm_message_t state);
int dpm_suspend(pm_message_t state);
int dpm_suspend_late(pm_message_t state);
int dpm_suspend_noirq(pm_message_t state);
int dpm_suspend_start(pm_message_t state);	/* prepare, suspend */
int dpm_suspend_end(pm_message_t state);	/* late, noirq */
void dpm_resume_noirq(pm_message_t state);
void dpm_resume_early(pm_message_t state);
void dpm_resume(pm_message_t state);
void dpm_complete(pm_message_t state);
void dpm_resume_start(pm_message_t state);	/* noirq, early */
void dpm_resume_end(pm_message_t state);	/* resume, complete */

/* The callbacks of the driver and nothing else. */
int pm_generic_prepare(struct device *dev);
int pm_generic_suspend(struct device *dev);
int pm_generic_suspend_late(struct device *dev);
int pm_generic_suspend_noirq(struct device *dev);
int pm_generic_resume_noirq(struct device *dev);
int pm_generic_resume_early(struct device *dev);
int pm_generic_resume(struct device *dev);
void pm_generic_complete(struct device *dev);

/* How device_move() would reorder; here only for signatures. */
enum dpm_order {
	DPM_ORDER_NONE,
	DPM_ORDER_DEV_AFTER_PARENT,
	DPM_ORDER_PARENT_BEFORE_DEV,
	DPM_ORDER_DEV_LAST,
};

#endif
