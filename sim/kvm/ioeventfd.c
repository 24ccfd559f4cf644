// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ioeventfd.c - a guest's write to an address signals an eventfd
 *
 * Locking: kvm->slots_lock for the list; the write itself comes under kvm->srcu, through the
 * bus that the ioeventfd is a device of.
 */
#include <linux/kvm_host.h>

#include <linux/err.h>
#include <linux/eventfd.h>
#include <linux/string.h>

#include "kvm_priv.h"

struct _ioeventfd {
	struct list_head list;		/* in kvm->ioeventfds */
	struct kvm_io_device dev;
	/* fixed at init */
	u64 addr;
	int length;			/* 0: any */
	struct eventfd_ctx *eventfd;	/* counted */
	u64 datamatch;
	u8 bus_idx;
	bool wildcard;			/* any value */
};

static struct _ioeventfd *to_ioeventfd(struct kvm_io_device *dev)
{
	return container_of(dev, struct _ioeventfd, dev);
}

/* Is the guest's write one that this ioeventfd waits for? */
static bool wants_write(const struct _ioeventfd *io, gpa_t addr, int len, const void *val)
{
	u64 written = 0;

	if (io->addr != addr || (io->length && io->length != len))
		return false;
	if (!io->length || io->wildcard)
		return true;
	memcpy(&written, val, len);	/* little endian, as is every machine this runs on */
	return io->datamatch == written;
}

static int ioeventfd_write(struct kvm_vcpu *vcpu, struct kvm_io_device *dev, gpa_t addr, int len,
			   const void *val)
{
	struct _ioeventfd *io = to_ioeventfd(dev);

	if (wants_write(io, addr, len, val)) {
		eventfd_signal(io->eventfd);
		return 0;
	}
	return -EOPNOTSUPP;
}

static void ioeventfd_destructor(struct kvm_io_device *dev)
{
	struct _ioeventfd *io = to_ioeventfd(dev);

	eventfd_ctx_put(io->eventfd);
	list_del(&io->list);
	kfree(io);
}

static const struct kvm_io_device_ops ioeventfd_ops = {
	.write = ioeventfd_write,
	.destructor = ioeventfd_destructor,
};

/* Could one write be meant for both? */
static bool overlap(const struct _ioeventfd *a, const struct _ioeventfd *b)
{
	if (a->bus_idx != b->bus_idx || a->addr != b->addr)
		return false;
	if (!a->length || !b->length)
		return true;
	if (a->length != b->length)
		return false;
	return a->wildcard || b->wildcard || a->datamatch == b->datamatch;
}

/* Set up as user space describes it. Takes no reference to the eventfd. */
static void describe(struct _ioeventfd *io, enum kvm_bus bus, const struct kvm_ioeventfd *args,
		     struct eventfd_ctx *eventfd)
{
	io->bus_idx = bus;
	io->addr = args->addr;
	io->length = args->len;
	io->eventfd = eventfd;
	if (args->flags & KVM_IOEVENTFD_FLAG_DATAMATCH)
		io->datamatch = args->datamatch;
	else
		io->wildcard = true;
}

static bool same(const struct _ioeventfd *a, const struct _ioeventfd *b)
{
	return a->bus_idx == b->bus_idx && a->eventfd == b->eventfd && a->addr == b->addr &&
	       a->length == b->length && a->wildcard == b->wildcard &&
	       a->datamatch == b->datamatch;
}

static int plug_in_locked(struct kvm *kvm, struct _ioeventfd *io)
{
	struct _ioeventfd *other;
	int err;

	lockdep_assert_held(&kvm->slots_lock);
	list_for_each_entry(other, &kvm->ioeventfds, list)
		if (overlap(other, io))
			return -EEXIST;
	err = kvm_io_bus_register_dev(kvm, io->bus_idx, io->addr, io->length, &io->dev);
	if (err)
		return err;
	kvm_get_bus(kvm, io->bus_idx)->ioeventfd_count++;
	list_add_tail(&io->list, &kvm->ioeventfds);
	return 0;
}

/* The bus calls the destructor; when memory ran short there is no bus any more. */
static int pull_out_locked(struct kvm *kvm, const struct _ioeventfd *wanted)
{
	enum kvm_bus nr = wanted->bus_idx;
	struct _ioeventfd *io;
	struct kvm_io_bus *bus;

	lockdep_assert_held(&kvm->slots_lock);
	list_for_each_entry(io, &kvm->ioeventfds, list) {
		if (!same(io, wanted))
			continue;
		kvm_io_bus_unregister_dev(kvm, nr, &io->dev);
		bus = kvm_get_bus(kvm, nr);
		if (bus)
			bus->ioeventfd_count--;
		return 0;
	}
	return -ENOENT;
}

static int assign_on_bus(struct kvm *kvm, enum kvm_bus nr, const struct kvm_ioeventfd *args)
{
	struct eventfd_ctx *signalled = eventfd_ctx_fdget(args->fd);
	struct _ioeventfd *io;
	int err = -ENOMEM;

	if (IS_ERR(signalled))
		return PTR_ERR(signalled);
	io = kzalloc(sizeof(*io), GFP_KERNEL_ACCOUNT);
	if (io) {
		describe(io, nr, args, signalled);
		kvm_iodevice_init(&io->dev, &ioeventfd_ops);
		mutex_lock(&kvm->slots_lock);
		err = plug_in_locked(kvm, io);
		mutex_unlock(&kvm->slots_lock);
	}
	/* Once plugged in, both are the bus's to free. */
	if (err) {
		kfree(io);
		eventfd_ctx_put(signalled);
	}
	return err;
}

static int deassign_on_bus(struct kvm *kvm, enum kvm_bus nr, const struct kvm_ioeventfd *args)
{
	struct eventfd_ctx *signalled = eventfd_ctx_fdget(args->fd);
	struct _ioeventfd wanted = {};
	int err;

	if (IS_ERR(signalled))
		return PTR_ERR(signalled);
	describe(&wanted, nr, args, signalled);
	mutex_lock(&kvm->slots_lock);
	err = pull_out_locked(kvm, &wanted);
	mutex_unlock(&kvm->slots_lock);
	eventfd_ctx_put(signalled);
	return err;
}

static enum kvm_bus bus_of(const struct kvm_ioeventfd *args)
{
	if (args->flags & KVM_IOEVENTFD_FLAG_PIO)
		return KVM_PIO_BUS;
	return args->flags & KVM_IOEVENTFD_FLAG_VIRTIO_CCW_NOTIFY ? KVM_VIRTIO_CCW_NOTIFY_BUS :
								    KVM_MMIO_BUS;
}

/* Without a length, MMIO is on a second bus as well: the one that is looked up fast. */
static bool is_on_fast_bus(const struct kvm_ioeventfd *args)
{
	return bus_of(args) == KVM_MMIO_BUS && !args->len;
}

static bool is_valid(const struct kvm_ioeventfd *args)
{
	bool compares = args->flags & KVM_IOEVENTFD_FLAG_DATAMATCH;

	switch (args->len) {
	case 0:
		if (compares)
			return false;
		break;
	case 1:
	case 2:
	case 4:
	case 8:
		break;
	default:
		return false;
	}
	return args->addr + args->len >= args->addr &&
	       !(args->flags & ~KVM_IOEVENTFD_VALID_FLAG_MASK);
}

static int ioeventfd_assign(struct kvm *kvm, const struct kvm_ioeventfd *args)
{
	int err;

	if (!is_valid(args))
		return -EINVAL;
	err = assign_on_bus(kvm, bus_of(args), args);
	if (!err && is_on_fast_bus(args)) {
		err = assign_on_bus(kvm, KVM_FAST_MMIO_BUS, args);
		if (err)
			deassign_on_bus(kvm, bus_of(args), args);
	}
	return err;
}

static int ioeventfd_deassign(struct kvm *kvm, const struct kvm_ioeventfd *args)
{
	int err = deassign_on_bus(kvm, bus_of(args), args);

	if (is_on_fast_bus(args))
		deassign_on_bus(kvm, KVM_FAST_MMIO_BUS, args);
	return err;
}

int kvm_ioeventfd(struct kvm *kvm, struct kvm_ioeventfd *args)
{
	return args->flags & KVM_IOEVENTFD_FLAG_DEASSIGN ? ioeventfd_deassign(kvm, args) :
							   ioeventfd_assign(kvm, args);
}
