// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kthread_worker.c - a thread of its own for work items, one after the other
 *
 *  R1  An item is on one list of its worker or on none. On the list of delayed ones its timer
 *      runs, or the timer's function waits for the lock.
 *  R2  The worker does not touch an item from its function on, which may have freed it;
 *      ->current_work is its address until the next one is looked for.
 *  R3  A flush is an item of its own, right behind the one that is waited for.
 *  R4  While ->canceling is above zero nobody queues the item, its own function included.
 *
 * Locking: ->lock of the worker covers its lists and what is on them. It can be taken in any
 * context. The timer of an item is stopped without it, since its function takes it.
 */
#include <linux/kthread.h>

#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/lockdep.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/sprintf.h>

#include "hooks.h"

struct flush_item {
	struct kthread_work	work;
	struct completion	done;
};

void __kthread_init_worker(struct kthread_worker *worker, const char *name,
			   struct lock_class_key *key)
{
	*worker = (struct kthread_worker){ 0 };
	__raw_spin_lock_init(&worker->lock, name, key, LD_WAIT_SPIN);
	INIT_LIST_HEAD(&worker->work_list);
	INIT_LIST_HEAD(&worker->delayed_work_list);
}

static struct kthread_work *next_item(struct kthread_worker *worker)
{
	struct kthread_work *work;

	raw_spin_lock_irq(&worker->lock);
	work = list_first_entry_or_null(&worker->work_list, struct kthread_work, node);
	if (work) {
		hook_alive(work, _RET_IP_);
		list_del_init(&work->node);
	}
	worker->current_work = work;
	raw_spin_unlock_irq(&worker->lock);
	return work;
}

int kthread_worker_fn(void *worker_ptr)
{
	struct kthread_worker *worker = worker_ptr;
	struct kthread_work *work;

	WARN_ON(worker->task && worker->task != current);
	worker->task = current;
	for (;;) {
		/* Before the look, so that whoever queues behind it wakes a task that sleeps. */
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		work = next_item(worker);
		if (work) {
			__set_current_state(TASK_RUNNING);
			work->func(work);
		} else {
			schedule();
		}
	}
	__set_current_state(TASK_RUNNING);
	raw_spin_lock_irq(&worker->lock);
	worker->task = NULL;
	raw_spin_unlock_irq(&worker->lock);
	return 0;
}

static struct kthread_worker *create_worker(unsigned int flags, const char *namefmt, va_list args)
{
	struct kthread_worker *worker = kzalloc(sizeof(*worker), GFP_KERNEL);
	char name[TASK_COMM_LEN];
	struct task_struct *task;

	if (!worker)
		return ERR_PTR(-ENOMEM);
	kthread_init_worker(worker);
	vsnprintf(name, sizeof(name), namefmt, args);
	task = kthread_create(kthread_worker_fn, worker, "%s", name);
	if (IS_ERR(task)) {
		kfree(worker);
		return ERR_CAST(task);
	}
	worker->flags = flags;
	worker->task = task;
	wake_up_process(task);
	return worker;
}

struct kthread_worker *kthread_create_worker(unsigned int flags, const char namefmt[], ...)
{
	struct kthread_worker *worker;
	va_list args;

	va_start(args, namefmt);
	worker = create_worker(flags, namefmt, args);
	va_end(args);
	return worker;
}

/* Which processor a thread runs on is nobody's business here. */
struct kthread_worker *kthread_create_worker_on_cpu(int cpu, unsigned int flags,
						    const char namefmt[], ...)
{
	struct kthread_worker *worker;
	va_list args;

	(void)cpu;
	va_start(args, namefmt);
	worker = create_worker(flags, namefmt, args);
	va_end(args);
	return worker;
}

static bool may_not_queue(struct kthread_worker *worker, struct kthread_work *work)
{
	lockdep_assert_held(&worker->lock);
	return !list_empty(&work->node) || work->canceling;
}

/* Onto @list before @where, which may be its head. */
static void put_on_list(struct kthread_worker *worker, struct kthread_work *work,
			struct list_head *where)
{
	lockdep_assert_held(&worker->lock);
	WARN_ON_ONCE(!list_empty(&work->node));
	WARN_ON_ONCE(work->worker && work->worker != worker);
	work->worker = worker;
	list_add_tail(&work->node, where);
}

static void insert_item(struct kthread_worker *worker, struct kthread_work *work,
			struct list_head *where)
{
	put_on_list(worker, work, where);
	if (!worker->current_work && worker->task)
		wake_up_process(worker->task);
}

bool kthread_queue_work(struct kthread_worker *worker, struct kthread_work *work)
{
	unsigned long flags;
	bool queued;

	hook_alive(work, _RET_IP_);
	raw_spin_lock_irqsave(&worker->lock, flags);
	queued = !may_not_queue(worker, work);
	if (queued)
		insert_item(worker, work, &worker->work_list);
	raw_spin_unlock_irqrestore(&worker->lock, flags);
	return queued;
}

void kthread_delayed_work_timer_fn(struct timer_list *t)
{
	struct kthread_delayed_work *dwork = from_timer(dwork, t, timer);
	struct kthread_work *work = &dwork->work;
	struct kthread_worker *worker = work->worker;
	unsigned long flags;

	if (WARN_ON_ONCE(!worker))
		return;
	raw_spin_lock_irqsave(&worker->lock, flags);
	WARN_ON_ONCE(work->worker != worker);
	WARN_ON_ONCE(list_empty(&work->node));
	list_del_init(&work->node);
	if (!work->canceling)
		insert_item(worker, work, &worker->work_list);
	raw_spin_unlock_irqrestore(&worker->lock, flags);
}

static void queue_delayed(struct kthread_worker *worker, struct kthread_delayed_work *dwork,
			  unsigned long delay)
{
	if (!delay) {
		insert_item(worker, &dwork->work, &worker->work_list);
		return;
	}
	put_on_list(worker, &dwork->work, &worker->delayed_work_list);
	dwork->timer.expires = jiffies + delay;
	add_timer(&dwork->timer);
}

bool kthread_queue_delayed_work(struct kthread_worker *worker,
				struct kthread_delayed_work *dwork, unsigned long delay)
{
	unsigned long flags;
	bool queued;

	raw_spin_lock_irqsave(&worker->lock, flags);
	queued = !may_not_queue(worker, &dwork->work);
	if (queued)
		queue_delayed(worker, dwork, delay);
	raw_spin_unlock_irqrestore(&worker->lock, flags);
	return queued;
}

static void ends_flush(struct kthread_work *work)
{
	complete(&container_of(work, struct flush_item, work)->done);
}

void kthread_flush_work(struct kthread_work *work)
{
	struct flush_item flush = { KTHREAD_WORK_INIT(flush.work, ends_flush) };
	struct kthread_worker *worker;
	bool waits = true;

	hook_alive(work, _RET_IP_);
	worker = work->worker;
	if (!worker)
		return;
	init_completion(&flush.done);
	raw_spin_lock_irq(&worker->lock);
	WARN_ON_ONCE(work->worker != worker);
	if (!list_empty(&work->node))
		insert_item(worker, &flush.work, work->node.next);
	else if (worker->current_work == work)
		insert_item(worker, &flush.work, worker->work_list.next);
	else
		waits = false;
	raw_spin_unlock_irq(&worker->lock);
	if (waits)
		wait_for_completion(&flush.done);
}

void kthread_flush_worker(struct kthread_worker *worker)
{
	struct flush_item flush = { KTHREAD_WORK_INIT(flush.work, ends_flush) };

	init_completion(&flush.done);
	kthread_queue_work(worker, &flush.work);
	wait_for_completion(&flush.done);
}

static bool take_off(struct kthread_work *work)
{
	if (list_empty(&work->node))
		return false;
	list_del_init(&work->node);
	return true;
}

/* Under the lock, which it drops: the timer's function must be through. */
static void stop_timer(struct kthread_delayed_work *dwork, unsigned long *flags)
{
	struct kthread_worker *worker = dwork->work.worker;

	dwork->work.canceling++;
	raw_spin_unlock_irqrestore(&worker->lock, *flags);
	timer_delete_sync(&dwork->timer);
	raw_spin_lock_irqsave(&worker->lock, *flags);
	dwork->work.canceling--;
}

bool kthread_mod_delayed_work(struct kthread_worker *worker, struct kthread_delayed_work *dwork,
			      unsigned long delay)
{
	struct kthread_work *work = &dwork->work;
	bool was_pending = false;
	unsigned long flags;

	raw_spin_lock_irqsave(&worker->lock, flags);
	if (work->worker) {
		WARN_ON_ONCE(work->worker != worker);
		stop_timer(dwork, &flags);
		if (work->canceling) {	/* somebody cancels, or changes it, too: theirs holds */
			raw_spin_unlock_irqrestore(&worker->lock, flags);
			return true;
		}
		was_pending = take_off(work);
	}
	queue_delayed(worker, dwork, delay);
	raw_spin_unlock_irqrestore(&worker->lock, flags);
	return was_pending;
}

static bool cancel_sync(struct kthread_work *work, struct kthread_delayed_work *dwork)
{
	struct kthread_worker *worker = work->worker;
	unsigned long flags;
	bool was_pending;

	if (!worker)
		return false;
	raw_spin_lock_irqsave(&worker->lock, flags);
	WARN_ON_ONCE(work->worker != worker);
	if (dwork)
		stop_timer(dwork, &flags);
	was_pending = take_off(work);
	if (worker->current_work == work) {
		work->canceling++;
		raw_spin_unlock_irqrestore(&worker->lock, flags);
		kthread_flush_work(work);
		raw_spin_lock_irqsave(&worker->lock, flags);
		work->canceling--;
	}
	raw_spin_unlock_irqrestore(&worker->lock, flags);
	return was_pending;
}

bool kthread_cancel_work_sync(struct kthread_work *work)
{
	return cancel_sync(work, NULL);
}

bool kthread_cancel_delayed_work_sync(struct kthread_delayed_work *dwork)
{
	return cancel_sync(&dwork->work, dwork);
}

void kthread_destroy_worker(struct kthread_worker *worker)
{
	struct task_struct *task = worker->task;

	if (WARN_ON(!task))
		return;
	kthread_flush_worker(worker);
	kthread_stop(task);
	WARN_ON(!list_empty(&worker->delayed_work_list));
	WARN_ON(!list_empty(&worker->work_list));
	kfree(worker);
}
