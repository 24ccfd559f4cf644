// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reset.c - resetting one function: locks, saved state, callbacks
 *
 * While a function is reset, its driver must not come or go, nobody may suspend it,
 * and user space must not see registers that are about to change. So the device lock
 * and the block of config accesses are held from before the state is saved until
 * after it is restored; the driver hears of it in reset_prepare() and reset_done().
 *
 * Order: device_lock() of the bridge above and then of the device, then
 * pci_cfg_access_lock() of the device and then of the bridge. Whoever waits for a device lock
 * may wait for its user, and that one for config space.
 *
 * A task that user space can make wait for somebody who waits for user space must
 * not block here: pci_try_reset_function() gives up with -EAGAIN. It leaves the
 * bridge alone, as Linux does. What it once did instead is in reset_variants.c.
 */
#include <linux/device.h>

#include "as_linux.h"
#include "pci.h"
#include "reset_variants.h"

void pci_dev_lock(struct pci_dev *dev)
{
	if (variant(pci_cfg_before_device_lock)) {
		pci_dev_lock_cfg_first(dev);
		return;
	}
	device_lock(&dev->dev);
	pci_cfg_access_lock(dev);
}

/* 1 if both are held now, 0 if nothing is. */
int pci_dev_trylock(struct pci_dev *dev)
{
	if (variant(pci_reset_blocking)) {
		pci_dev_lock(dev);
		return 1;
	}
	if (!device_trylock(&dev->dev))
		return 0;
	if (pci_cfg_access_trylock(dev))
		return 1;
	device_unlock(&dev->dev);
	return 0;
}

void pci_dev_unlock(struct pci_dev *dev)
{
	pci_cfg_access_unlock(dev);
	device_unlock(&dev->dev);
}

void pci_dev_save_and_disable(struct pci_dev *dev)
{
	const struct pci_error_handlers *handler = dev->driver ? dev->driver->err_handler : NULL;

	if (handler && handler->reset_prepare)
		handler->reset_prepare(dev);

	/* registers come back with the device in D0, so that is what must be saved */
	pci_set_power_state(dev, PCI_D0);
	if (!pci_dev_config_accessible(dev))
		return;
	pci_save_state(dev);

	/* no decoding, no DMA, no interrupts from here on */
	pci_write_config_word(dev, PCI_COMMAND, PCI_COMMAND_INTX_DISABLE);
}

void pci_dev_restore(struct pci_dev *dev)
{
	const struct pci_error_handlers *handler = dev->driver ? dev->driver->err_handler : NULL;

	pci_restore_state(dev);
	if (handler && handler->reset_done)
		handler->reset_done(dev);
}

/* The whole, for a caller that holds the locks. */
int pci_reset_function_locked(struct pci_dev *dev)
{
	int ret;

	if (!pci_reset_supported(dev))
		return -ENOTTY;
	device_lock_assert(&dev->dev);
	pci_dev_save_and_disable(dev);
	ret = __pci_reset_function_locked(dev);
	pci_dev_restore(dev);
	/* the reset of a port takes what is below along, and restores the port */
	if (!ret && pci_is_bridge(dev))
		dev->left_reset = true;
	return ret;
}

/*
 * What a reset of the function alone also has to lock. A virtual function is never reset by its
 * bus, and the lock of the bridge is outside of that of the PF, under which the VF is removed.
 */
static struct pci_dev *bridge_to_lock(struct pci_dev *dev)
{
	return dev->is_virtfn && !as_6_12(pci_vf_reset_locks_bridge) ? NULL :
	       pci_upstream_bridge(dev);
}

static void lock_with_bridge(struct pci_dev *bridge, struct pci_dev *dev)
{
	if (as_6_12(pci_reset_blocks_bridge_config) || variant(pci_cfg_before_device_lock)) {
		pci_dev_lock(bridge);
		pci_dev_lock(dev);
		return;
	}
	device_lock(&bridge->dev);
	pci_dev_lock(dev);
	pci_cfg_access_lock(bridge);
}

/* Blocks until everybody else is done with the device; for the kernel's own use. */
int pci_reset_function(struct pci_dev *dev)
{
	struct pci_dev *bridge;
	int ret;

	if (!pci_reset_supported(dev))
		return -ENOTTY;
	bridge = bridge_to_lock(dev);
	if (bridge)
		lock_with_bridge(bridge, dev);
	else
		pci_dev_lock(dev);
	ret = pci_reset_function_locked(dev);
	pci_dev_unlock(dev);
	if (bridge)
		pci_dev_unlock(bridge);
	return ret;
}

int pci_try_reset_function(struct pci_dev *dev)
{
	int ret;

	if (!pci_reset_supported(dev))
		return -ENOTTY;
	if (variant(pci_try_reset_unlocked_save))
		return pci_try_reset_function_unlocked_save(dev);
	if (!pci_dev_trylock(dev))
		return -EAGAIN;
	ret = pci_reset_function_locked(dev);
	pci_dev_unlock(dev);
	return ret;
}
