// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * io_bus.c - devices emulated in the kernel, found by the address a guest accesses
 *
 * A bus is an array that never changes: adding or removing a device makes a new one, and
 * the old one is freed after a grace period of kvm->srcu.
 *
 * Locking: slots_lock to change, kvm->srcu to look up.
 */
#include <linux/kvm_host.h>

#include <linux/bug.h>
#include <linux/export.h>
#include <linux/overflow.h>
#include <linux/string.h>

#include "kvm_priv.h"

static void kvm_iodevice_destructor(struct kvm_io_device *dev)
{
	if (dev->ops->destructor)
		dev->ops->destructor(dev);
}

static void kvm_io_bus_destroy(struct kvm_io_bus *bus)
{
	int i;

	for (i = 0; i < bus->dev_count; i++)
		kvm_iodevice_destructor(bus->range[i].dev);
	kfree(bus);
}

void kvm_io_buses_destroy(struct kvm *kvm)
{
	int i;

	for (i = 0; i < KVM_NR_BUSES; i++) {
		struct kvm_io_bus *bus = kvm_get_bus(kvm, i);

		if (bus)
			kvm_io_bus_destroy(bus);
		RCU_INIT_POINTER(kvm->buses[i], NULL);
	}
}

int kvm_io_buses_init(struct kvm *kvm)
{
	int i;

	for (i = 0; i < KVM_NR_BUSES; i++) {
		struct kvm_io_bus *bus = kzalloc(sizeof(*bus), GFP_KERNEL_ACCOUNT);

		if (!bus) {
			while (i--)
				kfree(rcu_dereference_protected(kvm->buses[i], 1));
			return -ENOMEM;
		}
		rcu_assign_pointer(kvm->buses[i], bus);
	}
	return 0;
}

/* A range of length 0 is hit by its address alone, whatever the access' width. */
static bool kvm_io_range_hit(const struct kvm_io_range *range, gpa_t addr, int len)
{
	if (!range->len || !len)
		return range->addr == addr;
	return range->addr <= addr && addr + len <= range->addr + range->len;
}

int kvm_io_bus_write(struct kvm_vcpu *vcpu, enum kvm_bus bus_idx, gpa_t addr, int len,
		     const void *val)
{
	struct kvm_io_bus *bus = srcu_dereference(vcpu->kvm->buses[bus_idx], &vcpu->kvm->srcu);
	int i;

	if (!bus)
		return -ENOMEM;
	/* Several may share an address: the first that takes it ends the search. */
	for (i = 0; i < bus->dev_count; i++)
		if (kvm_io_range_hit(&bus->range[i], addr, len) &&
		    !kvm_iodevice_write(vcpu, bus->range[i].dev, addr, len, val))
			return 0;
	return -EOPNOTSUPP;
}
EXPORT_SYMBOL_GPL(kvm_io_bus_write);

int kvm_io_bus_read(struct kvm_vcpu *vcpu, enum kvm_bus bus_idx, gpa_t addr, int len, void *val)
{
	struct kvm_io_bus *bus = srcu_dereference(vcpu->kvm->buses[bus_idx], &vcpu->kvm->srcu);
	int i;

	if (!bus)
		return -ENOMEM;
	for (i = 0; i < bus->dev_count; i++)
		if (kvm_io_range_hit(&bus->range[i], addr, len) &&
		    !kvm_iodevice_read(vcpu, bus->range[i].dev, addr, len, val))
			return 0;
	return -EOPNOTSUPP;
}

int kvm_io_bus_register_dev(struct kvm *kvm, enum kvm_bus bus_idx, gpa_t addr, int len,
			    struct kvm_io_device *dev)
{
	struct kvm_io_bus *bus, *new_bus;
	int at;

	lockdep_assert_held(&kvm->slots_lock);

	bus = kvm_get_bus(kvm, bus_idx);
	if (!bus)
		return -ENOMEM;
	/* ioeventfds do not count: the number of files limits them. */
	if (bus->dev_count - bus->ioeventfd_count > NR_IOBUS_DEVS - 1)
		return -ENOSPC;

	new_bus = kmalloc(struct_size(bus, range, bus->dev_count + 1), GFP_KERNEL_ACCOUNT);
	if (!new_bus)
		return -ENOMEM;

	for (at = 0; at < bus->dev_count; at++)
		if (bus->range[at].addr > addr)
			break;
	memcpy(new_bus, bus, struct_size(bus, range, at));
	new_bus->dev_count++;
	new_bus->range[at] = (struct kvm_io_range) { .addr = addr, .len = len, .dev = dev };
	memcpy(new_bus->range + at + 1, bus->range + at,
	       (bus->dev_count - at) * sizeof(struct kvm_io_range));
	rcu_assign_pointer(kvm->buses[bus_idx], new_bus);
	synchronize_srcu_expedited(&kvm->srcu);
	kfree(bus);
	return 0;
}

int kvm_io_bus_unregister_dev(struct kvm *kvm, enum kvm_bus bus_idx, struct kvm_io_device *dev)
{
	struct kvm_io_bus *bus, *new_bus;
	int at;

	lockdep_assert_held(&kvm->slots_lock);

	bus = kvm_get_bus(kvm, bus_idx);
	if (!bus)
		return 0;
	for (at = 0; at < bus->dev_count; at++)
		if (bus->range[at].dev == dev)
			break;
	if (at == bus->dev_count)
		return 0;

	new_bus = kmalloc(struct_size(bus, range, bus->dev_count - 1), GFP_KERNEL_ACCOUNT);
	if (new_bus) {
		memcpy(new_bus, bus, struct_size(bus, range, at));
		new_bus->dev_count--;
		memcpy(new_bus->range + at, bus->range + at + 1,
		       (new_bus->dev_count - at) * sizeof(struct kvm_io_range));
	}
	rcu_assign_pointer(kvm->buses[bus_idx], new_bus);
	synchronize_srcu_expedited(&kvm->srcu);

	/* Removal cannot fail, so without memory the bus goes, with all on it. */
	if (!new_bus) {
		kvm_io_bus_destroy(bus);
		return -ENOMEM;
	}
	kvm_iodevice_destructor(dev);
	kfree(bus);
	return 0;
}
