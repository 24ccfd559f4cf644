/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * irqfd_inject.h - from an eventfd's signal to an interrupt
 */
#ifndef KVM_IRQFD_INJECT_H
#define KVM_IRQFD_INJECT_H

#include <linux/kvm_irqfd.h>
#include <linux/list.h>

struct kvm;

/* On irqfds.items; without irqfds.lock an answer for the moment. */
static inline bool irqfd_is_active(const struct kvm_kernel_irqfd *irqfd)
{
	return !list_empty(&irqfd->list);
}

/* Its ->inject: for what may sleep. */
void irqfd_inject(struct work_struct *work);

/* The eventfd was written to. In atomic context. */
void irqfd_signalled(struct kvm_kernel_irqfd *irqfd);

/* Copy the route. Under irqfds.lock and irq_srcu or irq_lock. */
void irqfd_update(struct kvm *kvm, struct kvm_kernel_irqfd *irqfd);

#endif
