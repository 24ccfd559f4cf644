// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rest.c - what must hold of every device when the machine goes
 *
 * By then no task is inside the PCI core: a lock or a block that is still there was
 * forgotten, and a BAR that reads zero was lost in a reset whose state nobody
 * restored. Let off are devices whose registers user space has written itself, those
 * that did not recover from an error, or whose driver leaves that to its user, and those
 * below a port that user space has reset: as in Linux, nobody restores them.
 */
#include <linux/mutex.h>

#include "kernel/finding.h"

#include "hw_fn.h"
#include "pci.h"

static void check_locks(struct pci_dev *dev)
{
	if (pci_cfg_access_blocked(dev))
		finding_report(FINDING_STATE, "PCI device left with config accesses blocked",
			       "%s: pci_cfg_access_lock() without its unlock\n", pci_name(dev));
	if (mutex_is_locked(&dev->dev.mutex))
		finding_report(FINDING_STATE, "PCI device left locked",
			       "%s: device_lock() without its unlock\n", pci_name(dev));
}

static bool was_left_reset(struct pci_dev *dev)
{
	for (; dev; dev = pci_upstream_bridge(dev)) {
		if (dev->left_reset)
			return true;
	}
	return false;
}

/*
 * Another card since, and nobody has noticed: its port has no driver that would. Or the card was
 * reset by its port after its BARs had been read, and before it could be found below the port.
 */
static bool was_replaced(const struct pci_dev *dev)
{
	const struct pci_hw_fn *fn = pci_hw_of(dev);

	return fn && hw_load(&fn->fresh);
}

static void check_bars(struct pci_dev *dev)
{
	u32 value;

	if (dev->is_virtfn || dev->user_wrote_config || was_left_reset(dev) ||
	    was_replaced(dev) || pci_channel_offline(dev))
		return;
	for (int i = 0; i < PCI_STD_NUM_BARS; i++) {
		const struct resource *res = &dev->resource[i];

		if (!res->flags || res->flags & IORESOURCE_UNSET)
			continue;
		pci_read_config_dword(dev, PCI_BASE_ADDRESS_0 + i * 4, &value);
		if (value & ~15u || res->start >> 32)
			continue;
		finding_report(FINDING_STATE, "PCI device left without its config space",
			       "%s: BAR %d is not %#llx any more: reset and not restored\n",
			       pci_name(dev), i, (unsigned long long)res->start);
		return;
	}
}

int pci_check_at_rest(struct pci_dev *dev, void *unused)
{
	check_locks(dev);
	check_bars(dev);
	return 0;
}
