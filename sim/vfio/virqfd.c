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

static DEFINE_SPINLOCK(virqfd_lock);
static struct workqueue_struct *cleanup_wq;	/* ends virqfds one after the other */

int vfio_virqfd_init(void)
{
	cleanup_wq = create_singlethread_workqueue("vfio-irqfd-cleanup");
	if (!cleanup_wq)
		return -ENOMEM;
	return 0;
}

void vfio_virqfd_exit(void)
{
	destroy_workqueue(cleanup_wq);
	cleanup_wq = NULL;
}

static void queue_shutdown(struct virqfd *v)
{
	queue_work(cleanup_wq, &v->shutdown);
}

/* In atomic context: what needs more than ->handler() goes to the thread, if it says so. */
static void deliver(struct virqfd *v)
{
	if (v->handler && !v->handler(v->opaque, v->data))
		return;
	if (v->thread)
		schedule_work(&v->inject);
}

/* Q1, from the side of the eventfd: if the owner has been faster, it is done already. */
static void take_from_owner(struct virqfd *v)
{
	unsigned long flags;

	spin_lock_irqsave(&virqfd_lock, flags);
	if (*v->pvirqfd == v) {
		*v->pvirqfd = NULL;
		queue_shutdown(v);
	}
	spin_unlock_irqrestore(&virqfd_lock, flags);
}

/* The eventfd is going away. It holds its own lock for us, so the virqfd cannot vanish here. */
static void hang_up(struct virqfd *v)
{
	if (variant(virqfd_release_unlocked))
		queue_shutdown(v);
	else
		take_from_owner(v);
}

/* Called by the eventfd with its lock held, when its count or its state has changed. */
static int virqfd_wakeup(wait_queue_entry_t *entry, unsigned int mode, int sync, void *key)
{
	struct virqfd *v = container_of(entry, struct virqfd, wait);
	const __poll_t what = key_to_poll(key);
	u64 count;

	if (what & EPOLLIN) {
		eventfd_ctx_do_read(v->eventfd, &count);	/* one delivery for all of them */
		deliver(v);
	}
	if (what & EPOLLHUP)
		hang_up(v);
	return 0;
}

static void start_listening(struct file *file, wait_queue_head_t *queue, poll_table *table)
{
	struct virqfd *v = container_of(table, struct virqfd, pt);

	add_wait_queue(queue, &v->wait);
}

static void virqfd_shutdown(struct work_struct *work)
{
	struct virqfd *v = container_of(work, struct virqfd, shutdown);
	struct eventfd_ctx *ctx = v->eventfd;
	u64 count;

	/* In this order: no new inject once the wait queue is left, then none running. */
	eventfd_ctx_remove_wait_queue(ctx, &v->wait, &count);
	flush_work(&v->inject);
	kfree(v);
	eventfd_ctx_put(ctx);
}

static void virqfd_inject(struct work_struct *work)
{
	struct virqfd *v = container_of(work, struct virqfd, inject);

	if (v->thread)
		v->thread(v->opaque, v->data);
}

/* On the queue that ends virqfds, so @work's virqfd is there for as long as this takes. */
static void virqfd_flush_inject(struct work_struct *work)
{
	flush_work(&container_of(work, struct virqfd, flush_inject)->inject);
}

static void init_works(struct virqfd *virqfd)
{
	INIT_WORK(&virqfd->inject, virqfd_inject);
	INIT_WORK(&virqfd->flush_inject, virqfd_flush_inject);
	INIT_WORK(&virqfd->shutdown, virqfd_shutdown);
}

/* Take the owner's place for @v; it can have one. From then on @v may be ended. */
static int claim_place(struct virqfd *v)
{
	bool taken;

	spin_lock_irq(&virqfd_lock);
	taken = *v->pvirqfd;
	if (!taken)
		*v->pvirqfd = v;
	spin_unlock_irq(&virqfd_lock);
	return taken ? -EBUSY : 0;
}

/* Our reference of @file keeps EPOLLHUP, and so the shutdown, away while this goes on. */
static void listen(struct virqfd *v, struct file *file)
{
	__poll_t already;

	init_waitqueue_func_entry(&v->wait, virqfd_wakeup);
	init_poll_funcptr(&v->pt, start_listening);
	already = vfs_poll(file, &v->pt);
	if (already & EPOLLIN)		/* nobody has told us of it, nor will */
		deliver(v);
}

static int attach_to_file(struct virqfd *v, struct file *file)
{
	struct eventfd_ctx *ctx = eventfd_ctx_fileget(file);
	int err;

	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	v->eventfd = ctx;
	err = claim_place(v);
	if (err)
		eventfd_ctx_put(ctx);
	else
		listen(v, file);
	return err;
}

static int attach_to_fd(struct virqfd *v, int fd)
{
	struct fd held = fdget(fd);
	int err;

	if (!fd_file(held))
		return -EBADF;
	err = attach_to_file(v, fd_file(held));
	fdput(held);
	return err;
}

int vfio_virqfd_enable(void *opaque, int (*handler)(void *, void *),
		       void (*thread)(void *, void *), void *data, struct virqfd **pvirqfd,
		       int fd)
{
	struct virqfd *fresh = kzalloc(sizeof(*fresh), GFP_KERNEL_ACCOUNT);
	int err;

	if (!fresh)
		return -ENOMEM;
	fresh->handler = handler;
	fresh->thread = thread;
	fresh->opaque = opaque;
	fresh->data = data;
	fresh->pvirqfd = pvirqfd;
	init_works(fresh);

	err = attach_to_fd(fresh, fd);
	if (err)
		kfree(fresh);	/* nobody has heard of it */
	return err;
}
EXPORT_SYMBOL_GPL(vfio_virqfd_enable);

/* Q1, from the side of the owner. */
void vfio_virqfd_disable(struct virqfd **pvirqfd)
{
	unsigned long flags;
	struct virqfd *v;

	spin_lock_irqsave(&virqfd_lock, flags);
	v = *pvirqfd;
	*pvirqfd = NULL;
	if (v)
		queue_shutdown(v);
	spin_unlock_irqrestore(&virqfd_lock, flags);

	/* Also when it was not us who queued: the caller frees what the virqfd points to. */
	if (!variant(virqfd_release_unlocked))
		flush_workqueue(cleanup_wq);
}
EXPORT_SYMBOL_GPL(vfio_virqfd_disable);

void vfio_virqfd_flush_thread(struct virqfd **pvirqfd)
{
	unsigned long flags;
	struct virqfd *v;

	spin_lock_irqsave(&virqfd_lock, flags);
	v = *pvirqfd;
	if (v && v->thread)
		queue_work(cleanup_wq, &v->flush_inject);
	spin_unlock_irqrestore(&virqfd_lock, flags);

	flush_workqueue(cleanup_wq);
}
EXPORT_SYMBOL_GPL(vfio_virqfd_flush_thread);
