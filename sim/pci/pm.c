// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pm.c - the bus's part in system sleep and runtime power management
 *
 * Going down: the driver's callback first; then, unless it has done so itself, the
 * bus saves config space and puts the device into D3hot. Coming up: D0, config space,
 * the driver. A device without a driver stays in D0 while the system runs. Hibernation
 * is left out.
 */
#include <linux/pm_runtime.h>

#include "pci.h"

/* Runtime PM asks without the device's lock, while the device is bound or unbound. */
static const struct dev_pm_ops *driver_pm(struct device *dev)
{
	struct device_driver *drv = READ_ONCE(dev->driver);

	return drv ? READ_ONCE(drv->pm) : NULL;
}

/* What the driver says to a step that it may leave out. */
#define ASK_DRIVER(dev, step)							\
({										\
	const struct dev_pm_ops *__pm = driver_pm(dev);				\
										\
	__pm && __pm->step ? __pm->step(dev) : 0;				\
})

static int wake_up_device(struct device *dev)
{
	struct pci_dev *pci = to_pci_dev(dev);

	pci_power_up(pci);
	pci_update_current_state(pci, PCI_D0);
	pci_restore_state(pci);
	return 0;
}

/* Ports stay awake, for what is below them. */
static void put_to_sleep(struct pci_dev *pci)
{
	pci_save_state(pci);
	if (!pci_is_bridge(pci))
		pci_prepare_to_sleep(pci);
}

/* Without callbacks a driver finds its device as it left it. */
static int reenable(struct pci_dev *pci)
{
	int ret = pci_reenable_device(pci);

	if (pci->is_busmaster)
		pci_set_master(pci);
	return ret;
}

/* A runtime-suspended device may stay so over system sleep. */
static int pci_pm_prepare(struct device *dev)
{
	return ASK_DRIVER(dev, prepare);
}

static void pci_pm_complete(struct device *dev)
{
	const struct dev_pm_ops *ops = driver_pm(dev);

	if (ops && ops->complete)
		ops->complete(dev);
}

/* ->state_saved, once set by the driver, says that it has done the bus's part, too. */
static int pci_pm_suspend(struct device *dev)
{
	struct pci_dev *pci = to_pci_dev(dev);

	pm_runtime_resume(dev);
	pci->state_saved = false;
	if (pci->driver && pci->driver->suspend)
		return pci->driver->suspend(pci, PMSG_SUSPEND);
	return ASK_DRIVER(dev, suspend);
}

static int pci_pm_suspend_late(struct device *dev)
{
	return ASK_DRIVER(dev, suspend_late);
}

static int pci_pm_suspend_noirq(struct device *dev)
{
	int ret = ASK_DRIVER(dev, suspend_noirq);

	if (!ret && !to_pci_dev(dev)->state_saved)
		put_to_sleep(to_pci_dev(dev));
	return ret;
}

static int pci_pm_resume_noirq(struct device *dev)
{
	return wake_up_device(dev) ?: ASK_DRIVER(dev, resume_noirq);
}

static int pci_pm_resume_early(struct device *dev)
{
	return ASK_DRIVER(dev, resume_early);
}

static int pci_pm_resume(struct device *dev)
{
	struct pci_dev *pci = to_pci_dev(dev);

	if (pci->driver && pci->driver->resume)
		return pci->driver->resume(pci);
	return driver_pm(dev) ? ASK_DRIVER(dev, resume) : reenable(pci);
}

static int pci_pm_runtime_suspend(struct device *dev)
{
	struct pci_dev *pci = to_pci_dev(dev);
	int ret;

	if (!READ_ONCE(pci->driver)) {
		pci_save_state(pci);
		return 0;
	}
	pci->state_saved = false;
	ret = ASK_DRIVER(dev, runtime_suspend);
	if (ret || pci->state_saved)
		return ret;
	pci_save_state(pci);
	pci_prepare_to_sleep(pci);
	return 0;
}

static int pci_pm_runtime_resume(struct device *dev)
{
	wake_up_device(dev);
	return READ_ONCE(to_pci_dev(dev)->driver) ? ASK_DRIVER(dev, runtime_resume) : 0;
}

static int pci_pm_runtime_idle(struct device *dev)
{
	return READ_ONCE(to_pci_dev(dev)->driver) ? ASK_DRIVER(dev, runtime_idle) : 0;
}

const struct dev_pm_ops pci_dev_pm_ops = {
	.prepare		= pci_pm_prepare,
	.complete		= pci_pm_complete,
	.suspend		= pci_pm_suspend,
	.suspend_late		= pci_pm_suspend_late,
	.suspend_noirq		= pci_pm_suspend_noirq,
	.resume_noirq		= pci_pm_resume_noirq,
	.resume_early		= pci_pm_resume_early,
	.resume			= pci_pm_resume,
	.runtime_suspend	= pci_pm_runtime_suspend,
	.runtime_resume		= pci_pm_runtime_resume,
	.runtime_idle		= pci_pm_runtime_idle,
};
