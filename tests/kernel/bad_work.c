// SPDX-License-Identifier: GPL-2.0-or-later
/* bad_work.c - work, threads and timers that wait for themselves, or that nobody has made */
#include "kernel/bad_use.h"

#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static struct work_struct work;
static struct timer_list timer;

static void flushes_itself(struct work_struct *item)
{
	flush_work(item);
}

static void work_flushes_itself(void)
{
	INIT_WORK(&work, flushes_itself);
	schedule_work(&work);
	flush_work(&work);
}

static void cancels_itself(struct work_struct *item)
{
	cancel_work_sync(item);
}

static void work_cancels_itself(void)
{
	INIT_WORK(&work, cancels_itself);
	schedule_work(&work);
	flush_work(&work);
}

static struct workqueue_struct *own_wq;

static void destroys_queue(struct work_struct *item)
{
	destroy_workqueue(own_wq);
}

static void work_destroys_its_queue(void)
{
	own_wq = alloc_workqueue("own", 0, 0);
	INIT_WORK(&work, destroys_queue);
	queue_work(own_wq, &work);
	flush_work(&work);
}

static void does_nothing(struct work_struct *item)
{
}

static void work_on_destroyed_queue(void)
{
	own_wq = alloc_workqueue("own", 0, 0);
	INIT_WORK(&work, does_nothing);
	destroy_workqueue(own_wq);
	queue_work(own_wq, &work);
	schedule_timeout_uninterruptible(1);
}

static void work_freed_pending(void)
{
	struct work_struct *own = kzalloc(sizeof(*own), GFP_KERNEL);

	INIT_WORK(own, does_nothing);
	schedule_work(own);
	kfree(own);
	schedule_timeout_uninterruptible(1);
}

static void work_never_made(void)
{
	memset(&work, 0, sizeof(work));
	schedule_work(&work);
	schedule_timeout_uninterruptible(1);
}

static void flush_never_made(void)
{
	memset(&work, 0, sizeof(work));
	flush_work(&work);
}

static void leaks_atomic(struct work_struct *item)
{
	preempt_disable();
}

static void work_leaks_atomic(void)
{
	INIT_WORK(&work, leaks_atomic);
	schedule_work(&work);
	flush_work(&work);
}

static void deletes_itself(struct timer_list *unused)
{
	timer_delete_sync(&timer);
}

static void timer_deletes_itself(void)
{
	timer_setup(&timer, deletes_itself, 0);
	mod_timer(&timer, jiffies + 1);
	schedule_timeout_uninterruptible(2);
	timer_delete_sync(&timer);
}

static void ticks(struct timer_list *unused)
{
}

static void timer_added_twice(void)
{
	timer_setup(&timer, ticks, 0);
	timer.expires = jiffies + 1;
	add_timer(&timer);
	add_timer(&timer);
	timer_delete_sync(&timer);
}

static void timer_freed_armed(void)
{
	struct timer_list *own = kzalloc(sizeof(*own), GFP_KERNEL);

	timer_setup(own, ticks, 0);
	mod_timer(own, jiffies + 1);
	kfree(own);
}

static void timer_used_freed(void)
{
	struct timer_list *own = kzalloc(sizeof(*own), GFP_KERNEL);

	timer_setup(own, ticks, 0);
	kfree(own);
	mod_timer(own, jiffies + 1);
}

static void sleeps_in_timer(struct timer_list *unused)
{
	schedule_timeout_uninterruptible(1);
}

static void timer_sleeps(void)
{
	timer_setup(&timer, sleeps_in_timer, 0);
	mod_timer(&timer, jiffies + 1);
	schedule_timeout_uninterruptible(3);
	timer_delete_sync(&timer);
}

static int ends_at_once(void *unused)
{
	return 0;
}

static void kthread_stopped_twice(void)
{
	struct task_struct *thread = kthread_run(ends_at_once, NULL, "short");

	kthread_stop(thread);
	kthread_stop(thread);
}

static const struct bad_use bad_uses[] = {
	CASE(work_flushes_itself, "INFO: task hung"),
	CASE(work_cancels_itself, "INFO: task hung"),
	CASE(work_destroys_its_queue, "INFO: task hung"),
	CASE(work_on_destroyed_queue, "KASAN: use-after-free", SANITIZED),
	CASE(work_freed_pending, "general protection fault", SANITIZED),
	CASE(work_never_made, "WARNING in"),
	CASE(flush_never_made, "WARNING in"),
	CASE(work_leaks_atomic, "WARNING in"),
	CASE(timer_deletes_itself, "INFO: task hung"),
	CASE(timer_added_twice, "WARNING in"),
	CASE(timer_freed_armed, "WARNING: ODEBUG bug"),
	CASE(timer_used_freed, "KASAN: use-after-free", SANITIZED),
	CASE(timer_sleeps, "BUG: sleeping function called from invalid context"),
	CASE(kthread_stopped_twice, "KASAN: use-after-free", SANITIZED),
};

BAD_USES(bad_work)
