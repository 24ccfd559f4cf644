// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * zpci_slot.c - hot-plug slots of a mainframe: one for each function, without hardware
 *
 * The hypervisor takes functions away; "0" in a slot's power file asks it to. A PF
 * whose VFs are there stays. What the slot does to the function is left to the bus.
 */
#include <linux/module.h>
#include <linux/pci_hotplug.h>
#include <linux/slab.h>

#include "kernel/variant.h"

#include "pci.h"

DEFINE_VARIANT(zpci_disable_puts_twice, "zpci-disable-puts-twice",
	       "reverts 05a2538f2b48 (v6.15, CVE-2025-37946)",
	       "taking away a PF that has VFs fails and drops a reference too many (C32)");

struct zpci_slot {
	struct hotplug_slot	slot;
	struct list_head	node;
	struct pci_bus		*bus;	/* borrowed: the slot goes before it */
	unsigned int		devfn;
};

static LIST_HEAD(slots);

static int disable_slot(struct hotplug_slot *hotplug)
{
	struct zpci_slot *zslot = container_of(hotplug, struct zpci_slot, slot);
	struct pci_dev *pdev = pci_get_slot(zslot->bus, zslot->devfn);
	int ret = 0;

	if (pdev && pci_num_vf(pdev)) {
		if (variant(zpci_disable_puts_twice))
			pci_dev_put(pdev);
		ret = -EBUSY;
		goto out_put;
	}
	if (pdev)
		pci_stop_and_remove_bus_device_locked(pdev);
out_put:
	pci_dev_put(pdev);
	return ret;
}

static int get_power_status(struct hotplug_slot *hotplug, u8 *value)
{
	struct zpci_slot *zslot = container_of(hotplug, struct zpci_slot, slot);
	struct pci_dev *pdev = pci_get_slot(zslot->bus, zslot->devfn);

	*value = pdev != NULL;
	pci_dev_put(pdev);
	return 0;
}

static const struct hotplug_slot_ops zpci_slot_ops = {
	.disable_slot		= disable_slot,
	.get_power_status	= get_power_status,
};

static int add_slot(struct pci_dev *pdev)
{
	struct zpci_slot *zslot = kzalloc(sizeof(*zslot), GFP_KERNEL);
	char name[16];
	int ret;

	if (!zslot)
		return -ENOMEM;
	zslot->slot.ops = &zpci_slot_ops;
	zslot->bus = pdev->bus;
	zslot->devfn = pdev->devfn;
	snprintf(name, sizeof(name), "%08x", pci_dev_id(pdev));
	ret = pci_hp_register(&zslot->slot, pdev->bus, PCI_SLOT(pdev->devfn), name);
	if (ret) {
		kfree(zslot);
		return ret;
	}
	list_add_tail(&zslot->node, &slots);
	return 0;
}

static void __exit zpci_slot_exit(void)
{
	struct zpci_slot *zslot, *next;

	list_for_each_entry_safe(zslot, next, &slots, node) {
		pci_hp_deregister(&zslot->slot);
		list_del(&zslot->node);
		kfree(zslot);
	}
}
module_exit(zpci_slot_exit);

/* A slot for every function there is now. */
static int __init zpci_slot_init(void)
{
	struct pci_dev *pdev = NULL;
	int ret;

	for_each_pci_dev(pdev) {
		if (pdev->is_virtfn || pci_is_bridge(pdev))
			continue;
		ret = add_slot(pdev);
		if (ret) {
			pci_dev_put(pdev);
			zpci_slot_exit();
			return ret;
		}
	}
	return 0;
}
module_init(zpci_slot_init);

MODULE_DESCRIPTION("Hot-plug slots without hardware");
MODULE_LICENSE("GPL");
