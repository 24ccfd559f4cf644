// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tasklet.c - functions that run soon in softirq context, each by itself
 *
 * A tasklet is a timer that is due at once.
 *
 *  T1  TASKLET_STATE_SCHED: it is to run, and whoever schedules it again need do nothing. Cleared
 *      just before the function runs, so that what comes later runs it once more.
 *  T2  A count above 0 keeps the function from running: T1 stays as it is, and who brings the
 *      count back to 0 arms the timer.
 */
#include <linux/interrupt.h>

#include <linux/bug.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/wait_bit.h>

static void tasklet_arm(struct tasklet_struct *t)
{
	mod_timer(&t->timer, jiffies);
}

void tasklet_run(struct timer_list *timer)
{
	struct tasklet_struct *t = from_timer(t, timer, timer);

	if (atomic_read(&t->count) || !test_and_clear_bit(TASKLET_STATE_SCHED, &t->state))
		return;
	wake_up_bit(&t->state, TASKLET_STATE_SCHED);
	if (t->use_callback)
		t->callback(t);
	else
		t->func(t->data);
}

static void tasklet_prepare(struct tasklet_struct *t)
{
	t->state = 0;
	atomic_set(&t->count, 0);
	timer_setup(&t->timer, tasklet_run, 0);
}

void tasklet_setup(struct tasklet_struct *t, void (*callback)(struct tasklet_struct *t))
{
	tasklet_prepare(t);
	t->callback = callback;
	t->use_callback = true;
	t->data = 0;
}
EXPORT_SYMBOL(tasklet_setup);

void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long data), unsigned long data)
{
	tasklet_prepare(t);
	t->func = func;
	t->use_callback = false;
	t->data = data;
}
EXPORT_SYMBOL(tasklet_init);

void tasklet_schedule(struct tasklet_struct *t)
{
	if (!test_and_set_bit(TASKLET_STATE_SCHED, &t->state))
		tasklet_arm(t);
}
EXPORT_SYMBOL(tasklet_schedule);

/* The function is not running when this returns; it may still be meant to. */
void tasklet_unlock_wait(struct tasklet_struct *t)
{
	if (timer_delete_sync(&t->timer) && !atomic_read(&t->count))
		tasklet_arm(t);
}
EXPORT_SYMBOL(tasklet_unlock_wait);

void tasklet_disable(struct tasklet_struct *t)
{
	atomic_inc(&t->count);
	smp_mb__after_atomic();		/* pairs with test_and_clear_bit() in tasklet_run() */
	tasklet_unlock_wait(t);
}
EXPORT_SYMBOL(tasklet_disable);

void tasklet_enable(struct tasklet_struct *t)
{
	smp_mb__before_atomic();	/* pairs with atomic_read() in tasklet_run() */
	if (atomic_dec_and_test(&t->count) && test_bit(TASKLET_STATE_SCHED, &t->state))
		tasklet_arm(t);
}
EXPORT_SYMBOL(tasklet_enable);

/* It has run for the last time, if nobody schedules it again. */
void tasklet_kill(struct tasklet_struct *t)
{
	WARN_ON_ONCE(in_interrupt());
	for (;;) {
		wait_on_bit(&t->state, TASKLET_STATE_SCHED, TASK_UNINTERRUPTIBLE);
		timer_delete_sync(&t->timer);
		if (!test_bit(TASKLET_STATE_SCHED, &t->state))
			return;
		tasklet_arm(t);		/* scheduled meanwhile, it may just have been disarmed */
	}
}
EXPORT_SYMBOL(tasklet_kill);
