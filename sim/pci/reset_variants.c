// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reset_variants.c - what resets once did, or were proposed to do
 */
#include <linux/device.h>

#include "as_linux.h"
#include "pci.h"
#include "reset_variants.h"

DEFINE_VARIANT(pci_as_6_12, "pci-as-6.12", "Linux 6.12.117; docs/seed-003.md lists them",
	       "all places where Linux 6.12 itself can deadlock or use freed memory");
DEFINE_VARIANT(pci_reset_blocking, "pci-reset-blocking",
	       "reverts 61cf16d8bd38, 890ed578df82 (v3.14)",
	       "resets for user space block on device_lock instead of giving up (P1, P2)");
DEFINE_VARIANT(pci_try_reset_unlocked_save, "pci-try-reset-unlocked-save",
	       "61cf16d8bd38 as posted in 2013, before b014e96d1abb (v4.13)",
	       "a reset saves state before it tries the lock, and restores it after failing (P3)");
DEFINE_VARIANT(pci_bus_reset_locks_to_save, "pci-bus-reset-locks-to-save",
	       "b014e96d1abb (v4.13) before ddefc033eecf (v5.2)",
	       "bus and slot resets block on each device's lock to save its state (P4)");
DEFINE_VARIANT(pci_cfg_before_device_lock, "pci-cfg-before-device-lock",
	       "reverts a91ee0e9fca9 (v5.19, CVE-2022-49434)",
	       "pci_dev_lock() blocks config accesses before it takes device_lock (P5, C01)");
DEFINE_VARIANT(pci_bus_lock_without_bridge, "pci-bus-lock-without-bridge",
	       "reverts a4e772898f8b (v6.11, CVE-2024-46750)",
	       "a bus reset locks the devices of the bus but not the bridge (C09)");
DEFINE_VARIANT(pci_bus_lock_bridge_twice, "pci-bus-lock-bridge-twice",
	       "a4e772898f8b as first posted",
	       "a bus reset locks a bridge below both as a device and as a bus (C09)");
DEFINE_VARIANT(aer_blocks_on_port_lock, "aer-blocks-on-port-lock",
	       "a4e772898f8b (v6.11), as in Linux 6.12",
	       "error recovery blocks on the lock of a port that waits for it in free_irq()");
DEFINE_VARIANT(pci_vf_reset_locks_bridge, "pci-vf-reset-locks-bridge",
	       "7e89efc6e9e4 (v6.10) and later",
	       "a reset of a virtual function locks the bridge above, outside of the PF's lock");
DEFINE_VARIANT(pci_reset_blocks_bridge_config, "pci-reset-blocks-bridge-config",
	       "7e89efc6e9e4 (v6.10) and later",
	       "a reset waits for the device's lock with the bridge's config space blocked");

void pci_dev_lock_cfg_first(struct pci_dev *dev)
{
	pci_cfg_access_lock(dev);
	device_lock(&dev->dev);
}

int pci_try_reset_function_unlocked_save(struct pci_dev *dev)
{
	int ret = -EAGAIN;

	pci_dev_save_and_disable(dev);
	if (pci_dev_trylock(dev)) {
		ret = __pci_reset_function_locked(dev);
		pci_dev_unlock(dev);
	}
	pci_dev_restore(dev);
	return ret;
}
