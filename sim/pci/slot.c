// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * slot.c - physical slots and the hot-plug core
 *
 * A slot shows in /sys/bus/pci/slots/NAME with its address and, if a hot-plug
 * controller drives it, its power. Devices know the slot they are in.
 *
 * Locking: pci_slot_mutex covers the buses' lists of slots and pci_dev.slot, slot_lock
 * the latter as well, for who only wants to hold the slot. A slot that is held may
 * lose its controller; pci_slot_reset() keeps it until the reset is over.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/kstrtox.h>
#include <linux/pci_hotplug.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "as_linux.h"
#include "pci.h"

DEFINE_VARIANT(pci_slot_no_ref, "pci-slot-no-ref", "Linux 6.12 and later",
	       "a reset uses a slot that the unbinding of its port's driver has freed");

/* What Linux' slot has not. */
struct held_slot {
	struct pci_slot		slot;
	struct rw_semaphore	hotplug_sem;	/* written to take ->hotplug away */
};

DEFINE_MUTEX(pci_slot_mutex);
static DEFINE_SPINLOCK(slot_lock);
static struct kset *slots_kset;

struct slot_attribute {
	struct attribute attr;
	ssize_t (*show)(struct pci_slot *slot, char *buf);
	ssize_t (*store)(struct pci_slot *slot, const char *buf, size_t count);
};

#define to_slot(k)	container_of(k, struct pci_slot, kobj)
#define to_slot_attr(a)	container_of(a, struct slot_attribute, attr)

static ssize_t slot_show(struct kobject *kobj, struct attribute *attr, char *buf)
{
	return to_slot_attr(attr)->show ? to_slot_attr(attr)->show(to_slot(kobj), buf) : -EIO;
}

static ssize_t slot_store(struct kobject *kobj, struct attribute *attr, const char *buf,
			  size_t count)
{
	return to_slot_attr(attr)->store ? to_slot_attr(attr)->store(to_slot(kobj), buf, count) :
					   -EIO;
}

static const struct sysfs_ops slot_sysfs_ops = {
	.show	= slot_show,
	.store	= slot_store,
};

static ssize_t address_show(struct pci_slot *slot, char *buf)
{
	if (slot->number == PCI_SLOT_ALL_DEVICES || slot->number == PCI_SLOT_PLACEHOLDER)
		return sysfs_emit(buf, "%04x:%02x\n", pci_domain_nr(slot->bus), slot->bus->number);
	return sysfs_emit(buf, "%04x:%02x:%02x\n", pci_domain_nr(slot->bus), slot->bus->number,
			  slot->number);
}

static ssize_t power_show(struct pci_slot *slot, char *buf)
{
	u8 value = 0;
	int ret = -EIO;

	if (slot->hotplug && slot->hotplug->ops->get_power_status)
		ret = slot->hotplug->ops->get_power_status(slot->hotplug, &value);
	return ret ?: sysfs_emit(buf, "%d\n", value);
}

static ssize_t power_store(struct pci_slot *slot, const char *buf, size_t count)
{
	const struct hotplug_slot_ops *ops = slot->hotplug ? slot->hotplug->ops : NULL;
	unsigned long power;
	int ret = -ENODEV;

	if (kstrtoul(buf, 10, &power) || power > 1)
		return -EINVAL;
	if (!ops || !try_module_get(slot->hotplug->owner))
		return -ENODEV;
	if (power && ops->enable_slot)
		ret = ops->enable_slot(slot->hotplug);
	else if (!power && ops->disable_slot)
		ret = ops->disable_slot(slot->hotplug);
	module_put(slot->hotplug->owner);
	return ret ?: count;
}

static struct slot_attribute slot_attr_address = __ATTR_RO(address);
static struct slot_attribute slot_attr_power = __ATTR_RW(power);

static struct attribute *slot_attrs[] = {
	&slot_attr_address.attr,
	NULL,
};
ATTRIBUTE_GROUPS(slot);

static bool belongs(const struct pci_dev *dev, const struct pci_slot *slot)
{
	return slot->number == PCI_SLOT_ALL_DEVICES || slot->number == PCI_SLOT(dev->devfn);
}

static void set_slot(struct pci_dev *dev, struct pci_slot *slot)
{
	spin_lock(&slot_lock);
	WRITE_ONCE(dev->slot, slot);
	spin_unlock(&slot_lock);
}

static void slot_release(struct kobject *kobj)
{
	struct pci_slot *slot = to_slot(kobj);

	put_device(&slot->bus->dev);
	kfree(container_of(slot, struct held_slot, slot));
}

/* Nobody finds it from here on. Whoever holds it may go on doing so. */
static void unlist(struct pci_slot *slot)
{
	struct pci_dev *dev;

	lockdep_assert_held(&pci_slot_mutex);
	down_read(&pci_bus_sem);
	list_for_each_entry(dev, &slot->bus->devices, bus_list)
		if (dev->slot == slot)
			set_slot(dev, NULL);
	up_read(&pci_bus_sem);
	list_del(&slot->list);
}

/* Pairs with pci_slot_drop(). */
struct pci_slot *pci_slot_hold(struct pci_dev *dev)
{
	struct pci_slot *slot;

	if (as_6_12(pci_slot_no_ref))
		return dev->slot;
	spin_lock(&slot_lock);
	slot = dev->slot;
	if (slot)
		kobject_get(&slot->kobj);
	spin_unlock(&slot_lock);
	return slot;
}

struct pci_slot *pci_slot_nth(struct pci_bus *bus, unsigned int n)
{
	struct pci_slot *slot, *found = NULL;

	mutex_lock(&pci_slot_mutex);
	list_for_each_entry(slot, &bus->slots, list)
		if (!n--)
			found = slot;
	if (found && !as_6_12(pci_slot_no_ref))
		kobject_get(&found->kobj);
	mutex_unlock(&pci_slot_mutex);
	return found;
}

void pci_slot_drop(struct pci_slot *slot)
{
	if (slot && !as_6_12(pci_slot_no_ref))
		kobject_put(&slot->kobj);
}

/* Its controller stays until this is over. */
int pci_slot_reset(struct pci_slot *slot, bool probe)
{
	struct held_slot *held = container_of(slot, struct held_slot, slot);
	int ret;

	if (as_6_12(pci_slot_no_ref))
		return pci_reset_hotplug_slot(slot->hotplug, probe);
	down_read(&held->hotplug_sem);
	ret = pci_reset_hotplug_slot(slot->hotplug, probe);
	up_read(&held->hotplug_sem);
	return ret;
}

static const struct kobj_type slot_ktype = {
	.sysfs_ops	= &slot_sysfs_ops,
	.release	= slot_release,
	.default_groups	= slot_groups,
};

/* A device that is being set up learns its slot, if that is known already. */
void pci_dev_assign_slot(struct pci_dev *dev)
{
	struct pci_slot *slot;

	mutex_lock(&pci_slot_mutex);
	list_for_each_entry(slot, &dev->bus->slots, list)
		if (belongs(dev, slot))
			set_slot(dev, slot);
	mutex_unlock(&pci_slot_mutex);
}

static struct kset *get_kset(void)
{
	lockdep_assert_held(&pci_slot_mutex);
	if (!slots_kset)
		slots_kset = kset_create_and_add("slots", NULL,
						 &bus_get_kset(&pci_bus_type)->kobj);
	return slots_kset;
}

static struct pci_slot *make_slot(struct pci_bus *bus, int nr, const char *name,
				  struct hotplug_slot *hotplug)
{
	struct held_slot *held = kzalloc(sizeof(*held), GFP_KERNEL);
	struct pci_slot *slot;
	struct pci_dev *dev;
	int ret;

	if (!held || !get_kset()) {
		kfree(held);
		return ERR_PTR(-ENOMEM);
	}
	init_rwsem(&held->hotplug_sem);
	slot = &held->slot;
	slot->bus = to_pci_bus(get_device(&bus->dev));
	slot->number = nr;
	slot->hotplug = hotplug;
	slot->kobj.kset = slots_kset;
	list_add(&slot->list, &bus->slots);
	ret = kobject_init_and_add(&slot->kobj, &slot_ktype, NULL, "%s", name);
	if (ret) {
		unlist(slot);
		kobject_put(&slot->kobj);
		return ERR_PTR(ret);
	}
	down_read(&pci_bus_sem);
	list_for_each_entry(dev, &bus->devices, bus_list)
		if (belongs(dev, slot))
			set_slot(dev, slot);
	up_read(&pci_bus_sem);
	return slot;
}

struct pci_slot *pci_create_slot(struct pci_bus *parent, int slot_nr, const char *name,
				 struct hotplug_slot *hotplug)
{
	struct pci_slot *slot;

	mutex_lock(&pci_slot_mutex);
	list_for_each_entry(slot, &parent->slots, list)
		if (slot->number == slot_nr) {
			slot = ERR_PTR(-EBUSY);
			goto out_unlock;
		}
	slot = make_slot(parent, slot_nr, name, hotplug);
out_unlock:
	mutex_unlock(&pci_slot_mutex);
	return slot;
}

void pci_destroy_slot(struct pci_slot *slot)
{
	mutex_lock(&pci_slot_mutex);
	unlist(slot);
	kobject_del(&slot->kobj);	/* its name may be used again */
	kobject_put(&slot->kobj);
	mutex_unlock(&pci_slot_mutex);
}

int __pci_hp_initialize(struct hotplug_slot *slot, struct pci_bus *bus, int nr, const char *name,
			struct module *owner, const char *mod_name)
{
	struct pci_slot *pci_slot;

	slot->owner = owner;
	slot->mod_name = mod_name;
	pci_slot = pci_create_slot(bus, nr, name, slot);
	if (IS_ERR(pci_slot))
		return PTR_ERR(pci_slot);
	slot->pci_slot = pci_slot;
	return 0;
}

/* User space may use it from here on. */
int pci_hp_add(struct hotplug_slot *slot)
{
	return sysfs_create_file(&slot->pci_slot->kobj, &slot_attr_power.attr);
}

int __pci_hp_register(struct hotplug_slot *slot, struct pci_bus *bus, int nr, const char *name,
		      struct module *owner, const char *mod_name)
{
	int ret = __pci_hp_initialize(slot, bus, nr, name, owner, mod_name);

	if (ret)
		return ret;
	ret = pci_hp_add(slot);
	if (ret)
		pci_hp_destroy(slot);
	return ret;
}

/* Waits for users of its files. */
void pci_hp_del(struct hotplug_slot *slot)
{
	sysfs_remove_file(&slot->pci_slot->kobj, &slot_attr_power.attr);
}

void pci_hp_destroy(struct hotplug_slot *slot)
{
	struct held_slot *held = container_of(slot->pci_slot, struct held_slot, slot);

	down_write(&held->hotplug_sem);
	held->slot.hotplug = NULL;
	up_write(&held->hotplug_sem);
	pci_destroy_slot(slot->pci_slot);
	slot->pci_slot = NULL;
}

void pci_hp_deregister(struct hotplug_slot *slot)
{
	pci_hp_del(slot);
	pci_hp_destroy(slot);
}

void pci_slots_shutdown(void)
{
	if (slots_kset)
		kset_unregister(slots_kset);
	slots_kset = NULL;
}
