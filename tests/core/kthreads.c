// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kthreads.c - kernel threads that end by themselves. What would go wrong: a driver stops one
 * that is gone, or one that nobody has to stop is left behind as a leak.
 */
#include "core/world.h"

#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/sched/task.h>

#include "support/freed.h"

static struct completion ended;

static int ends(void *result)
{
	return (int)(long)result;
}

static void leaves(long result)
{
	kthread_complete_and_exit(&ended, result);
}

static int leaves_from_below(void *result)
{
	leaves((long)result);
	return -1;
}

static int leaves_silently(void *result)
{
	kthread_exit((long)result);
}

static void nobody_stops(void)
{
	init_completion(&ended);
	cr_assert(!IS_ERR(kthread_run(leaves_from_below, NULL, "short")));
	wait_for_completion(&ended);
	cr_assert(!IS_ERR(kthread_run(ends, NULL, "short")));
	msleep(10);
}

Test(kthreads, one_that_ends_by_itself_is_nobodys_to_stop)
{
	struct world world = { .config = { .engine = EX_THREADS } };

	world_explore_silence(nobody_stops, 200);
	for (; world.config.seed < 20; world.config.seed++)
		world_expect_silence(&world, nobody_stops);
}

static void stops_counted(int (*fn)(void *result), bool with_put)
{
	struct task_struct *thread = kthread_create(fn, (void *)42, "short");

	init_completion(&ended);
	get_task_struct(thread);
	wake_up_process(thread);
	msleep(10);
	if (with_put) {
		cr_assert_eq(kthread_stop_put(thread), 42);
		return;
	}
	cr_assert_eq(kthread_stop(thread), 42);
	put_task_struct(thread);
}

static void all_stop_counted(void)
{
	stops_counted(ends, false);
	stops_counted(leaves_silently, true);
	stops_counted(leaves_from_below, true);
}

Test(kthreads, one_that_has_ended_is_stopped_by_who_has_a_reference)
{
	world_explore_silence(all_stop_counted, 100);
}

static void stops_uncounted(void)
{
	struct task_struct *thread = kthread_run(ends, (void *)42, "short");

	msleep(10);
	kthread_stop(thread);
}

Test(kthreads, to_stop_one_that_has_ended_is_a_use_after_free_without)
{
	struct world world = { };

	freed_uses_expect(true);
	world_run(&world, stops_uncounted);
	cr_assert(world_finding(FINDING_UAF));
	cr_expect_str_eq(world_finding(FINDING_UAF)->title,
			 "KASAN: use-after-free in stops_uncounted");
}
