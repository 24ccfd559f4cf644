// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * timer_shutdown.c - a timer whose own work arms it again. What would go wrong: armed between
 * its removal and its end, it fires with nothing to call, or in memory that is free.
 */
#include "core/world.h"

#include <linux/slab.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

struct watchdog {
	struct timer_list	timer;
	struct work_struct	work;
};

static bool shuts_down;

static void starts_work(struct timer_list *timer)
{
	struct watchdog *dog = from_timer(dog, timer, timer);

	schedule_work(&dog->work);
}

static void arms_again(struct work_struct *work)
{
	struct watchdog *dog = container_of(work, struct watchdog, work);

	mod_timer(&dog->timer, jiffies + 1);
}

static void ends_while_running(void)
{
	struct watchdog *dog = kzalloc(sizeof(*dog), GFP_KERNEL);

	timer_setup(&dog->timer, starts_work, 0);
	INIT_WORK(&dog->work, arms_again);
	mod_timer(&dog->timer, jiffies + 1);
	schedule_timeout_uninterruptible(2);
	if (shuts_down)
		timer_shutdown_sync(&dog->timer);
	else
		timer_delete_sync(&dog->timer);
	cancel_work_sync(&dog->work);
	kfree(dog);
}

Test(timer_shutdown, is_the_end_of_a_timer_that_is_armed_again)
{
	shuts_down = true;
	world_explore_silence(ends_while_running, 2000);
}

Test(timer_shutdown, deleted_only_it_is_freed_armed)
{
	const char *error;
	struct world world = { .config.policy = ex_policy_make("random", &error) };

	shuts_down = false;
	for (; world.config.seed < 2000 && !findings_count(); world.config.seed++)
		world_run(&world, ends_while_running);
	cr_assert(world_finding(FINDING_UAF));
	cr_expect_str_eq(world_finding(FINDING_UAF)->title,
			 "WARNING: ODEBUG bug in ends_while_running");
}
