// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * every_worker.c - kthread workers and their items: see every_way.h
 */
#include "every_way.h"

#include <linux/atomic.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/slab.h>

static struct kthread_worker *worker;
static struct kthread_work work, other;
static int value;
static atomic_t calls;

static void sets_value(struct kthread_work *unused)
{
	set(&value, 1);
}

static void wants_value(struct kthread_work *unused)
{
	BUG_ON(!seen(&value));
}

/* Items run one after the other, in the order in which they came. */
static void flush_program(bool waits)
{
	value = 0;
	worker = kthread_create_worker(0, "items-%d", 1);
	kthread_init_work(&work, sets_value);
	kthread_init_work(&other, wants_value);
	BUG_ON(!kthread_queue_work(worker, &work));
	BUG_ON(!kthread_queue_work(worker, &other));
	if (waits)
		kthread_flush_work(&work);
	BUG_ON(seen(&value) != 1);
	kthread_destroy_worker(worker);
}

static void flush_right(void)
{
	flush_program(true);
}

static void flush_wrong(void)
{
	flush_program(false);
}

/* An item that queues itself again has no last run but for who cancels it. */
static void runs_again(struct kthread_work *item)
{
	if (atomic_inc_return(&calls) < 3)
		kthread_queue_work(worker, item);
}

static void cancel_program(bool cancels)
{
	int count;

	atomic_set(&calls, 0);
	worker = kthread_create_worker(0, "items");
	kthread_init_work(&work, runs_again);
	kthread_queue_work(worker, &work);
	if (cancels)
		kthread_cancel_work_sync(&work);
	else
		kthread_flush_work(&work);
	count = atomic_read(&calls);
	access_to(&value);
	BUG_ON(atomic_read(&calls) != count);
	kthread_destroy_worker(worker);
}

static void cancel_right(void)
{
	cancel_program(true);
}

static void cancel_wrong(void)
{
	cancel_program(false);
}

static struct kthread_delayed_work late;

static void late_fn(struct kthread_work *unused)
{
	BUG_ON(atomic_inc_return(&calls) > 1);
}

static void delayed_right(void)
{
	atomic_set(&calls, 0);
	worker = kthread_create_worker(0, "items");
	kthread_init_delayed_work(&late, late_fn);
	BUG_ON(!kthread_queue_delayed_work(worker, &late, 2));
	BUG_ON(kthread_queue_delayed_work(worker, &late, 1));
	schedule_timeout_uninterruptible(2);
	kthread_cancel_delayed_work_sync(&late);
	kthread_destroy_worker(worker);
}

/* Destroyed while a timer is about to queue on it. */
static void delayed_wrong(void)
{
	atomic_set(&calls, 0);
	worker = kthread_create_worker(0, "items");
	kthread_init_delayed_work(&late, late_fn);
	kthread_queue_delayed_work(worker, &late, 200);
	kthread_destroy_worker(worker);
	timer_delete_sync(&late.timer);
}

/* The later of two times holds, and an item that is on its way moves. */
static void changes(void *unused)
{
	kthread_mod_delayed_work(worker, &late, 1);
}

static void mod_program(bool cancels)
{
	atomic_set(&calls, 0);
	worker = kthread_create_worker_on_cpu(0, 0, "items");
	kthread_init_delayed_work(&late, late_fn);
	kthread_queue_delayed_work(worker, &late, 100);
	in_parallel(changes, changes, NULL);
	schedule_timeout_uninterruptible(cancels ? 4 : 0);
	BUG_ON(atomic_read(&calls) != 1);
	kthread_cancel_delayed_work_sync(&late);
	kthread_destroy_worker(worker);
}

static void mod_right(void)
{
	mod_program(true);
}

static void mod_wrong(void)
{
	mod_program(false);
}

static struct mutex mutex;

static void takes_mutex(struct kthread_work *unused)
{
	mutex_lock(&mutex);
	mutex_unlock(&mutex);
}

static void locked_program(bool under_lock)
{
	mutex_init(&mutex);
	worker = kthread_create_worker(0, "items");
	kthread_init_work(&work, takes_mutex);
	mutex_lock(&mutex);
	kthread_queue_work(worker, &work);
	if (!under_lock)
		mutex_unlock(&mutex);
	kthread_flush_worker(worker);
	if (under_lock)
		mutex_unlock(&mutex);
	kthread_destroy_worker(worker);
}

static void locked_right(void)
{
	locked_program(false);
}

static void locked_wrong(void)
{
	locked_program(true);
}

const struct primitive every_worker[] = {
	{ "kthread_flush_work", flush_right, flush_wrong, "does not wait for it", "kernel BUG" },
	{ "kthread_cancel_work_sync", cancel_right, cancel_wrong, "only flushes what queues itself",
	  "kernel BUG" },
	{ "kthread_queue_delayed_work", delayed_right, delayed_wrong,
	  "destroys the worker under its timer", "WARNING" },
	{ "kthread_mod_delayed_work", mod_right, mod_wrong, "expects it to have run at once",
	  "kernel BUG" },
	{ "kthread_flush_worker", locked_right, locked_wrong, "holds a lock that an item takes",
	  "INFO: task hung" },
	{ .name = NULL },
};
