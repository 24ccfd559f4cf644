// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * remove.c - taking devices out
 *
 * Two passes over the tree: in the first, drivers unbind, leaves first; in the second, devices
 * leave the lists, and memory goes with the last reference. The caller has
 * pci_lock_rescan_remove(). Nothing else keeps two tasks from removing one device twice.
 *
 * Both passes begin at the end of a bus's list: a PF comes before its VFs, and takes with it
 * those that are still there when it is stopped.
 */
#include <linux/mutex.h>

#include "core/core.h"

#include "as_linux.h"
#include "host.h"
#include "pci.h"

DEFINE_VARIANT(pci_unbind_unlocked, "pci-unbind-unlocked", "Linux 6.12 and later",
	       "unbinding a PF's driver removes its VFs without the rescan-remove lock");
DEFINE_VARIANT(pci_removed_binds, "pci-removed-binds", "Linux 6.12 and later",
	       "a device on its way out may be bound again, to what is taken from under it");
DEFINE_VARIANT(sriov_rescan_lock_reentrant, "sriov-rescan-lock-reentrant",
	       "v13 of the patches around 2fa119c0e5e5, not merged",
	       "as sriov-rescan-lock-inside, but who has the lock may take it again (C15)");

static DEFINE_MUTEX(pci_rescan_remove_lock);

/* Of the variant that lets the owner in again; the depth is the owner's alone. */
static struct task_struct *rescan_owner;
static unsigned int rescan_depth;

static bool lock_again(void)
{
	bool owned = variant(sriov_rescan_lock_reentrant) && READ_ONCE(rescan_owner) == current;

	rescan_depth += owned;
	return owned;
}

void pci_lock_rescan_remove(void)
{
	if (lock_again())
		return;
	mutex_lock(&pci_rescan_remove_lock);
	WRITE_ONCE(rescan_owner, current);
}

bool pci_trylock_rescan_remove(void)
{
	bool taken = lock_again();

	if (!taken && mutex_trylock(&pci_rescan_remove_lock)) {
		WRITE_ONCE(rescan_owner, current);
		taken = true;
	}
	return taken;
}

void pci_unlock_rescan_remove(void)
{
	if (rescan_depth) {
		rescan_depth--;
		return;
	}
	WRITE_ONCE(rescan_owner, NULL);
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

/* The last one first. The one that comes next must not be removed by @fn. */
static void each_device(struct pci_bus *bus, void (*fn)(struct pci_dev *dev))
{
	struct pci_dev *dev, *next;

	list_for_each_entry_safe_reverse(dev, next, &bus->devices, bus_list)
		fn(dev);
}

/* Nobody binds it any more: what a driver would build on it is taken away next. */
static void stop_tree(struct pci_dev *dev)
{
	if (!as_6_12(pci_removed_binds))
		WRITE_ONCE(dev->match_driver, false);
	if (dev->subordinate)
		each_device(dev->subordinate, stop_tree);
	if (pci_dev_is_added(dev)) {
		device_release_driver(&dev->dev);
		clear_bit(PCI_DEV_ADDED, &dev->priv_flags);
	}
}

/* What never got into the tree, or is out of it already, has no parent. */
static void unlist(struct pci_dev *dev)
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

static void remove_tree(struct pci_dev *dev)
{
	struct pci_bus *below = dev->subordinate;

	if (below) {
		each_device(below, remove_tree);
		down_write(&pci_bus_sem);
		WRITE_ONCE(dev->subordinate, NULL);	/* resets look without the lock */
		up_write(&pci_bus_sem);
		pci_remove_bus(below);
	}
	unlist(dev);
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
	each_device(bus, stop_tree);
}

void pci_remove_root_bus(struct pci_bus *bus)
{
	struct pci_host_bridge *host = to_pci_host_bridge(bus->bridge);

	each_device(bus, remove_tree);
	host->bus = NULL;
	pci_remove_bus(bus);
	device_del(&host->dev);
}
