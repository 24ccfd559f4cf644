// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irqfd_inject.c - from an eventfd's signal to an interrupt, by the irqfd's copy of the route
 *
 * Locking: irqfds.lock to change the copy; a sequence count tells readers, who run in atomic
 * context and take no lock, to read again.
 */
#include "irqfd_inject.h"

#include <linux/eventfd.h>

#include "kvm_priv.h"

static void set_line(struct kvm_kernel_irqfd *irqfd, int source, int level)
{
	kvm_set_irq(irqfd->kvm, source, irqfd->gsi, level, false);
}

/* A pulse; or, for a level, only its rise: the guest's acknowledgement lowers it. */
void irqfd_inject(struct work_struct *work)
{
	struct kvm_kernel_irqfd *irqfd = container_of(work, struct kvm_kernel_irqfd, inject);

	if (!irqfd->resampler) {
		set_line(irqfd, KVM_USERSPACE_IRQ_SOURCE_ID, 1);
		set_line(irqfd, KVM_USERSPACE_IRQ_SOURCE_ID, 0);
	} else {
		set_line(irqfd, KVM_IRQFD_RESAMPLE_IRQ_SOURCE_ID, 1);
	}
}

/* All of one moment, though irqfd_update() may be at it. */
static void read_route(struct kvm_kernel_irqfd *irqfd,
		       struct kvm_kernel_irq_routing_entry *route)
{
	unsigned int seq;

	do {
		seq = read_seqcount_begin(&irqfd->irq_entry_sc);
		data_race(*route = irqfd->irq_entry);
	} while (read_seqcount_retry(&irqfd->irq_entry_sc, seq));
}

/* Messages go at once. False for what may sleep, or has a stale route. */
static bool inject_at_once(struct kvm_kernel_irqfd *irqfd)
{
	struct kvm_kernel_irq_routing_entry route;

	read_route(irqfd, &route);
	return irqfd_is_active(irqfd) &&
	       kvm_arch_set_irq_inatomic(&route, irqfd->kvm, KVM_USERSPACE_IRQ_SOURCE_ID, 1,
					 false) != -EWOULDBLOCK;
}

void irqfd_signalled(struct kvm_kernel_irqfd *irqfd)
{
	struct srcu_struct *srcu = &irqfd->kvm->irq_srcu;
	u64 count;
	int idx;

	eventfd_ctx_do_read(irqfd->eventfd, &count);	/* one interrupt for all of them */
	idx = srcu_read_lock(srcu);
	if (!inject_at_once(irqfd))
		schedule_work(&irqfd->inject);
	srcu_read_unlock(srcu, idx);
}

void irqfd_update(struct kvm *kvm, struct kvm_kernel_irqfd *irqfd)
{
	struct kvm_kernel_irq_routing_entry targets[KVM_SIM_IRQCHIPS];
	const bool single = kvm_irq_map_gsi(kvm, targets, irqfd->gsi) == 1;

	write_seqcount_begin(&irqfd->irq_entry_sc);
	if (single)
		irqfd->irq_entry = targets[0];
	else
		irqfd->irq_entry.type = 0;	/* none, or several: not for interrupt context */
	write_seqcount_end(&irqfd->irq_entry_sc);
}

void kvm_irq_routing_update(struct kvm *kvm)
{
	struct kvm_kernel_irqfd *pos;

	spin_lock_irq(&kvm->irqfds.lock);
	list_for_each_entry(pos, &kvm->irqfds.items, list)
		irqfd_update(kvm, pos);
	spin_unlock_irq(&kvm->irqfds.lock);
}
