// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * irqfd.c - an eventfd whose signals are interrupts of a VM
 *
 *  I1  An irqfd is active while it is on irqfds.items. It leaves once, under irqfds.lock,
 *      and whoever takes it off queues its shutdown: so that happens once, too.
 *  I2  shutdown frees it, after unhooking it from the eventfd and waiting for injections.
 *  I3  assign holds irq_srcu from listing the irqfd to the end: shutdown waits for that
 *      first, for the eventfd may be closed, or another thread deassign, in the middle.
 *  I4  An irqfd holds no reference to the VM. kvm_irqfd_release() waits for all of them.
 *
 * Locking: irqfds.lock (spin) for the list and irq_entry. The wakeup runs under the
 * eventfd's wait queue lock with interrupts off, and takes irqfds.lock inside.
 */
#include <linux/kvm_irqfd.h>

#include <linux/bug.h>
#include <linux/err.h>
#include <linux/eventfd.h>
#include <linux/file.h>
#include <linux/printk.h>
#include <linux/rculist.h>

#include "irqfd_resampler.h"
#include "kvm_priv.h"

DEFINE_VARIANT(kvm_irqfd_unsynchronised, "irqfd-unsynchronised",
	       "reverts 9432a3175770 and the SRCU section that came after it",
	       "KVM_IRQFD drops the eventfd early and shutdown does not wait for it (K10)");

static struct workqueue_struct *irqfd_cleanup_wq;

static void irqfd_inject(struct work_struct *work)
{
	struct kvm_kernel_irqfd *irqfd = container_of(work, struct kvm_kernel_irqfd, inject);
	struct kvm *kvm = irqfd->kvm;

	if (irqfd->resampler) {
		kvm_set_irq(kvm, KVM_IRQFD_RESAMPLE_IRQ_SOURCE_ID, irqfd->gsi, 1, false);
		return;
	}
	kvm_set_irq(kvm, KVM_USERSPACE_IRQ_SOURCE_ID, irqfd->gsi, 1, false);
	kvm_set_irq(kvm, KVM_USERSPACE_IRQ_SOURCE_ID, irqfd->gsi, 0, false);
}

static void irqfd_shutdown(struct work_struct *work)
{
	struct kvm_kernel_irqfd *irqfd = container_of(work, struct kvm_kernel_irqfd, shutdown);
	u64 cnt;

	if (!variant(kvm_irqfd_unsynchronised))
		synchronize_srcu_expedited(&irqfd->kvm->irq_srcu);	/* I3 */

	/* No new signal gets through, then none is under way. */
	eventfd_ctx_remove_wait_queue(irqfd->eventfd, &irqfd->wait, &cnt);
	flush_work(&irqfd->inject);

	if (irqfd->resampler) {
		irqfd_resampler_shutdown(irqfd);
		eventfd_ctx_put(irqfd->resamplefd);
	}
	irq_bypass_unregister_consumer(&irqfd->consumer);
	eventfd_ctx_put(irqfd->eventfd);
	kfree(irqfd);
}

static bool irqfd_is_active(struct kvm_kernel_irqfd *irqfd)
{
	return !list_empty(&irqfd->list);
}

static void irqfd_deactivate(struct kvm_kernel_irqfd *irqfd)
{
	lockdep_assert_held(&irqfd->kvm->irqfds.lock);
	BUG_ON(!irqfd_is_active(irqfd));
	list_del_init(&irqfd->list);
	queue_work(irqfd_cleanup_wq, &irqfd->shutdown);
}

static void irqfd_signalled(struct kvm_kernel_irqfd *irqfd)
{
	struct kvm_kernel_irq_routing_entry irq;
	struct kvm *kvm = irqfd->kvm;
	unsigned int seq;
	u64 cnt;
	int idx;

	eventfd_ctx_do_read(irqfd->eventfd, &cnt);

	idx = srcu_read_lock(&kvm->irq_srcu);
	do {
		seq = read_seqcount_begin(&irqfd->irq_entry_sc);
		data_race(irq = irqfd->irq_entry);	/* read again if it changed */
	} while (read_seqcount_retry(&irqfd->irq_entry_sc, seq));

	/* Messages go at once. What may sleep, or has a stale route, goes through the worker. */
	if (!irqfd_is_active(irqfd) ||
	    kvm_arch_set_irq_inatomic(&irq, kvm, KVM_USERSPACE_IRQ_SOURCE_ID, 1,
				      false) == -EWOULDBLOCK)
		schedule_work(&irqfd->inject);
	srcu_read_unlock(&kvm->irq_srcu, idx);
}

/* Under the eventfd's wait queue lock, interrupts off. */
static int irqfd_wakeup(wait_queue_entry_t *wait, unsigned mode, int sync, void *key)
{
	struct kvm_kernel_irqfd *irqfd = container_of(wait, struct kvm_kernel_irqfd, wait);
	struct kvm *kvm = irqfd->kvm;
	__poll_t events = key_to_poll(key);
	unsigned long flags;
	int ret = 0;

	if (events & EPOLLIN) {
		irqfd_signalled(irqfd);
		ret = 1;
	}
	if (events & EPOLLHUP) {
		/*
		 * The eventfd goes. Somebody may have deactivated us already: then he also
		 * shuts us down, but not before he had the lock that we run under.
		 */
		spin_lock_irqsave(&kvm->irqfds.lock, flags);
		if (irqfd_is_active(irqfd))
			irqfd_deactivate(irqfd);
		spin_unlock_irqrestore(&kvm->irqfds.lock, flags);
	}
	return ret;
}

static void irqfd_ptable_queue_proc(struct file *file, wait_queue_head_t *wqh, poll_table *pt)
{
	struct kvm_kernel_irqfd *irqfd = container_of(pt, struct kvm_kernel_irqfd, pt);

	add_wait_queue_priority(wqh, &irqfd->wait);
}

/* Copy the route. Under irqfds.lock and irq_srcu or irq_lock. */
static void irqfd_update(struct kvm *kvm, struct kvm_kernel_irqfd *irqfd)
{
	struct kvm_kernel_irq_routing_entry entries[KVM_SIM_IRQCHIPS];
	int n = kvm_irq_map_gsi(kvm, entries, irqfd->gsi);

	write_seqcount_begin(&irqfd->irq_entry_sc);
	if (n == 1)
		irqfd->irq_entry = entries[0];
	else
		irqfd->irq_entry.type = 0;	/* none, or several: not for interrupt context */
	write_seqcount_end(&irqfd->irq_entry_sc);
}

void kvm_irq_routing_update(struct kvm *kvm)
{
	struct kvm_kernel_irqfd *irqfd;

	spin_lock_irq(&kvm->irqfds.lock);
	list_for_each_entry(irqfd, &kvm->irqfds.items, list)
		irqfd_update(kvm, irqfd);
	spin_unlock_irq(&kvm->irqfds.lock);
}

/* The processor's posted interrupts are left out: connecting is all there is. */
int kvm_arch_irq_bypass_add_producer(struct irq_bypass_consumer *consumer,
				     struct irq_bypass_producer *producer)
{
	struct kvm_kernel_irqfd *irqfd = container_of(consumer, struct kvm_kernel_irqfd, consumer);

	kvm_arch_start_assignment(irqfd->kvm);
	irqfd->producer = producer;
	return 0;
}

void kvm_arch_irq_bypass_del_producer(struct irq_bypass_consumer *consumer,
				      struct irq_bypass_producer *producer)
{
	struct kvm_kernel_irqfd *irqfd = container_of(consumer, struct kvm_kernel_irqfd, consumer);

	WARN_ON(irqfd->producer != producer);
	irqfd->producer = NULL;
	kvm_arch_end_assignment(irqfd->kvm);
}

/* Onto the list, unless another irqfd has that eventfd. Leaves with irq_srcu held (*@idx). */
static int irqfd_activate(struct kvm *kvm, struct kvm_kernel_irqfd *irqfd, int *idx)
{
	struct kvm_kernel_irqfd *other;

	spin_lock_irq(&kvm->irqfds.lock);
	list_for_each_entry(other, &kvm->irqfds.items, list) {
		if (other->eventfd != irqfd->eventfd)
			continue;
		spin_unlock_irq(&kvm->irqfds.lock);
		return -EBUSY;
	}
	*idx = srcu_read_lock(&kvm->irq_srcu);
	irqfd_update(kvm, irqfd);
	list_add_tail(&irqfd->list, &kvm->irqfds.items);
	spin_unlock_irq(&kvm->irqfds.lock);
	return 0;
}

/* It is live from here on: it may be deactivated at any moment, but not freed (I3). */
static void irqfd_connect(struct kvm_kernel_irqfd *irqfd, struct fd f)
{
	/* A signal that came before us would be missed otherwise. */
	if (vfs_poll(fd_file(f), &irqfd->pt) & EPOLLIN)
		schedule_work(&irqfd->inject);
	if (variant(kvm_irqfd_unsynchronised))
		fdput(f);

	irqfd->consumer.token = irqfd->eventfd;
	irqfd->consumer.add_producer = kvm_arch_irq_bypass_add_producer;
	irqfd->consumer.del_producer = kvm_arch_irq_bypass_del_producer;
	if (irq_bypass_register_consumer(&irqfd->consumer))
		pr_info("irq bypass consumer registration fails\n");
}

static struct kvm_kernel_irqfd *irqfd_alloc(struct kvm *kvm, struct kvm_irqfd *args)
{
	struct kvm_kernel_irqfd *irqfd = kzalloc(sizeof(*irqfd), GFP_KERNEL_ACCOUNT);

	if (!irqfd)
		return NULL;
	irqfd->kvm = kvm;
	irqfd->gsi = args->gsi;
	INIT_LIST_HEAD(&irqfd->list);
	INIT_LIST_HEAD(&irqfd->resampler_link);
	INIT_WORK(&irqfd->inject, irqfd_inject);
	INIT_WORK(&irqfd->shutdown, irqfd_shutdown);
	seqcount_spinlock_init(&irqfd->irq_entry_sc, &kvm->irqfds.lock);
	init_waitqueue_func_entry(&irqfd->wait, irqfd_wakeup);
	init_poll_funcptr(&irqfd->pt, irqfd_ptable_queue_proc);
	return irqfd;
}

static int irqfd_get_eventfds(struct kvm_kernel_irqfd *irqfd, struct file *file,
			      struct kvm_irqfd *args)
{
	struct eventfd_ctx *ctx = eventfd_ctx_fileget(file);

	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	irqfd->eventfd = ctx;

	if (!(args->flags & KVM_IRQFD_FLAG_RESAMPLE))
		return 0;
	ctx = eventfd_ctx_fdget(args->resamplefd);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	irqfd->resamplefd = ctx;
	return irqfd_resampler_join(irqfd);
}

static int kvm_irqfd_assign(struct kvm *kvm, struct kvm_irqfd *args)
{
	struct kvm_kernel_irqfd *irqfd;
	struct fd f;
	int ret, idx;

	if (!kvm_arch_irqchip_in_kernel(kvm))
		return -EINVAL;
	irqfd = irqfd_alloc(kvm, args);
	if (!irqfd)
		return -ENOMEM;

	f = fdget(args->fd);
	if (!fd_file(f)) {
		kfree(irqfd);
		return -EBADF;
	}
	ret = irqfd_get_eventfds(irqfd, fd_file(f), args);
	if (!ret)
		ret = irqfd_activate(kvm, irqfd, &idx);
	if (ret)
		goto out_put;

	if (variant(kvm_irqfd_unsynchronised)) {
		srcu_read_unlock(&kvm->irq_srcu, idx);
		irqfd_connect(irqfd, f);
		return 0;
	}
	irqfd_connect(irqfd, f);
	srcu_read_unlock(&kvm->irq_srcu, idx);
	fdput(f);	/* kept so long, so that no EPOLLHUP comes in between */
	return 0;

out_put:
	if (irqfd->resampler)
		irqfd_resampler_shutdown(irqfd);
	if (irqfd->resamplefd)
		eventfd_ctx_put(irqfd->resamplefd);
	if (irqfd->eventfd)
		eventfd_ctx_put(irqfd->eventfd);
	fdput(f);
	kfree(irqfd);
	return ret;
}

/* Off with those of this eventfd and GSI (all: @eventfd NULL), and wait until they are gone. */
static void kvm_irqfds_deactivate(struct kvm *kvm, struct eventfd_ctx *eventfd, int gsi)
{
	struct kvm_kernel_irqfd *irqfd, *next;

	spin_lock_irq(&kvm->irqfds.lock);
	list_for_each_entry_safe(irqfd, next, &kvm->irqfds.items, list)
		if (!eventfd || (irqfd->eventfd == eventfd && irqfd->gsi == gsi))
			irqfd_deactivate(irqfd);
	spin_unlock_irq(&kvm->irqfds.lock);

	/* Also for those that a closed eventfd has taken off: their work is queued. */
	flush_workqueue(irqfd_cleanup_wq);
}

static int kvm_irqfd_deassign(struct kvm *kvm, struct kvm_irqfd *args)
{
	struct eventfd_ctx *eventfd = eventfd_ctx_fdget(args->fd);

	if (IS_ERR(eventfd))
		return PTR_ERR(eventfd);
	kvm_irqfds_deactivate(kvm, eventfd, args->gsi);
	eventfd_ctx_put(eventfd);
	return 0;
}

int kvm_irqfd(struct kvm *kvm, struct kvm_irqfd *args)
{
	if (args->flags & ~(KVM_IRQFD_FLAG_DEASSIGN | KVM_IRQFD_FLAG_RESAMPLE))
		return -EINVAL;
	if (args->flags & KVM_IRQFD_FLAG_DEASSIGN)
		return kvm_irqfd_deassign(kvm, args);
	return kvm_irqfd_assign(kvm, args);
}

void kvm_irqfd_release(struct kvm *kvm)
{
	kvm_irqfds_deactivate(kvm, NULL, 0);
}

void kvm_eventfd_init(struct kvm *kvm)
{
	spin_lock_init(&kvm->irqfds.lock);
	INIT_LIST_HEAD(&kvm->irqfds.items);
	INIT_LIST_HEAD(&kvm->irqfds.resampler_list);
	mutex_init(&kvm->irqfds.resampler_lock);
	INIT_LIST_HEAD(&kvm->ioeventfds);
}

/* One queue for all VMs, of our own, so that flushing waits for nobody else. */
int kvm_irqfd_init(void)
{
	irqfd_cleanup_wq = alloc_workqueue("kvm-irqfd-cleanup", 0, 0);
	return irqfd_cleanup_wq ? 0 : -ENOMEM;
}

void kvm_irqfd_exit(void)
{
	destroy_workqueue(irqfd_cleanup_wq);
	irqfd_cleanup_wq = NULL;
}
