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
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/pm_runtime.h>
#include <linux/slab.h>

#include "kernel/finding.h"

#include "vfio_pci_priv.h"

DEFINE_VARIANT(vfio_pci_blocking_close, "vfio-pci-blocking-close", "reverts 890ed578df82 (v3.14)",
	       "open and last close wait for device_lock to reset the device (P01)");

DEFINE_VARIANT(vfio_pci_close_saves_again, "vfio-pci-close-saves-again",
	       "890ed578df82 (v3.14) before 92c8026854c2 (v5.4)",
	       "close resets by pci_try_reset_function(), over the state it has recalled (P6)");
DEFINE_VARIANT(vfio_pci_restore_unlocked, "vfio-pci-restore-unlocked", "Linux 6.12 and later",
	       "close takes the place of the state that a reset from elsewhere has saved");
DEFINE_VARIANT(vfio_pci_save_unlocked, "vfio-pci-save-unlocked", "Linux 6.12 and later",
	       "open remembers a state that a reset from elsewhere has just cleared");
DEFINE_VARIANT(vfio_pci_no_state_is_good, "vfio-pci-no-state-is-good", "Linux 6.12 and later",
	       "close resets a device that open had no memory to remember, and restores nothing");

/* Intel's network cards whose INTx can be disabled but not be seen pending. */
static const struct {
	u16	first;
	u16	last;
} blind_intx[] = {
	{ 0x1563, 0x1563 }, { 0x1572, 0x1572 }, { 0x1574, 0x1574 },
	{ 0x1580, 0x1581 }, { 0x1583, 0x158b }, { 0x37d0, 0x37d2 },
};

static bool intx_is_blind(const struct pci_dev *pdev)
{
	unsigned int i;

	if (pdev->vendor == PCI_VENDOR_ID_INTEL)
		for (i = 0; i < ARRAY_SIZE(blind_intx); i++)
			if (pdev->device >= blind_intx[i].first &&
			    pdev->device <= blind_intx[i].last)
				return true;
	return false;
}

/* Better no INTx than one without an end. Where we cannot say, it is not masked in the device. */
static void probe_intx_masking(struct vfio_pci_core_device *core)
{
	if (READ_ONCE(vfio_pci_nointxmask))
		return;
	if (!intx_is_blind(core->pdev)) {
		core->pci_2_3 = pci_intx_mask_supported(core->pdev);
		return;
	}
	pci_info(core->pdev, "cannot be masked without getting stuck: no INTx\n");
	pci_intx(core->pdev, 0);
	core->nointx = true;
}

static void probe_intx(struct vfio_pci_core_device *core)
{
	u16 cmd;

	probe_intx_masking(core);
	pci_read_config_word(core->pdev, PCI_COMMAND, &cmd);
	if (core->pci_2_3 && cmd & PCI_COMMAND_INTX_DISABLE)	/* the user starts unmasked */
		pci_write_config_word(core->pdev, PCI_COMMAND, cmd & ~PCI_COMMAND_INTX_DISABLE);
}

/* Where the table is, for it is in a BAR that the user maps. */
static void probe_msix(struct vfio_pci_core_device *core)
{
	struct pci_dev *pdev = core->pdev;
	const int cap = pdev->msix_cap;
	u32 table;
	u16 flags;

	core->has_dyn_msix = cap && pci_msix_can_alloc_dyn(pdev);
	core->msix_bar = 0xFF;
	if (!cap)
		return;

	pci_read_config_word(pdev, cap + PCI_MSIX_FLAGS, &flags);
	pci_read_config_dword(pdev, cap + PCI_MSIX_TABLE, &table);
	core->msix_size = PCI_MSIX_ENTRY_SIZE * ((flags & PCI_MSIX_FLAGS_QSIZE) + 1);
	core->msix_offset = table & PCI_MSIX_TABLE_OFFSET;
	core->msix_bar = table & PCI_MSIX_TABLE_BIR;
}

/* The state that close goes back to. Without one, it makes do with a reset. */
static void remember_state(struct vfio_pci_core_device *core)
{
	pci_save_state(core->pdev);
	core->pci_saved_state = pci_store_saved_state(core->pdev);
	if (!core->pci_saved_state)
		pci_dbg(core->pdev, "no memory to keep its state in\n");
}

static int reset_then_remember(struct vfio_pci_core_device *core)
{
	int err = variant(vfio_pci_blocking_close) ? pci_reset_function(core->pdev)
						   : pci_try_reset_function(core->pdev);

	if (err != -EAGAIN)
		remember_state(core);
	return err;
}

/*
 * Under one lock: the next to take it may be a reset through sysfs, and what is read before that
 * has restored the device is no state to go back to. Nor is it to be read over what a reset of the
 * bus has saved, of a device that cannot be reset alone.
 */
static int reset_and_remember(struct vfio_pci_core_device *core)
{
	struct pci_dev *pdev = core->pdev;
	int err;

	if (variant(vfio_pci_save_unlocked) || variant(vfio_pci_blocking_close))
		return reset_then_remember(core);
	if (!pci_dev_trylock(pdev))
		return -EAGAIN;
	err = READ_ONCE(pdev->reset_methods[0]) ? pci_reset_function_locked(pdev) : -ENOTTY;
	if (err != -EAGAIN)
		remember_state(core);
	pci_dev_unlock(pdev);
	return err;
}

/* The device is awake and answers. */
static int probe_device(struct vfio_pci_core_device *core)
{
	int err = reset_and_remember(core);

	if (err == -EAGAIN)	/* somebody else is at the device: not ours to open now */
		return err;
	core->reset_works = !err;

	probe_intx(core);
	err = vfio_config_init(core);
	if (err) {
		kfree(core->pci_saved_state);
		core->pci_saved_state = NULL;
		return err;
	}
	probe_msix(core);
	return 0;
}

static int power_get(struct vfio_pci_core_device *core)
{
	return core->disable_idle_d3 ? 0 : pm_runtime_resume_and_get(&core->pdev->dev);
}

static void power_put(struct vfio_pci_core_device *core)
{
	if (!core->disable_idle_d3)
		pm_runtime_put(&core->pdev->dev);
}

int vfio_pci_core_enable(struct vfio_pci_core_device *vdev)
{
	struct pci_dev *pdev = vdev->pdev;
	int err = power_get(vdev);

	if (err < 0)
		return err;
	pci_clear_master(pdev);		/* not into the state that close restores */
	err = pci_enable_device(pdev);
	if (!err) {
		err = probe_device(vdev);
		if (!err)
			return 0;
		pci_disable_device(pdev);
	}
	power_put(vdev);
	return err;
}
EXPORT_SYMBOL_GPL(vfio_pci_core_enable);

static void release_extra_regions(struct vfio_pci_core_device *core)
{
	struct vfio_pci_region *extra = core->region;
	int left;

	for (left = core->num_regions; left; left--, extra++)
		extra->ops->release(core, extra);
	core->num_regions = 0;
	kfree(core->region);
	core->region = NULL;
}

/* Our own mappings of BARs, made when the user first accessed them. */
static void release_barmaps(struct vfio_pci_core_device *core)
{
	int bar;

	for (bar = 0; bar < PCI_STD_NUM_BARS; bar++) {
		void __iomem *map = core->barmap[bar];

		if (map) {
			pci_iounmap(core->pdev, map);
			pci_release_selected_regions(core->pdev, BIT(bar));
			core->barmap[bar] = NULL;
		}
	}
}

static bool lock_for_reset(struct pci_dev *pdev, struct pci_dev *bridge)
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

static void unlock_after_reset(struct pci_dev *pdev, struct pci_dev *bridge)
{
	pci_dev_unlock(pdev);
	if (bridge)
		pci_dev_unlock(bridge);
}

/*
 * pci_try_reset_function() would save the state first, over the one that was just loaded: so
 * whoever calls this takes its locks, and it resets without saving.
 */
static void reset_on_close(struct vfio_pci_core_device *core)
{
	if (!__pci_reset_function_locked(core->pdev))
		vfio_pci_set_flag(core, needs_reset, false);
}

/*
 * Make the state before the open the one to be restored; false if there is none worth it.
 * pci_load_saved_state() takes NULL for a state that need not be restored; ours is one that
 * there was no memory for.
 */
static bool recall_state(struct vfio_pci_core_device *core)
{
	bool kept = core->pci_saved_state || variant(vfio_pci_no_state_is_good);

	if (kept && !pci_load_and_free_saved_state(core->pdev, &core->pci_saved_state))
		return true;
	pci_info(core->pdev, "the state before the open is lost\n");
	if (core->reset_works)
		pci_save_state(core->pdev);	/* what a reset leaves of today's */
	return core->reset_works;
}

static void restore_unlocked(struct vfio_pci_core_device *core)
{
	struct pci_dev *bridge = pci_upstream_bridge(core->pdev);

	if (!recall_state(core))
		return;
	pci_write_config_word(core->pdev, PCI_COMMAND, PCI_COMMAND_INTX_DISABLE);
	if (core->reset_works && lock_for_reset(core->pdev, bridge)) {
		reset_on_close(core);
		unlock_after_reset(core->pdev, bridge);
	}
	pci_restore_state(core->pdev);
}

static u16 recalled_command(struct vfio_pci_core_device *core)
{
	return (u16)core->pdev->saved_config_space[PCI_COMMAND / 4];
}

/*
 * The next user is to find the device as this one did: what is restored is what was recalled. INTx
 * was disabled for the reset. What the device has then, a reset of its port may have changed.
 */
static void check_command(struct vfio_pci_core_device *core, u16 want)
{
	u16 command = recalled_command(core);

	if ((command ^ want) & PCI_COMMAND_INTX_DISABLE)
		finding_report(FINDING_STATE, "PCI device not closed in the state it was opened in",
			       "%s: PCI_COMMAND is to be %#x, and was %#x before\n",
			       pci_name(core->pdev), command, want);
}

/* The reset saves what the user left, and restores that. */
static void restore_saving_again(struct vfio_pci_core_device *core)
{
	u16 command;

	if (!recall_state(core))
		return;
	command = recalled_command(core);
	pci_write_config_word(core->pdev, PCI_COMMAND, PCI_COMMAND_INTX_DISABLE);
	if (core->reset_works && !pci_try_reset_function(core->pdev))
		vfio_pci_set_flag(core, needs_reset, false);
	check_command(core, command);
	pci_restore_state(core->pdev);
}

/*
 * Back to what it was before the open, and reset if that can be had.
 *
 * A device has room for one saved state. Whoever resets it at the moment (through sysfs, say)
 * has saved another one there, blocks config accesses and restores it in the end; to load ours
 * now would leave him with nothing to restore. Ours is dropped then.
 */
static void restore_on_close(struct vfio_pci_core_device *core)
{
	struct pci_dev *pdev = core->pdev, *bridge = pci_upstream_bridge(pdev);
	bool locked = core->reset_works && lock_for_reset(pdev, bridge);

	if (!locked && !pci_cfg_access_trylock(pdev)) {
		kfree(core->pci_saved_state);
		core->pci_saved_state = NULL;
		return;
	}
	if (recall_state(core)) {
		const u16 command = recalled_command(core);

		pci_write_config_word(pdev, PCI_COMMAND, PCI_COMMAND_INTX_DISABLE);
		if (locked)
			reset_on_close(core);
		check_command(core, command);
		pci_restore_state(pdev);
	}
	if (locked)
		unlock_after_reset(pdev, bridge);
	else
		pci_cfg_access_unlock(pdev);
}

/* Neither interrupt nor DMA comes from the device any more. */
static void silence(struct vfio_pci_core_device *core)
{
	const u32 none = VFIO_IRQ_SET_ACTION_TRIGGER | VFIO_IRQ_SET_DATA_NONE;

	pci_clear_master(core->pdev);
	vfio_pci_set_irqs_ioctl(core, none, core->irq_type, 0, 0, NULL);
	vfio_pci_ioeventfds_release(core);
	core->virq_disabled = false;
}

/* Awake and in D0, whichever way the user put it to sleep; a PM reset needs D0. */
static void bring_to_d0(struct vfio_pci_core_device *core)
{
	vfio_pci_runtime_pm_exit(core);
	pm_runtime_resume(&core->pdev->dev);
	vfio_pci_set_power_state(core, PCI_D0);
}

void vfio_pci_core_disable(struct vfio_pci_core_device *vdev)
{
	lockdep_assert_held(&vdev->vdev.dev_set->lock);	/* for needs_reset */

	bring_to_d0(vdev);
	silence(vdev);

	release_extra_regions(vdev);
	release_barmaps(vdev);
	vfio_pci_release_mmaps(vdev);
	vfio_config_free(vdev);

	vfio_pci_set_flag(vdev, needs_reset, true);
	if (variant(vfio_pci_close_saves_again))
		restore_saving_again(vdev);
	else if (variant(vfio_pci_restore_unlocked))
		restore_unlocked(vdev);
	else
		restore_on_close(vdev);
	pci_disable_device(vdev->pdev);
	/* What could not be reset alone may be, together with others that nobody uses. */
	vfio_pci_dev_set_try_reset(vdev->vdev.dev_set);

	power_put(vdev);
}
EXPORT_SYMBOL_GPL(vfio_pci_core_disable);

void vfio_pci_core_close_device(struct vfio_device *core_vdev)
{
	struct vfio_pci_core_device *core = to_vfio_pci(core_vdev);

	vfio_pci_vf_token_put(core);
	vfio_pci_core_disable(core);
	vfio_pci_eventfds_release(core);
}
EXPORT_SYMBOL_GPL(vfio_pci_core_close_device);

void vfio_pci_core_finish_enable(struct vfio_pci_core_device *vdev)
{
	vfio_pci_probe_mmaps(vdev);
	vfio_pci_vf_token_get(vdev);
}
EXPORT_SYMBOL_GPL(vfio_pci_core_finish_enable);
