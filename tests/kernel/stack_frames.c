// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stack_frames.c - objects on the stack of a function that returns too soon
 *
 * What would go wrong: a wait with a timeout or a signal leaves its completion, work item, timer or
 * queue entry behind for somebody who uses it later. No allocator is asked, so that no poison
 * tells; the stack pointer does. Each case has its twin, which takes back what it gave.
 */
#include <criterion/criterion.h>

#include "every_way.h"

#include <linux/completion.h>
#include <linux/mutex.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "exec/run.h"
#include "kernel/finding.h"
#include "kernel/rest.h"

static struct mutex lock;
static struct completion *request;
static struct wait_queue_head queue;
static bool takes_back;

/* The answer may come just when the wait gives up. */
static noinline void asks(void)
{
	DECLARE_COMPLETION_ONSTACK(answered);

	mutex_lock(&lock);
	request = &answered;
	mutex_unlock(&lock);
	if (wait_for_completion_timeout(&answered, 1) || !takes_back)
		return;
	mutex_lock(&lock);
	request = NULL;
	mutex_unlock(&lock);
}

static void asking(void *unused)
{
	asks();
	schedule_timeout_uninterruptible(10);
}

static void answering(void *unused)
{
	schedule_timeout_uninterruptible(takes_back ? 1 : 5);
	mutex_lock(&lock);
	if (request)
		complete(request);
	mutex_unlock(&lock);
}

static void late_answer(void)
{
	mutex_init(&lock);
	request = NULL;
	in_parallel(asking, answering, NULL);
}

static noinline void stays_queued(void)
{
	DECLARE_WAITQUEUE(entry, current);

	add_wait_queue(&queue, &entry);
	if (takes_back)
		remove_wait_queue(&queue, &entry);
}

static void queues(void *unused)
{
	stays_queued();
	schedule_timeout_uninterruptible(2);
}

static void wakes(void *unused)
{
	schedule_timeout_uninterruptible(1);
	wake_up(&queue);
}

static void late_wake(void)
{
	init_waitqueue_head(&queue);
	in_parallel(queues, wakes, NULL);
}

static void works(struct work_struct *work)
{
}

static noinline void leaves_work(void)
{
	struct work_struct work;

	INIT_WORK_ONSTACK(&work, works);
	schedule_work(&work);
	if (takes_back)
		flush_work(&work);
	destroy_work_on_stack(&work);
}

static void late_work(void)
{
	leaves_work();
	schedule_timeout_uninterruptible(2);
}

static void fires(struct timer_list *timer)
{
}

static noinline void leaves_timer(void)
{
	struct timer_list timer;

	timer_setup_on_stack(&timer, fires, 0);
	mod_timer(&timer, jiffies + 1);
	if (!takes_back)
		return;
	timer_delete_sync(&timer);
	destroy_timer_on_stack(&timer);
}

static void late_timer(void)
{
	leaves_timer();
	schedule_timeout_uninterruptible(3);
}

static void root(void *fn)
{
	((void (*)(void))fn)();
	kernel_shutdown();
}

static void run(void (*fn)(void), bool right, uint64_t seed)
{
	const char *error;
	struct ex_config config = {
		.policy = ex_policy_make("random", &error), .seed = seed, .steps_max = 20000,
	};
	struct ex_result result;

	takes_back = right;
	findings_clear();
	ex_run(&config, root, fn, &result);
	ex_policy_free(config.policy);
}

static bool found(void)
{
	for (unsigned int i = 0; i < findings_count(); i++)
		if (finding_at(i)->kind == FINDING_UAF &&
		    str_has_prefix(finding_at(i)->title, "KASAN: stack-use-after-return in "))
			return true;
	return false;
}

static void fires_and_its_twin_does_not(void (*fn)(void))
{
	for (uint64_t seed = 1; seed <= 200; seed++) {
		run(fn, true, seed);
		cr_assert_eq(findings_count(), 0, "%s", finding_at(0)->text);
	}
	for (uint64_t seed = 1; seed <= 200; seed++) {
		run(fn, false, seed);
		if (found())
			return;
	}
	cr_assert_fail("not found");
}

Test(stack_frames, an_answer_that_comes_too_late_is_found)
{
	fires_and_its_twin_does_not(late_answer);
}

Test(stack_frames, an_entry_left_on_a_wait_queue_is_found)
{
	fires_and_its_twin_does_not(late_wake);
}

Test(stack_frames, work_left_behind_is_found)
{
	fires_and_its_twin_does_not(late_work);
}

Test(stack_frames, a_timer_left_armed_is_found)
{
	fires_and_its_twin_does_not(late_timer);
}
