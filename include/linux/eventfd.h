/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/eventfd.c */
#ifndef _LINUX_EVENTFD_H
#define _LINUX_EVENTFD_H

#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/sched.h>
#include <linux/wait.h>

#define EFD_SEMAPHORE	(1 << 0)
#define EFD_CLOEXEC	O_CLOEXEC
#define EFD_NONBLOCK	O_NONBLOCK

#define EFD_SHARED_FCNTL_FLAGS	(O_CLOEXEC | O_NONBLOCK)
#define EFD_FLAGS_SET		(EFD_SHARED_FCNTL_FLAGS | EFD_SEMAPHORE)

struct eventfd_ctx;
struct file;

/* Take a reference on what an eventfd file stands for. -EINVAL: another kind of file. */
struct eventfd_ctx *eventfd_ctx_fdget(int fd);
struct eventfd_ctx *eventfd_ctx_fileget(struct file *file);
void eventfd_ctx_put(struct eventfd_ctx *ctx);

/* The file behind @fd, with a reference, if it is an eventfd. */
struct file *eventfd_fget(int fd);

/*
 * Add 1 to the count and wake. Any context. The waiters' wakeup functions run
 * here, with interrupts off, under the wait queue's lock: they neither sleep nor
 * signal an eventfd again (which is refused with a warning).
 */
void eventfd_signal_mask(struct eventfd_ctx *ctx, __poll_t mask);

static inline void eventfd_signal(struct eventfd_ctx *ctx)
{
	eventfd_signal_mask(ctx, 0);
}

/* May eventfd_signal() be called here? False inside a wakeup function. */
static inline bool eventfd_signal_allowed(void)
{
	return !current->in_eventfd;
}

/*
 * Take @wait off the queue and fetch the count (as read() does) in one step. 0, or
 * -EAGAIN if the count was zero; @wait is off the queue either way.
 */
int eventfd_ctx_remove_wait_queue(struct eventfd_ctx *ctx, wait_queue_entry_t *wait, __u64 *cnt);

/* Fetch the count. The wait queue's lock is held, as in a wakeup function. */
void eventfd_ctx_do_read(struct eventfd_ctx *ctx, __u64 *cnt);

#endif
