/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kvm/io_bus.c */
/*
 * A device emulated in the kernel: asked for each guest access to its range, under
 * kvm->srcu. Answers 0 when it took the access, else the next device is asked.
 */
#ifndef __KVM_IODEV_H__
#define __KVM_IODEV_H__

#include <linux/errno.h>
#include <linux/kvm_types.h>

struct kvm_io_device;

struct kvm_io_device_ops {
	int (*read)(struct kvm_vcpu *vcpu, struct kvm_io_device *this, gpa_t addr, int len,
		    void *val);
	int (*write)(struct kvm_vcpu *vcpu, struct kvm_io_device *this, gpa_t addr, int len,
		     const void *val);
	void (*destructor)(struct kvm_io_device *this);
};

struct kvm_io_device {
	const struct kvm_io_device_ops *ops;
};

static inline void kvm_iodevice_init(struct kvm_io_device *dev, const struct kvm_io_device_ops *ops)
{
	dev->ops = ops;
}

static inline int kvm_iodevice_read(struct kvm_vcpu *vcpu, struct kvm_io_device *dev, gpa_t addr,
				    int len, void *val)
{
	return dev->ops->read ? dev->ops->read(vcpu, dev, addr, len, val) : -EOPNOTSUPP;
}

static inline int kvm_iodevice_write(struct kvm_vcpu *vcpu, struct kvm_io_device *dev, gpa_t addr,
				     int len, const void *val)
{
	return dev->ops->write ? dev->ops->write(vcpu, dev, addr, len, val) : -EOPNOTSUPP;
}

#endif
