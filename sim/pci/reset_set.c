// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reset_set.c - the locks of what is reset together
 *
 * From the top down: the bridge, then each device on its bus, a bridge among them with all that
 * is below it. A bridge is locked once, as head of its bus.
 *
 * Devices may come and go until their locks are held: VFs come under the lock of their PF, and
 * whoever takes a device out has waited for its lock. So they are listed, with a reference to
 * each, and once all are locked the list must still be true, else it is given up. What is
 * unlocked in the end is what was locked, whoever has left meanwhile.
 *
 * From then on no scan finds a device until the reset is over: what it had read of the device's
 * registers would be lost, and nobody has saved them. A scan has no device lock, and whoever has
 * one may wait for the scan. So pci_scan_sem is inside of the device locks, and a scan's part
 * under it takes none of them.
 */
#include <linux/bug.h>
#include <linux/overflow.h>
#include <linux/pm_runtime.h>
#include <linux/rwsem.h>
#include <linux/slab.h>

#include "as_linux.h"
#include "pci.h"
#include "reset_set.h"
#include "reset_variants.h"

DEFINE_VARIANT(pci_bus_lock_walks_again, "pci-bus-lock-walks-again", "Linux 6.12 and later",
	       "a bus reset unlocks the devices that it finds, not those that it has locked");

DEFINE_VARIANT(pci_bus_reset_lets_sleep, "pci-bus-reset-lets-sleep", "Linux 6.12 and later",
	       "runtime suspend puts a device to sleep in the middle of a reset of its bus");

DEFINE_VARIANT(pci_scan_in_bus_reset, "pci-scan-in-bus-reset", "Linux 6.12 and later",
	       "a device is found while its bus is being reset, and nobody restores it");

/* Written by who looks at a device and lists it, read by who resets a bus. */
static DECLARE_RWSEM(pci_scan_sem);

void pci_scan_begin(void)
{
	if (!as_6_12(pci_scan_in_bus_reset))
		down_write(&pci_scan_sem);
}

void pci_scan_end(void)
{
	if (!as_6_12(pci_scan_in_bus_reset))
		up_write(&pci_scan_sem);
}

void pci_no_scan_begin(void)
{
	if (!as_6_12(pci_scan_in_bus_reset))
		down_read(&pci_scan_sem);
}

void pci_no_scan_end(void)
{
	if (!as_6_12(pci_scan_in_bus_reset))
		up_read(&pci_scan_sem);
}

static bool keep_unscanned(struct reset_set *set)
{
	if (as_6_12(pci_scan_in_bus_reset))
		return true;
	set->unscanned = down_read_trylock(&pci_scan_sem);
	return set->unscanned;
}

static void allow_scan(struct reset_set *set)
{
	if (set->unscanned)
		up_read(&pci_scan_sem);
	set->unscanned = false;
}

static bool in_slot(const struct pci_dev *dev, const struct pci_slot *slot)
{
	return !slot || READ_ONCE(dev->slot) == slot;
}

static bool lock_bridge(const struct pci_bus *bus)
{
	return bus->self && !variant(pci_bus_lock_without_bridge);
}

/* Is @dev, besides heading its own bus, locked as a device of the bus it is on? */
static bool lock_as_device(const struct pci_dev *dev)
{
	return !dev->subordinate || variant(pci_bus_lock_without_bridge) ||
	       variant(pci_bus_lock_bridge_twice);
}

/* @fn for each lock, in order. */
static void each_lock(struct pci_bus *bus, struct pci_slot *slot,
		      void (*fn)(struct pci_dev *dev, void *data), void *data)
{
	struct pci_dev *dev;

	lockdep_assert_held(&pci_bus_sem);
	if (lock_bridge(bus))
		fn(bus->self, data);
	list_for_each_entry(dev, &bus->devices, bus_list) {
		if (!in_slot(dev, slot))
			continue;
		if (lock_as_device(dev))
			fn(dev, data);
		if (dev->subordinate)
			each_lock(dev->subordinate, NULL, fn, data);
	}
}

static void count_one(struct pci_dev *dev, void *count)
{
	++*(unsigned int *)count;
}

static void remember(struct pci_dev *dev, void *data)
{
	struct reset_set *set = data;

	set->dev[set->count++] = pci_dev_get(dev);
}

/* NULL: no memory, or there is no end of who comes. */
static struct reset_set *make_set(struct pci_bus *bus, struct pci_slot *slot)
{
	unsigned int room = 0, count = 0;
	struct reset_set *set;

	down_read(&pci_bus_sem);
	each_lock(bus, slot, count_one, &room);
	up_read(&pci_bus_sem);
	set = kzalloc(struct_size(set, dev, room), GFP_KERNEL);
	if (!set)
		return NULL;
	set->bus = bus;
	set->slot = slot;

	down_read(&pci_bus_sem);
	each_lock(bus, slot, count_one, &count);
	if (count <= room)
		each_lock(bus, slot, remember, set);
	up_read(&pci_bus_sem);
	if (count <= room)
		return set;
	kfree(set);
	return NULL;
}

/* False: it sleeps, and waking it is not for us. */
static bool keep_one_awake(struct device *dev, bool wake)
{
	int ret = wake ? pm_runtime_get_sync(dev) : pm_runtime_get_if_active(dev);

	if (!wake && ret < 0)
		pm_runtime_get_noresume(dev);	/* it cannot go to sleep either way */
	return wake || ret;
}

/*
 * Runtime suspend takes none of the set's locks: it would put a device to sleep whose state is
 * saved, and to be restored awake. Before the locks, since a driver that is told of its device's
 * waking may wait for a user of it who waits for config accesses. A driver that asks for the
 * reset may hold locks that its own wait for: it has woken what it knows of, and a device that
 * has come since does not belong to what it may reset.
 */
static bool keep_awake(struct reset_set *set, bool wake)
{
	if (as_6_12(pci_bus_reset_lets_sleep) || variant(pci_bus_lock_walks_again))
		return true;
	while (set->awake < set->count && keep_one_awake(&set->dev[set->awake]->dev, wake))
		set->awake++;
	return set->awake == set->count;
}

static void free_set(struct reset_set *set)
{
	for (unsigned int i = 0; i < set->count; i++) {
		if (i < set->awake)
			pm_runtime_put(&set->dev[i]->dev);
		pci_dev_put(set->dev[i]);
	}
	kfree(set);
}

struct comparison {
	const struct reset_set	*set;
	unsigned int		at;
	bool			differs;
};

static void compare(struct pci_dev *dev, void *data)
{
	struct comparison *c = data;

	c->differs |= c->at >= c->set->count || c->set->dev[c->at] != dev;
	c->at++;
}

static bool is_true(const struct reset_set *set)
{
	struct comparison c = { .set = set };

	down_read(&pci_bus_sem);
	each_lock(set->bus, set->slot, compare, &c);
	up_read(&pci_bus_sem);
	return !c.differs && c.at == set->count;
}

static void unlock_first(struct reset_set *set, unsigned int count)
{
	while (count--)
		pci_dev_unlock(set->dev[count]);
}

struct reset_set *reset_set_trylock(struct pci_bus *bus, struct pci_slot *slot, bool wake)
{
	struct reset_set *set = make_set(bus, slot);
	bool awake = set && keep_awake(set, wake);
	unsigned int i = 0;

	if (!set)
		return NULL;
	while (awake && i < set->count && pci_dev_trylock(set->dev[i]))
		i++;
	if (awake && i == set->count && keep_unscanned(set) &&
	    (as_6_12(pci_bus_lock_walks_again) || is_true(set)))
		return set;
	allow_scan(set);
	unlock_first(set, i);
	free_set(set);
	return NULL;
}

/* As Linux' recovery does it, scans or not. NULL only for want of memory. */
struct reset_set *reset_set_lock(struct pci_bus *bus, struct pci_slot *slot)
{
	struct reset_set *set = make_set(bus, slot);

	for (unsigned int i = 0; set && i < set->count; i++)
		pci_dev_lock(set->dev[i]);
	return set;
}

struct reset_set *reset_set_now(struct reset_set *set)
{
	struct reset_set *now;

	if (!as_6_12(pci_bus_lock_walks_again))
		return set;
	now = make_set(set->bus, set->slot);
	if (!now)
		return set;
	now->unscanned = set->unscanned;
	free_set(set);
	return now;
}

void reset_set_unlock(struct reset_set *set)
{
	allow_scan(set);
	set = reset_set_now(set);
	unlock_first(set, set->count);
	free_set(set);
}
