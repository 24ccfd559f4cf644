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

static void wake_up_device(struct pci_dev *dev)
{
	pci_power_up(dev);
	pci_update_current_state(dev, PCI_D0);
	pci_restore_state(dev);
}

static int reenable(struct pci_dev *dev)
{
	int ret = pci_reenable_device(dev);

	if (dev->is_busmaster)
		pci_set_master(dev);
	return ret;
}

/* A runtime-suspended device may stay so over system sleep. */
static int pci_pm_prepare(struct device *dev)
{
	const struct dev_pm_ops *pm = driver_pm(dev);

	return pm && pm->prepare ? pm->prepare(dev) : 0;
}

static void pci_pm_complete(struct device *dev)
{
	const struct dev_pm_ops *pm = driver_pm(dev);

	if (pm && pm->complete)
		pm->complete(dev);
}

static int pci_pm_suspend(struct device *dev)
{
	const struct dev_pm_ops *pm = driver_pm(dev);
	struct pci_dev *pdev = to_pci_dev(dev);
	struct pci_driver *drv = pdev->driver;

	pm_runtime_resume(dev);
	pdev->state_saved = false;
	if (drv && drv->suspend)
		return drv->suspend(pdev, PMSG_SUSPEND);
	return pm && pm->suspend ? pm->suspend(dev) : 0;
}

static int pci_pm_suspend_late(struct device *dev)
{
	const struct dev_pm_ops *pm = driver_pm(dev);

	return pm && pm->suspend_late ? pm->suspend_late(dev) : 0;
}

static int pci_pm_suspend_noirq(struct device *dev)
{
	const struct dev_pm_ops *pm = driver_pm(dev);
	struct pci_dev *pdev = to_pci_dev(dev);
	int ret = pm && pm->suspend_noirq ? pm->suspend_noirq(dev) : 0;

	if (ret || pdev->state_saved)
		return ret;
	pci_save_state(pdev);
	if (!pdev->subordinate)
		pci_prepare_to_sleep(pdev);
	return 0;
}

static int pci_pm_resume_noirq(struct device *dev)
{
	const struct dev_pm_ops *pm = driver_pm(dev);

	wake_up_device(to_pci_dev(dev));
	return pm && pm->resume_noirq ? pm->resume_noirq(dev) : 0;
}

static int pci_pm_resume_early(struct device *dev)
{
	const struct dev_pm_ops *pm = driver_pm(dev);

	return pm && pm->resume_early ? pm->resume_early(dev) : 0;
}

static int pci_pm_resume(struct device *dev)
{
	const struct dev_pm_ops *pm = driver_pm(dev);
	struct pci_dev *pdev = to_pci_dev(dev);
	struct pci_driver *drv = pdev->driver;

	if (drv && drv->resume)
		return drv->resume(pdev);
	if (!pm)
		return reenable(pdev);
	return pm->resume ? pm->resume(dev) : 0;
}

static int pci_pm_runtime_suspend(struct device *dev)
{
	const struct dev_pm_ops *pm = driver_pm(dev);
	struct pci_dev *pdev = to_pci_dev(dev);
	int ret;

	if (!pdev->driver) {
		pci_save_state(pdev);
		return 0;
	}
	pdev->state_saved = false;
	ret = pm && pm->runtime_suspend ? pm->runtime_suspend(dev) : 0;
	if (ret)
		return ret;
	if (!pdev->state_saved) {
		pci_save_state(pdev);
		pci_prepare_to_sleep(pdev);
	}
	return 0;
}

static int pci_pm_runtime_resume(struct device *dev)
{
	const struct dev_pm_ops *pm = driver_pm(dev);
	struct pci_dev *pdev = to_pci_dev(dev);

	wake_up_device(pdev);
	if (!pdev->driver)
		return 0;
	return pm && pm->runtime_resume ? pm->runtime_resume(dev) : 0;
}

static int pci_pm_runtime_idle(struct device *dev)
{
	const struct dev_pm_ops *pm = driver_pm(dev);

	return to_pci_dev(dev)->driver && pm && pm->runtime_idle ? pm->runtime_idle(dev) : 0;
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
