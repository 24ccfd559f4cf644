// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * on_stack.c - timers and work items on a stack say so. What would go wrong: one is taken for
 * memory that stays, and is still queued when its function returns.
 */
#include "kernel/title_of.h"

#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

static void nothing(struct work_struct *work)
{
}

static void fires(struct timer_list *timer)
{
}

static void says_so(void)
{
	struct delayed_work late;
	struct work_struct work;
	struct timer_list timer;

	INIT_WORK_ONSTACK(&work, nothing);
	schedule_work(&work);
	flush_work(&work);
	destroy_work_on_stack(&work);
	INIT_DELAYED_WORK_ONSTACK(&late, nothing);
	schedule_delayed_work(&late, 1);
	flush_delayed_work(&late);
	destroy_delayed_work_on_stack(&late);
	timer_setup_on_stack(&timer, fires, 0);
	mod_timer(&timer, jiffies + 1);
	timer_delete_sync(&timer);
	destroy_timer_on_stack(&timer);
}

static struct work_struct stays;

static void is_not_on_one(void)
{
	struct timer_list *timer = kmalloc(sizeof(*timer), GFP_KERNEL);

	INIT_WORK(&stays, nothing);
	timer_setup(timer, fires, 0);
	kfree(timer);
}

Test(on_stack, what_says_so_or_is_elsewhere_is_right)
{
	cr_expect_eq(title_of(says_so), NULL);
	cr_expect_eq(title_of(is_not_on_one), NULL);
}

static void silent_work(void)
{
	struct work_struct work;

	INIT_WORK(&work, nothing);
	cancel_work_sync(&work);
}

static void silent_late_work(void)
{
	struct delayed_work late;

	INIT_DELAYED_WORK(&late, nothing);
	cancel_delayed_work_sync(&late);
}

static void silent_timer(void)
{
	struct timer_list timer;

	timer_setup(&timer, fires, 0);
	timer_delete_sync(&timer);
}

Test(on_stack, what_does_not_say_so_is_found)
{
	cr_expect_str_eq(title_of(silent_work), "WARNING: ODEBUG bug in silent_work");
	cr_expect_str_eq(title_of(silent_late_work), "WARNING: ODEBUG bug in silent_late_work");
	cr_expect_str_eq(title_of(silent_timer), "WARNING: ODEBUG bug in silent_timer");
}

static void returns_with_timer_armed(void)
{
	struct timer_list timer;

	timer_setup_on_stack(&timer, fires, 0);
	mod_timer(&timer, jiffies + 1);
	destroy_timer_on_stack(&timer);
}

static void returns_with_late_work_queued(void)
{
	struct delayed_work late;

	INIT_DELAYED_WORK_ONSTACK(&late, nothing);
	schedule_delayed_work(&late, 1);
	destroy_delayed_work_on_stack(&late);
	cancel_delayed_work(&late);
	cancel_work(&late.work);
}

Test(on_stack, what_is_destroyed_while_queued_is_found)
{
	cr_expect_str_eq(title_of(returns_with_timer_armed),
			 "WARNING: ODEBUG bug in returns_with_timer_armed");
	cr_expect_str_eq(title_of(returns_with_late_work_queued),
			 "WARNING: ODEBUG bug in returns_with_late_work_queued");
}
