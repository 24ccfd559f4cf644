// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * enable.c - pci_enable_device() and the command register
 *
 * Enabling is counted; the bridges above are enabled first, for good. What the
 * device decodes follows from the BARs it has.
 *
 * A bridge is enabled for all that is below it: who comes second must find it decoding, not
 * only counted. So what is done to bridges here is done under one mutex.
 */
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/mutex.h>

#include "as_linux.h"
#include "pci.h"

DEFINE_VARIANT(pci_enable_bridge_unlocked, "pci-enable-bridge-unlocked", "Linux 6.12 and later",
	       "a device is enabled while the bridge above is still being enabled for another");

static DEFINE_MUTEX(bridges);

static bool lock_bridges(void)
{
	if (as_6_12(pci_enable_bridge_unlocked))
		return false;
	mutex_lock(&bridges);
	return true;
}

static void unlock_bridges(bool locked)
{
	if (locked)
		mutex_unlock(&bridges);
}

static int enable_resources(struct pci_dev *dev, int bars)
{
	u16 old, command;

	pci_read_config_word(dev, PCI_COMMAND, &command);
	old = command;
	for (int i = 0; i < PCI_NUM_RESOURCES; i++) {
		unsigned long flags = dev->resource[i].flags;

		if (!(bars & 1 << i) || i == PCI_ROM_RESOURCE)
			continue;
		if (flags & IORESOURCE_UNSET) {
			pci_err(dev, "BAR %d: not assigned; can't enable device\n", i);
			return -EINVAL;
		}
		if (flags & IORESOURCE_IO)
			command |= PCI_COMMAND_IO;
		if (flags & IORESOURCE_MEM)
			command |= PCI_COMMAND_MEMORY;
	}
	if (command != old)
		pci_write_config_word(dev, PCI_COMMAND, command);
	return 0;
}

static int do_enable(struct pci_dev *dev, int bars)
{
	u16 command;
	int ret;

	ret = pci_set_power_state(dev, PCI_D0);
	if (ret < 0 && ret != -EIO)
		return ret;
	ret = enable_resources(dev, bars);
	if (ret)
		return ret;
	if (dev->msi_enabled || dev->msix_enabled || !dev->pin)
		return 0;
	pci_read_config_word(dev, PCI_COMMAND, &command);
	if (command & PCI_COMMAND_INTX_DISABLE)
		pci_write_config_word(dev, PCI_COMMAND, command & ~PCI_COMMAND_INTX_DISABLE);
	return 0;
}

static void set_master(struct pci_dev *dev, bool enable)
{
	u16 old, command;

	pci_read_config_word(dev, PCI_COMMAND, &old);
	command = enable ? old | PCI_COMMAND_MASTER : old & ~PCI_COMMAND_MASTER;
	if (command != old)
		pci_write_config_word(dev, PCI_COMMAND, command);
	dev->is_busmaster = enable;
}

static int enable_counted(struct pci_dev *dev, unsigned long flags, bool is_locked);

static void enable_bridge(struct pci_dev *bridge)
{
	struct pci_dev *above = pci_upstream_bridge(bridge);

	if (above)
		enable_bridge(above);
	if (!pci_is_enabled(bridge)) {
		int ret = enable_counted(bridge, IORESOURCE_MEM | IORESOURCE_IO, true);

		if (ret)
			pci_err(bridge, "Error enabling bridge (%d), continuing\n", ret);
	}
	if (!bridge->is_busmaster)
		set_master(bridge, true);
}

/* @is_locked: the bridges are. */
static int enable_counted(struct pci_dev *dev, unsigned long flags, bool is_locked)
{
	struct pci_dev *bridge = pci_upstream_bridge(dev);
	int bars = 0, ret;

	pci_update_current_state(dev, READ_ONCE(dev->current_state));
	if (atomic_inc_return(&dev->enable_cnt) > 1)
		return 0;
	if (bridge) {
		bool locked = !is_locked && lock_bridges();

		enable_bridge(bridge);
		unlock_bridges(locked);
	}
	for (int i = 0; i < PCI_NUM_RESOURCES; i++)
		if ((i <= PCI_ROM_RESOURCE || i >= PCI_BRIDGE_RESOURCES) &&
		    dev->resource[i].flags & flags)
			bars |= 1 << i;
	ret = do_enable(dev, bars);
	if (ret < 0)
		atomic_dec(&dev->enable_cnt);
	return ret;
}

static int enable_flags(struct pci_dev *dev, unsigned long flags)
{
	bool locked = pci_is_bridge(dev) && lock_bridges();
	int ret = enable_counted(dev, flags, locked);

	unlock_bridges(locked);
	return ret;
}

int pci_enable_device(struct pci_dev *dev)
{
	return enable_flags(dev, IORESOURCE_MEM | IORESOURCE_IO);
}

int pci_enable_device_mem(struct pci_dev *dev)
{
	return enable_flags(dev, IORESOURCE_MEM);
}

/* Again, after the registers were lost; the count stays. */
int pci_reenable_device(struct pci_dev *dev)
{
	return pci_is_enabled(dev) ? do_enable(dev, (1 << PCI_NUM_RESOURCES) - 1) : 0;
}

static void disable_managed(struct device *dev, void *res)
{
	struct pci_dev *pdev = to_pci_dev(dev);

	pdev->is_managed = 0;
	if (pci_dev_msi_enabled(pdev))
		pci_free_irq_vectors(pdev);
	if (!pdev->pinned)
		pci_disable_device(pdev);
}

int pcim_enable_device(struct pci_dev *dev)
{
	void *res;
	int ret;

	if (dev->is_managed)
		return pci_enable_device(dev);
	res = devres_alloc(disable_managed, 1, GFP_KERNEL);
	if (!res)
		return -ENOMEM;
	ret = pci_enable_device(dev);
	if (ret) {
		devres_free(res);
		return ret;
	}
	dev->is_managed = 1;
	devres_add(&dev->dev, res);
	return 0;
}

void pci_set_master(struct pci_dev *dev)
{
	bool locked = pci_is_bridge(dev) && lock_bridges();

	set_master(dev, true);
	unlock_bridges(locked);
}

void pci_clear_master(struct pci_dev *dev)
{
	set_master(dev, false);
}

static void disable_counted(struct pci_dev *dev)
{
	if (WARN_ON(atomic_read(&dev->enable_cnt) <= 0))
		return;
	if (atomic_dec_return(&dev->enable_cnt))
		return;
	set_master(dev, false);
}

void pci_disable_device(struct pci_dev *dev)
{
	bool locked = pci_is_bridge(dev) && lock_bridges();

	disable_counted(dev);
	unlock_bridges(locked);
}

/* Memory write and invalidate: the devices here take no part in it. */
int pci_set_mwi(struct pci_dev *dev)
{
	return -EINVAL;
}

int pci_try_set_mwi(struct pci_dev *dev)
{
	return 0;
}

void pci_clear_mwi(struct pci_dev *dev)
{
}

void pci_intx(struct pci_dev *dev, int enable)
{
	u16 old, command;

	pci_read_config_word(dev, PCI_COMMAND, &old);
	command = enable ? old & ~PCI_COMMAND_INTX_DISABLE : old | PCI_COMMAND_INTX_DISABLE;
	if (command != old)
		pci_write_config_word(dev, PCI_COMMAND, command);
}

/*
 * Switch INTx off if it is raised, or on if it is not: true if it was so. One read
 * gives command and status together; the write may race with nothing, since the
 * caller's interrupt handler is the only other one to change that bit.
 */
static bool check_and_set_intx(struct pci_dev *dev, bool mask)
{
	u32 both;
	u16 command;

	pci_read_config_dword(dev, PCI_COMMAND, &both);
	if (mask != !!(both >> 16 & PCI_STATUS_INTERRUPT))
		return false;
	command = both & ~PCI_COMMAND_INTX_DISABLE;
	if (mask)
		command |= PCI_COMMAND_INTX_DISABLE;
	if (command != (u16)both)
		pci_write_config_word(dev, PCI_COMMAND, command);
	return true;
}

bool pci_check_and_mask_intx(struct pci_dev *dev)
{
	return check_and_set_intx(dev, true);
}

bool pci_check_and_unmask_intx(struct pci_dev *dev)
{
	return check_and_set_intx(dev, false);
}

int pci_status_get_and_clear_errors(struct pci_dev *dev)
{
	u16 status;

	if (pci_read_config_word(dev, PCI_STATUS, &status))
		return -EIO;
	status &= PCI_STATUS_ERROR_BITS;
	if (status)
		pci_write_config_word(dev, PCI_STATUS, status);
	return status;
}

bool pci_device_is_present(struct pci_dev *dev)
{
	u32 id;

	dev = pci_physfn(dev);
	if (pci_dev_is_disconnected(dev))
		return false;
	return !pci_bus_read_config_dword(dev->bus, dev->devfn, PCI_VENDOR_ID, &id) && id != ~0u;
}

int pcie_get_readrq(struct pci_dev *dev)
{
	u16 ctl;

	pcie_capability_read_word(dev, PCI_EXP_DEVCTL, &ctl);
	return 128 << ((ctl & PCI_EXP_DEVCTL_READRQ) >> 12);
}

static int size_code(int bytes)
{
	for (int code = 0; code < 6; code++)
		if (bytes == 128 << code)
			return code;
	return -EINVAL;
}

int pcie_set_readrq(struct pci_dev *dev, int rq)
{
	int code = size_code(rq);

	if (code < 0)
		return code;
	return pcibios_err_to_errno(
		pcie_capability_clear_and_set_word(dev, PCI_EXP_DEVCTL, PCI_EXP_DEVCTL_READRQ,
						   code << 12));
}

int pcie_get_mps(struct pci_dev *dev)
{
	u16 ctl;

	pcie_capability_read_word(dev, PCI_EXP_DEVCTL, &ctl);
	return 128 << ((ctl & PCI_EXP_DEVCTL_PAYLOAD) >> 5);
}

int pcie_set_mps(struct pci_dev *dev, int mps)
{
	int code = size_code(mps);

	if (code < 0 || code > dev->pcie_mpss)
		return -EINVAL;
	return pcibios_err_to_errno(
		pcie_capability_clear_and_set_word(dev, PCI_EXP_DEVCTL, PCI_EXP_DEVCTL_PAYLOAD,
						   code << 5));
}

/* No root port here completes atomic operations. */
int pci_enable_atomic_ops_to_root(struct pci_dev *dev, u32 cap_mask)
{
	return -EINVAL;
}
