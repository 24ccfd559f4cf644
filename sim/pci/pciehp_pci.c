// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pciehp_pci.c - adding and removing what is in the slot
 *
 * Both run in the controller's interrupt thread with ->reset_lock held for reading,
 * drop it meanwhile, and take the rescan-remove lock. Linux drops it inside that lock,
 * around each binding and unbinding: the two locks are then taken in both orders, if
 * only by this one thread.
 *
 * Whoever removes the port itself holds the rescan-remove lock and waits, in
 * free_irq(), for this very thread: so the thread only tries the lock and gives up
 * once the port's driver is on its way out. Linux 6.12 blocks here.
 */
#include <linux/delay.h>
#include <linux/err.h>

#include "core/irq.h"

#include "as_linux.h"
#include "pci.h"
#include "pciehp.h"
#include "portdrv.h"

DEFINE_VARIANT(pciehp_blocking_rescan_lock, "pciehp-blocking-rescan-lock",
	       "Linux 6.12; patches of 2019-08, 2024-06 and 2025-10 end it",
	       "the hot-plug thread blocks on the lock that its port's remover holds (C07)");
DEFINE_VARIANT(pciehp_reset_lock_across_unbind, "pciehp-reset-lock-across-unbind",
	       "reverts f5eff5591b8f (v6.4)",
	       "the hot-plug thread keeps reset_lock while drivers bind and unbind (C03, P12)");

/*
 * Whoever waits for this thread removes or unbinds its port, and so has the lock before
 * anything else that the thread may want (or suspends: pciehp_sleep.c).
 */
static bool is_gate(void)
{
	return !as_6_12(pciehp_blocking_rescan_lock) && pci_unbind_locked();
}

static bool lock_rescan_remove(struct controller *ctrl)
{
	if (as_6_12(pciehp_blocking_rescan_lock)) {
		pci_lock_rescan_remove();
		return true;
	}
	while (!pci_trylock_rescan_remove()) {
		if (READ_ONCE(ctrl->services->leaving))
			return false;
		msleep(10);
	}
	if (is_gate())
		irq_thread_unawaited_begin(ctrl->irq);
	return true;
}

static void unlock_rescan_remove(struct controller *ctrl)
{
	pci_unlock_rescan_remove();
	if (is_gate())
		irq_thread_unawaited_end(ctrl->irq);
}

static void drop_reset_lock(struct controller *ctrl)
{
	if (!variant(pciehp_reset_lock_across_unbind))
		up_read(&ctrl->reset_lock);
}

static void retake_reset_lock(struct controller *ctrl)
{
	if (!variant(pciehp_reset_lock_across_unbind))
		down_read_nested(&ctrl->reset_lock, ctrl->depth);
}

/* With the rescan-remove lock held. */
static int add_devices(struct controller *ctrl)
{
	struct pci_bus *bus = ctrl->port->subordinate;
	struct pci_dev *dev = pci_get_slot(bus, PCI_DEVFN(0, 0));

	if (dev) {
		pci_dev_put(dev);
		return -EEXIST;
	}
	if (!pci_scan_slot(bus, PCI_DEVFN(0, 0))) {
		pci_err(ctrl->port, "Slot(%s): No new device found\n",
			hotplug_slot_name(&ctrl->hotplug_slot));
		return -ENODEV;
	}
	pci_rescan_bus(bus);
	return 0;
}

/* 0, -EEXIST: there was one already, -ENODEV: nothing answers. */
int pciehp_configure_device(struct controller *ctrl)
{
	int ret = -ENODEV;

	drop_reset_lock(ctrl);
	if (lock_rescan_remove(ctrl)) {
		ret = add_devices(ctrl);
		unlock_rescan_remove(ctrl);
	}
	retake_reset_lock(ctrl);
	return ret;
}

/* The card will not be asked to do anything any more. */
static void silence(struct pci_dev *dev)
{
	u16 command;

	pci_read_config_word(dev, PCI_COMMAND, &command);
	command &= ~(PCI_COMMAND_MASTER | PCI_COMMAND_SERR);
	pci_write_config_word(dev, PCI_COMMAND, command | PCI_COMMAND_INTX_DISABLE);
}

/* With the rescan-remove lock held. */
static void remove_devices(struct controller *ctrl, bool presence)
{
	struct pci_dev *dev, *tmp;

	/* in reverse: a PF's VFs come after it and go with it */
	list_for_each_entry_safe_reverse(dev, tmp, &ctrl->port->subordinate->devices, bus_list) {
		pci_dev_get(dev);
		pci_stop_and_remove_bus_device(dev);
		if (presence)
			silence(dev);
		pci_dev_put(dev);
	}
}

/* @presence: the card is still in the slot. */
void pciehp_unconfigure_device(struct controller *ctrl, bool presence)
{
	if (!presence)
		pci_walk_bus(ctrl->port->subordinate, pci_dev_set_disconnected, NULL);
	drop_reset_lock(ctrl);
	if (lock_rescan_remove(ctrl)) {
		remove_devices(ctrl, presence);
		unlock_rescan_remove(ctrl);
	}
	retake_reset_lock(ctrl);
}
