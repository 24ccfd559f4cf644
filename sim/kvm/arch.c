// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * arch.c - the simulated machine of a VM: interrupt controllers and assigned devices
 *
 * An IOAPIC with 24 pins, two PICs that mirror its first 16, and message interrupts; all
 * deliver to vCPU 0. A pin's line is high while any source asserts it; its rising edge
 * makes vector 0x20 + pin pending. The guest acknowledges when it runs (kvm/guest.h), which
 * calls the pin's acknowledge notifiers; if resampling irqfds hold the line high even then,
 * it is pending again. To other sources the guest's pins are edge-triggered.
 *
 * Locking: arch.irq_lock, a leaf with interrupts off: irqfds deliver from wakeups.
 */
#include <linux/kvm_host.h>

#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/export.h>
#include <linux/uaccess.h>

#include "kvm_priv.h"

#define PIC_PINS	8
#define PIN_VECTOR(pin)	(0x20 + (pin))

enum { CHIP_PIC_MASTER, CHIP_PIC_SLAVE, CHIP_IOAPIC };

void kvm_arch_start_assignment(struct kvm *kvm)
{
	atomic_inc(&kvm->arch.assigned_device_count);
}

void kvm_arch_end_assignment(struct kvm *kvm)
{
	atomic_dec(&kvm->arch.assigned_device_count);
}

bool kvm_arch_has_assigned_device(struct kvm *kvm)
{
	return atomic_read(&kvm->arch.assigned_device_count);
}
EXPORT_SYMBOL_GPL(kvm_arch_has_assigned_device);

void kvm_arch_register_noncoherent_dma(struct kvm *kvm)
{
	atomic_inc(&kvm->arch.noncoherent_dma_count);
}

void kvm_arch_unregister_noncoherent_dma(struct kvm *kvm)
{
	atomic_dec(&kvm->arch.noncoherent_dma_count);
}

int kvm_arch_init_vm(struct kvm *kvm, unsigned long type)
{
	if (type)
		return -EINVAL;
	spin_lock_init(&kvm->arch.irq_lock);
	return 0;
}

void kvm_arch_destroy_vm(struct kvm *kvm)
{
	struct kvm_vcpu *vcpu;
	unsigned long i;

	/* Work items use vCPUs: all of them first. */
	kvm_for_each_vcpu(i, vcpu, kvm)
		kvm_clear_async_pf_completion_queue(vcpu);
	kvm_destroy_vcpus(kvm);
}

bool kvm_arch_irqchip_in_kernel(struct kvm *kvm)
{
	return READ_ONCE(kvm->arch.irqchip_in_kernel);
}

/* 1: delivered, 0: it was pending already, -1: nobody there to take it. */
static int kvm_deliver_vector(struct kvm *kvm, unsigned int vector)
{
	struct kvm_vcpu *vcpu = kvm_get_vcpu(kvm, 0);
	unsigned long flags;
	int ret = -1;

	if (!vcpu)
		return -1;
	spin_lock_irqsave(&kvm->arch.irq_lock, flags);
	ret = !(vcpu->arch.irr[vector / 64] & BIT_ULL(vector % 64));
	vcpu->arch.irr[vector / 64] |= BIT_ULL(vector % 64);
	kvm->arch.delivered += ret;
	spin_unlock_irqrestore(&kvm->arch.irq_lock, flags);
	if (ret)
		kvm_vcpu_wake_up(vcpu);
	return ret;
}

static int kvm_set_ioapic_irq(struct kvm_kernel_irq_routing_entry *e, struct kvm *kvm,
			      int irq_source_id, int level, bool line_status)
{
	unsigned int pin = e->irqchip.pin;
	unsigned long flags;
	u32 before, after;

	spin_lock_irqsave(&kvm->arch.irq_lock, flags);
	before = kvm->arch.line[pin];
	after = level ? before | BIT(irq_source_id) : before & ~BIT(irq_source_id);
	kvm->arch.line[pin] = after;
	spin_unlock_irqrestore(&kvm->arch.irq_lock, flags);

	if (before || !after)
		return !!after;
	return kvm_deliver_vector(kvm, PIN_VECTOR(pin));
}

/* The guest has masked the PICs: they follow their lines and deliver nothing. */
static int kvm_set_pic_irq(struct kvm_kernel_irq_routing_entry *e, struct kvm *kvm,
			   int irq_source_id, int level, bool line_status)
{
	return 0;
}

int kvm_set_msi(struct kvm_kernel_irq_routing_entry *e, struct kvm *kvm, int irq_source_id,
		int level, bool line_status)
{
	if (!level)
		return -1;
	return kvm_deliver_vector(kvm, e->msi.data & 0xff);
}

int kvm_arch_set_irq_inatomic(struct kvm_kernel_irq_routing_entry *irq, struct kvm *kvm,
			      int irq_source_id, int level, bool line_status)
{
	if (irq->type != KVM_IRQ_ROUTING_MSI)
		return -EWOULDBLOCK;
	return kvm_set_msi(irq, kvm, irq_source_id, level, line_status);
}

int kvm_set_routing_entry(struct kvm_kernel_irq_routing_entry *e,
			  const struct kvm_irq_routing_entry *ue)
{
	switch (ue->type) {
	case KVM_IRQ_ROUTING_IRQCHIP:
		e->irqchip.irqchip = ue->u.irqchip.irqchip;
		e->irqchip.pin = ue->u.irqchip.pin;
		if (e->irqchip.irqchip > CHIP_IOAPIC)
			return -EINVAL;
		e->set = e->irqchip.irqchip == CHIP_IOAPIC ? kvm_set_ioapic_irq : kvm_set_pic_irq;
		if (e->irqchip.pin >= (e->irqchip.irqchip == CHIP_IOAPIC ? KVM_IRQCHIP_NUM_PINS :
									   PIC_PINS))
			return -EINVAL;
		return 0;
	case KVM_IRQ_ROUTING_MSI:
		e->msi.data = ue->u.msi.data;
		e->msi.address_hi = ue->u.msi.address_hi;
		e->msi.address_lo = ue->u.msi.address_lo;
		e->set = kvm_set_msi;
		return 0;
	default:
		return -EINVAL;
	}
}

static int kvm_setup_default_irq_routing(struct kvm *kvm)
{
	struct kvm_irq_routing_entry routes[KVM_IRQCHIP_NUM_PINS + 2 * PIC_PINS] = {};
	int i;

	for (i = 0; i < ARRAY_SIZE(routes); i++) {
		bool ioapic = i < KVM_IRQCHIP_NUM_PINS;
		int gsi = ioapic ? i : i - KVM_IRQCHIP_NUM_PINS;

		routes[i].gsi = gsi;
		routes[i].type = KVM_IRQ_ROUTING_IRQCHIP;
		routes[i].u.irqchip.irqchip = ioapic ? CHIP_IOAPIC : gsi / PIC_PINS;
		routes[i].u.irqchip.pin = ioapic ? gsi : gsi % PIC_PINS;
	}
	return kvm_set_irq_routing(kvm, routes, ARRAY_SIZE(routes), 0);
}

static int kvm_vm_ioctl_create_irqchip(struct kvm *kvm)
{
	int ret = -EEXIST;

	mutex_lock(&kvm->lock);
	if (kvm->arch.irqchip_in_kernel)
		goto out_unlock;
	ret = -EINVAL;
	if (kvm->created_vcpus)
		goto out_unlock;
	ret = kvm_setup_default_irq_routing(kvm);
	if (!ret)
		WRITE_ONCE(kvm->arch.irqchip_in_kernel, true);
out_unlock:
	mutex_unlock(&kvm->lock);
	return ret;
}

static int kvm_vm_ioctl_irq_line(struct kvm *kvm, void __user *argp, bool status)
{
	struct kvm_irq_level irq;

	if (copy_from_user(&irq, argp, sizeof(irq)))
		return -EFAULT;
	if (!kvm_arch_irqchip_in_kernel(kvm))
		return -ENXIO;
	irq.status = kvm_set_irq(kvm, KVM_USERSPACE_IRQ_SOURCE_ID, irq.irq, irq.level, status);
	if (status && copy_to_user(argp, &irq, sizeof(irq)))
		return -EFAULT;
	return 0;
}

int kvm_arch_vm_ioctl(struct kvm *kvm, unsigned int ioctl, void __user *argp)
{
	switch (ioctl) {
	case KVM_CREATE_IRQCHIP:
		return kvm_vm_ioctl_create_irqchip(kvm);
	case KVM_IRQ_LINE:
	case KVM_IRQ_LINE_STATUS:
		return kvm_vm_ioctl_irq_line(kvm, argp, ioctl == KVM_IRQ_LINE_STATUS);
	default:
		return -ENOTTY;
	}
}

bool kvm_arch_vcpu_has_interrupt(struct kvm_vcpu *vcpu)
{
	struct kvm_arch *arch = &vcpu->kvm->arch;
	unsigned long flags;
	u64 pending;

	spin_lock_irqsave(&arch->irq_lock, flags);
	pending = vcpu->arch.irr[0] | vcpu->arch.irr[1] | vcpu->arch.irr[2] | vcpu->arch.irr[3];
	spin_unlock_irqrestore(&arch->irq_lock, flags);
	return pending;
}

/* The vector taken, or -1. */
static int kvm_vcpu_take_vector(struct kvm_vcpu *vcpu)
{
	struct kvm_arch *arch = &vcpu->kvm->arch;
	unsigned long flags;
	int vector = -1;
	int i;

	spin_lock_irqsave(&arch->irq_lock, flags);
	for (i = 3; i >= 0 && vector < 0; i--) {	/* the highest first, as a local APIC */
		if (!vcpu->arch.irr[i])
			continue;
		vector = i * 64 + __fls(vcpu->arch.irr[i]);
		vcpu->arch.irr[i] &= ~BIT_ULL(vector % 64);
	}
	spin_unlock_irqrestore(&arch->irq_lock, flags);
	return vector;
}

static void kvm_ioapic_eoi(struct kvm *kvm, unsigned int pin)
{
	unsigned long flags;
	bool high;

	kvm_notify_acked_irq(kvm, CHIP_IOAPIC, pin);

	spin_lock_irqsave(&kvm->arch.irq_lock, flags);
	high = kvm->arch.line[pin] & BIT(KVM_IRQFD_RESAMPLE_IRQ_SOURCE_ID);
	spin_unlock_irqrestore(&kvm->arch.irq_lock, flags);
	if (high)
		kvm_deliver_vector(kvm, PIN_VECTOR(pin));
}

unsigned int kvm_arch_vcpu_ack_interrupts(struct kvm_vcpu *vcpu)
{
	unsigned int taken = 0, vector_max = 256;
	int vector;

	/* A line that stays high comes back at once: bound what one run takes. */
	while (taken < vector_max && (vector = kvm_vcpu_take_vector(vcpu)) >= 0) {
		taken++;
		if (vector >= PIN_VECTOR(0) && vector < PIN_VECTOR(KVM_IRQCHIP_NUM_PINS))
			kvm_ioapic_eoi(vcpu->kvm, vector - PIN_VECTOR(0));
	}
	return taken;
}
