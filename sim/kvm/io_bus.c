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

static void device_free(struct kvm_io_device *dev)
{
	const struct kvm_io_device_ops *ops = dev->ops;

	if (ops->destructor)
		ops->destructor(dev);
}

/* With all devices on it. */
static void bus_destroy(struct kvm_io_bus *bus)
{
	const struct kvm_io_range *range = bus->range;
	int left;

	for (left = bus->dev_count; left; left--, range++)
		device_free(range->dev);
	kfree(bus);
}

/* The VM has no user left. A bus is missing if there was no memory to shorten it. */
void kvm_io_buses_destroy(struct kvm *kvm)
{
	struct kvm_io_bus *bus;
	int which;

	for (which = 0; which < KVM_NR_BUSES; which++) {
		bus = kvm_get_bus(kvm, which);
		if (bus)
			bus_destroy(bus);
		RCU_INIT_POINTER(kvm->buses[which], NULL);
	}
}

int kvm_io_buses_init(struct kvm *kvm)
{
	struct kvm_io_bus *empty;
	int which;

	for (which = 0; which < KVM_NR_BUSES; which++) {
		empty = kzalloc(sizeof(*empty), GFP_KERNEL_ACCOUNT);
		if (!empty)
			break;
		rcu_assign_pointer(kvm->buses[which], empty);
	}
	if (which == KVM_NR_BUSES)
		return 0;
	while (which--)
		kfree(rcu_dereference_protected(kvm->buses[which], 1));
	return -ENOMEM;
}

/* A range of length 0 is hit by its address alone, whatever the access' width. */
static bool range_hit(const struct kvm_io_range *range, gpa_t addr, int len)
{
	const bool exact = !len || !range->len;

	if (exact)
		return addr == range->addr;
	return addr >= range->addr && addr + len <= range->addr + range->len;
}

/* Several may share an address: the first that takes the access ends the search. */
static int bus_access(struct kvm_vcpu *vcpu, enum kvm_bus which, gpa_t addr, int len,
		      bool (*offer)(struct kvm_vcpu *vcpu, struct kvm_io_device *dev, gpa_t addr,
				    int len, void *val),
		      void *val)
{
	struct kvm_io_bus *bus = srcu_dereference(vcpu->kvm->buses[which], &vcpu->kvm->srcu);
	int at;

	if (!bus)
		return -ENOMEM;
	for (at = 0; at < bus->dev_count; at++)
		if (range_hit(&bus->range[at], addr, len) &&
		    offer(vcpu, bus->range[at].dev, addr, len, val))
			return 0;
	return -EOPNOTSUPP;
}

static bool offer_write(struct kvm_vcpu *vcpu, struct kvm_io_device *dev, gpa_t addr, int len,
			void *val)
{
	return !kvm_iodevice_write(vcpu, dev, addr, len, val);
}

static bool offer_read(struct kvm_vcpu *vcpu, struct kvm_io_device *dev, gpa_t addr, int len,
		       void *val)
{
	return !kvm_iodevice_read(vcpu, dev, addr, len, val);
}

int kvm_io_bus_write(struct kvm_vcpu *vcpu, enum kvm_bus bus_idx, gpa_t addr, int len,
		     const void *val)
{
	return bus_access(vcpu, bus_idx, addr, len, offer_write, (void *)val);
}
EXPORT_SYMBOL_GPL(kvm_io_bus_write);

int kvm_io_bus_read(struct kvm_vcpu *vcpu, enum kvm_bus bus_idx, gpa_t addr, int len, void *val)
{
	return bus_access(vcpu, bus_idx, addr, len, offer_read, val);
}

/* With room for @devices, and all else as on @old. */
static struct kvm_io_bus *bus_alloc(const struct kvm_io_bus *old, int devices)
{
	struct kvm_io_bus *fresh = kmalloc(struct_size(fresh, range, devices), GFP_KERNEL_ACCOUNT);

	if (fresh) {
		*fresh = *old;
		fresh->dev_count = devices;
	}
	return fresh;
}

static void copy_ranges(struct kvm_io_bus *to, int to_at, const struct kvm_io_bus *from,
			int from_at, int count)
{
	memcpy(to->range + to_at, from->range + from_at, count * sizeof(from->range[0]));
}

/* Nobody looks anything up on the old one any more when this is through. */
static void bus_publish(struct kvm *kvm, enum kvm_bus which, struct kvm_io_bus *fresh)
{
	rcu_assign_pointer(kvm->buses[which], fresh);
	synchronize_srcu_expedited(&kvm->srcu);
}

/* Sorted by address; the last among equals. */
static int place_for(const struct kvm_io_bus *bus, gpa_t addr)
{
	int at = 0;

	while (at < bus->dev_count && bus->range[at].addr <= addr)
		at++;
	return at;
}

int kvm_io_bus_register_dev(struct kvm *kvm, enum kvm_bus bus_idx, gpa_t addr, int len,
			    struct kvm_io_device *dev)
{
	struct kvm_io_bus *old, *fresh;
	int at;

	lockdep_assert_held(&kvm->slots_lock);
	old = kvm_get_bus(kvm, bus_idx);
	if (!old)
		return -ENOMEM;
	/* ioeventfds do not count: the number of files limits them. */
	if (old->dev_count - old->ioeventfd_count >= NR_IOBUS_DEVS)
		return -ENOSPC;
	fresh = bus_alloc(old, old->dev_count + 1);
	if (!fresh)
		return -ENOMEM;

	at = place_for(old, addr);
	copy_ranges(fresh, 0, old, 0, at);
	fresh->range[at] = (struct kvm_io_range){ .dev = dev, .addr = addr, .len = len };
	copy_ranges(fresh, at + 1, old, at, old->dev_count - at);
	bus_publish(kvm, bus_idx, fresh);
	kfree(old);
	return 0;
}

/* -1 if it is not there. */
static int place_of(const struct kvm_io_bus *bus, const struct kvm_io_device *dev)
{
	int at = bus->dev_count;

	while (at--)
		if (bus->range[at].dev == dev)
			break;
	return at;
}

int kvm_io_bus_unregister_dev(struct kvm *kvm, enum kvm_bus bus_idx, struct kvm_io_device *dev)
{
	struct kvm_io_bus *old, *fresh;
	int at;

	lockdep_assert_held(&kvm->slots_lock);
	old = kvm_get_bus(kvm, bus_idx);
	at = old ? place_of(old, dev) : -1;
	if (at < 0)
		return 0;

	fresh = bus_alloc(old, old->dev_count - 1);
	if (fresh) {
		copy_ranges(fresh, 0, old, 0, at);
		copy_ranges(fresh, at, old, at + 1, fresh->dev_count - at);
	}
	bus_publish(kvm, bus_idx, fresh);
	if (!fresh) {	/* removal cannot fail, so the bus goes, with all on it */
		bus_destroy(old);
		return -ENOMEM;
	}
	device_free(dev);
	kfree(old);
	return 0;
}
