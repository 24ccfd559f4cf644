// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * virqfd.c - an eventfd that calls back when it is signalled
 *
 * A virqfd ends in one of two ways, whichever comes first: its eventfd is closed, or its owner
 * disables it. Both queue ->shutdown, which frees it.
 *
 * Invariant:
 *  Q1  Whoever clears *pvirqfd, under virqfd_lock, queues the shutdown; so it is queued once.
 *
 * Locking: the eventfd's wait-queue lock -> virqfd_lock. Both are spinlocks: virqfd_wakeup() and
 * ->handler() run in atomic context.
 */
#include <linux/err.h>
#include <linux/eventfd.h>
#include <linux/file.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "vfio.h"

DEFINE_VARIANT(virqfd_release_unlocked, "virqfd-release-unlocked", "reverts b68e7fa879cd (v3.8)",
	       "closing the eventfd and disabling the virqfd each queue its release (V21)");

static struct workqueue_struct *vfio_irqfd_cleanup_wq;
static DEFINE_SPINLOCK(virqfd_lock);

int vfio_virqfd_init(void)
{
	vfio_irqfd_cleanup_wq = create_singlethread_workqueue("vfio-irqfd-cleanup");
	return vfio_irqfd_cleanup_wq ? 0 : -ENOMEM;
}

void vfio_virqfd_exit(void)
{
	destroy_workqueue(vfio_irqfd_cleanup_wq);
	vfio_irqfd_cleanup_wq = NULL;
}

static void virqfd_deactivate(struct virqfd *virqfd)
{
	queue_work(vfio_irqfd_cleanup_wq, &virqfd->shutdown);
}

static void virqfd_signalled(struct virqfd *virqfd)
{
	bool want_thread = true;

	if (virqfd->handler)
		want_thread = virqfd->handler(virqfd->opaque, virqfd->data);
	if (want_thread && virqfd->thread)
		schedule_work(&virqfd->inject);
}

/* The eventfd is going away. It holds its own lock for us, so the virqfd cannot vanish here. */
static void virqfd_hangup(struct virqfd *virqfd)
{
	unsigned long flags;

	if (variant(virqfd_release_unlocked)) {
		virqfd_deactivate(virqfd);
		return;
	}

	spin_lock_irqsave(&virqfd_lock, flags);
	if (*virqfd->pvirqfd == virqfd) {
		*virqfd->pvirqfd = NULL;
		virqfd_deactivate(virqfd);
	}
	spin_unlock_irqrestore(&virqfd_lock, flags);
}

static int virqfd_wakeup(wait_queue_entry_t *wait, unsigned int mode, int sync, void *key)
{
	struct virqfd *virqfd = container_of(wait, struct virqfd, wait);
	__poll_t events = key_to_poll(key);
	u64 count;

	if (events & EPOLLIN) {
		eventfd_ctx_do_read(virqfd->eventfd, &count);
		virqfd_signalled(virqfd);
	}
	if (events & EPOLLHUP)
		virqfd_hangup(virqfd);
	return 0;
}

static void virqfd_ptable_queue_proc(struct file *file, wait_queue_head_t *wqh, poll_table *pt)
{
	struct virqfd *virqfd = container_of(pt, struct virqfd, pt);

	add_wait_queue(wqh, &virqfd->wait);
}

static void virqfd_shutdown(struct work_struct *work)
{
	struct virqfd *virqfd = container_of(work, struct virqfd, shutdown);
	u64 count;

	/* In this order: no new inject once the wait queue is left, then none running. */
	eventfd_ctx_remove_wait_queue(virqfd->eventfd, &virqfd->wait, &count);
	flush_work(&virqfd->inject);
	eventfd_ctx_put(virqfd->eventfd);
	kfree(virqfd);
}

static void virqfd_inject(struct work_struct *work)
{
	struct virqfd *virqfd = container_of(work, struct virqfd, inject);

	if (virqfd->thread)
		virqfd->thread(virqfd->opaque, virqfd->data);
}

static void virqfd_flush_inject(struct work_struct *work)
{
	struct virqfd *virqfd = container_of(work, struct virqfd, flush_inject);

	flush_work(&virqfd->inject);
}

static struct virqfd *virqfd_alloc(void *opaque, int (*handler)(void *, void *),
				   void (*thread)(void *, void *), void *data,
				   struct virqfd **pvirqfd)
{
	struct virqfd *virqfd = kzalloc(sizeof(*virqfd), GFP_KERNEL_ACCOUNT);

	if (!virqfd)
		return NULL;
	virqfd->pvirqfd = pvirqfd;
	virqfd->opaque = opaque;
	virqfd->handler = handler;
	virqfd->thread = thread;
	virqfd->data = data;
	INIT_WORK(&virqfd->shutdown, virqfd_shutdown);
	INIT_WORK(&virqfd->inject, virqfd_inject);
	INIT_WORK(&virqfd->flush_inject, virqfd_flush_inject);
	return virqfd;
}

/* Take the owner's place for @virqfd; it can have one. */
static int virqfd_claim(struct virqfd *virqfd)
{
	int ret = 0;

	spin_lock_irq(&virqfd_lock);
	if (*virqfd->pvirqfd)
		ret = -EBUSY;
	else
		*virqfd->pvirqfd = virqfd;
	spin_unlock_irq(&virqfd_lock);
	return ret;
}

int vfio_virqfd_enable(void *opaque, int (*handler)(void *, void *),
		       void (*thread)(void *, void *), void *data, struct virqfd **pvirqfd,
		       int fd)
{
	struct eventfd_ctx *ctx;
	struct virqfd *virqfd;
	struct fd irqfd;
	int ret;

	virqfd = virqfd_alloc(opaque, handler, thread, data, pvirqfd);
	if (!virqfd)
		return -ENOMEM;

	irqfd = fdget(fd);
	if (!fd_file(irqfd)) {
		ret = -EBADF;
		goto out_free;
	}

	ctx = eventfd_ctx_fileget(fd_file(irqfd));
	if (IS_ERR(ctx)) {
		ret = PTR_ERR(ctx);
		goto out_fd;
	}
	virqfd->eventfd = ctx;

	ret = virqfd_claim(virqfd);
	if (ret)
		goto out_ctx;

	init_waitqueue_func_entry(&virqfd->wait, virqfd_wakeup);
	init_poll_funcptr(&virqfd->pt, virqfd_ptable_queue_proc);
	if (vfs_poll(fd_file(irqfd), &virqfd->pt) & EPOLLIN)
		virqfd_signalled(virqfd);	/* before we listened */

	/* Not earlier: our reference of the file keeps EPOLLHUP, and so the shutdown, away. */
	fdput(irqfd);
	return 0;

out_ctx:
	eventfd_ctx_put(ctx);
out_fd:
	fdput(irqfd);
out_free:
	kfree(virqfd);
	return ret;
}
EXPORT_SYMBOL_GPL(vfio_virqfd_enable);

void vfio_virqfd_disable(struct virqfd **pvirqfd)
{
	unsigned long flags;

	spin_lock_irqsave(&virqfd_lock, flags);
	if (*pvirqfd) {
		virqfd_deactivate(*pvirqfd);
		*pvirqfd = NULL;
	}
	spin_unlock_irqrestore(&virqfd_lock, flags);

	/* Also when it was not us who queued: the caller frees what the virqfd points to. */
	if (!variant(virqfd_release_unlocked))
		flush_workqueue(vfio_irqfd_cleanup_wq);
}
EXPORT_SYMBOL_GPL(vfio_virqfd_disable);

void vfio_virqfd_flush_thread(struct virqfd **pvirqfd)
{
	unsigned long flags;

	spin_lock_irqsave(&virqfd_lock, flags);
	if (*pvirqfd && (*pvirqfd)->thread)
		queue_work(vfio_irqfd_cleanup_wq, &(*pvirqfd)->flush_inject);
	spin_unlock_irqrestore(&virqfd_lock, flags);

	flush_workqueue(vfio_irqfd_cleanup_wq);
}
EXPORT_SYMBOL_GPL(vfio_virqfd_flush_thread);
