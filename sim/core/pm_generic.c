// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pm_generic.c - for buses that add nothing to what the driver does
 */
#include <linux/device.h>

#include <linux/export.h>
#include <linux/pm_runtime.h>

#define PM_GENERIC(step)							\
	int pm_generic_##step(struct device *dev)				\
	{									\
		const struct dev_pm_ops *pm = dev->driver ? dev->driver->pm : NULL; \
										\
		return pm && pm->step ? pm->step(dev) : 0;			\
	}									\
	EXPORT_SYMBOL_GPL(pm_generic_##step)

PM_GENERIC(runtime_suspend);
PM_GENERIC(runtime_resume);
PM_GENERIC(prepare);
PM_GENERIC(suspend);
PM_GENERIC(suspend_late);
PM_GENERIC(suspend_noirq);
PM_GENERIC(resume_noirq);
PM_GENERIC(resume_early);
PM_GENERIC(resume);

void pm_generic_complete(struct device *dev)
{
	const struct dev_pm_ops *pm = dev->driver ? dev->driver->pm : NULL;

	if (pm && pm->complete)
		pm->complete(dev);
}
EXPORT_SYMBOL_GPL(pm_generic_complete);
