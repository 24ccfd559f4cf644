// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wake_q.c - wakeups put off until the locks are dropped. What would go wrong: a task that two
 * want to wake sleeps on, or is gone when its turn comes.
 */
#include "core/world.h"

#include <linux/sched/task.h>
#include <linux/sched/wake_q.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static struct task_struct *sleepers[2];
static bool go;

static void sleeps(void *index)
{
	spin_lock(&lock);
	sleepers[(unsigned long)index] = current;
	while (!go) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		spin_unlock(&lock);
		schedule();
		spin_lock(&lock);
	}
	spin_unlock(&lock);
}

/* Under the lock the sleepers would only run to wait for it. */
static void says_go(void *wakes)
{
	DEFINE_WAKE_Q(queue);

	cr_assert(wake_q_empty(&queue));
	spin_lock(&lock);
	go = true;
	for (int i = 0; i < 2; i++) {
		if (!sleepers[i])
			continue;
		wake_q_add(&queue, sleepers[i]);
		wake_q_add_safe(&queue, get_task_struct(sleepers[i]));
	}
	spin_unlock(&lock);
	if (wakes)
		wake_up_q(&queue);
}

static void sleepers_and_wakers(bool wakes)
{
	struct task_struct *tasks[4];

	go = false;
	sleepers[0] = sleepers[1] = NULL;
	tasks[0] = spawn("sleeper", sleeps, (void *)0);
	tasks[1] = spawn("sleeper", sleeps, (void *)1);
	tasks[2] = spawn("waker", says_go, wakes ? &go : NULL);
	tasks[3] = spawn("waker", says_go, wakes ? &go : NULL);
	for (int i = 0; i < 4; i++)
		task_join(tasks[i]);
}

static void woken(void)
{
	sleepers_and_wakers(true);
}

static void not_woken(void)
{
	sleepers_and_wakers(false);
}

Test(wake_q, who_is_on_two_queues_is_woken_by_one)
{
	world_explore_silence(woken, 300);
}

Test(wake_q, is_right_on_threads)
{
	struct world world = { .config = { .engine = EX_THREADS, .perturb = 8 } };

	for (; world.config.seed < 50; world.config.seed++)
		world_expect_silence(&world, woken);
}

Test(wake_q, a_queue_that_is_forgotten_is_a_hang)
{
	const char *error;
	struct world world = { .config.policy = ex_policy_make("random", &error) };

	for (; world.config.seed < 300 && !findings_count(); world.config.seed++)
		world_run(&world, not_woken);
	cr_assert(world_finding(FINDING_WAIT));
}
