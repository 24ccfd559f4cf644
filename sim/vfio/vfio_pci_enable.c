// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vfio_pci_enable.c - first open and last close of a PCI device
 *
 * The device is reset at both ends if it can be: the next user must find nothing of the last.
 * Both run under dev_set->lock. Neither may wait for device_lock: a driver's remove holds it
 * while it waits for the user, who is here.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>

#include "vfio_pci_priv.h"

DEFINE_VARIANT(vfio_pci_blocking_close, "vfio-pci-blocking-close", "reverts 890ed578df82 (v3.14)",
	       "open and last close wait for device_lock to reset the device (P01)");

/* Devices whose INTx can be disabled but not be seen pending: better none than an endless one. */
static bool vfio_pci_nointx(struct pci_dev *pdev)
{
	if (pdev->vendor != PCI_VENDOR_ID_INTEL)
		return false;

	switch (pdev->device) {
	case 0x1563:
	case 0x1572:
	case 0x1574:
	case 0x1580 ... 0x1581:
	case 0x1583 ... 0x158b:
	case 0x37d0 ... 0x37d2:
		return true;
	default:
		return false;
	}
}

static void vfio_pci_probe_intx(struct vfio_pci_core_device *vdev)
{
	struct pci_dev *pdev = vdev->pdev;
	u16 cmd;

	if (!vfio_pci_nointxmask && vfio_pci_nointx(pdev)) {
		pci_info(pdev, "Masking broken INTx support\n");
		vdev->nointx = true;
		pci_intx(pdev, 0);
	} else if (!vfio_pci_nointxmask) {
		vdev->pci_2_3 = pci_intx_mask_supported(pdev);
	}

	pci_read_config_word(pdev, PCI_COMMAND, &cmd);
	if (vdev->pci_2_3 && (cmd & PCI_COMMAND_INTX_DISABLE))
		pci_write_config_word(pdev, PCI_COMMAND, cmd & ~PCI_COMMAND_INTX_DISABLE);
}

static void vfio_pci_probe_msix(struct vfio_pci_core_device *vdev)
{
	struct pci_dev *pdev = vdev->pdev;
	u32 table;
	u16 flags;

	vdev->msix_bar = 0xFF;
	vdev->has_dyn_msix = false;
	if (!pdev->msix_cap)
		return;

	pci_read_config_word(pdev, pdev->msix_cap + PCI_MSIX_FLAGS, &flags);
	pci_read_config_dword(pdev, pdev->msix_cap + PCI_MSIX_TABLE, &table);
	vdev->msix_bar = table & PCI_MSIX_TABLE_BIR;
	vdev->msix_offset = table & PCI_MSIX_TABLE_OFFSET;
	vdev->msix_size = ((flags & PCI_MSIX_FLAGS_QSIZE) + 1) * PCI_MSIX_ENTRY_SIZE;
	vdev->has_dyn_msix = pci_msix_can_alloc_dyn(pdev);
}

int vfio_pci_core_enable(struct vfio_pci_core_device *vdev)
{
	struct pci_dev *pdev = vdev->pdev;
	int ret;

	if (!vdev->disable_idle_d3) {
		ret = pm_runtime_resume_and_get(&pdev->dev);
		if (ret < 0)
			return ret;
	}

	pci_clear_master(pdev);	/* not into the state that close restores */
	ret = pci_enable_device(pdev);
	if (ret)
		goto out_power;

	if (variant(vfio_pci_blocking_close))
		ret = pci_reset_function(pdev);
	else
		ret = pci_try_reset_function(pdev);
	if (ret == -EAGAIN)	/* somebody else is at the device: not ours to open now */
		goto out_disable;

	vdev->reset_works = !ret;
	pci_save_state(pdev);
	vdev->pci_saved_state = pci_store_saved_state(pdev);
	if (!vdev->pci_saved_state)
		pci_dbg(pdev, "%s: Couldn't store saved state\n", __func__);

	vfio_pci_probe_intx(vdev);
	ret = vfio_config_init(vdev);
	if (ret)
		goto out_state;
	vfio_pci_probe_msix(vdev);
	return 0;

out_state:
	kfree(vdev->pci_saved_state);
	vdev->pci_saved_state = NULL;
out_disable:
	pci_disable_device(pdev);
out_power:
	if (!vdev->disable_idle_d3)
		pm_runtime_put(&pdev->dev);
	return ret;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_enable);

static void vfio_pci_release_regions(struct vfio_pci_core_device *vdev)
{
	int i;

	for (i = 0; i < vdev->num_regions; i++)
		vdev->region[i].ops->release(vdev, &vdev->region[i]);
	vdev->num_regions = 0;
	kfree(vdev->region);
	vdev->region = NULL;

	for (i = 0; i < PCI_STD_NUM_BARS; i++) {
		if (!vdev->barmap[i])
			continue;
		pci_iounmap(vdev->pdev, vdev->barmap[i]);
		pci_release_selected_regions(vdev->pdev, 1 << i);
		vdev->barmap[i] = NULL;
	}
	vfio_pci_release_mmaps(vdev);
}

static bool vfio_pci_lock_for_reset(struct pci_dev *pdev, struct pci_dev *bridge)
{
	if (variant(vfio_pci_blocking_close)) {
		if (bridge)
			pci_dev_lock(bridge);
		pci_dev_lock(pdev);
		return true;
	}
	if (bridge && !pci_dev_trylock(bridge))
		return false;
	if (pci_dev_trylock(pdev))
		return true;
	if (bridge)
		pci_dev_unlock(bridge);
	return false;
}

/*
 * pci_try_reset_function() would save the state first, over the one that was just loaded: so
 * take its locks here and reset without saving.
 */
static void vfio_pci_reset_on_close(struct vfio_pci_core_device *vdev)
{
	struct pci_dev *pdev = vdev->pdev;
	struct pci_dev *bridge = pci_upstream_bridge(pdev);

	if (!vfio_pci_lock_for_reset(pdev, bridge))
		return;
	if (!__pci_reset_function_locked(pdev))
		vfio_pci_set_flag(vdev, needs_reset, false);
	pci_dev_unlock(pdev);
	if (bridge)
		pci_dev_unlock(bridge);
}

/* Back to what it was before the open, and reset if that can be had. */
static void vfio_pci_restore_on_close(struct vfio_pci_core_device *vdev)
{
	struct pci_dev *pdev = vdev->pdev;

	if (pci_load_and_free_saved_state(pdev, &vdev->pci_saved_state)) {
		pci_info(pdev, "%s: Couldn't reload saved state\n", __func__);
		if (!vdev->reset_works)
			return;
		pci_save_state(pdev);
	}

	pci_write_config_word(pdev, PCI_COMMAND, PCI_COMMAND_INTX_DISABLE);
	if (vdev->reset_works)
		vfio_pci_reset_on_close(vdev);
	pci_restore_state(pdev);
}

void vfio_pci_core_disable(struct vfio_pci_core_device *vdev)
{
	struct pci_dev *pdev = vdev->pdev;

	lockdep_assert_held(&vdev->vdev.dev_set->lock);	/* for needs_reset */

	/* Awake and in D0, whichever way the user put it to sleep; a PM reset needs D0. */
	vfio_pci_runtime_pm_exit(vdev);
	pm_runtime_resume(&pdev->dev);
	vfio_pci_set_power_state(vdev, PCI_D0);

	pci_clear_master(pdev);	/* no more DMA */
	vfio_pci_set_irqs_ioctl(vdev, VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER,
				vdev->irq_type, 0, 0, NULL);
	vfio_pci_ioeventfds_release(vdev);
	vdev->virq_disabled = false;

	vfio_pci_release_regions(vdev);
	vfio_config_free(vdev);

	vfio_pci_set_flag(vdev, needs_reset, true);
	vfio_pci_restore_on_close(vdev);
	pci_disable_device(pdev);

	vfio_pci_dev_set_try_reset(vdev->vdev.dev_set);

	if (!vdev->disable_idle_d3)
		pm_runtime_put(&pdev->dev);
}
EXPORT_SYMBOL_GPL(vfio_pci_core_disable);

void vfio_pci_core_close_device(struct vfio_device *core_vdev)
{
	struct vfio_pci_core_device *vdev = to_vfio_pci(core_vdev);

	vfio_pci_vf_token_put(vdev);
	vfio_pci_core_disable(vdev);
	vfio_pci_eventfds_release(vdev);
}
EXPORT_SYMBOL_GPL(vfio_pci_core_close_device);

void vfio_pci_core_finish_enable(struct vfio_pci_core_device *vdev)
{
	vfio_pci_probe_mmaps(vdev);
	vfio_pci_vf_token_get(vdev);
}
EXPORT_SYMBOL_GPL(vfio_pci_core_finish_enable);
