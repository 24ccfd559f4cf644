// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * search.c - finding devices and buses
 *
 * What is returned is counted. Iteration goes by the driver core's list, so that a
 * device taken out meanwhile neither stops it nor is returned twice.
 */
#include <linux/device.h>

#include "pci.h"

struct pci_dev *pci_dev_get(struct pci_dev *dev)
{
	if (dev)
		get_device(&dev->dev);
	return dev;
}

void pci_dev_put(struct pci_dev *dev)
{
	if (dev)
		put_device(&dev->dev);
}

static struct pci_bus *find_below(struct pci_bus *bus, int busnr)
{
	struct pci_bus *child, *found;

	if (bus->number == busnr)
		return bus;
	list_for_each_entry(child, &bus->children, node) {
		found = find_below(child, busnr);
		if (found)
			return found;
	}
	return NULL;
}

/* Borrowed: the caller makes sure that nobody removes the bus. */
struct pci_bus *pci_find_bus(int domain, int busnr)
{
	struct pci_bus *bus, *found = NULL;

	down_read(&pci_bus_sem);
	list_for_each_entry(bus, &pci_root_buses, node) {
		if (pci_domain_nr(bus) == domain)
			found = find_below(bus, busnr);
		if (found)
			break;
	}
	up_read(&pci_bus_sem);
	return found;
}

struct pci_bus *pci_find_next_bus(const struct pci_bus *from)
{
	struct list_head *next;
	struct pci_bus *bus = NULL;

	down_read(&pci_bus_sem);
	next = from ? from->node.next : pci_root_buses.next;
	if (next != &pci_root_buses)
		bus = list_entry(next, struct pci_bus, node);
	up_read(&pci_bus_sem);
	return bus;
}

struct pci_dev *pci_get_slot(struct pci_bus *bus, unsigned int devfn)
{
	struct pci_dev *dev, *found = NULL;

	down_read(&pci_bus_sem);
	list_for_each_entry(dev, &bus->devices, bus_list)
		if (dev->devfn == devfn) {
			found = pci_dev_get(dev);
			break;
		}
	up_read(&pci_bus_sem);
	return found;
}

static bool id_matches(const struct pci_device_id *id, const struct pci_dev *dev)
{
	return (id->vendor == PCI_ANY_ID || id->vendor == dev->vendor) &&
	       (id->device == PCI_ANY_ID || id->device == dev->device) &&
	       (id->subvendor == PCI_ANY_ID || id->subvendor == dev->subsystem_vendor) &&
	       (id->subdevice == PCI_ANY_ID || id->subdevice == dev->subsystem_device) &&
	       !((id->class ^ dev->class) & id->class_mask);
}

const struct pci_device_id *pci_match_id(const struct pci_device_id *ids, struct pci_dev *dev)
{
	for (; ids && (ids->vendor || ids->subvendor || ids->class_mask); ids++)
		if (id_matches(ids, dev))
			return ids;
	return NULL;
}

static int match_id(struct device *dev, const void *id)
{
	return id_matches(id, to_pci_dev(dev));
}

static struct pci_dev *get_by_id(const struct pci_device_id *id, struct pci_dev *from)
{
	struct device *dev = bus_find_device(&pci_bus_type, from ? &from->dev : NULL, id, match_id);

	pci_dev_put(from);
	return dev ? to_pci_dev(dev) : NULL;
}

struct pci_dev *pci_get_domain_bus_and_slot(int domain, unsigned int bus, unsigned int devfn)
{
	struct pci_dev *dev = NULL;

	for_each_pci_dev(dev)
		if (pci_domain_nr(dev->bus) == domain && dev->bus->number == bus &&
		    dev->devfn == devfn)
			return dev;
	return NULL;
}

struct pci_dev *pci_get_subsys(unsigned int vendor, unsigned int device, unsigned int ss_vendor,
			       unsigned int ss_device, struct pci_dev *from)
{
	struct pci_device_id id = {
		.vendor = vendor, .device = device,
		.subvendor = ss_vendor, .subdevice = ss_device,
	};

	return get_by_id(&id, from);
}

struct pci_dev *pci_get_device(unsigned int vendor, unsigned int device, struct pci_dev *from)
{
	return pci_get_subsys(vendor, device, PCI_ANY_ID, PCI_ANY_ID, from);
}

struct pci_dev *pci_get_class(unsigned int class, struct pci_dev *from)
{
	struct pci_device_id id = {
		PCI_DEVICE(PCI_ANY_ID, PCI_ANY_ID), .class = class, .class_mask = PCI_ANY_ID,
	};

	return get_by_id(&id, from);
}

struct pci_dev *pci_get_base_class(unsigned int class, struct pci_dev *from)
{
	struct pci_device_id id = {
		PCI_DEVICE(PCI_ANY_ID, PCI_ANY_ID), .class = class << 16, .class_mask = 0xff << 16,
	};

	return get_by_id(&id, from);
}

int pci_dev_present(const struct pci_device_id *ids)
{
	struct pci_dev *dev;

	for (; ids->vendor || ids->subvendor || ids->class_mask; ids++) {
		dev = get_by_id(ids, NULL);
		if (dev) {
			pci_dev_put(dev);
			return 1;
		}
	}
	return 0;
}

struct pci_dev *pcie_find_root_port(struct pci_dev *dev)
{
	for (dev = pci_physfn(dev); dev; dev = pci_upstream_bridge(dev))
		if (pci_is_pcie(dev) && pci_pcie_type(dev) == PCI_EXP_TYPE_ROOT_PORT)
			return dev;
	return NULL;
}

static int walk(struct pci_bus *bus, int (*cb)(struct pci_dev *, void *), void *data)
{
	struct pci_dev *dev;
	int ret;

	list_for_each_entry(dev, &bus->devices, bus_list) {
		ret = cb(dev, data);
		if (!ret && dev->subordinate)
			ret = walk(dev->subordinate, cb, data);
		if (ret)
			return ret;
	}
	return 0;
}

/*
 * Every device on and below @top, until @cb returns nonzero. pci_bus_sem is held for
 * reading meanwhile: @cb must not take it again, since a writer may have queued up
 * in between.
 */
void pci_walk_bus(struct pci_bus *top, int (*cb)(struct pci_dev *, void *), void *userdata)
{
	down_read(&pci_bus_sem);
	walk(top, cb, userdata);
	up_read(&pci_bus_sem);
}

void pci_walk_bus_locked(struct pci_bus *top, int (*cb)(struct pci_dev *, void *), void *userdata)
{
	lockdep_assert_held(&pci_bus_sem);
	walk(top, cb, userdata);
}
