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

/* The line is one source, whoever of the owners raises it. */
static void lower_line(struct kvm *kvm, int gsi)
{
	kvm_set_irq(kvm, KVM_IRQFD_RESAMPLE_IRQ_SOURCE_ID, gsi, 0, false);
}

/* The guest has acknowledged. Lowered before anybody is told, who may raise it at once. */
static void irqfd_resampler_ack(struct kvm_irq_ack_notifier *kian)
{
	struct kvm_kernel_irqfd_resampler *shared =
		container_of(kian, struct kvm_kernel_irqfd_resampler, notifier);
	struct srcu_struct *srcu = &shared->kvm->irq_srcu;
	struct kvm_kernel_irqfd *owner;
	int idx;

	lower_line(shared->kvm, kian->gsi);
	idx = srcu_read_lock(srcu);
	list_for_each_entry_srcu(owner, &shared->list, resampler_link, srcu_read_lock_held(srcu))
		eventfd_signal(owner->resamplefd);
	srcu_read_unlock(srcu, idx);
}

/* The one for @gsi, or NULL. */
static struct kvm_kernel_irqfd_resampler *shared_by(struct kvm *kvm, int gsi)
{
	struct kvm_kernel_irqfd_resampler *pos;

	lockdep_assert_held(&kvm->irqfds.resampler_lock);
	list_for_each_entry(pos, &kvm->irqfds.resampler_list, link)
		if (pos->notifier.gsi == gsi)
			return pos;
	return NULL;
}

static struct kvm_kernel_irqfd_resampler *make_shared(struct kvm *kvm, int gsi)
{
	struct kvm_kernel_irqfd_resampler *fresh = kzalloc(sizeof(*fresh), GFP_KERNEL_ACCOUNT);

	if (!fresh)
		return NULL;
	fresh->notifier.irq_acked = irqfd_resampler_ack;
	fresh->notifier.gsi = gsi;
	fresh->kvm = kvm;
	INIT_LIST_HEAD(&fresh->list);
	list_add_rcu(&fresh->link, &kvm->irqfds.resampler_list);
	kvm_register_irq_ack_notifier(kvm, &fresh->notifier);
	return fresh;
}

static int join_locked(struct kvm_kernel_irqfd *irqfd)
{
	struct kvm_kernel_irqfd_resampler *shared = shared_by(irqfd->kvm, irqfd->gsi);

	if (!shared)
		shared = make_shared(irqfd->kvm, irqfd->gsi);
	if (!shared)
		return -ENOMEM;
	irqfd->resampler = shared;
	list_add_rcu(&irqfd->resampler_link, &shared->list);
	synchronize_srcu_expedited(&irqfd->kvm->irq_srcu);
	return 0;
}

int irqfd_resampler_join(struct kvm_kernel_irqfd *irqfd)
{
	struct mutex *lock = &irqfd->kvm->irqfds.resampler_lock;
	int err;

	mutex_lock(lock);
	err = join_locked(irqfd);
	mutex_unlock(lock);
	return err;
}

/* Its last owner has left. */
static void unmake_shared(struct kvm_kernel_irqfd_resampler *shared)
{
	struct kvm *kvm = shared->kvm;

	list_del_rcu(&shared->link);
	kvm_unregister_irq_ack_notifier(kvm, &shared->notifier);	/* waits for irq_srcu */
	lower_line(kvm, shared->notifier.gsi);
	kfree(shared);
}

void irqfd_resampler_shutdown(struct kvm_kernel_irqfd *irqfd)
{
	struct kvm_kernel_irqfd_resampler *shared = irqfd->resampler;
	struct kvm *kvm = shared->kvm;

	mutex_lock(&kvm->irqfds.resampler_lock);
	list_del_rcu(&irqfd->resampler_link);
	if (list_empty(&shared->list))
		unmake_shared(shared);
	else
		synchronize_srcu_expedited(&kvm->irq_srcu);
	mutex_unlock(&kvm->irqfds.resampler_lock);
}
