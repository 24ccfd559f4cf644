// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * poll.c - wait until a file is ready
 *
 * The poller queues itself on each wait queue that the file's ->poll names, once,
 * and asks again after each wakeup. ->triggered tells a wakeup between the question
 * and the sleep; it is set before the task is woken.
 */
#include "poll.h"

#include <linux/err.h>
#include <linux/file.h>
#include <linux/jiffies.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "kernel/waits.h"

#define INLINE_ENTRIES	4

struct poll_entry {
	struct file		*file;	/* counted */
	__poll_t		key;
	wait_queue_entry_t	wait;
	wait_queue_head_t	*head;
	struct poll_entry	*next;
};

/* One poll() call; on its caller's stack. */
struct poller {
	poll_table		table;
	struct task_struct	*task;
	int			triggered;	/* atomic */
	int			error;
	unsigned int		used;		/* of inline_entries */
	struct poll_entry	*entries;
	struct poll_entry	inline_entries[INLINE_ENTRIES];
};

void poll_wait(struct file *file, wait_queue_head_t *head, poll_table *table)
{
	if (table && table->_qproc && head)
		table->_qproc(file, head, table);
}

static int poll_wake(wait_queue_entry_t *wait, unsigned int mode, int sync, void *key)
{
	struct poll_entry *entry = container_of(wait, struct poll_entry, wait);
	struct poller *poller = wait->private;

	if (key && !(key_to_poll(key) & entry->key))
		return 0;
	smp_store_release(&poller->triggered, 1);	/* pairs with poll_sleep() */
	return wake_up_state(poller->task, mode);
}

static struct poll_entry *poll_entry_get(struct poller *poller)
{
	struct poll_entry *entry;

	if (poller->used < INLINE_ENTRIES)
		entry = &poller->inline_entries[poller->used++];
	else
		entry = kmalloc(sizeof(*entry), GFP_KERNEL);
	if (!entry) {
		poller->error = -ENOMEM;
		return NULL;
	}
	entry->next = poller->entries;
	poller->entries = entry;
	return entry;
}

static void poll_queue(struct file *file, wait_queue_head_t *head, poll_table *table)
{
	struct poller *poller = container_of(table, struct poller, table);
	struct poll_entry *entry = poll_entry_get(poller);

	if (!entry)
		return;
	entry->file = get_file(file);
	entry->head = head;
	entry->key = table->_key;
	init_waitqueue_func_entry(&entry->wait, poll_wake);
	entry->wait.private = poller;
	add_wait_queue(head, &entry->wait);
}

static void poll_dequeue(struct poller *poller)
{
	struct poll_entry *entry, *next;
	bool on_heap;

	for (entry = poller->entries; entry; entry = next) {
		next = entry->next;
		remove_wait_queue(entry->head, &entry->wait);
		fput(entry->file);
		on_heap = entry < poller->inline_entries ||
			  entry >= poller->inline_entries + INLINE_ENTRIES;
		if (on_heap)
			kfree(entry);
	}
}

/* Sleep until woken or out of time; what is left of it. */
static long poll_sleep(struct poller *poller, long timeout)
{
	struct wait_note note = {
		.kind = WAIT_QUEUE, .obj = poller, .name = "poll()", .ip = _RET_IP_,
		.timed = timeout != MAX_SCHEDULE_TIMEOUT,
	};

	wait_note_begin(&note);
	set_current_state(TASK_INTERRUPTIBLE);
	if (!smp_load_acquire(&poller->triggered))	/* pairs with poll_wake() */
		timeout = schedule_timeout(timeout);
	__set_current_state(TASK_RUNNING);
	wait_note_end(&note);
	/* Cleared before the files are asked again: a later wakeup counts. */
	smp_store_mb(poller->triggered, 0);
	return timeout;
}

static __poll_t ask(struct file *file, struct poller *poller, __poll_t events)
{
	poller->table._key = events | EPOLLERR | EPOLLHUP;
	return vfs_poll(file, &poller->table) & poller->table._key;
}

static int poll_file(struct file *file, __poll_t events, long timeout, __poll_t *ready)
{
	struct poller poller = { .task = current };
	int ret;

	init_poll_funcptr(&poller.table, timeout ? poll_queue : NULL);
	for (;;) {
		*ready = ask(file, &poller, events);
		poller.table._qproc = NULL;	/* queued once, or never */
		ret = *ready ? 1 : poller.error;
		if (ret || !timeout)
			break;
		if (signal_pending(current)) {
			ret = -ERESTARTNOHAND;
			break;
		}
		timeout = poll_sleep(&poller, timeout);
	}
	poll_dequeue(&poller);
	return ret;
}

int poll_fd(int fd, __poll_t events, int timeout_ms, __poll_t *ready)
{
	long timeout = timeout_ms < 0 ? MAX_SCHEDULE_TIMEOUT : msecs_to_jiffies(timeout_ms);
	struct fd f = fdget(fd);
	int ret;

	if (fd_empty(f)) {
		*ready = EPOLLNVAL;
		return 1;
	}
	ret = poll_file(fd_file(f), events, timeout, ready);
	fdput(f);
	return ret;
}
