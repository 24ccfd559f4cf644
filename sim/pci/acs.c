// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * acs.c - which functions an IOMMU can tell apart
 *
 * A function is on its own if every bridge above sends what it does up to the root
 * (access control services) and its card does not connect its functions behind the
 * bridge's back. Otherwise it shares an IOMMU group with whoever it can reach, and
 * with whoever a bridge lets it pretend to be.
 */
#include <linux/iommu.h>

#include "pci.h"

void pci_enable_acs(struct pci_dev *dev)
{
	u16 cap, ctrl;

	if (!dev->acs_cap)
		return;
	pci_read_config_word(dev, dev->acs_cap + PCI_ACS_CAP, &cap);
	pci_read_config_word(dev, dev->acs_cap + PCI_ACS_CTRL, &ctrl);
	pci_write_config_word(dev, dev->acs_cap + PCI_ACS_CTRL, ctrl | (cap & REQ_ACS_FLAGS));
}

void pci_acs_init(struct pci_dev *dev)
{
	pci_enable_acs(dev);
}

static bool flags_enabled(struct pci_dev *dev, u16 flags)
{
	u16 cap, ctrl;

	if (!dev->acs_cap)
		return false;
	pci_read_config_word(dev, dev->acs_cap + PCI_ACS_CAP, &cap);
	/* what a function does not have, apart from egress control, it need not be told */
	flags &= cap | PCI_ACS_EC;
	pci_read_config_word(dev, dev->acs_cap + PCI_ACS_CTRL, &ctrl);
	return (ctrl & flags) == flags;
}

bool pci_acs_enabled(struct pci_dev *dev, u16 acs_flags)
{
	if (!pci_is_pcie(dev))
		return false;
	switch (pci_pcie_type(dev)) {
	case PCI_EXP_TYPE_PCIE_BRIDGE:
	case PCI_EXP_TYPE_PCI_BRIDGE:
	case PCI_EXP_TYPE_RC_EC:
		return false;
	case PCI_EXP_TYPE_ROOT_PORT:
	case PCI_EXP_TYPE_DOWNSTREAM:
		return flags_enabled(dev, acs_flags);
	}
	return !dev->multifunction || flags_enabled(dev, acs_flags);
}

/* On every function from @start up to, and without, @end; NULL: the root. */
bool pci_acs_path_enabled(struct pci_dev *start, struct pci_dev *end, u16 acs_flags)
{
	struct pci_dev *dev, *parent = start;

	do {
		dev = parent;
		if (!pci_acs_enabled(dev, acs_flags))
			return false;
		if (pci_is_root_bus(dev->bus))
			return !end;
		parent = dev->bus->self;
	} while (dev->bus->self != end);
	return true;
}

/*
 * Every requester id under which transactions of @dev can arrive: its own, and those
 * of the bridges that take ownership of what comes from a conventional bus.
 */
int pci_for_each_dma_alias(struct pci_dev *dev,
			   int (*fn)(struct pci_dev *pdev, u16 alias, void *data), void *data)
{
	struct pci_bus *bus;
	int ret = fn(dev, pci_dev_id(dev), data);

	for (bus = dev->bus; !ret && !pci_is_root_bus(bus); bus = bus->parent) {
		struct pci_dev *bridge = bus->self;

		if (!bridge)
			continue;
		if (!pci_is_pcie(bridge))
			ret = fn(bridge, pci_dev_id(bridge), data);
		else if (pci_pcie_type(bridge) == PCI_EXP_TYPE_PCI_BRIDGE)
			ret = fn(bridge, PCI_DEVID(bridge->subordinate->number, 0), data);
	}
	return ret;
}

static int group_of_alias(struct pci_dev *dev, u16 alias, void *group)
{
	*(struct iommu_group **)group = iommu_group_get(&dev->dev);
	return *(struct iommu_group **)group != NULL;
}

static struct iommu_group *group_of_card(struct pci_dev *dev)
{
	struct iommu_group *group = NULL;
	struct pci_dev *other;

	if (!dev->multifunction || pci_acs_enabled(dev, REQ_ACS_FLAGS))
		return NULL;
	down_read(&pci_bus_sem);
	list_for_each_entry(other, &dev->bus->devices, bus_list) {
		if (other == dev || PCI_SLOT(other->devfn) != PCI_SLOT(dev->devfn) ||
		    pci_acs_enabled(other, REQ_ACS_FLAGS))
			continue;
		group = iommu_group_get(&other->dev);
		if (group)
			break;
	}
	up_read(&pci_bus_sem);
	return group;
}

/* The group of @dev, counted; new if it is nobody's yet. */
struct iommu_group *pci_device_group(struct device *device)
{
	struct pci_dev *dev = to_pci_dev(device);
	struct iommu_group *group = NULL;
	struct pci_bus *bus;

	if (pci_for_each_dma_alias(dev, group_of_alias, &group))
		return group;
	for (bus = dev->bus; !pci_is_root_bus(bus); bus = bus->parent) {
		if (!bus->self)
			continue;
		if (pci_acs_path_enabled(bus->self, NULL, REQ_ACS_FLAGS))
			break;
		dev = bus->self;
		group = iommu_group_get(&dev->dev);
		if (group)
			return group;
	}
	return group_of_card(dev) ?: iommu_group_alloc();
}
