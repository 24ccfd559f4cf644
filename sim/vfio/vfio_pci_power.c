// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_power.c - power states: the user's, through the PM capability, and runtime PM
 *
 * While a device is open it is awake, until its user says that it may sleep
 * (VFIO_DEVICE_FEATURE_LOW_POWER_ENTRY). Every call into the device wakes it up again.
 *
 * Invariants, under memory_lock (W):
 *  W1  pm_runtime_engaged: the user's usage count has been given up; nothing may be mapped.
 *  W2  pm_wake_eventfd_ctx is set only while engaged, and counted.
 *  W3  pm_save is what a device lost in D3 that forgets its state there.
 */
#include <linux/err.h>
#include <linux/eventfd.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/pm.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "vfio_pci_priv.h"

DEFINE_VARIANT(vfio_pci_pm_save_leak, "vfio-pci-pm-save-leak", "reverts eadf88ecf6ac (v5.18)",
	       "a state saved on the way to D3 is saved again over one that nobody fetched (P23)");

void vfio_pci_probe_power_state(struct vfio_pci_core_device *vdev)
{
	struct pci_dev *pdev = vdev->pdev;
	u16 pmcsr;

	if (!pdev->pm_cap)
		return;
	pci_read_config_word(pdev, pdev->pm_cap + PCI_PM_CTRL, &pmcsr);
	vdev->needs_pm_restore = !(pmcsr & PCI_PM_CTRL_NO_SOFT_RESET);
}

int vfio_pci_set_power_state(struct vfio_pci_core_device *vdev, pci_power_t state)
{
	bool needs_restore = false, needs_save = false;
	struct pci_dev *pdev = vdev->pdev;
	int ret;

	/* VFs must not outlive the power of their PF. */
	if (state > PCI_D0) {
		lockdep_assert_held_write(&vdev->memory_lock);
		if (vfio_pci_flag(vdev, sriov_active))
			return -EBUSY;
	}

	if (vdev->needs_pm_restore) {
		needs_save = pdev->current_state < PCI_D3hot && state >= PCI_D3hot;
		needs_restore = pdev->current_state >= PCI_D3hot && state <= PCI_D0;
		if (needs_save)
			pci_save_state(pdev);
	}

	ret = pci_set_power_state(pdev, state);
	if (ret)
		return ret;

	if (needs_save && pdev->current_state >= PCI_D3hot) {
		/* A reset may have brought it to D0 behind our back, leaving the old one. */
		if (!variant(vfio_pci_pm_save_leak))
			kfree(vdev->pm_save);
		vdev->pm_save = pci_store_saved_state(pdev);
	} else if (needs_restore) {
		pci_load_and_free_saved_state(pdev, &vdev->pm_save);
		pci_restore_state(pdev);
	}
	return 0;
}

void vfio_lock_and_set_power_state(struct vfio_pci_core_device *vdev, pci_power_t state)
{
	if (state >= PCI_D3hot)
		vfio_pci_zap_and_down_write_memory_lock(vdev);
	else
		down_write(&vdev->memory_lock);
	vfio_pci_set_power_state(vdev, state);
	up_write(&vdev->memory_lock);
}

/* Takes over @efdctx unless it fails. The caller's own count still keeps the device awake. */
static int vfio_pci_runtime_pm_entry(struct vfio_pci_core_device *vdev,
				     struct eventfd_ctx *efdctx)
{
	int ret = 0;

	vfio_pci_zap_and_down_write_memory_lock(vdev);
	if (vfio_pci_flag(vdev, pm_runtime_engaged)) {
		ret = -EINVAL;
	} else {
		vfio_pci_set_flag(vdev, pm_runtime_engaged, true);
		vdev->pm_wake_eventfd_ctx = efdctx;
		pm_runtime_put_noidle(&vdev->pdev->dev);
	}
	up_write(&vdev->memory_lock);
	return ret;
}

int vfio_pci_core_pm_entry(struct vfio_device *device, u32 flags, void __user *arg, size_t argsz)
{
	int ret = vfio_check_feature(flags, argsz, VFIO_DEVICE_FEATURE_SET, 0);

	return ret != 1 ? ret : vfio_pci_runtime_pm_entry(to_vfio_pci(device), NULL);
}

int vfio_pci_core_pm_entry_with_wakeup(struct vfio_device *device, u32 flags, void __user *arg,
				       size_t argsz)
{
	struct vfio_device_low_power_entry_with_wakeup entry;
	struct eventfd_ctx *efdctx;
	int ret;

	ret = vfio_check_feature(flags, argsz, VFIO_DEVICE_FEATURE_SET, sizeof(entry));
	if (ret != 1)
		return ret;
	if (copy_from_user(&entry, arg, sizeof(entry)))
		return -EFAULT;
	if (entry.wakeup_eventfd < 0)
		return -EINVAL;

	efdctx = eventfd_ctx_fdget(entry.wakeup_eventfd);
	if (IS_ERR(efdctx))
		return PTR_ERR(efdctx);
	ret = vfio_pci_runtime_pm_entry(to_vfio_pci(device), efdctx);
	if (ret)
		eventfd_ctx_put(efdctx);
	return ret;
}

static void __vfio_pci_runtime_pm_exit(struct vfio_pci_core_device *vdev)
{
	lockdep_assert_held_write(&vdev->memory_lock);

	if (!vfio_pci_flag(vdev, pm_runtime_engaged))
		return;
	vfio_pci_set_flag(vdev, pm_runtime_engaged, false);
	pm_runtime_get_noresume(&vdev->pdev->dev);
	if (vdev->pm_wake_eventfd_ctx)
		eventfd_ctx_put(vdev->pm_wake_eventfd_ctx);
	vdev->pm_wake_eventfd_ctx = NULL;
}

void vfio_pci_runtime_pm_exit(struct vfio_pci_core_device *vdev)
{
	down_write(&vdev->memory_lock);
	__vfio_pci_runtime_pm_exit(vdev);
	up_write(&vdev->memory_lock);
}

/* The ioctl has woken the device up already; without a wake eventfd it is still engaged. */
int vfio_pci_core_pm_exit(struct vfio_device *device, u32 flags, void __user *arg, size_t argsz)
{
	int ret = vfio_check_feature(flags, argsz, VFIO_DEVICE_FEATURE_SET, 0);

	if (ret != 1)
		return ret;
	vfio_pci_runtime_pm_exit(to_vfio_pci(device));
	return 0;
}

static int vfio_pci_core_runtime_suspend(struct device *dev)
{
	struct vfio_pci_core_device *vdev = dev_get_drvdata(dev);
	bool masked;

	/* The user may have left it in D3hot; from D0 the PCI core does the rest. */
	down_write(&vdev->memory_lock);
	vfio_pci_set_power_state(vdev, PCI_D0);
	up_write(&vdev->memory_lock);

	masked = vdev->irq_type == VFIO_PCI_INTX_IRQ_INDEX && vfio_pci_intx_mask(vdev);
	vfio_pci_set_flag(vdev, pm_intx_masked, masked);
	return 0;
}

static int vfio_pci_core_runtime_resume(struct device *dev)
{
	struct vfio_pci_core_device *vdev = dev_get_drvdata(dev);

	/* Whoever asked to be told is out of low power by being told. */
	down_write(&vdev->memory_lock);
	if (vdev->pm_wake_eventfd_ctx) {
		eventfd_signal(vdev->pm_wake_eventfd_ctx);
		__vfio_pci_runtime_pm_exit(vdev);
	}
	up_write(&vdev->memory_lock);

	if (vfio_pci_flag(vdev, pm_intx_masked))
		vfio_pci_intx_unmask(vdev);
	return 0;
}

const struct dev_pm_ops vfio_pci_core_pm_ops = {
	SET_RUNTIME_PM_OPS(vfio_pci_core_runtime_suspend, vfio_pci_core_runtime_resume, NULL)
};
