/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/pci/slot.c */
#ifndef _PCI_HOTPLUG_H
#define _PCI_HOTPLUG_H

#include <linux/pci.h>

/* What a hot-plug controller can do to its slot; all may sleep. */
struct hotplug_slot_ops {
	int (*enable_slot)(struct hotplug_slot *slot);
	int (*disable_slot)(struct hotplug_slot *slot);
	int (*set_attention_status)(struct hotplug_slot *slot, u8 value);
	int (*hardware_test)(struct hotplug_slot *slot, u32 value);
	int (*get_power_status)(struct hotplug_slot *slot, u8 *value);
	int (*get_attention_status)(struct hotplug_slot *slot, u8 *value);
	int (*get_latch_status)(struct hotplug_slot *slot, u8 *value);
	int (*get_adapter_status)(struct hotplug_slot *slot, u8 *value);
	int (*reset_slot)(struct hotplug_slot *slot, bool probe);
};

struct hotplug_slot {
	const struct hotplug_slot_ops	*ops;

	/* the hot-plug core's */
	struct list_head		slot_list;
	struct pci_slot			*pci_slot;
	struct module			*owner;
	const char			*mod_name;
};

static inline const char *hotplug_slot_name(const struct hotplug_slot *slot)
{
	return pci_slot_name(slot->pci_slot);
}

int __pci_hp_register(struct hotplug_slot *slot, struct pci_bus *bus, int nr, const char *name,
		      struct module *owner, const char *mod_name);
int __pci_hp_initialize(struct hotplug_slot *slot, struct pci_bus *bus, int nr, const char *name,
			struct module *owner, const char *mod_name);
int pci_hp_add(struct hotplug_slot *slot);
void pci_hp_del(struct hotplug_slot *slot);
void pci_hp_destroy(struct hotplug_slot *slot);
void pci_hp_deregister(struct hotplug_slot *slot);

#define pci_hp_register(slot, bus, nr, name) \
	__pci_hp_register(slot, bus, nr, name, THIS_MODULE, KBUILD_MODNAME)
#define pci_hp_initialize(slot, bus, nr, name) \
	__pci_hp_initialize(slot, bus, nr, name, THIS_MODULE, KBUILD_MODNAME)

#endif /* _PCI_HOTPLUG_H */
