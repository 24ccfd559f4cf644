// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irqfd_resampler.c - level interrupts: lower the line on acknowledgement, tell the owners
 *
 * All resampling irqfds of a GSI raise the line as one source. When the guest acknowledges,
 * the line is lowered once, and each owner is told by his second eventfd: who still has a
 * reason to interrupt signals the first again.
 *
 * Locking: irqfds.resampler_lock for both lists; acknowledgements read them under irq_srcu.
 */
#include "irqfd_resampler.h"

#include <linux/kvm_irqfd.h>

#include <linux/eventfd.h>
#include <linux/rculist.h>

#include "kvm_priv.h"

static void irqfd_resampler_ack(struct kvm_irq_ack_notifier *kian)
{
	struct kvm_kernel_irqfd_resampler *resampler =
		container_of(kian, struct kvm_kernel_irqfd_resampler, notifier);
	struct kvm *kvm = resampler->kvm;
	struct kvm_kernel_irqfd *irqfd;
	int idx;

	kvm_set_irq(kvm, KVM_IRQFD_RESAMPLE_IRQ_SOURCE_ID, kian->gsi, 0, false);

	idx = srcu_read_lock(&kvm->irq_srcu);
	list_for_each_entry_srcu(irqfd, &resampler->list, resampler_link,
				 srcu_read_lock_held(&kvm->irq_srcu))
		eventfd_signal(irqfd->resamplefd);
	srcu_read_unlock(&kvm->irq_srcu, idx);
}

static struct kvm_kernel_irqfd_resampler *irqfd_resampler_find(struct kvm *kvm, int gsi)
{
	struct kvm_kernel_irqfd_resampler *resampler;

	lockdep_assert_held(&kvm->irqfds.resampler_lock);
	list_for_each_entry(resampler, &kvm->irqfds.resampler_list, link)
		if (resampler->notifier.gsi == gsi)
			return resampler;
	return NULL;
}

static struct kvm_kernel_irqfd_resampler *irqfd_resampler_create(struct kvm *kvm, int gsi)
{
	struct kvm_kernel_irqfd_resampler *resampler;

	resampler = kzalloc(sizeof(*resampler), GFP_KERNEL_ACCOUNT);
	if (!resampler)
		return NULL;
	resampler->kvm = kvm;
	INIT_LIST_HEAD(&resampler->list);
	resampler->notifier.gsi = gsi;
	resampler->notifier.irq_acked = irqfd_resampler_ack;
	list_add_rcu(&resampler->link, &kvm->irqfds.resampler_list);
	kvm_register_irq_ack_notifier(kvm, &resampler->notifier);
	return resampler;
}

int irqfd_resampler_join(struct kvm_kernel_irqfd *irqfd)
{
	struct kvm_kernel_irqfd_resampler *resampler;
	struct kvm *kvm = irqfd->kvm;
	int ret = 0;

	mutex_lock(&kvm->irqfds.resampler_lock);
	resampler = irqfd_resampler_find(kvm, irqfd->gsi);
	if (!resampler)
		resampler = irqfd_resampler_create(kvm, irqfd->gsi);
	if (resampler) {
		irqfd->resampler = resampler;
		list_add_rcu(&irqfd->resampler_link, &resampler->list);
		synchronize_srcu_expedited(&kvm->irq_srcu);
	} else {
		ret = -ENOMEM;
	}
	mutex_unlock(&kvm->irqfds.resampler_lock);
	return ret;
}

void irqfd_resampler_shutdown(struct kvm_kernel_irqfd *irqfd)
{
	struct kvm_kernel_irqfd_resampler *resampler = irqfd->resampler;
	struct kvm *kvm = resampler->kvm;

	mutex_lock(&kvm->irqfds.resampler_lock);
	list_del_rcu(&irqfd->resampler_link);
	if (list_empty(&resampler->list)) {
		list_del_rcu(&resampler->link);
		/* This waits for irq_srcu as well. */
		kvm_unregister_irq_ack_notifier(kvm, &resampler->notifier);
		kvm_set_irq(kvm, KVM_IRQFD_RESAMPLE_IRQ_SOURCE_ID, resampler->notifier.gsi, 0,
			    false);
		kfree(resampler);
	} else {
		synchronize_srcu_expedited(&kvm->irq_srcu);
	}
	mutex_unlock(&kvm->irqfds.resampler_lock);
}
