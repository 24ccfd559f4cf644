// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * primitives.c - locks, completions, RCU and work, used as they may be used
 *
 * A byte is a step of one of four tasks. Locks are taken in one order only and every
 * wait has its waker, so that nothing may be found: no deadlock, no report, no two in a
 * critical section, no object freed under its reader, nothing left at the end.
 */
#include "support/fuzz.h"

#include <linux/completion.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "exec/run.h"

#include "kernel/finding.h"
#include "kernel/rest.h"

#define TASKS		4u
#define STEPS_MAX	64u	/* a task */

struct object {
	struct rcu_head	rcu;
	unsigned int	alive;
};

static struct mutex outer, inner;
static struct rw_semaphore sem;
static spinlock_t spin;
static struct completion done;
static struct work_struct work;
static struct object __rcu *shared;
static int inside, readers;	/* who is in a critical section */
static const uint8_t *steps;
static size_t nr_steps;

static void check(bool good, const char *what)
{
	if (!good)
		finding_report(FINDING_STATE, what, "%s", what);
}

static void enter(void)
{
	check(__atomic_fetch_add(&inside, 1, __ATOMIC_RELAXED) == 0, "two own one mutex");
	cond_resched();
	__atomic_fetch_sub(&inside, 1, __ATOMIC_RELAXED);
}

static void step_mutexes(void)
{
	mutex_lock(&outer);
	if (mutex_trylock(&inner)) {
		enter();
		mutex_unlock(&inner);
	}
	mutex_lock(&inner);
	enter();
	mutex_unlock(&inner);
	mutex_unlock(&outer);
}

static void step_read(void)
{
	down_read(&sem);
	__atomic_fetch_add(&readers, 1, __ATOMIC_RELAXED);
	cond_resched();
	__atomic_fetch_sub(&readers, 1, __ATOMIC_RELAXED);
	up_read(&sem);
}

static void step_write(void)
{
	down_write(&sem);
	check(!__atomic_load_n(&readers, __ATOMIC_RELAXED), "a reader beside a writer");
	downgrade_write(&sem);
	up_read(&sem);
}

static void step_replace(void)
{
	struct object *fresh = kzalloc(sizeof(*fresh), GFP_KERNEL), *old;

	if (!fresh)
		return;
	fresh->alive = 1;
	spin_lock(&spin);
	old = rcu_dereference_protected(shared, lockdep_is_held(&spin));
	rcu_assign_pointer(shared, fresh);
	spin_unlock(&spin);
	if (old)
		kfree_rcu(old, rcu);
}

static void step_look(void)
{
	const struct object *object;

	rcu_read_lock();
	object = rcu_dereference(shared);
	if (object)
		check(READ_ONCE(object->alive) == 1, "an object freed under its reader");
	rcu_read_unlock();
}

static void step_complete(void)
{
	complete(&done);
	wait_for_completion(&done);
}

static void step_work(void)
{
	schedule_work(&work);
	flush_work(&work);
}

static void (*const kinds[])(void) = {
	step_mutexes, step_read, step_write, step_replace, step_look, step_complete, step_work,
	synchronize_rcu,
};

static void task_main(void *arg)
{
	size_t number = (size_t)arg, at;

	for (at = number; at < nr_steps && at < TASKS * STEPS_MAX; at += TASKS)
		kinds[steps[at] % ARRAY_SIZE(kinds)]();
}

static void work_main(struct work_struct *self)
{
	step_look();
}

static void world(void *arg)
{
	struct task_struct *tasks[TASKS];
	size_t i;

	mutex_init(&outer);
	mutex_init(&inner);
	init_rwsem(&sem);
	spin_lock_init(&spin);
	init_completion(&done);
	INIT_WORK(&work, work_main);
	for (i = 0; i < TASKS; i++)
		tasks[i] = task_spawn("task", task_main, (void *)i, 0, false);
	for (i = 0; i < TASKS; i++)
		task_join(tasks[i]);
	kfree(rcu_dereference_protected(shared, true));
	shared = NULL;
	flush_work(&work);
	kernel_shutdown();
	rest_check_all();
}

/* The first bytes are the plan's kind and seed, the others the steps. */
static int run(const uint8_t *data, size_t size)
{
	static struct scn_plan plan;
	struct ex_config config = { .steps_max = SCN_INPUT_STEPS_MAX };
	struct ex_result result;

	if (size < 4)
		return -1;
	scn_plan_decode(&plan, data, 3);
	config.policy = scn_plan_policy(&plan);
	steps = data + 3;
	nr_steps = size - 3;
	inside = readers = 0;
	findings_clear();
	ex_run(&config, world, NULL, &result);
	if (findings_count())
		fuzz_fail("%s\nfuzz: %s", finding_at(0)->text, finding_at(0)->title);
	if (result.outcome != EX_DONE)
		fuzz_fail("fuzz: %s", ex_outcome_name(result.outcome));
	return 0;
}

const struct fuzz_target fuzz_target = {
	.name = "primitives", .what = "locks, waits, RCU and work, used as they may be", .run = run,
};
