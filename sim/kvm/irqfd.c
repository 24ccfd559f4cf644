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

#include "irqfd_inject.h"
#include "irqfd_resampler.h"
#include "kvm_priv.h"

DEFINE_VARIANT(kvm_irqfd_unsynchronised, "irqfd-unsynchronised",
	       "reverts 9432a3175770 and the SRCU section that came after it",
	       "KVM_IRQFD drops the eventfd early and shutdown does not wait for it (K10)");

/* One queue for all VMs, of our own, so that flushing waits for nobody else. */
static struct workqueue_struct *cleanup;

/* Whatever of it was set up; it is on no list and hears of nothing any more. */
static void irqfd_free(struct kvm_kernel_irqfd *irqfd)
{
	if (irqfd->resampler)
		irqfd_resampler_shutdown(irqfd);
	if (irqfd->resamplefd)
		eventfd_ctx_put(irqfd->resamplefd);
	irq_bypass_unregister_consumer(&irqfd->consumer);
	if (irqfd->eventfd)
		eventfd_ctx_put(irqfd->eventfd);
	kfree(irqfd);
}

/* I2, I3: in this order, no new signal gets through, and then none is under way. */
static void irqfd_shutdown(struct work_struct *work)
{
	struct kvm_kernel_irqfd *irqfd = container_of(work, struct kvm_kernel_irqfd, shutdown);
	u64 unread;

	if (!variant(kvm_irqfd_unsynchronised))
		synchronize_srcu_expedited(&irqfd->kvm->irq_srcu);
	eventfd_ctx_remove_wait_queue(irqfd->eventfd, &irqfd->wait, &unread);
	flush_work(&irqfd->inject);
	irqfd_free(irqfd);
}

/* I1 */
static void deactivate(struct kvm_kernel_irqfd *irqfd)
{
	lockdep_assert_held(&irqfd->kvm->irqfds.lock);
	BUG_ON(!irqfd_is_active(irqfd));
	list_del_init(&irqfd->list);
	queue_work(cleanup, &irqfd->shutdown);
}

/*
 * The eventfd goes. Somebody may have deactivated us already: then he also shuts us down, but
 * not before he had the lock that we run under.
 */
static void hung_up(struct kvm_kernel_irqfd *irqfd)
{
	spinlock_t *lock = &irqfd->kvm->irqfds.lock;
	unsigned long flags;

	spin_lock_irqsave(lock, flags);
	if (irqfd_is_active(irqfd))
		deactivate(irqfd);
	spin_unlock_irqrestore(lock, flags);
}

/* Under the eventfd's wait queue lock, interrupts off. */
static int irqfd_wakeup(wait_queue_entry_t *entry, unsigned int mode, int sync, void *key)
{
	struct kvm_kernel_irqfd *irqfd = container_of(entry, struct kvm_kernel_irqfd, wait);
	const __poll_t what = key_to_poll(key);

	if (what & EPOLLIN)
		irqfd_signalled(irqfd);
	if (what & EPOLLHUP)
		hung_up(irqfd);
	return !!(what & EPOLLIN);	/* the signal is used up: nobody else need wake */
}

static void start_listening(struct file *file, wait_queue_head_t *queue, poll_table *table)
{
	struct kvm_kernel_irqfd *irqfd = container_of(table, struct kvm_kernel_irqfd, pt);

	add_wait_queue_priority(queue, &irqfd->wait);
}

static struct kvm_kernel_irqfd *irqfd_of(struct irq_bypass_consumer *consumer)
{
	return container_of(consumer, struct kvm_kernel_irqfd, consumer);
}

/* The processor's posted interrupts are left out: connecting is all there is. */
int kvm_arch_irq_bypass_add_producer(struct irq_bypass_consumer *consumer,
				     struct irq_bypass_producer *producer)
{
	kvm_arch_start_assignment(irqfd_of(consumer)->kvm);
	irqfd_of(consumer)->producer = producer;
	return 0;
}

void kvm_arch_irq_bypass_del_producer(struct irq_bypass_consumer *consumer,
				      struct irq_bypass_producer *producer)
{
	WARN_ON(irqfd_of(consumer)->producer != producer);
	irqfd_of(consumer)->producer = NULL;
	kvm_arch_end_assignment(irqfd_of(consumer)->kvm);
}

static bool eventfd_in_use(struct kvm *kvm, const struct eventfd_ctx *eventfd)
{
	struct kvm_kernel_irqfd *pos;

	lockdep_assert_held(&kvm->irqfds.lock);
	list_for_each_entry(pos, &kvm->irqfds.items, list)
		if (pos->eventfd == eventfd)
			return true;
	return false;
}

/* Onto the list, unless another irqfd has that eventfd. Leaves with irq_srcu held (*@idx). */
static int activate(struct kvm_kernel_irqfd *irqfd, int *idx)
{
	struct kvm *kvm = irqfd->kvm;
	bool taken;

	spin_lock_irq(&kvm->irqfds.lock);
	taken = eventfd_in_use(kvm, irqfd->eventfd);
	if (!taken) {
		*idx = srcu_read_lock(&kvm->irq_srcu);
		irqfd_update(kvm, irqfd);
		list_add_tail(&irqfd->list, &kvm->irqfds.items);
	}
	spin_unlock_irq(&kvm->irqfds.lock);
	return taken ? -EBUSY : 0;
}

static void listen(struct kvm_kernel_irqfd *irqfd, struct file *file)
{
	__poll_t already = vfs_poll(file, &irqfd->pt);

	if (already & EPOLLIN)		/* nobody has told us of it, nor will */
		schedule_work(&irqfd->inject);
}

static void offer_bypass(struct kvm_kernel_irqfd *irqfd)
{
	struct irq_bypass_consumer *offer = &irqfd->consumer;
	int err;

	offer->del_producer = kvm_arch_irq_bypass_del_producer;
	offer->add_producer = kvm_arch_irq_bypass_add_producer;
	offer->token = irqfd->eventfd;
	err = irq_bypass_register_consumer(offer);
	if (err)
		pr_info("kvm: GSI %d goes without bypass (%d)\n", irqfd->gsi, err);
}

/* It is live from here on: it may be deactivated at any moment, but not freed (I3). */
static void irqfd_connect(struct kvm_kernel_irqfd *irqfd, struct fd held, int idx)
{
	struct srcu_struct *srcu = &irqfd->kvm->irq_srcu;
	const bool synchronised = !variant(kvm_irqfd_unsynchronised);

	if (!synchronised)
		srcu_read_unlock(srcu, idx);
	listen(irqfd, fd_file(held));
	if (!synchronised)
		fdput(held);
	offer_bypass(irqfd);
	if (!synchronised)
		return;
	srcu_read_unlock(srcu, idx);
	fdput(held);	/* kept so long, so that no EPOLLHUP comes in between */
}

static struct kvm_kernel_irqfd *irqfd_alloc(struct kvm *kvm, int gsi)
{
	struct kvm_kernel_irqfd *irqfd = kzalloc(sizeof(*irqfd), GFP_KERNEL_ACCOUNT);

	if (!irqfd)
		return NULL;
	irqfd->gsi = gsi;
	irqfd->kvm = kvm;
	seqcount_spinlock_init(&irqfd->irq_entry_sc, &kvm->irqfds.lock);
	INIT_WORK(&irqfd->shutdown, irqfd_shutdown);
	INIT_WORK(&irqfd->inject, irqfd_inject);
	INIT_LIST_HEAD(&irqfd->resampler_link);
	INIT_LIST_HEAD(&irqfd->list);
	init_poll_funcptr(&irqfd->pt, start_listening);
	init_waitqueue_func_entry(&irqfd->wait, irqfd_wakeup);
	return irqfd;
}

static int set_resamplefd(struct kvm_kernel_irqfd *irqfd, int fd)
{
	struct eventfd_ctx *owner = eventfd_ctx_fdget(fd);

	if (IS_ERR(owner))
		return PTR_ERR(owner);
	irqfd->resamplefd = owner;
	return irqfd_resampler_join(irqfd);
}

static int set_eventfds(struct kvm_kernel_irqfd *irqfd, struct file *file,
			const struct kvm_irqfd *args)
{
	struct eventfd_ctx *signals = eventfd_ctx_fileget(file);

	if (IS_ERR(signals))
		return PTR_ERR(signals);
	irqfd->eventfd = signals;
	return args->flags & KVM_IRQFD_FLAG_RESAMPLE ? set_resamplefd(irqfd, args->resamplefd) : 0;
}

/* Consumes @held if it succeeds. */
static int irqfd_start(struct kvm_kernel_irqfd *irqfd, struct fd held,
		       const struct kvm_irqfd *args)
{
	int err = set_eventfds(irqfd, fd_file(held), args);
	int idx;

	if (!err)
		err = activate(irqfd, &idx);
	if (!err)
		irqfd_connect(irqfd, held, idx);
	return err;
}

static int kvm_irqfd_assign(struct kvm *kvm, const struct kvm_irqfd *args)
{
	struct kvm_kernel_irqfd *irqfd;
	struct fd held;
	int err;

	if (!kvm_arch_irqchip_in_kernel(kvm))
		return -EINVAL;
	irqfd = irqfd_alloc(kvm, args->gsi);
	if (!irqfd)
		return -ENOMEM;
	held = fdget(args->fd);
	err = fd_file(held) ? irqfd_start(irqfd, held, args) : -EBADF;
	if (err) {
		irqfd_free(irqfd);
		fdput(held);
	}
	return err;
}

/* Off with those of this eventfd and GSI (all: @eventfd NULL), and wait until they are gone. */
static void deactivate_all(struct kvm *kvm, const struct eventfd_ctx *eventfd, int gsi)
{
	struct kvm_kernel_irqfd *pos, *tmp;

	spin_lock_irq(&kvm->irqfds.lock);
	list_for_each_entry_safe(pos, tmp, &kvm->irqfds.items, list)
		if (!eventfd || (pos->gsi == gsi && pos->eventfd == eventfd))
			deactivate(pos);
	spin_unlock_irq(&kvm->irqfds.lock);

	/* Also for those that a closed eventfd has taken off: their work is queued. */
	flush_workqueue(cleanup);
}

static int kvm_irqfd_deassign(struct kvm *kvm, const struct kvm_irqfd *args)
{
	struct eventfd_ctx *signals = eventfd_ctx_fdget(args->fd);

	if (IS_ERR(signals))
		return PTR_ERR(signals);
	deactivate_all(kvm, signals, args->gsi);
	eventfd_ctx_put(signals);
	return 0;
}

int kvm_irqfd(struct kvm *kvm, struct kvm_irqfd *args)
{
	const u32 known = KVM_IRQFD_FLAG_DEASSIGN | KVM_IRQFD_FLAG_RESAMPLE;

	if (args->flags & ~known)
		return -EINVAL;
	return args->flags & KVM_IRQFD_FLAG_DEASSIGN ? kvm_irqfd_deassign(kvm, args)
						     : kvm_irqfd_assign(kvm, args);
}

void kvm_irqfd_release(struct kvm *kvm)
{
	deactivate_all(kvm, NULL, 0);
}

void kvm_eventfd_init(struct kvm *kvm)
{
	INIT_LIST_HEAD(&kvm->ioeventfds);
	INIT_LIST_HEAD(&kvm->irqfds.items);
	INIT_LIST_HEAD(&kvm->irqfds.resampler_list);
	mutex_init(&kvm->irqfds.resampler_lock);
	spin_lock_init(&kvm->irqfds.lock);
}

int kvm_irqfd_init(void)
{
	cleanup = alloc_workqueue("kvm-irqfd-cleanup", 0, 0);
	if (!cleanup)
		return -ENOMEM;
	return 0;
}

void kvm_irqfd_exit(void)
{
	destroy_workqueue(cleanup);
	cleanup = NULL;
}
