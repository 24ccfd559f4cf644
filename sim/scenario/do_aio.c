// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * do_aio.c - one poll of an eventfd, whose end another eventfd tells
 *
 * What aio does for IOCB_CMD_POLL with a result eventfd, and io_uring for its own: a wakeup
 * function, which runs under one eventfd's lock, signals another. If that is being woken
 * itself, a work item does it instead.
 */
#include "scenario/do.h"

#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/eventfd.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "core/syscall.h"
#include "kernel/variant.h"

DECLARE_VARIANT(eventfd_recursion);

struct aio_poll {
	struct file		*file;		/* held: its queue lasts as long */
	struct eventfd_ctx	*to;
	wait_queue_head_t	*head;
	wait_queue_entry_t	wait;		/* head->lock; off the queue once it was woken */
	poll_table		table;
	struct work_struct	later;
};

static void aio_poll_later(struct work_struct *work)
{
	eventfd_signal(container_of(work, struct aio_poll, later)->to);
}

static int aio_poll_wake(wait_queue_entry_t *wait, unsigned int mode, int sync, void *key)
{
	struct aio_poll *poll = container_of(wait, struct aio_poll, wait);

	if (!(key_to_poll(key) & EPOLLIN))
		return 0;
	list_del_init(&wait->entry);
	/* The guard and who asks it came in one commit. */
	if (eventfd_signal_allowed() || variant(eventfd_recursion))
		eventfd_signal(poll->to);
	else
		schedule_work(&poll->later);
	return 1;
}

static void aio_poll_queue(struct file *file, wait_queue_head_t *head, poll_table *table)
{
	struct aio_poll *poll = container_of(table, struct aio_poll, table);

	poll->head = head;
	add_wait_queue(head, &poll->wait);
}

/* False if it was woken before. */
static bool aio_poll_unhook(struct aio_poll *poll)
{
	unsigned long flags;
	bool hooked;

	spin_lock_irqsave(&poll->head->lock, flags);
	hooked = !list_empty(&poll->wait.entry);
	list_del_init(&poll->wait.entry);
	spin_unlock_irqrestore(&poll->head->lock, flags);
	return hooked;
}

static void aio_poll_end(struct aio_poll *poll)
{
	aio_poll_unhook(poll);
	flush_work(&poll->later);
	fput(poll->file);
	eventfd_ctx_put(poll->to);
	kfree(poll);
}

static int aio_poll_release(struct inode *inode, struct file *file)
{
	aio_poll_end(file->private_data);
	return 0;
}

static const struct file_operations aio_poll_fops = {
	.release = aio_poll_release,
};

static struct aio_poll *aio_poll_make(int fd, int to)
{
	struct aio_poll *poll = kzalloc(sizeof(*poll), GFP_KERNEL);
	int err;

	if (!poll)
		return ERR_PTR(-ENOMEM);
	poll->file = eventfd_fget(fd);
	err = PTR_ERR_OR_ZERO(poll->file);
	if (err)
		goto out_free;
	poll->to = eventfd_ctx_fdget(to);
	err = PTR_ERR_OR_ZERO(poll->to);
	if (err)
		goto out_put;
	INIT_WORK(&poll->later, aio_poll_later);
	init_waitqueue_func_entry(&poll->wait, aio_poll_wake);
	init_poll_funcptr(&poll->table, aio_poll_queue);
	return poll;

out_put:
	fput(poll->file);
out_free:
	kfree(poll);
	return ERR_PTR(err);
}

/* What is signalled already ends it at once. The descriptor comes last: others may close it. */
static long aio_poll_start(int fd, int to)
{
	struct aio_poll *poll = aio_poll_make(fd, to);
	int result;

	if (IS_ERR(poll))
		return PTR_ERR(poll);
	if (vfs_poll(poll->file, &poll->table) & EPOLLIN && aio_poll_unhook(poll))
		eventfd_signal(poll->to);
	result = anon_inode_getfd("[aio_poll]", &aio_poll_fops, poll, 0);
	if (result < 0)
		aio_poll_end(poll);
	return result;
}

long scn_do_aio_poll(struct scn_task *task, const struct scn_arg *args)
{
	if (!syscall_enter("io_submit"))
		return -EINTR;
	return syscall_exit(aio_poll_start(scn_fd(task, &args[0]), scn_fd(task, &args[1])));
}
