// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bus.c - buses: making them, and letting drivers have what is on them
 *
 * A bus is counted by the devices on it and by whoever listed it; it is freed when
 * the last device that lived on it has been released. Linux also shows each bus in
 * the class pci_bus; left out, since nothing in the simulator opens it.
 */
#include <linux/err.h>
#include <linux/slab.h>

#include "as_linux.h"
#include "host.h"
#include "pci.h"

DEFINE_VARIANT(pci_bus_below_not_counted, "pci-bus-below-not-counted", "Linux 6.12 and later",
	       "error recovery and sysfs use the bus below a port, which its removal may free");

DECLARE_RWSEM(pci_bus_sem);
LIST_HEAD(pci_root_buses);

static void release_bus(struct device *dev)
{
	struct pci_bus *bus = to_pci_bus(dev);

	put_device(bus->bridge);
	kfree(bus);
}

/* @bridge: the device that leads to it: a host bridge or a PCI bridge; counted. */
static struct pci_bus *alloc_bus(struct device *bridge)
{
	struct pci_bus *bus = kzalloc(sizeof(*bus), GFP_KERNEL);

	if (!bus)
		return NULL;
	INIT_LIST_HEAD(&bus->node);
	INIT_LIST_HEAD(&bus->children);
	INIT_LIST_HEAD(&bus->devices);
	INIT_LIST_HEAD(&bus->slots);
	device_initialize(&bus->dev);
	bus->dev.release = release_bus;
	bus->bridge = get_device(bridge);
	return bus;
}

static void list_bus(struct pci_bus *bus, struct list_head *where)
{
	down_write(&pci_bus_sem);
	list_add_tail(&bus->node, where);
	if (bus->self)
		WRITE_ONCE(bus->self->subordinate, bus);
	up_write(&pci_bus_sem);
}

struct pci_bus *pci_create_root_bus_of(struct pci_host_bridge *host)
{
	struct pci_bus *bus = alloc_bus(&host->dev);

	if (!bus)
		return NULL;
	bus->number = host->busnr;
	bus->busn_end = 0xff;
	bus->domain_nr = host->domain_nr;
	bus->ops = host->ops;
	bus->sysdata = host->sysdata;
	host->bus = bus;
	list_bus(bus, &pci_root_buses);
	return bus;
}

/* @bridge is NULL for a bus number that only VFs use. */
struct pci_bus *pci_add_new_bus(struct pci_bus *parent, struct pci_dev *bridge, int busnr)
{
	struct pci_bus *bus = alloc_bus(bridge ? &bridge->dev : parent->bridge);

	if (!bus)
		return NULL;
	bus->parent = parent;
	bus->self = bridge;
	bus->number = busnr;
	bus->primary = parent->number;
	bus->busn_end = busnr;
	bus->domain_nr = parent->domain_nr;
	bus->ops = parent->ops;
	bus->sysdata = parent->sysdata;
	bus->bus_flags = parent->bus_flags;
	for (int i = 0; bridge && i < PCI_BRIDGE_RESOURCE_NUM; i++)
		bus->resource[i] = &bridge->resource[PCI_BRIDGE_RESOURCES + i];
	list_bus(bus, &parent->children);
	return bus;
}

/* A port that is being removed loses its bus, and that its memory. */
struct pci_bus *pci_bus_below(struct pci_dev *bridge)
{
	struct pci_bus *below;

	if (as_6_12(pci_bus_below_not_counted))
		return bridge->subordinate;
	down_read(&pci_bus_sem);
	below = bridge->subordinate;
	if (below)
		get_device(&below->dev);
	up_read(&pci_bus_sem);
	return below;
}

void pci_bus_below_put(struct pci_bus *below)
{
	if (below && !as_6_12(pci_bus_below_not_counted))
		put_device(&below->dev);
}

/* Off the lists; its memory stays until the last device on it is gone. */
void pci_remove_bus(struct pci_bus *bus)
{
	down_write(&pci_bus_sem);
	list_del(&bus->node);
	up_write(&pci_bus_sem);
	put_device(&bus->dev);
}

unsigned char pci_bus_max_busnr(struct pci_bus *bus)
{
	unsigned char max = bus->busn_end, below;
	struct pci_bus *child;

	list_for_each_entry(child, &bus->children, node) {
		below = pci_bus_max_busnr(child);
		if (below > max)
			max = below;
	}
	return max;
}

/* From here on drivers may bind. */
void pci_bus_add_device(struct pci_dev *dev)
{
	int ret;

	pci_pm_allow_suspend(dev);
	WRITE_ONCE(dev->match_driver, true);
	ret = device_attach(&dev->dev);
	if (ret < 0 && ret != -EPROBE_DEFER)
		pci_warn(dev, "device attach failed (%d)\n", ret);
	set_bit(PCI_DEV_ADDED, &dev->priv_flags);
}

void pci_bus_add_devices(const struct pci_bus *bus)
{
	struct pci_dev *dev;

	list_for_each_entry(dev, &bus->devices, bus_list)
		if (!pci_dev_is_added(dev))
			pci_bus_add_device(dev);
	list_for_each_entry(dev, &bus->devices, bus_list)
		if (dev->subordinate)
			pci_bus_add_devices(dev->subordinate);
}
