// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rcu.c - what both RCU back ends share, and the one of the fibers engine
 *
 *  R0  pub.rcu_nesting is the depth of sections of a task; threads: as it last parked.
 *  R1  task->rcu_since is the grace period in which the task's outermost section
 *      began; run.rcu_gp only grows.
 *  R2  A waiter that raised rcu_gp to g goes on when no task is in a section with
 *      rcu_since < g. Whoever leaves such a section unparks all waiters, who look again.
 */
#include "exec/rcu.h"

#include "exec/internal.h"
#include "exec/rcu_threads.h"

static char readers_left, grace_period;	/* addresses for publish and observe */

#define WAITERS_MAX EX_TASKS_MAX
static struct task *waiters[WAITERS_MAX];
static unsigned int nr_waiters;

const void *ex_rcu_wait_object(void)
{
	return &grace_period;
}

unsigned int ex_rcu_depth_parallel(void)
{
	return rcu_threads_depth();
}

void ex_rcu_read_lock(void)
{
	if (ex_parallel)
		rcu_threads_enter();
	else if (ex_current && !ex_current->rcu_nesting++)
		self()->rcu_since = run.rcu_gp;
	ex_tsan_acquire(&grace_period);
}

static void wake_waiters(void)
{
	for (unsigned int i = 0; i < nr_waiters; i++)
		fibers_unpark(waiters[i]);
}

static __attribute__((noinline)) void fibers_leave(struct task *task)
{
	if (!task->pub.rcu_nesting || --task->pub.rcu_nesting)
		return;
	if (nr_waiters && task->rcu_since < run.rcu_gp)
		wake_waiters();
}

void ex_rcu_read_unlock(void)
{
	ex_tsan_release(&readers_left);
	if (ex_parallel)
		rcu_threads_leave();
	else if (ex_current)
		fibers_leave(self());
}

/* A task that ends inside a section has been reported by lockdep; nobody waits for it. */
void rcu_task_ended(struct task *task)
{
	if (ex_parallel) {
		while (rcu_threads_depth())
			rcu_threads_leave();
		return;
	}
	while (task->pub.rcu_nesting)
		fibers_leave(task);
}

void rcu_begin(void)
{
	nr_waiters = 0;
	run.rcu_gp = 1;
}

static bool older_readers(const struct task *waiter, uint64_t gp)
{
	for (unsigned int i = 0; i < run.nr_tasks; i++) {
		const struct task *task = run.tasks[i];

		if (task->pub.rcu_nesting && task->rcu_since < gp && task->state != EX_TASK_ENDED)
			return true;
	}
	(void)waiter;
	return false;
}

bool ex_rcu_must_wait(void)
{
	return ex_parallel || !ex_current || older_readers(self(), run.rcu_gp + 1);
}

static void fibers_synchronize(struct task *task)
{
	uint64_t gp = ++run.rcu_gp;

	if (!older_readers(task, gp))
		return;
	waiters[nr_waiters++] = task;
	while (older_readers(task, gp))
		ex_park(&grace_period);
	for (unsigned int i = 0; i < nr_waiters; i++)
		if (waiters[i] == task)
			waiters[i--] = waiters[--nr_waiters];
}

void ex_rcu_synchronize(void)
{
	if (!ex_current)
		return;
	ex_tsan_release(&grace_period);
	if (ex_parallel)
		rcu_threads_synchronize(&grace_period);
	else
		fibers_synchronize(self());
	ex_tsan_acquire(&readers_left);
	ex_tsan_release(&grace_period);
}
