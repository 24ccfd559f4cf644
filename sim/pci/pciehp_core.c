// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pciehp_core.c - the hot-plug service of a port: making and ending its controller
 */
#define KBUILD_MODNAME	"pcieport"

#include <linux/slab.h>

#include "pci.h"
#include "pciehp.h"
#include "portdrv.h"

static int get_power_status(struct hotplug_slot *slot, u8 *value)
{
	struct controller *ctrl = to_ctrl(slot);

	*value = POWER_CTRL(ctrl) ? pciehp_slot_powered(ctrl) :
				    READ_ONCE(ctrl->state) == ON_STATE;
	return 0;
}

static int get_adapter_status(struct hotplug_slot *slot, u8 *value)
{
	int ret = pciehp_card_present(to_ctrl(slot));

	*value = ret > 0;
	return ret < 0 ? ret : 0;
}

static const struct hotplug_slot_ops pciehp_slot_ops = {
	.enable_slot		= pciehp_sysfs_enable_slot,
	.disable_slot		= pciehp_sysfs_disable_slot,
	.get_power_status	= get_power_status,
	.get_adapter_status	= get_adapter_status,
	.reset_slot		= pciehp_reset_slot,
};

static unsigned int depth_of(struct pci_dev *port)
{
	unsigned int depth = 0;

	for (struct pci_dev *dev = pci_upstream_bridge(port); dev; dev = pci_upstream_bridge(dev))
		depth += dev->is_hotplug_bridge;
	return depth;
}

static struct controller *alloc_controller(struct pci_dev *port, int irq)
{
	struct controller *ctrl = kzalloc(sizeof(*ctrl), GFP_KERNEL);

	if (!ctrl)
		return NULL;
	ctrl->port = port;
	ctrl->irq = irq;
	ctrl->depth = depth_of(port);
	ctrl->hotplug_slot.ops = &pciehp_slot_ops;
	pcie_capability_read_dword(port, PCI_EXP_SLTCAP, &ctrl->slot_cap);
	mutex_init(&ctrl->ctrl_lock);
	mutex_init(&ctrl->state_lock);
	init_rwsem(&ctrl->reset_lock);
	init_waitqueue_head(&ctrl->queue);
	init_waitqueue_head(&ctrl->requester);
	INIT_DELAYED_WORK(&ctrl->button_work, pciehp_button_work);
	down_read(&pci_bus_sem);
	ctrl->state = list_empty(&port->subordinate->devices) ? OFF_STATE : ON_STATE;
	up_read(&pci_bus_sem);
	return ctrl;
}

/* Slots of one machine may have the same number; the later ones get a suffix. */
static int register_slot(struct controller *ctrl)
{
	unsigned int number = (ctrl->slot_cap & PCI_EXP_SLTCAP_PSN) >> 19;
	char name[16];
	int ret = -EEXIST;

	for (int i = 0; i < 10 && ret == -EEXIST; i++) {
		if (i)
			snprintf(name, sizeof(name), "%u-%d", number, i);
		else
			snprintf(name, sizeof(name), "%u", number);
		ret = pci_hp_initialize(&ctrl->hotplug_slot, ctrl->port->subordinate,
					PCI_SLOT_ALL_DEVICES, name);
	}
	return ret;
}

int pciehp_probe(struct pci_dev *port, struct pcie_port *services, int irq)
{
	struct controller *ctrl = alloc_controller(port, irq);
	int ret;

	if (!ctrl)
		return -ENOMEM;
	ctrl->services = services;
	ret = register_slot(ctrl);
	if (ret)
		goto out_free;
	pcie_capability_write_word(port, PCI_EXP_SLTSTA,
				   PCI_EXP_SLTSTA_ABP | PCI_EXP_SLTSTA_PFD |
				   PCI_EXP_SLTSTA_MRLSC | PCI_EXP_SLTSTA_PDC |
				   PCI_EXP_SLTSTA_CC | PCI_EXP_SLTSTA_DLLSC);
	ret = pciehp_init_notification(ctrl);
	if (ret)
		goto out_destroy;
	ret = pci_hp_add(&ctrl->hotplug_slot);
	if (ret)
		goto out_shutdown;
	services->hp = ctrl;

	/* what happened before anybody listened */
	if (ctrl->state == OFF_STATE && pciehp_card_present(ctrl) > 0 && !ATTN_BUTTN(ctrl))
		pciehp_request(ctrl, PCI_EXP_SLTSTA_PDC);
	return 0;

out_shutdown:
	pciehp_shutdown_notification(ctrl);
out_destroy:
	pci_hp_destroy(&ctrl->hotplug_slot);
out_free:
	kfree(ctrl);
	return ret;
}

void pciehp_remove(struct pci_dev *port, struct pcie_port *services)
{
	struct controller *ctrl = services->hp;

	pci_hp_del(&ctrl->hotplug_slot);
	pciehp_shutdown_notification(ctrl);
	pci_hp_destroy(&ctrl->hotplug_slot);
	cancel_delayed_work_sync(&ctrl->button_work);
	services->hp = NULL;
	kfree(ctrl);
}

/* The port itself was reset: an event of that is stale, a missing link is news. */
void pciehp_slot_was_reset(struct pcie_port *services)
{
	struct controller *ctrl = services ? services->hp : NULL;

	if (!ctrl || READ_ONCE(ctrl->state) != ON_STATE)
		return;
	pcie_capability_write_word(ctrl->port, PCI_EXP_SLTSTA, PCI_EXP_SLTSTA_DLLSC);
	if (pciehp_link_active(ctrl) <= 0)
		pciehp_request(ctrl, PCI_EXP_SLTSTA_DLLSC);
}
