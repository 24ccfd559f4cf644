// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wait.c - wait queues
 *
 * Q1  The list belongs to the queue's spinlock; wake functions run under it.
 * Q2  A sleeper queues itself and sets its state before it looks at its condition
 *     again; a waker makes the condition true before it looks at the queue. One of
 *     them sees the other.
 */
#include <linux/wait.h>

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/kthread.h>

#include "hooks.h"
#include "waits.h"

void __init_waitqueue_head(struct wait_queue_head *wq_head, const char *name,
			   struct lock_class_key *key)
{
	spin_lock_init(&wq_head->lock);
	lockdep_set_class_and_name(&wq_head->lock, key, name);
	INIT_LIST_HEAD(&wq_head->head);
}

int waitqueue_active(struct wait_queue_head *wq_head)
{
	hook_point(EX_READ, wq_head);
	return !list_empty(&wq_head->head);
}

void __add_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	hook_lent(entry);
	list_add(&entry->entry, &wq_head->head);
}

void __add_wait_queue_entry_tail(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	hook_lent(entry);
	list_add_tail(&entry->entry, &wq_head->head);
}

void add_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	unsigned long flags;

	entry->flags &= ~WQ_FLAG_EXCLUSIVE;
	spin_lock_irqsave(&wq_head->lock, flags);
	__add_wait_queue(wq_head, entry);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}

void add_wait_queue_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	unsigned long flags;

	entry->flags |= WQ_FLAG_EXCLUSIVE;
	spin_lock_irqsave(&wq_head->lock, flags);
	__add_wait_queue_entry_tail(wq_head, entry);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}

void add_wait_queue_priority(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	unsigned long flags;

	entry->flags |= WQ_FLAG_EXCLUSIVE | WQ_FLAG_PRIORITY;
	spin_lock_irqsave(&wq_head->lock, flags);
	__add_wait_queue(wq_head, entry);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}

void remove_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	unsigned long flags;

	spin_lock_irqsave(&wq_head->lock, flags);
	__remove_wait_queue(wq_head, entry);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}

/* Under the lock. At most @nr exclusive ones if @nr is not 0; how many were woken. */
static int wake_up_common(struct wait_queue_head *wq_head, unsigned int mode, int nr, void *key)
{
	struct wait_queue_entry *entry, *next;
	int woken = 0;

	wait_event_happens(&wq_head->lock.dep_map, _RET_IP_);
	list_for_each_entry_safe(entry, next, &wq_head->head, entry) {
		unsigned int flags;
		int ret;

		hook_borrowed(entry, _RET_IP_);
		flags = entry->flags;
		ret = entry->func(entry, mode, 0, key);
		if (ret < 0)
			break;
		woken += ret != 0;
		if (ret && (flags & WQ_FLAG_EXCLUSIVE) && !--nr)
			break;
	}
	return woken;
}

int __wake_up(struct wait_queue_head *wq_head, unsigned int mode, int nr, void *key)
{
	unsigned long flags;
	int woken;

	spin_lock_irqsave(&wq_head->lock, flags);
	woken = wake_up_common(wq_head, mode, nr, key);
	spin_unlock_irqrestore(&wq_head->lock, flags);
	return woken;
}

void __wake_up_locked_key(struct wait_queue_head *wq_head, unsigned int mode, void *key)
{
	wake_up_common(wq_head, mode, 1, key);
}

void __wake_up_locked(struct wait_queue_head *wq_head, unsigned int mode, int nr)
{
	wake_up_common(wq_head, mode, nr, NULL);
}

/* EPOLLHUP | POLLFREE: the queue is about to be freed; its users leave it now. */
void __wake_up_pollfree(struct wait_queue_head *wq_head)
{
	__wake_up(wq_head, TASK_NORMAL, 0, poll_to_key(0x4010));
	WARN_ON_ONCE(waitqueue_active(wq_head));
}

int default_wake_function(struct wait_queue_entry *entry, unsigned int mode, int flags, void *key)
{
	(void)flags;
	(void)key;
	return wake_up_state(entry->private, mode);
}

int autoremove_wake_function(struct wait_queue_entry *entry, unsigned int mode, int sync,
			     void *key)
{
	int ret = default_wake_function(entry, mode, sync, key);

	if (ret)
		list_del_init(&entry->entry);
	return ret;
}

void init_wait_entry(struct wait_queue_entry *entry, int flags)
{
	entry->flags = (unsigned int)flags;
	entry->private = current;
	entry->func = autoremove_wake_function;
	INIT_LIST_HEAD(&entry->entry);
}

/* Under the queue's lock, which has had its point: wakers come by it. */
static void fall_asleep(unsigned int state)
{
	ex_touch(EX_WRITE, current);
	__atomic_store_n(&current->__state, state, __ATOMIC_SEQ_CST);
}

/* Under the lock. */
static bool enqueue(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	bool first = list_empty(&wq_head->head);

	if (!list_empty(&entry->entry))
		return false;
	if (entry->flags & WQ_FLAG_EXCLUSIVE)
		__add_wait_queue_entry_tail(wq_head, entry);
	else
		__add_wait_queue(wq_head, entry);
	return first;
}

void prepare_to_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *entry, int state)
{
	unsigned long flags;

	entry->flags &= ~WQ_FLAG_EXCLUSIVE;
	spin_lock_irqsave(&wq_head->lock, flags);
	enqueue(wq_head, entry);
	fall_asleep((unsigned int)state);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}

bool prepare_to_wait_exclusive(struct wait_queue_head *wq_head, struct wait_queue_entry *entry,
			       int state)
{
	unsigned long flags;
	bool first;

	entry->flags |= WQ_FLAG_EXCLUSIVE;
	spin_lock_irqsave(&wq_head->lock, flags);
	first = enqueue(wq_head, entry);
	fall_asleep((unsigned int)state);
	spin_unlock_irqrestore(&wq_head->lock, flags);
	return first;
}

/* A signal takes the entry off the queue, so that no exclusive wakeup is lost on it. */
long prepare_to_wait_event(struct wait_queue_head *wq_head, struct wait_queue_entry *entry,
			   int state)
{
	unsigned long flags;
	long ret = 0;

	spin_lock_irqsave(&wq_head->lock, flags);
	if (signal_pending_state((unsigned int)state, current)) {
		list_del_init(&entry->entry);
		ret = -ERESTARTSYS;
	} else {
		enqueue(wq_head, entry);
		fall_asleep((unsigned int)state);
	}
	spin_unlock_irqrestore(&wq_head->lock, flags);
	return ret;
}

/* Without the lock when the entry is off the queue: whoever took it off is done with it then. */
void finish_wait(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	unsigned long flags;

	__set_current_state(TASK_RUNNING);
	if (list_empty_careful(&entry->entry))
		return;
	spin_lock_irqsave(&wq_head->lock, flags);
	list_del_init(&entry->entry);
	spin_unlock_irqrestore(&wq_head->lock, flags);
}

long wait_woken(struct wait_queue_entry *entry, unsigned int mode, long timeout)
{
	set_current_state(mode);
	if (!(READ_ONCE(entry->flags) & WQ_FLAG_WOKEN) && !kthread_should_stop())
		timeout = schedule_timeout(timeout);
	__set_current_state(TASK_RUNNING);
	__atomic_fetch_and(&entry->flags, ~WQ_FLAG_WOKEN, __ATOMIC_SEQ_CST);
	return timeout;
}

int woken_wake_function(struct wait_queue_entry *entry, unsigned int mode, int sync, void *key)
{
	__atomic_fetch_or(&entry->flags, WQ_FLAG_WOKEN, __ATOMIC_SEQ_CST);
	return default_wake_function(entry, mode, sync, key);
}

int do_wait_intr_irq(struct wait_queue_head *wq_head, struct wait_queue_entry *entry)
{
	if (list_empty(&entry->entry))
		__add_wait_queue_entry_tail(wq_head, entry);
	fall_asleep(TASK_INTERRUPTIBLE);
	if (signal_pending(current))
		return -ERESTARTSYS;
	spin_unlock_irq(&wq_head->lock);
	schedule();
	spin_lock_irq(&wq_head->lock);
	return 0;
}
