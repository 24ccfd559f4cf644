// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reset_tree.c - resetting everything below a bridge, or everything in a slot
 *
 * What is reset together is locked together, from the top down: the bridge, then
 * each device on its bus, a bridge among them with all that is below it. A bridge is
 * locked once, as head of its bus. Trying unwinds completely on contention.
 *
 * A slot is the part of a bus whose devices belong to it; NULL stands for all.
 * Nobody adds or removes devices meanwhile: the bridge's device lock and those of
 * the devices keep drivers from going, and callers hold a device on the bus.
 */
#include <linux/bug.h>
#include <linux/delay.h>
#include <linux/mutex.h>
#include <linux/pci_hotplug.h>

#include "as_linux.h"
#include "pci.h"
#include "reset_variants.h"

static bool in_slot(const struct pci_dev *dev, const struct pci_slot *slot)
{
	return !slot || dev->slot == slot;
}

#define for_each_in_slot(dev, bus, slot)			\
	list_for_each_entry(dev, &(bus)->devices, bus_list)	\
		if (!in_slot(dev, slot)) {} else

static bool resettable(struct pci_bus *bus, struct pci_slot *slot)
{
	struct pci_dev *dev;

	if (bus->self && bus->self->dev_flags & PCI_DEV_FLAGS_NO_BUS_RESET)
		return false;
	for_each_in_slot(dev, bus, slot)
		if (dev->dev_flags & PCI_DEV_FLAGS_NO_BUS_RESET ||
		    (dev->subordinate && !resettable(dev->subordinate, NULL)))
			return false;
	return true;
}

static bool lock_bridge(struct pci_bus *bus)
{
	return bus->self && !variant(pci_bus_lock_without_bridge);
}

/* Is @dev, besides heading its own bus, locked as a device of the bus it is on? */
static bool lock_as_device(struct pci_dev *dev)
{
	return !dev->subordinate || variant(pci_bus_lock_without_bridge) ||
	       variant(pci_bus_lock_bridge_twice);
}

static void lock_tree(struct pci_bus *bus, struct pci_slot *slot)
{
	struct pci_dev *dev;

	if (lock_bridge(bus))
		pci_dev_lock(bus->self);
	for_each_in_slot(dev, bus, slot) {
		if (lock_as_device(dev))
			pci_dev_lock(dev);
		if (dev->subordinate)
			lock_tree(dev->subordinate, NULL);
	}
}

static void unlock_one(struct pci_dev *dev);

static void unlock_tree(struct pci_bus *bus, struct pci_slot *slot)
{
	struct pci_dev *dev;

	for_each_in_slot(dev, bus, slot)
		unlock_one(dev);
	if (lock_bridge(bus))
		pci_dev_unlock(bus->self);
}

static void unlock_one(struct pci_dev *dev)
{
	if (dev->subordinate)
		unlock_tree(dev->subordinate, NULL);
	if (lock_as_device(dev))
		pci_dev_unlock(dev);
}

static bool trylock_tree(struct pci_bus *bus, struct pci_slot *slot);

static bool trylock_one(struct pci_dev *dev)
{
	if (lock_as_device(dev) && !pci_dev_trylock(dev))
		return false;
	if (!dev->subordinate || trylock_tree(dev->subordinate, NULL))
		return true;
	if (lock_as_device(dev))
		pci_dev_unlock(dev);
	return false;
}

static bool trylock_tree(struct pci_bus *bus, struct pci_slot *slot)
{
	struct pci_dev *dev;

	if (lock_bridge(bus) && !pci_dev_trylock(bus->self))
		return false;
	for_each_in_slot(dev, bus, slot)
		if (!trylock_one(dev))
			goto out_unlock;
	return true;

out_unlock:
	list_for_each_entry_continue_reverse(dev, &bus->devices, bus_list)
		if (in_slot(dev, slot))
			unlock_one(dev);
	if (lock_bridge(bus))
		pci_dev_unlock(bus->self);
	return false;
}

static void save_tree(struct pci_bus *bus, struct pci_slot *slot)
{
	struct pci_dev *dev;

	for_each_in_slot(dev, bus, slot) {
		pci_dev_save_and_disable(dev);
		if (dev->subordinate)
			save_tree(dev->subordinate, NULL);
	}
}

static void restore_tree(struct pci_bus *bus, struct pci_slot *slot)
{
	struct pci_dev *dev;

	for_each_in_slot(dev, bus, slot) {
		pci_dev_restore(dev);
		if (dev->subordinate) {
			pci_bridge_wait_for_secondary_bus(dev, "bus reset");
			restore_tree(dev->subordinate, NULL);
		}
	}
}

/* Each device for itself, blocking: what bus resets did before they tried (P4). */
static void each_locked(struct pci_bus *bus, struct pci_slot *slot,
			void (*what)(struct pci_dev *dev))
{
	struct pci_dev *dev;

	for_each_in_slot(dev, bus, slot) {
		pci_dev_lock(dev);
		what(dev);
		pci_dev_unlock(dev);
		if (dev->subordinate)
			each_locked(dev->subordinate, NULL, what);
	}
}

void pci_reset_secondary_bus(struct pci_dev *bridge)
{
	u16 ctl;

	pci_read_config_word(bridge, PCI_BRIDGE_CONTROL, &ctl);
	pci_write_config_word(bridge, PCI_BRIDGE_CONTROL, ctl | PCI_BRIDGE_CTL_BUS_RESET);
	msleep(2);	/* twice what the specification asks for */
	pci_write_config_word(bridge, PCI_BRIDGE_CONTROL, ctl & ~PCI_BRIDGE_CTL_BUS_RESET);
}

void pcibios_reset_secondary_bus(struct pci_dev *bridge)
{
	pci_reset_secondary_bus(bridge);
}

int pci_bridge_secondary_bus_reset(struct pci_dev *bridge)
{
	pcibios_reset_secondary_bus(bridge);
	return pci_bridge_wait_for_secondary_bus(bridge, "bus reset");
}

static int do_reset(struct pci_bus *bus, struct pci_slot *slot)
{
	might_sleep();
	if (slot)
		return pci_reset_hotplug_slot(slot->hotplug, PCI_RESET_DO_RESET);
	/* whoever reads the bridge now would see the middle of a reset */
	pci_WARN(bus->self, !pci_cfg_access_blocked(bus->self),
		 "unlocked secondary bus reset\n");
	return pci_bridge_secondary_bus_reset(bus->self);
}

static int probe_reset(struct pci_bus *bus, struct pci_slot *slot)
{
	if ((!slot && !bus->self) || !resettable(bus, slot))
		return -ENOTTY;
	return slot ? pci_reset_hotplug_slot(slot->hotplug, PCI_RESET_PROBE) : 0;
}

int pci_probe_reset_slot(struct pci_slot *slot)
{
	return slot ? probe_reset(slot->bus, slot) : -ENOTTY;
}

int pci_probe_reset_bus(struct pci_bus *bus)
{
	return probe_reset(bus, NULL);
}

static int try_reset_saving_first(struct pci_bus *bus, struct pci_slot *slot)
{
	int ret = -EAGAIN;

	each_locked(bus, slot, pci_dev_save_and_disable);
	if (trylock_tree(bus, slot)) {
		ret = do_reset(bus, slot);
		unlock_tree(bus, slot);
	}
	each_locked(bus, slot, pci_dev_restore);
	return ret;
}

static int try_reset(struct pci_bus *bus, struct pci_slot *slot)
{
	int ret = probe_reset(bus, slot);

	if (ret)
		return ret;
	if (variant(pci_bus_reset_locks_to_save))
		return try_reset_saving_first(bus, slot);
	if (!trylock_tree(bus, slot))
		return -EAGAIN;
	save_tree(bus, slot);
	ret = do_reset(bus, slot);
	restore_tree(bus, slot);
	unlock_tree(bus, slot);
	return ret;
}

/* All devices that share @dev's slot if that can be reset, else its bus; or -EAGAIN. */
int pci_reset_bus(struct pci_dev *dev)
{
	return pci_probe_reset_slot(dev->slot) ? try_reset(dev->bus, NULL) :
						 try_reset(dev->bus, dev->slot);
}

int pci_try_reset_bus_below(struct pci_bus *bus)
{
	return try_reset(bus, NULL);
}

static bool lock_for_error(struct pci_bus *bus, struct pci_slot *slot, const bool *give_up)
{
	if (as_6_12(aer_blocks_on_port_lock)) {
		lock_tree(bus, slot);
		return true;
	}
	while (!trylock_tree(bus, slot)) {
		if (READ_ONCE(*give_up))
			return false;
		msleep(10);
	}
	return true;
}

static int reset_after_error(struct pci_bus *bus, struct pci_slot *slot, const bool *give_up)
{
	int ret = probe_reset(bus, slot);

	if (ret)
		return ret;
	if (!lock_for_error(bus, slot, give_up))
		return -EAGAIN;
	ret = do_reset(bus, slot);
	unlock_tree(bus, slot);
	return ret;
}

static bool all_slots_resettable(struct pci_bus *bus)
{
	struct pci_slot *slot;

	list_for_each_entry(slot, &bus->slots, list)
		if (pci_probe_reset_slot(slot))
			return false;
	return !list_empty(&bus->slots);
}

/*
 * In error recovery: drivers have saved what they need. The caller is the interrupt
 * thread of the port, whose driver may be on its way out: it holds the port's device
 * lock and waits for this thread. So the locks are tried until @give_up is set. Linux
 * blocks on them.
 */
int pci_bus_error_reset(struct pci_dev *bridge, const bool *give_up)
{
	struct pci_bus *bus = bridge->subordinate;
	struct pci_slot *slot;
	int ret = -ENOTTY;

	if (!bus)
		return -ENOTTY;
	mutex_lock(&pci_slot_mutex);
	if (all_slots_resettable(bus))
		list_for_each_entry(slot, &bus->slots, list) {
			ret = reset_after_error(bus, slot, give_up);
			if (ret)
				break;
		}
	mutex_unlock(&pci_slot_mutex);
	return ret ? reset_after_error(bus, NULL, give_up) : 0;
}
