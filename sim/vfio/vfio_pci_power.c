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

DEFINE_VARIANT(vfio_pci_power_unlocked, "vfio-pci-power-unlocked", "Linux 6.12 and later",
	       "a state is saved or given back in the midst of another reset, which does so, too");

/* Does the device forget its state when it goes to D3hot and comes back? */
void vfio_pci_probe_power_state(struct vfio_pci_core_device *vdev)
{
	const int cap = vdev->pdev->pm_cap;
	u16 ctrl;

	if (cap) {
		pci_read_config_word(vdev->pdev, cap + PCI_PM_CTRL, &ctrl);
		vdev->needs_pm_restore = (ctrl & PCI_PM_CTRL_NO_SOFT_RESET) == 0;
	}
}

static bool in_d3(pci_power_t state)
{
	return state >= PCI_D3hot;
}

static bool is_in_d3(const struct pci_dev *pdev)
{
	return in_d3(READ_ONCE(pdev->current_state));
}

/* W3: what pci_save_state() found, for a device that is in D3 now. */
static void keep_state(struct vfio_pci_core_device *core)
{
	/* A reset may have brought it to D0 behind our back, leaving the old one. */
	if (!variant(vfio_pci_pm_save_leak))
		kfree(core->pm_save);
	core->pm_save = pci_store_saved_state(core->pdev);
}

static void give_state_back(struct vfio_pci_core_device *core)
{
	pci_load_and_free_saved_state(core->pdev, &core->pm_save);
	pci_restore_state(core->pdev);
}

static void drop_state(struct vfio_pci_core_device *core)
{
	kfree(core->pm_save);
	core->pm_save = NULL;
}

/*
 * A PCI device has one place for a saved state. Who resets it, through sysfs say, uses that while
 * config accesses are blocked, and does not wait for us, nor may we for him.
 */
static bool lock_saved_state(struct pci_dev *pdev)
{
	return variant(vfio_pci_power_unlocked) || pci_cfg_access_trylock(pdev);
}

static void unlock_saved_state(struct pci_dev *pdev)
{
	if (!variant(vfio_pci_power_unlocked))
		pci_cfg_access_unlock(pdev);
}

/* VFs must not outlive the power of their PF. */
static bool may_leave_d0(struct vfio_pci_core_device *core)
{
	lockdep_assert_held_write(&core->memory_lock);
	return !vfio_pci_flag_once(core, sriov_active);
}

static int sleep_without_state(struct vfio_pci_core_device *core, pci_power_t state)
{
	struct pci_dev *pdev = core->pdev;
	int err;

	if (!lock_saved_state(pdev))
		return -EBUSY;
	pci_save_state(pdev);
	err = pci_set_power_state(pdev, state);
	if (!err && is_in_d3(pdev))	/* not every device obeys */
		keep_state(core);
	unlock_saved_state(pdev);
	return err;
}

/* In the middle of a reset there is nothing to give back: that one restores what it saved. */
static int wake_without_state(struct vfio_pci_core_device *core, pci_power_t state)
{
	struct pci_dev *pdev = core->pdev;
	bool locked = lock_saved_state(pdev);
	int err = pci_set_power_state(pdev, state);

	if (!err && locked)
		give_state_back(core);
	else if (!err)
		drop_state(core);
	if (locked)
		unlock_saved_state(pdev);
	return err;
}

int vfio_pci_set_power_state(struct vfio_pci_core_device *vdev, pci_power_t state)
{
	struct pci_dev *pdev = vdev->pdev;

	if (state > PCI_D0 && !may_leave_d0(vdev))
		return -EBUSY;
	if (vdev->needs_pm_restore && !is_in_d3(pdev) && in_d3(state))
		return sleep_without_state(vdev, state);
	if (vdev->needs_pm_restore && is_in_d3(pdev) && state <= PCI_D0)
		return wake_without_state(vdev, state);
	return pci_set_power_state(pdev, state);
}

void vfio_lock_and_set_power_state(struct vfio_pci_core_device *vdev, pci_power_t state)
{
	if (!in_d3(state))
		down_write(&vdev->memory_lock);
	else	/* there will be no memory to map */
		vfio_pci_zap_and_down_write_memory_lock(vdev);
	vfio_pci_set_power_state(vdev, state);
	up_write(&vdev->memory_lock);
}

/* W1, W2: takes over @wake unless it fails. The caller's own count still keeps the device awake. */
static int low_power_enter(struct vfio_pci_core_device *core, struct eventfd_ctx *wake)
{
	bool already;

	vfio_pci_zap_and_down_write_memory_lock(core);
	already = vfio_pci_flag(core, pm_runtime_engaged);
	if (!already) {
		core->pm_wake_eventfd_ctx = wake;
		vfio_pci_set_flag(core, pm_runtime_engaged, true);
		pm_runtime_put_noidle(&core->pdev->dev);
	}
	up_write(&core->memory_lock);
	return already ? -EINVAL : 0;
}

static void low_power_leave_locked(struct vfio_pci_core_device *core)
{
	struct eventfd_ctx *wake = core->pm_wake_eventfd_ctx;

	lockdep_assert_held_write(&core->memory_lock);
	if (!vfio_pci_flag(core, pm_runtime_engaged))
		return;
	pm_runtime_get_noresume(&core->pdev->dev);
	vfio_pci_set_flag(core, pm_runtime_engaged, false);
	core->pm_wake_eventfd_ctx = NULL;
	if (wake)
		eventfd_ctx_put(wake);
}

void vfio_pci_runtime_pm_exit(struct vfio_pci_core_device *vdev)
{
	down_write(&vdev->memory_lock);
	low_power_leave_locked(vdev);
	up_write(&vdev->memory_lock);
}

int vfio_pci_core_pm_entry(struct vfio_device *device, u32 flags, void __user *arg, size_t argsz)
{
	int ret = vfio_check_feature(flags, argsz, VFIO_DEVICE_FEATURE_SET, 0);

	if (ret == 1)
		ret = low_power_enter(to_vfio_pci(device), NULL);
	return ret;
}

int vfio_pci_core_pm_entry_with_wakeup(struct vfio_device *device, u32 flags, void __user *arg,
				       size_t argsz)
{
	struct vfio_device_low_power_entry_with_wakeup args;
	struct eventfd_ctx *wake;
	int ret = vfio_check_feature(flags, argsz, VFIO_DEVICE_FEATURE_SET, sizeof(args));

	if (ret != 1)
		return ret;
	if (copy_from_user(&args, arg, sizeof(args)))
		return -EFAULT;
	wake = args.wakeup_eventfd < 0 ? ERR_PTR(-EINVAL)
				       : eventfd_ctx_fdget(args.wakeup_eventfd);
	if (IS_ERR(wake))
		return PTR_ERR(wake);

	ret = low_power_enter(to_vfio_pci(device), wake);
	if (ret)
		eventfd_ctx_put(wake);
	return ret;
}

/* The ioctl has woken the device up already; without a wake eventfd it is still engaged. */
int vfio_pci_core_pm_exit(struct vfio_device *device, u32 flags, void __user *arg, size_t argsz)
{
	int ret = vfio_check_feature(flags, argsz, VFIO_DEVICE_FEATURE_SET, 0);

	if (ret == 1) {
		vfio_pci_runtime_pm_exit(to_vfio_pci(device));
		ret = 0;
	}
	return ret;
}

/* An interrupt that comes while nobody can look at the device would come without an end. */
static bool mask_for_sleep(struct vfio_pci_core_device *core)
{
	return core->irq_type == VFIO_PCI_INTX_IRQ_INDEX && vfio_pci_intx_mask(core);
}

static int vfio_pci_core_runtime_suspend(struct device *dev)
{
	struct vfio_pci_core_device *core = dev_get_drvdata(dev);
	bool masked;

	/* The user may have left it in D3hot; from D0 the PCI core does the rest. */
	vfio_lock_and_set_power_state(core, PCI_D0);

	masked = mask_for_sleep(core);
	vfio_pci_set_flag(core, pm_intx_masked, masked);
	return 0;
}

/* Whoever asked to be told is out of low power by being told. */
static void tell_awake(struct vfio_pci_core_device *core)
{
	down_write(&core->memory_lock);
	if (core->pm_wake_eventfd_ctx) {
		eventfd_signal(core->pm_wake_eventfd_ctx);
		low_power_leave_locked(core);
	}
	up_write(&core->memory_lock);
}

static int vfio_pci_core_runtime_resume(struct device *dev)
{
	struct vfio_pci_core_device *core = dev_get_drvdata(dev);

	tell_awake(core);
	if (vfio_pci_flag(core, pm_intx_masked))
		vfio_pci_intx_unmask(core);
	return 0;
}

const struct dev_pm_ops vfio_pci_core_pm_ops = {
	SET_RUNTIME_PM_OPS(vfio_pci_core_runtime_suspend, vfio_pci_core_runtime_resume, NULL)
};
