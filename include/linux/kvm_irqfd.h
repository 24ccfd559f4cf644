/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kvm/irqfd.c */
/*
 * An irqfd turns signals of an eventfd into interrupts of a VM. Resampling irqfds
 * model level interrupts: the guest's acknowledgement lowers the line once for all
 * that share it, and signals each one's second eventfd.
 */
#ifndef __LINUX_KVM_IRQFD_H
#define __LINUX_KVM_IRQFD_H

#include <linux/irqbypass.h>
#include <linux/kvm_host.h>
#include <linux/poll.h>
#include <linux/seqlock.h>

struct eventfd_ctx;

struct kvm_kernel_irqfd_resampler {
	struct kvm *kvm;
	struct list_head list;		/* of irqfds; irqfds.resampler_lock, read by irq_srcu */
	struct kvm_irq_ack_notifier notifier;
	struct list_head link;		/* in irqfds.resampler_list */
};

struct kvm_kernel_irqfd {
	struct kvm *kvm;		/* borrowed: kvm_irqfd_release() waits for us */
	wait_queue_entry_t wait;
	struct kvm_kernel_irq_routing_entry irq_entry;	/* irqfds.lock, read by irq_entry_sc */
	seqcount_spinlock_t irq_entry_sc;
	int gsi;
	struct work_struct inject;
	struct kvm_kernel_irqfd_resampler *resampler;
	struct eventfd_ctx *resamplefd;	/* counted */
	struct list_head resampler_link;
	struct eventfd_ctx *eventfd;	/* counted */
	struct list_head list;		/* in irqfds.items while active */
	poll_table pt;
	struct work_struct shutdown;
	struct irq_bypass_consumer consumer;
	struct irq_bypass_producer *producer;
};

#endif
