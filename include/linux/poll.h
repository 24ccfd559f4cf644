/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/core/poll.c */
#ifndef _KSIM_LINUX_POLL_H
#define _KSIM_LINUX_POLL_H

#include <linux/eventpoll.h>
#include <linux/fs.h>
#include <linux/wait.h>

/* libc's <poll.h> has the same numbers; whoever came first is kept. */
#ifndef POLLIN
#include_next <linux/poll.h>
#endif

struct poll_table_struct;

/* Called by a file's ->poll for each queue whose wakeup may change the answer. */
typedef void (*poll_queue_proc)(struct file *file, wait_queue_head_t *head,
				struct poll_table_struct *table);

typedef struct poll_table_struct {
	poll_queue_proc	_qproc;		/* NULL: only asks, does not wait */
	__poll_t	_key;		/* events of interest */
} poll_table;

#define DEFAULT_POLLMASK	(EPOLLIN | EPOLLOUT | EPOLLRDNORM | EPOLLWRNORM)

/* For ->poll: name a queue that wakes the poller. Before the state is tested. */
void poll_wait(struct file *file, wait_queue_head_t *head, poll_table *table);

static inline bool poll_does_not_wait(const poll_table *table)
{
	return !table || !table->_qproc;
}

static inline __poll_t poll_requested_events(const poll_table *table)
{
	return table ? table->_key : ~(__poll_t)0;
}

static inline void init_poll_funcptr(poll_table *table, poll_queue_proc proc)
{
	table->_qproc = proc;
	table->_key = ~(__poll_t)0;
}

static inline bool file_can_poll(struct file *file)
{
	return file->f_op->poll;
}

/* What @file is ready for. With @table, also queues the caller for a change. */
static inline __poll_t vfs_poll(struct file *file, poll_table *table)
{
	if (!file->f_op->poll)
		return DEFAULT_POLLMASK;
	return file->f_op->poll(file, table);
}

#endif
