/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pm_runtime.h - the three operations of runtime PM; ->power.lock held, interrupts off
 */
#ifndef CORE_PM_RUNTIME_H
#define CORE_PM_RUNTIME_H

#include <linux/device.h>

int rpm_idle(struct device *dev, int rpmflags);
int rpm_suspend(struct device *dev, int rpmflags);
int rpm_resume(struct device *dev, int rpmflags);

void pm_runtime_cancel_pending(struct device *dev);
void pm_runtime_deactivate_timer(struct device *dev);

/*
 * One callback of those who have a say: domain, else type, else class, else bus; the
 * driver's if none of these has it. @offset: of the callback in struct dev_pm_ops.
 */
int (*pm_callback(struct device *dev, size_t offset))(struct device *dev);
#define PM_CALLBACK(dev, name)	pm_callback(dev, offsetof(struct dev_pm_ops, name))

#endif
