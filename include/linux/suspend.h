/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/suspend.c */
#ifndef _LINUX_SUSPEND_H
#define _LINUX_SUSPEND_H

#include <linux/notifier.h>
#include <linux/pm.h>

typedef int __bitwise suspend_state_t;

#define PM_SUSPEND_ON		((suspend_state_t)0)
#define PM_SUSPEND_TO_IDLE	((suspend_state_t)1)
#define PM_SUSPEND_STANDBY	((suspend_state_t)2)
#define PM_SUSPEND_MEM		((suspend_state_t)3)

#define PM_HIBERNATION_PREPARE	0x0001
#define PM_POST_HIBERNATION	0x0002
#define PM_SUSPEND_PREPARE	0x0003
#define PM_POST_SUSPEND		0x0004

int register_pm_notifier(struct notifier_block *nb);
int unregister_pm_notifier(struct notifier_block *nb);

/*
 * The whole machine to sleep and back, as a write to /sys/power/state does: 0, or the
 * error of the device that refused, after all have been woken again. -EBUSY while
 * another transition runs, or if a task of user space does not leave the kernel so that it
 * could be frozen.
 */
int pm_suspend(suspend_state_t state);

#endif
