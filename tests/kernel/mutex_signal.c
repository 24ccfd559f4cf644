// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutex_signal.c - signals against waiters for a mutex, in every schedule
 *
 * What would go wrong: a wakeup that leaves with a waiter that was interrupted, a sleeper
 * that a signal cannot or must not end. Exhaustive, so that a search that takes a signal
 * and the wait it ends for independent fails here too.
 */
#include <criterion/criterion.h>

#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/signal_numbers.h>

#include "exec/run.h"
#include "kernel/finding.h"
#include "kernel/hooks.h"

#define RUNS_MAX	1000000u

static struct mutex lock;
static int inside, entered, interrupted;

struct program {
	void	(*root)(void *arg);
};

/* A schedule that the search has cut short leaves everything as it was. */
static void run_program(void *arg)
{
	const struct program *program = arg;

	mutex_init(&lock);
	inside = 0;
	program->root(NULL);
}

/* Every schedule of @root ends with all tasks done and nothing to report. */
static void every_schedule(void (*root)(void *arg))
{
	const char *error;
	struct ex_config config = { .policy = ex_policy_make("exhaustive", &error) };
	struct program program = { root };
	struct ex_result result = { 0 };
	unsigned int runs;

	for (runs = 0; !result.exhausted; runs++) {
		cr_assert_lt(runs, RUNS_MAX);
		ex_run(&config, run_program, &program, &result);
		cr_assert(result.outcome == EX_DONE || result.outcome == EX_PRUNED, "run %u: %s",
			  runs, ex_outcome_name(result.outcome));
	}
	cr_assert_gt(runs, 1, "nothing to choose");
	cr_assert_eq(findings_count(), 0, "%s", finding_at(0)->text);
	ex_policy_free(config.policy);
}

static void enter_and_leave(void)
{
	cr_assert_eq(inside++, 0, "two owners");
	entered++;
	hook_point(EX_CALL, &inside);
	inside--;
	mutex_unlock(&lock);
}

static void waits(void *arg)
{
	mutex_lock(&lock);
	enter_and_leave();
}

static void waits_for_signals_too(void *arg)
{
	int ret = mutex_lock_interruptible(&lock);

	cr_assert(!ret || ret == -EINTR);
	if (ret)
		interrupted++;
	else
		enter_and_leave();
}

static void waits_for_a_kill_too(void *arg)
{
	int ret = mutex_lock_killable(&lock);

	cr_assert(!ret || ret == -EINTR);
	if (ret)
		interrupted++;
	else
		enter_and_leave();
}

/*
 *	root		first			second
 *	----		-----			------
 *			waits			waits
 *	unlock: wakes first
 *	signals first
 *			leaves with -EINTR	must be woken by somebody
 */
static void signal_against_unlock(void *arg)
{
	struct task_struct *first;

	mutex_lock(&lock);
	first = task_spawn("first", waits_for_signals_too, NULL, 0, false);
	task_spawn("second", waits, NULL, 0, false);
	task_signal(first, SIGINT);
	enter_and_leave();
}

/* Of a run that the search cuts short, ThreadSanitizer remembers the lock as held. */
Test(mutex_signal, interrupted_waiter_leaves_no_one_asleep, .disabled = EX_TSAN)
{
	every_schedule(signal_against_unlock);
	cr_assert_gt(interrupted, 0, "no schedule interrupts");
	cr_assert_gt(entered, 0);
}

static void interrupt_under_lock(void *arg)
{
	struct task_struct *task;

	mutex_lock(&lock);
	task = task_spawn("killable", waits_for_a_kill_too, NULL, 0, false);
	task_signal(task, SIGINT);
	enter_and_leave();
}

Test(mutex_signal, killable_waiter_sleeps_through_an_interrupt)
{
	every_schedule(interrupt_under_lock);
	cr_assert_eq(interrupted, 0);
}

/* Nobody unlocks before the waiter has gone: only the signal can end its wait. */
static void kill_under_lock(void *arg)
{
	struct task_struct *task;

	mutex_lock(&lock);
	task = task_spawn("killable", waits_for_a_kill_too, NULL, 0, false);
	task_signal(task, SIGKILL);
	ex_join(task->ex);
	enter_and_leave();
}

Test(mutex_signal, killable_waiter_leaves_when_killed)
{
	every_schedule(kill_under_lock);
	cr_assert_gt(interrupted, 0);
}
