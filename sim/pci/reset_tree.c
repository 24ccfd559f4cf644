// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reset_tree.c - resetting everything below a bridge, or everything in a slot
 *
 * What is reset together is locked together (reset_set.c). Trying unwinds completely on
 * contention. A slot is the part of a bus whose devices belong to it; NULL stands for all.
 */
#include <linux/bug.h>
#include <linux/delay.h>
#include <linux/mutex.h>
#include <linux/pci_hotplug.h>

#include "as_linux.h"
#include "pci.h"
#include "reset_set.h"
#include "reset_variants.h"

static bool in_slot(const struct pci_dev *dev, const struct pci_slot *slot)
{
	return !slot || READ_ONCE(dev->slot) == slot;
}

#define for_each_in_slot(dev, bus, slot)			\
	list_for_each_entry(dev, &(bus)->devices, bus_list)	\
		if (!in_slot(dev, slot)) {} else

static bool all_resettable(struct pci_bus *bus, struct pci_slot *slot)
{
	struct pci_dev *dev;

	lockdep_assert_held(&pci_bus_sem);
	if (bus->self && bus->self->dev_flags & PCI_DEV_FLAGS_NO_BUS_RESET)
		return false;
	for_each_in_slot(dev, bus, slot)
		if (dev->dev_flags & PCI_DEV_FLAGS_NO_BUS_RESET ||
		    (dev->subordinate && !all_resettable(dev->subordinate, NULL)))
			return false;
	return true;
}

static bool resettable(struct pci_bus *bus, struct pci_slot *slot)
{
	bool ret;

	down_read(&pci_bus_sem);
	ret = all_resettable(bus, slot);
	up_read(&pci_bus_sem);
	return ret;
}

static void save_all(struct reset_set *set)
{
	struct pci_dev *dev;
	unsigned int i;

	for_each_to_reset(dev, i, set)
		pci_dev_save_and_disable(dev);
}

static void restore_all(struct reset_set *set)
{
	struct pci_dev *dev;
	unsigned int i;

	for_each_to_reset(dev, i, set) {
		pci_dev_restore(dev);
		if (READ_ONCE(dev->subordinate))
			pci_bridge_wait_for_secondary_bus(dev, "bus reset");
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
		return pci_slot_reset(slot, PCI_RESET_DO_RESET);
	/* whoever reads the bridge now would see the middle of a reset */
	pci_WARN(bus->self, !pci_cfg_access_blocked(bus->self),
		 "unlocked secondary bus reset\n");
	return pci_bridge_secondary_bus_reset(bus->self);
}

static int probe_reset(struct pci_bus *bus, struct pci_slot *slot)
{
	if ((!slot && !bus->self) || !resettable(bus, slot))
		return -ENOTTY;
	return slot ? pci_slot_reset(slot, PCI_RESET_PROBE) : 0;
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
	struct reset_set *set;
	int ret = -EAGAIN;

	each_locked(bus, slot, pci_dev_save_and_disable);
	set = reset_set_trylock(bus, slot, true);
	if (set) {
		ret = do_reset(bus, slot);
		reset_set_unlock(set);
	}
	each_locked(bus, slot, pci_dev_restore);
	return ret;
}

static int try_reset(struct pci_bus *bus, struct pci_slot *slot, bool wake)
{
	struct reset_set *set;
	int ret = probe_reset(bus, slot);

	if (ret)
		return ret;
	if (variant(pci_bus_reset_locks_to_save))
		return try_reset_saving_first(bus, slot);
	set = reset_set_trylock(bus, slot, wake);
	if (!set)
		return -EAGAIN;
	save_all(set);
	ret = do_reset(bus, slot);
	set = reset_set_now(set);
	restore_all(set);
	reset_set_unlock(set);
	return ret;
}

/*
 * All devices that share @dev's slot if that can be reset, else its bus; or -EAGAIN. The caller
 * has woken them: he may hold what their drivers need for that.
 */
int pci_reset_bus(struct pci_dev *dev)
{
	struct pci_slot *slot = pci_slot_hold(dev);
	int ret = try_reset(dev->bus, pci_probe_reset_slot(slot) ? NULL : slot, false);

	pci_slot_drop(slot);
	return ret;
}

int pci_try_reset_bus_below(struct pci_bus *bus)
{
	return try_reset(bus, NULL, true);
}

static struct reset_set *lock_for_error(struct pci_bus *bus, struct pci_slot *slot,
					const bool *give_up)
{
	unsigned int pause_ms = 10;
	struct reset_set *set;

	if (as_6_12(aer_blocks_on_port_lock))
		return reset_set_lock(bus, slot);
	while (!(set = reset_set_trylock(bus, slot, true))) {
		if (READ_ONCE(*give_up))
			return NULL;
		msleep(pause_ms);
		pause_ms = min(2 * pause_ms, 640u);	/* a reset may take a minute */
	}
	return set;
}

static int reset_after_error(struct pci_bus *bus, struct pci_slot *slot, const bool *give_up)
{
	int ret = probe_reset(bus, slot);
	struct reset_set *set;

	if (ret)
		return ret;
	set = lock_for_error(bus, slot, give_up);
	if (!set)
		return -EAGAIN;
	ret = do_reset(bus, slot);
	reset_set_unlock(set);
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

/* Linux: the mutex is held while locks are waited for, whose holders may want it. */
static int reset_slots_locked(struct pci_bus *bus, const bool *give_up)
{
	struct pci_slot *slot;
	int ret = 0;

	lockdep_assert_held(&pci_slot_mutex);
	list_for_each_entry(slot, &bus->slots, list) {
		ret = reset_after_error(bus, slot, give_up);
		if (ret)
			break;
	}
	return ret;
}

static int reset_slots(struct pci_bus *bus, const bool *give_up)
{
	struct pci_slot *slot;
	int ret = 0;

	for (unsigned int n = 0; !ret && (slot = pci_slot_nth(bus, n)); n++) {
		ret = reset_after_error(bus, slot, give_up);
		pci_slot_drop(slot);
	}
	return ret;
}

/*
 * In error recovery: drivers have saved what they need. The caller is the interrupt
 * thread of the port, whose driver may be on its way out: it holds the port's device
 * lock and waits for this thread. So the locks are tried until @give_up is set. Linux
 * blocks on them.
 */
int pci_bus_error_reset(struct pci_dev *bridge, const bool *give_up)
{
	struct pci_bus *bus = pci_bus_below(bridge);
	int ret = -ENOTTY;
	bool by_slot;

	if (!bus)
		return -ENOTTY;
	mutex_lock(&pci_slot_mutex);
	by_slot = all_slots_resettable(bus);
	if (by_slot && as_6_12(aer_blocks_on_port_lock))
		ret = reset_slots_locked(bus, give_up);
	mutex_unlock(&pci_slot_mutex);
	if (by_slot && !as_6_12(aer_blocks_on_port_lock))
		ret = reset_slots(bus, give_up);
	if (ret)
		ret = reset_after_error(bus, NULL, give_up);
	pci_bus_below_put(bus);
	return ret;
}
