// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * every_work.c - work, kernel threads, timers, sleep, asynchronous calls: see every_way.h
 */
#include "every_way.h"

#include <linux/async.h>
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static struct work_struct work;
static int value;
static atomic_t calls;

static void sets_value(struct work_struct *unused)
{
	set(&value, 1);
}

static void work_program(bool waits)
{
	value = 0;
	INIT_WORK(&work, sets_value);
	BUG_ON(!schedule_work(&work));
	if (waits)
		flush_work(&work);
	BUG_ON(seen(&value) != 1);
	BUG_ON(work_busy(&work));
}

static void work_right(void)
{
	work_program(true);
}

static void work_wrong(void)
{
	work_program(false);
}

static void counts_call(struct work_struct *unused)
{
	atomic_inc(&calls);
}

/* Two queue the same item: it runs once or twice, and not any more once it is cancelled. */
static void queues_work(void *unused)
{
	schedule_work(&work);
}

static void cancel_program(bool waits)
{
	int count;

	atomic_set(&calls, 0);
	INIT_WORK(&work, counts_call);
	in_parallel(queues_work, queues_work, NULL);
	if (waits)
		cancel_work_sync(&work);
	else
		cancel_work(&work);
	count = atomic_read(&calls);
	access_to(&value);
	BUG_ON(atomic_read(&calls) != count || count > 2);
}

static void cancel_right(void)
{
	cancel_program(true);
}

static void cancel_wrong(void)
{
	cancel_program(false);
}

static struct work_struct other;

static void second_step(struct work_struct *unused)
{
	BUG_ON(!seen(&value));
}

static void ordered_program(bool ordered)
{
	struct workqueue_struct *wq = ordered ? alloc_ordered_workqueue("steps", 0) :
						alloc_workqueue("steps", WQ_UNBOUND, 2);

	value = 0;
	INIT_WORK(&work, sets_value);
	INIT_WORK(&other, second_step);
	queue_work(wq, &work);
	queue_work(wq, &other);
	destroy_workqueue(wq);
}

static void ordered_right(void)
{
	ordered_program(true);
}

static void ordered_wrong(void)
{
	ordered_program(false);
}

/* An item that queues itself again: destroying its queue waits for all of it. */
static struct workqueue_struct *chain_wq;

static void queues_itself(struct work_struct *unused)
{
	if (atomic_inc_return(&calls) < 2)
		queue_work(chain_wq, &work);
}

static void drain_program(bool waits)
{
	atomic_set(&calls, 0);
	chain_wq = alloc_workqueue("chain", 0, 1);
	INIT_WORK(&work, queues_itself);
	queue_work(chain_wq, &work);
	if (waits)
		drain_workqueue(chain_wq);
	else
		flush_workqueue(chain_wq);
	BUG_ON(atomic_read(&calls) != 2);
	destroy_workqueue(chain_wq);
}

static void drain_right(void)
{
	drain_program(true);
}

static void drain_wrong(void)
{
	drain_program(false);
}

/* Flushed under a lock that the item takes. */
static struct mutex mutex;

static void takes_mutex(struct work_struct *unused)
{
	mutex_lock(&mutex);
	mutex_unlock(&mutex);
}

static void flush_program(bool under_lock)
{
	mutex_init(&mutex);
	INIT_WORK(&work, takes_mutex);
	mutex_lock(&mutex);
	schedule_work(&work);
	if (!under_lock)
		mutex_unlock(&mutex);
	flush_work(&work);
	if (under_lock)
		mutex_unlock(&mutex);
}

static void flush_right(void)
{
	flush_program(false);
}

static void flush_wrong(void)
{
	flush_program(true);
}

static struct delayed_work late;

static void late_fn(struct work_struct *unused)
{
	BUG_ON(atomic_inc_return(&calls) > 1);
}

static void delayed_right(void)
{
	atomic_set(&calls, 0);
	INIT_DELAYED_WORK(&late, late_fn);
	BUG_ON(!schedule_delayed_work(&late, 2));
	BUG_ON(schedule_delayed_work(&late, 1));
	schedule_timeout_uninterruptible(2);
	cancel_delayed_work_sync(&late);
}

static void delayed_wrong(void)
{
	struct delayed_work *own = kzalloc(sizeof(*own), GFP_KERNEL);

	INIT_DELAYED_WORK(own, late_fn);
	schedule_delayed_work(own, 2);
	kfree(own);
}

static int runs_until_stopped(void *data)
{
	while (!kthread_should_stop()) {
		atomic_inc(&calls);
		schedule_timeout_interruptible(HZ);
	}
	return 7;
}

static void kthread_right(void)
{
	struct task_struct *thread;
	int ret;

	atomic_set(&calls, 0);
	thread = kthread_run(runs_until_stopped, NULL, "worker");
	ret = kthread_stop(thread);
	BUG_ON(ret != 7 && (ret != -EINTR || atomic_read(&calls)));
}

static int sleeps_without_looking(void *data)
{
	for (;;) {
		if (kthread_should_stop())
			return 0;
		set_current_state(TASK_INTERRUPTIBLE);	/* too late: the wakeup may be over */
		schedule();
	}
}

static void kthread_wrong(void)
{
	struct task_struct *thread = kthread_run(sleeps_without_looking, NULL, "worker");

	kthread_stop(thread);
}

static int parks_when_asked(void *data)
{
	while (!kthread_should_stop()) {
		if (kthread_should_park())
			kthread_parkme();
		set(&value, 1);
		schedule_timeout_interruptible(1);
	}
	return 0;
}

static void park_program(bool whole)
{
	struct task_struct *thread = kthread_run(parks_when_asked, NULL, "worker");

	if (whole)
		kthread_park(thread);
	set(&value, 0);
	schedule_timeout_uninterruptible(2);
	BUG_ON(seen(&value));
	if (whole)
		kthread_unpark(thread);
	kthread_stop(thread);
}

static void park_right(void)
{
	park_program(true);
}

static void park_wrong(void)
{
	park_program(false);
}

static struct timer_list timer;

static void timer_fn(struct timer_list *unused)
{
	set(&value, 1);
}

static void timer_program(bool waits)
{
	value = 0;
	timer_setup(&timer, timer_fn, 0);
	mod_timer(&timer, jiffies + 1);
	schedule_timeout_uninterruptible(1);
	if (waits)
		timer_delete_sync(&timer);
	else
		timer_delete(&timer);
	BUG_ON(timer_pending(&timer));
	set(&value, 2);
	BUG_ON(seen(&value) != 2);
}

static void timer_right(void)
{
	timer_program(true);
}

static void timer_wrong(void)
{
	timer_program(false);
}

static struct hrtimer hrtimer;

static enum hrtimer_restart fires_twice(struct hrtimer *unused)
{
	if (atomic_inc_return(&calls) == 2)
		return HRTIMER_NORESTART;
	hrtimer_forward_now(&hrtimer, ms_to_ktime(1));
	return HRTIMER_RESTART;
}

static void hrtimer_program(bool waits)
{
	atomic_set(&calls, 0);
	hrtimer_setup(&hrtimer, fires_twice, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	hrtimer_start(&hrtimer, ms_to_ktime(1), HRTIMER_MODE_REL);
	if (waits)
		msleep(100);
	BUG_ON(atomic_read(&calls) != 2);
	hrtimer_cancel(&hrtimer);
	BUG_ON(hrtimer_active(&hrtimer));
}

static void hrtimer_right(void)
{
	hrtimer_program(true);
}

static void hrtimer_wrong(void)
{
	hrtimer_program(false);
}

static void sleeps_short(void *unused)
{
	unsigned long from = jiffies;

	msleep(8);
	BUG_ON(time_before(jiffies, from + msecs_to_jiffies(8)));
	set(&value, value + 1);
}

static void sleeps_long(void *enough)
{
	u64 from = ktime_get_ns();

	if (enough)
		msleep(20);
	else
		usleep_range(1000, 2000);
	BUG_ON(ktime_get_ns() < from + 1000000);
	BUG_ON(seen(&value) != 1);
}

static void sleep_right(void)
{
	value = 0;
	in_parallel(sleeps_short, sleeps_long, &value);
}

static void sleep_wrong(void)
{
	value = 0;
	in_parallel(sleeps_short, sleeps_long, NULL);
}

static void probes(void *made, async_cookie_t cookie)
{
	*(int *)made = 1;
	atomic_inc(&calls);
}

/* What the functions did comes before the end of the wait, also where there was none left. */
static void async_program(bool waits)
{
	ASYNC_DOMAIN_EXCLUSIVE(domain);
	int made[2] = { 0, 0 };

	atomic_set(&calls, 0);
	async_schedule_domain(probes, &made[0], &domain);
	async_schedule_domain(probes, &made[1], &domain);
	if (waits)
		async_synchronize_full_domain(&domain);
	BUG_ON(atomic_read(&calls) != 2 || (waits && (!made[0] || !made[1])));
	async_synchronize_full_domain(&domain);
}

static void async_right(void)
{
	async_program(true);
}

static void async_wrong(void)
{
	async_program(false);
}

const struct primitive every_work[] = {
	{ "work", work_right, work_wrong, "does not wait for it", "kernel BUG" },
	{ "cancel_work_sync", cancel_right, cancel_wrong, "does not wait for what runs",
	  "kernel BUG" },
	{ "ordered workqueue", ordered_right, ordered_wrong, "expects order of any queue",
	  "kernel BUG" },
	{ "drain_workqueue", drain_right, drain_wrong, "only flushes what queues itself",
	  "kernel BUG" },
	{ "flush_work", flush_right, flush_wrong, "holds a lock that the work takes",
	  "INFO: task hung" },
	{ "delayed work", delayed_right, delayed_wrong, "frees it with its timer armed",
	  "WARNING: ODEBUG bug" },
	{ "kthread_stop", kthread_right, kthread_wrong, "looks before its state says asleep",
	  "INFO: task hung" },
	{ "kthread_park", park_right, park_wrong, "does not park what it takes for parked",
	  "kernel BUG" },
	{ "timer", timer_right, timer_wrong, "does not wait for the one that fires",
	  "kernel BUG" },
	{ "hrtimer", hrtimer_right, hrtimer_wrong, "expects it to have fired at once",
	  "kernel BUG" },
	{ "msleep and jiffies", sleep_right, sleep_wrong, "sleeps too short", "kernel BUG",
	  .alone = true },
	{ "async_schedule", async_right, async_wrong, "does not wait for it", "kernel BUG" },
	{ .name = NULL },
};
