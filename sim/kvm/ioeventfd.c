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

static bool ioeventfd_in_range(struct _ioeventfd *p, gpa_t addr, int len, const void *val)
{
	u64 value = 0;

	if (addr != p->addr)
		return false;
	if (!p->length)
		return true;
	if (len != p->length)
		return false;
	if (p->wildcard)
		return true;
	memcpy(&value, val, len);	/* little endian, as is every machine this runs on */
	return value == p->datamatch;
}

static int ioeventfd_write(struct kvm_vcpu *vcpu, struct kvm_io_device *this, gpa_t addr, int len,
			   const void *val)
{
	struct _ioeventfd *p = to_ioeventfd(this);

	if (!ioeventfd_in_range(p, addr, len, val))
		return -EOPNOTSUPP;
	eventfd_signal(p->eventfd);
	return 0;
}

static void ioeventfd_destructor(struct kvm_io_device *this)
{
	struct _ioeventfd *p = to_ioeventfd(this);

	eventfd_ctx_put(p->eventfd);
	list_del(&p->list);
	kfree(p);
}

static const struct kvm_io_device_ops ioeventfd_ops = {
	.write = ioeventfd_write,
	.destructor = ioeventfd_destructor,
};

static bool ioeventfd_check_collision(struct kvm *kvm, struct _ioeventfd *p)
{
	struct _ioeventfd *other;

	lockdep_assert_held(&kvm->slots_lock);
	list_for_each_entry(other, &kvm->ioeventfds, list) {
		if (other->bus_idx != p->bus_idx || other->addr != p->addr)
			continue;
		if (!other->length || !p->length)
			return true;
		if (other->length == p->length &&
		    (other->wildcard || p->wildcard || other->datamatch == p->datamatch))
			return true;
	}
	return false;
}

static enum kvm_bus ioeventfd_bus_from_flags(u32 flags)
{
	if (flags & KVM_IOEVENTFD_FLAG_PIO)
		return KVM_PIO_BUS;
	if (flags & KVM_IOEVENTFD_FLAG_VIRTIO_CCW_NOTIFY)
		return KVM_VIRTIO_CCW_NOTIFY_BUS;
	return KVM_MMIO_BUS;
}

static int kvm_assign_ioeventfd_idx(struct kvm *kvm, enum kvm_bus bus_idx,
				    struct kvm_ioeventfd *args)
{
	struct eventfd_ctx *eventfd = eventfd_ctx_fdget(args->fd);
	struct _ioeventfd *p;
	int ret = -ENOMEM;

	if (IS_ERR(eventfd))
		return PTR_ERR(eventfd);
	p = kzalloc(sizeof(*p), GFP_KERNEL_ACCOUNT);
	if (!p)
		goto out_put;
	p->addr = args->addr;
	p->bus_idx = bus_idx;
	p->length = args->len;
	p->eventfd = eventfd;
	p->wildcard = !(args->flags & KVM_IOEVENTFD_FLAG_DATAMATCH);
	p->datamatch = p->wildcard ? 0 : args->datamatch;
	kvm_iodevice_init(&p->dev, &ioeventfd_ops);

	mutex_lock(&kvm->slots_lock);
	ret = -EEXIST;
	if (!ioeventfd_check_collision(kvm, p))
		ret = kvm_io_bus_register_dev(kvm, bus_idx, p->addr, p->length, &p->dev);
	if (!ret) {
		kvm_get_bus(kvm, bus_idx)->ioeventfd_count++;
		list_add_tail(&p->list, &kvm->ioeventfds);
	}
	mutex_unlock(&kvm->slots_lock);
	if (!ret)
		return 0;
	kfree(p);
out_put:
	eventfd_ctx_put(eventfd);
	return ret;
}

static int kvm_deassign_ioeventfd_idx(struct kvm *kvm, enum kvm_bus bus_idx,
				      struct kvm_ioeventfd *args)
{
	bool wildcard = !(args->flags & KVM_IOEVENTFD_FLAG_DATAMATCH);
	struct eventfd_ctx *eventfd = eventfd_ctx_fdget(args->fd);
	struct kvm_io_bus *bus;
	struct _ioeventfd *p;
	int ret = -ENOENT;

	if (IS_ERR(eventfd))
		return PTR_ERR(eventfd);

	mutex_lock(&kvm->slots_lock);
	list_for_each_entry(p, &kvm->ioeventfds, list) {
		if (p->bus_idx != bus_idx || p->eventfd != eventfd || p->addr != args->addr ||
		    p->length != args->len || p->wildcard != wildcard ||
		    (!wildcard && p->datamatch != args->datamatch))
			continue;
		kvm_io_bus_unregister_dev(kvm, bus_idx, &p->dev);
		bus = kvm_get_bus(kvm, bus_idx);
		if (bus)
			bus->ioeventfd_count--;
		ret = 0;
		break;
	}
	mutex_unlock(&kvm->slots_lock);
	eventfd_ctx_put(eventfd);
	return ret;
}

/* Without a length, MMIO is on a second bus as well: the one that is looked up fast. */
static int kvm_deassign_ioeventfd(struct kvm *kvm, struct kvm_ioeventfd *args)
{
	enum kvm_bus bus_idx = ioeventfd_bus_from_flags(args->flags);
	int ret = kvm_deassign_ioeventfd_idx(kvm, bus_idx, args);

	if (!args->len && bus_idx == KVM_MMIO_BUS)
		kvm_deassign_ioeventfd_idx(kvm, KVM_FAST_MMIO_BUS, args);
	return ret;
}

static int kvm_assign_ioeventfd(struct kvm *kvm, struct kvm_ioeventfd *args)
{
	enum kvm_bus bus_idx = ioeventfd_bus_from_flags(args->flags);
	int ret;

	if (args->len > 8 || (args->len & (args->len - 1)))
		return -EINVAL;
	if (args->addr + args->len < args->addr)
		return -EINVAL;
	if (args->flags & ~KVM_IOEVENTFD_VALID_FLAG_MASK)
		return -EINVAL;
	if (!args->len && (args->flags & KVM_IOEVENTFD_FLAG_DATAMATCH))
		return -EINVAL;

	ret = kvm_assign_ioeventfd_idx(kvm, bus_idx, args);
	if (ret || args->len || bus_idx != KVM_MMIO_BUS)
		return ret;
	ret = kvm_assign_ioeventfd_idx(kvm, KVM_FAST_MMIO_BUS, args);
	if (ret)
		kvm_deassign_ioeventfd_idx(kvm, bus_idx, args);
	return ret;
}

int kvm_ioeventfd(struct kvm *kvm, struct kvm_ioeventfd *args)
{
	if (args->flags & KVM_IOEVENTFD_FLAG_DEASSIGN)
		return kvm_deassign_ioeventfd(kvm, args);
	return kvm_assign_ioeventfd(kvm, args);
}
