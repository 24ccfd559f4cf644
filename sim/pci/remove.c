// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * remove.c - taking devices out
 *
 * Two passes over the tree: stop (drivers unbind, leaves first), then remove
 * (devices leave the lists, memory goes with the last reference). The caller holds
 * pci_lock_rescan_remove(). Nothing else keeps two tasks from removing one device twice.
 */
#include <linux/mutex.h>

#include "core/core.h"

#include "as_linux.h"
#include "host.h"
#include "pci.h"

DEFINE_VARIANT(pci_unbind_unlocked, "pci-unbind-unlocked", "Linux 6.12 and later",
	       "unbinding a PF's driver removes its VFs without the rescan-remove lock");

static DEFINE_MUTEX(pci_rescan_remove_lock);

void pci_lock_rescan_remove(void)
{
	mutex_lock(&pci_rescan_remove_lock);
}

bool pci_trylock_rescan_remove(void)
{
	return mutex_trylock(&pci_rescan_remove_lock);
}

void pci_unlock_rescan_remove(void)
{
	mutex_unlock(&pci_rescan_remove_lock);
}

/*
 * The driver of a PF that goes takes its VFs away, which needs the lock, and is asked to go
 * under the device lock, which is inside of it. A port's driver waits for the hot-plug thread,
 * which may hold it. So whoever unbinds one of them takes it first.
 */
bool pci_unbind_locked(void)
{
	return !as_6_12(pci_unbind_unlocked) && pci_sriov_needs_rescan_lock();
}

static bool is_guarded(struct device *dev)
{
	struct pci_dev *pdev = to_pci_dev(dev);

	return pci_unbind_locked() && (pdev->is_physfn || pci_is_bridge(pdev));
}

static void unbind_begin(struct device *dev)
{
	if (is_guarded(dev))
		pci_lock_rescan_remove();
}

static void unbind_end(struct device *dev)
{
	if (is_guarded(dev))
		pci_unlock_rescan_remove();
}

const struct bus_guard pci_unbind_guard = { .begin = unbind_begin, .end = unbind_end };

static void stop_dev(struct pci_dev *dev)
{
	if (!pci_dev_is_added(dev))
		return;
	device_release_driver(&dev->dev);
	clear_bit(PCI_DEV_ADDED, &dev->priv_flags);
}

static void destroy_dev(struct pci_dev *dev)
{
	if (!dev->dev.kobj.parent)
		return;
	device_del(&dev->dev);
	down_write(&pci_bus_sem);
	list_del(&dev->bus_list);
	up_write(&pci_bus_sem);
	pci_hw_set_dev(dev, false);
	put_device(&dev->dev);
}

/*
 * In reverse: stopping a PF removes its VFs, which come after it in the list and
 * would pull the rug from under an iteration that goes forward.
 */
static void stop_tree(struct pci_dev *dev)
{
	struct pci_dev *child, *tmp;

	if (dev->subordinate)
		list_for_each_entry_safe_reverse(child, tmp, &dev->subordinate->devices, bus_list)
			stop_tree(child);
	stop_dev(dev);
}

static void remove_tree(struct pci_dev *dev)
{
	struct pci_bus *bus = dev->subordinate;
	struct pci_dev *child, *tmp;

	if (bus) {
		list_for_each_entry_safe(child, tmp, &bus->devices, bus_list)
			remove_tree(child);
		pci_remove_bus(bus);
		dev->subordinate = NULL;
	}
	destroy_dev(dev);
}

void pci_stop_and_remove_bus_device(struct pci_dev *dev)
{
	stop_tree(dev);
	remove_tree(dev);
}

void pci_stop_and_remove_bus_device_locked(struct pci_dev *dev)
{
	pci_lock_rescan_remove();
	pci_stop_and_remove_bus_device(dev);
	pci_unlock_rescan_remove();
}

void pci_stop_root_bus(struct pci_bus *bus)
{
	struct pci_dev *child, *tmp;

	list_for_each_entry_safe_reverse(child, tmp, &bus->devices, bus_list)
		stop_tree(child);
}

void pci_remove_root_bus(struct pci_bus *bus)
{
	struct pci_host_bridge *host = to_pci_host_bridge(bus->bridge);
	struct pci_dev *child, *tmp;

	list_for_each_entry_safe(child, tmp, &bus->devices, bus_list)
		remove_tree(child);
	pci_remove_bus(bus);
	host->bus = NULL;
	device_del(&host->dev);
}
