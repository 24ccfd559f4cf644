// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * eventfd.c - a counter that one side raises and the other waits for
 *
 *  E1  A waiter's wakeup function runs inside eventfd_signal(), under wqh.lock with
 *      interrupts off: it cannot sleep, and the context stays alive around it.
 *  E2  No wakeup function signals an eventfd: in_eventfd, a bit of the task, would
 *      see it, since the locks of a chain of eventfds could close a circle.
 *
 * Locking: ctx->wqh.lock covers ->count. Any lock may be held around a signal that
 * no wakeup function takes.
 */
#include <linux/eventfd.h>

#include <linux/anon_inodes.h>
#include <linux/bug.h>
#include <linux/cleanup.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kref.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "kernel/variant.h"
#include "kernel/waits_user.h"

#include "eventfd.h"

struct eventfd_ctx {
	struct kref		kref;
	wait_queue_head_t	wqh;
	__u64			count;	/* wqh.lock to change; poll() reads without */
	unsigned int		flags;	/* fixed at init */
};

DEFINE_VARIANT(eventfd_recursion, "eventfd-recursion",
	       "before b5e683d5cab8 (v5.6)",
	       "a wakeup function may signal an eventfd again: recursion on wqh.lock (D08)");
DEFINE_VARIANT(eventfd_cpu_count, "eventfd-cpu-count",
	       "before b542e383d8c0 (v5.16)",
	       "the recursion check counts per processor: refuses a task that came in between");

/* Only for the variant: one processor, on which tasks come in between each other. */
static int eventfd_wake_count;

static bool eventfd_recurses(void)
{
	if (variant(eventfd_recursion))
		return false;
	if (variant(eventfd_cpu_count))
		return READ_ONCE(eventfd_wake_count);
	return current->in_eventfd;
}

/* Run the wakeup functions; the lock is held. */
static void eventfd_wake(struct eventfd_ctx *ctx, __poll_t events)
{
	lockdep_assert_held(&ctx->wqh.lock);
	current->in_eventfd = 1;
	if (variant(eventfd_cpu_count))
		WRITE_ONCE(eventfd_wake_count, READ_ONCE(eventfd_wake_count) + 1);
	if (waitqueue_active(&ctx->wqh))
		wake_up_locked_poll(&ctx->wqh, events);
	if (variant(eventfd_cpu_count))
		WRITE_ONCE(eventfd_wake_count, READ_ONCE(eventfd_wake_count) - 1);
	current->in_eventfd = 0;
}

void eventfd_signal_mask(struct eventfd_ctx *ctx, __poll_t mask)
{
	unsigned long flags;

	if (WARN_ON_ONCE(eventfd_recurses()))
		return;

	spin_lock_irqsave(&ctx->wqh.lock, flags);
	if (ctx->count < ULLONG_MAX)
		WRITE_ONCE(ctx->count, ctx->count + 1);
	eventfd_wake(ctx, EPOLLIN | mask);
	spin_unlock_irqrestore(&ctx->wqh.lock, flags);
}

static void ctx_free(struct kref *kref)
{
	kfree(container_of(kref, struct eventfd_ctx, kref));
}

void eventfd_ctx_put(struct eventfd_ctx *ctx)
{
	kref_put(&ctx->kref, ctx_free);
}

/* Whoever holds the context, but no file, learns here that no one will signal from user space. */
static int eventfd_release(struct inode *inode, struct file *file)
{
	wake_up_poll(&((struct eventfd_ctx *)file->private_data)->wqh, EPOLLHUP);
	eventfd_ctx_put(file->private_data);
	return 0;
}

/* All ones are what only the kernel reaches: one signal too many. */
static __poll_t events_at(__u64 count)
{
	return (count ? EPOLLIN : 0) | (count == ULLONG_MAX ? EPOLLERR : 0) |
	       (ULLONG_MAX - count > 1 ? EPOLLOUT : 0);
}

/*
 * The count is read without the lock: whoever adds to it after that takes the lock
 * behind poll_wait(), and wakes.
 */
static __poll_t eventfd_poll(struct file *file, poll_table *wait)
{
	struct eventfd_ctx *ctx = file->private_data;

	poll_wait(file, &ctx->wqh, wait);
	return events_at(READ_ONCE(ctx->count));
}

/* All of it, or one at a time if it is a semaphore. */
void eventfd_ctx_do_read(struct eventfd_ctx *ctx, __u64 *cnt)
{
	__u64 all = ctx->count;

	lockdep_assert_held(&ctx->wqh.lock);
	*cnt = all && ctx->flags & EFD_SEMAPHORE ? 1 : all;
	WRITE_ONCE(ctx->count, all - *cnt);
}

int eventfd_ctx_remove_wait_queue(struct eventfd_ctx *ctx, wait_queue_entry_t *wait, __u64 *cnt)
{
	guard(spinlock_irqsave)(&ctx->wqh.lock);
	__remove_wait_queue(&ctx->wqh, wait);
	eventfd_ctx_do_read(ctx, cnt);
	if (!*cnt)
		return -EAGAIN;
	if (waitqueue_active(&ctx->wqh))
		wake_up_locked_poll(&ctx->wqh, EPOLLOUT);
	return 0;
}

/* Both under the lock. */
static int eventfd_wait_readable(struct eventfd_ctx *ctx)
{
	int ret;

	user_wait_begin("signals the eventfd");
	ret = wait_event_interruptible_locked_irq(ctx->wqh, ctx->count);
	user_wait_end();
	return ret;
}

static int eventfd_wait_writable(struct eventfd_ctx *ctx, __u64 value)
{
	int ret;

	user_wait_begin("reads the eventfd");
	ret = wait_event_interruptible_locked_irq(ctx->wqh, ULLONG_MAX - ctx->count > value);
	user_wait_end();
	return ret;
}

static ssize_t eventfd_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	struct eventfd_ctx *ctx = file->private_data;
	__u64 value = 0;
	int ret = 0;

	if (count < sizeof(value))
		return -EINVAL;
	spin_lock_irq(&ctx->wqh.lock);
	if (!ctx->count)
		ret = file->f_flags & O_NONBLOCK ? -EAGAIN : eventfd_wait_readable(ctx);
	if (!ret) {
		eventfd_ctx_do_read(ctx, &value);
		eventfd_wake(ctx, EPOLLOUT);
	}
	spin_unlock_irq(&ctx->wqh.lock);
	if (ret)
		return ret;
	return copy_to_user(buf, &value, sizeof(value)) ? -EFAULT : sizeof(value);
}

static ssize_t eventfd_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	struct eventfd_ctx *ctx = file->private_data;
	__u64 value;
	int ret = 0;

	if (count < sizeof(value))
		return -EINVAL;
	if (copy_from_user(&value, buf, sizeof(value)))
		return -EFAULT;
	if (value == ULLONG_MAX)
		return -EINVAL;
	spin_lock_irq(&ctx->wqh.lock);
	if (ULLONG_MAX - ctx->count <= value)
		ret = file->f_flags & O_NONBLOCK ? -EAGAIN : eventfd_wait_writable(ctx, value);
	if (!ret) {
		WRITE_ONCE(ctx->count, ctx->count + value);
		eventfd_wake(ctx, EPOLLIN);
	}
	spin_unlock_irq(&ctx->wqh.lock);
	return ret ? ret : sizeof(value);
}

static const struct file_operations eventfd_fops = {
	.release	= eventfd_release,
	.poll		= eventfd_poll,
	.read		= eventfd_read,
	.write		= eventfd_write,
	.llseek		= noop_llseek,
};

static bool is_eventfd(const struct file *file)
{
	return file->f_op == &eventfd_fops;
}

struct file *eventfd_fget(int fd)
{
	struct file *file = fget(fd);

	if (file && is_eventfd(file))
		return file;
	if (!file)
		return ERR_PTR(-EBADF);
	fput(file);
	return ERR_PTR(-EINVAL);
}

struct eventfd_ctx *eventfd_ctx_fileget(struct file *file)
{
	struct eventfd_ctx *ctx = is_eventfd(file) ? file->private_data : ERR_PTR(-EINVAL);

	if (!IS_ERR(ctx))
		kref_get(&ctx->kref);
	return ctx;
}

struct eventfd_ctx *eventfd_ctx_fdget(int fd)
{
	struct fd f = fdget(fd);
	struct eventfd_ctx *ctx = ERR_PTR(-EBADF);

	if (!fd_empty(f)) {
		ctx = eventfd_ctx_fileget(fd_file(f));
		fdput(f);
	}
	return ctx;
}

static struct eventfd_ctx *ctx_alloc(unsigned int count, int flags)
{
	struct eventfd_ctx *ctx = kmalloc(sizeof(*ctx), GFP_KERNEL);

	if (!ctx)
		return NULL;
	*ctx = (struct eventfd_ctx){ .count = count, .flags = flags };
	init_waitqueue_head(&ctx->wqh);
	kref_init(&ctx->kref);
	return ctx;
}

/* The number, which user space sees only with the file behind it. */
static int ctx_install(struct eventfd_ctx *ctx)
{
	int how = O_RDWR | (ctx->flags & EFD_SHARED_FCNTL_FLAGS);
	int fd = get_unused_fd_flags(how);
	struct file *file;

	if (fd < 0)
		return fd;
	file = anon_inode_getfile_fmode("[eventfd]", &eventfd_fops, ctx, how, FMODE_NOWAIT);
	if (!IS_ERR(file)) {
		fd_install(fd, file);
		return fd;
	}
	put_unused_fd(fd);
	return PTR_ERR(file);
}

int eventfd_create(unsigned int count, int flags)
{
	struct eventfd_ctx *ctx;
	int fd;

	if (flags & ~EFD_FLAGS_SET)
		return -EINVAL;
	ctx = ctx_alloc(count, flags);
	if (!ctx)
		return -ENOMEM;
	fd = ctx_install(ctx);
	if (fd < 0)
		kfree(ctx);
	return fd;
}
