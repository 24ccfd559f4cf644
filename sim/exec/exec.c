// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * exec.c - the part of exec.h that does not depend on the engine, and ex_run()
 */
#include "exec/exec.h"

#include <stdlib.h>
#include <string.h>

#include "exec/internal.h"

__thread struct ex_task *ex_current;
__thread struct ex_hot ex_hot = { .steps_max = UINT64_MAX };
bool ex_parallel;
struct run run;
void (*ex_on_bad_end)(struct ex_result *result);
void (*ex_on_end)(const struct ex_result *result);
bool (*ex_on_time_jump)(uint64_t now_ns);
void (*ex_on_step)(enum ex_op op, const volatile void *obj);

static struct task *task_pool;	/* EX_TASKS_MAX of them, reused by each run */

const char *ex_op_name(enum ex_op op)
{
	static const char *const names[EX_OP_COUNT] = {
		"start", "exit", "spawn", "resume", "yield", "lock", "rdlock", "trylock",
		"unlock", "read", "write", "rmw", "wait", "wake", "call", "rdunlock",
	};

	return op < EX_OP_COUNT ? names[op] : "?";
}

const char *ex_outcome_name(enum ex_outcome outcome)
{
	static const char *const names[EX_OUTCOME_COUNT] = {
		"done", "hang", "livelock", "stopped", "crash", "stack overflow", "diverged",
		"too many tasks", "pruned",
	};

	return outcome < EX_OUTCOME_COUNT ? names[outcome] : "?";
}

void ex_point_slow(enum ex_op op, const volatile void *obj)
{
	if (!ex_current)
		return;
	if (ex_parallel)
		threads_point(op, obj);
	else
		fibers_point(op, obj);
	if (ex_on_step)
		ex_on_step(op, obj);
}

void ex_point_lock_slow(const volatile void *obj, const volatile void *owner)
{
	if (!ex_current)
		return;
	if (ex_parallel)
		threads_point(EX_LOCK, obj);
	else
		fibers_point_lock(obj, owner);
	if (ex_on_step)
		ex_on_step(EX_LOCK, obj);
}

void ex_quiet(bool on)
{
	if (ex_parallel)
		return;
	run.quiet = on;
	fibers_count_others();
}

bool ex_aside(bool on)
{
	bool was = ex_current && self()->aside;

	if (ex_current)
		self()->aside = on;
	return was;
}

void ex_yield(void)
{
	if (!ex_current)
		return;
	ex_hot.steps++;
	if (ex_parallel)
		threads_yield();
	else
		fibers_yield();
}

void ex_touch_slow(enum ex_op op, const volatile void *obj)
{
	if (run.policy && run.policy->touch && ex_current && !run.quiet && !self()->aside)
		run.policy->touch(run.policy, ex_current->id, op, obj);
}

int ex_counts_on;

void ex_counted(const volatile void *obj, int value, int added)
{
	if (run.policy && run.policy->counted && ex_current && !run.quiet && !self()->aside)
		run.policy->counted(run.policy, ex_current->id, obj, value, added);
}

struct task *task_new(const char *name, void (*fn)(void *), void *arg, unsigned int flags)
{
	struct task *task;

	if (run.nr_tasks == EX_TASKS_MAX)
		return NULL;
	task = &task_pool[run.nr_tasks];
	memset(task, 0, sizeof(*task));
	task->pub.id = run.nr_tasks;
	task->pub.name = name;
	task->fn = fn;
	task->arg = arg;
	task->flags = flags;
	task->deadline = EX_NEVER;
	run.tasks[run.nr_tasks++] = task;
	if (!(flags & EX_DAEMON))
		run.nr_alive++;
	return task;
}

struct ex_task *ex_task_new(const char *name, void (*fn)(void *arg), void *arg,
			    unsigned int flags)
{
	struct task *task;

	ex_point(EX_SPAWN, ex_current);
	threads_lock();
	task = task_new(name, fn, arg, flags);
	threads_unlock();
	if (task)
		return &task->pub;
	if (ex_parallel)
		threads_end(EX_NOTASK);
	fibers_end(EX_NOTASK);
}

void ex_task_start(struct ex_task *task)
{
	if (ex_parallel)
		threads_spawn(task_of(task));
	else
		fibers_spawn(task_of(task));
}

struct ex_task *ex_spawn(const char *name, void (*fn)(void *arg), void *arg, unsigned int flags)
{
	struct ex_task *task = ex_task_new(name, fn, arg, flags);

	ex_task_start(task);
	return task;
}

/* Bookkeeping of an end; threads: under the engine lock. */
void task_ended(struct task *task)
{
	struct task *joiner, *next;

	task->state = EX_TASK_ENDED;
	if (!(task->flags & EX_DAEMON))
		run.nr_alive--;
	rcu_task_ended(task);
	for (joiner = task->joiner; joiner; joiner = next) {
		next = joiner->next_joiner;
		if (ex_parallel)
			threads_unpark(joiner);
		else
			fibers_unpark(joiner);
	}
	task->joiner = NULL;
}

void ex_join(struct ex_task *ex_task)
{
	struct task *task = task_of(ex_task);
	bool ended, queued = false;

	ex_point(EX_WAIT, task);
	for (;;) {
		threads_lock();
		ended = task->state == EX_TASK_ENDED;
		if (!ended && !queued) {
			self()->next_joiner = task->joiner;
			task->joiner = self();
			queued = true;
		}
		threads_unlock();
		if (ended)
			break;
		ex_park(task);
	}
	ex_tsan_acquire(&task->fn);
}

/* Park in @state; true if unparked, false if @deadline passed. */
static bool park(enum ex_task_state state, const volatile void *obj, uint64_t deadline)
{
	struct task *task = self();

	if (ex_parallel)
		return threads_park(task, state, obj, deadline);
	if (task->token) {
		task->token = false;
		return true;
	}
	if (deadline <= run.now_ns)
		return false;
	task->state = state;
	task->wait_obj = obj;
	task->timed_out = false;
	if (deadline != EX_NEVER)
		timed_add(task, deadline);
	fibers_park(task);
	return !task->timed_out;
}

void ex_park(const volatile void *obj)
{
	park(EX_TASK_PARKED, obj, EX_NEVER);
	if (ex_on_step)
		ex_on_step(EX_RESUME, obj);
}

bool ex_park_until(const volatile void *obj, uint64_t deadline_ns)
{
	return park(EX_TASK_PARKED, obj, deadline_ns);
}

bool ex_sleep_until(const volatile void *obj, uint64_t deadline_ns)
{
	if (!ex_parallel && !self()->token && ex_hot.others && fibers_pass_time(deadline_ns))
		return false;
	return ex_park_until(obj, deadline_ns);
}

bool ex_park_idle(const volatile void *obj, uint64_t deadline_ns)
{
	return park(EX_TASK_IDLE, obj, deadline_ns);
}

void ex_unpark(struct ex_task *task)
{
	if (ex_parallel) {
		threads_lock();
		threads_unpark(task_of(task));
		threads_unlock();
	} else {
		fibers_unpark(task_of(task));
	}
}

static uint64_t run_number;

uint64_t ex_run_number(void)
{
	return run_number;
}

uint64_t ex_now(void)
{
	return __atomic_load_n(&run.now_ns, __ATOMIC_RELAXED);
}

void timed_add(struct task *task, uint64_t deadline)
{
	task->deadline = deadline;
	task->prev_timed = NULL;
	task->next_timed = run.timed;
	if (run.timed)
		run.timed->prev_timed = task;
	run.timed = task;
}

void timed_del(struct task *task)
{
	if (task->deadline == EX_NEVER)
		return;
	task->deadline = EX_NEVER;
	if (task->prev_timed)
		task->prev_timed->next_timed = task->next_timed;
	else
		run.timed = task->next_timed;
	if (task->next_timed)
		task->next_timed->prev_timed = task->prev_timed;
}

uint64_t timed_next(void)
{
	uint64_t earliest = EX_NEVER;

	for (struct task *task = run.timed; task; task = task->next_timed)
		if (task->deadline < earliest)
			earliest = task->deadline;
	return earliest;
}

/* Jump to the earliest deadline and wake all who have it, by id. */
bool timed_expire(void (*wake)(struct task *task))
{
	uint64_t earliest = timed_next();
	struct task *task;

	if (earliest == EX_NEVER)
		return false;
	__atomic_store_n(&run.now_ns, earliest, __ATOMIC_RELAXED);
	if (ex_on_time_jump && ex_on_time_jump(earliest))
		return false;
	for (unsigned int i = 0; i < run.nr_tasks; i++) {
		task = run.tasks[i];
		if (task->deadline != earliest)
			continue;
		timed_del(task);
		wake(task);
	}
	return true;
}

/* Nobody can run. Over if all that is left are daemons with nothing to do. */
bool run_is_over(void)
{
	if (run.nr_alive)
		return false;
	for (unsigned int i = 0; i < run.nr_tasks; i++)
		if (run.tasks[i]->state == EX_TASK_PARKED)
			return false;
	return true;
}

enum ex_outcome run_verdict(void)
{
	return EX_HANG;
}

/* Tell floor 1 while everything is still in place. Once a run. */
void run_bad_end(enum ex_outcome outcome)
{
	if (run.outcome != EX_DONE)
		return;
	run.outcome = outcome;
	run.result->outcome = outcome;
	run.result->steps = ex_hot.steps;
	run.result->decisions = run.decisions;
	if (outcome == EX_DIVERGED)
		run.result->diverged_at = run.decisions;
	if (outcome == EX_STOPPED || outcome == EX_LIVELOCK)
		run.result->culprit = ex_current;
	if (ex_on_bad_end && outcome != EX_PRUNED)
		ex_on_bad_end(run.result);
}

void ex_stop(void)
{
	if (ex_parallel)
		threads_end(EX_STOPPED);
	fibers_end(EX_STOPPED);
}

void decided(unsigned int value, bool number, bool preempts)
{
	ex_schedule_add(&run.schedule, (struct ex_deviation){
		.decision = (uint32_t)run.decisions, .value = (uint16_t)value,
		.number = number, .preempts = preempts });
}

unsigned int ex_choose(unsigned int n)
{
	unsigned int choice = 0;

	if (n < 2 || !ex_current || run.quiet)
		return 0;
	if (ex_parallel)
		return ex_rng_below(&self()->rng, n);
	if (run.policy)
		choice = run.policy->next_number(run.policy, n);
	if (choice >= n)
		fibers_end(EX_DIVERGED);
	if (choice)
		decided(choice, true, false);
	run.decisions++;
	return choice;
}

struct ex_task *ex_task_by_id(unsigned int id)
{
	return id < run.nr_tasks ? &run.tasks[id]->pub : NULL;
}

enum ex_task_state ex_task_state(const struct ex_task *task)
{
	return ((const struct task *)task)->state;
}

bool ex_task_is_timed(const struct ex_task *task)
{
	return ((const struct task *)task)->deadline != EX_NEVER;
}

const volatile void *ex_task_waits_for(const struct ex_task *task)
{
	const struct task *inner = (const struct task *)task;

	return inner->state == EX_TASK_READY ? NULL : inner->wait_obj;
}

static void pool_ready(void)
{
	if (!task_pool)
		crash_handlers();
	/* Threads of a run that ended badly wait in their tasks for ever: these are theirs. */
	else if (run.config.engine != EX_THREADS || run.outcome == EX_DONE)
		return;
	task_pool = calloc(EX_TASKS_MAX, sizeof(*task_pool));
	if (!task_pool)
		abort();
}

static void run_begin(const struct ex_config *config, struct ex_result *result)
{
	pool_ready();
	run_number++;
	fibers_abandon();
	run.config = *config;
	run.policy = config->engine == EX_FIBERS ? config->policy : NULL;
	run.result = result;
	run.nr_tasks = 0;
	run.nr_alive = 0;
	run.quiet = false;
	ex_counts_on = run.policy && run.policy->counted;
	run.now_ns = 0;
	run.slow_ns = 0;
	run.decisions = 0;
	run.switches = 0;
	run.fault_points = 0;
	rcu_begin();
	run.timed = NULL;
	run.outcome = EX_DONE;
	run.schedule.count = 0;
	faults_begin();
	heap_begin();
	crash_begin();
	ex_hot.steps = 0;
	ex_hot.steps_max = budget_steps();
	ex_hot.others = 0;
	ex_parallel = config->engine == EX_THREADS;
	ex_hot.slow = ex_on_step || (ex_parallel ? config->perturb != 0 :
		      config->trace || (run.policy && run.policy->every_point));
	if (config->trace)
		trace_begin();
}

static void run_end(struct ex_result *result)
{
	result->outcome = run.outcome;
	result->steps = ex_hot.steps;
	result->decisions = run.decisions;
	result->switches = run.switches;
	result->time_ns = run.now_ns;
	result->fault_points = run.fault_points;
	result->tasks = run.nr_tasks;
	result->schedule = run.schedule;
	if (run.policy && run.policy->end_run)
		result->exhausted = !run.policy->end_run(run.policy, run.outcome);
	ex_hot.others = 0;
	ex_hot.slow = 0;
	ex_hot.steps_max = UINT64_MAX;
	ex_parallel = false;
}

void ex_run(const struct ex_config *config, void (*root)(void *arg), void *arg,
	    struct ex_result *result)
{
	struct task *task;

	*result = (struct ex_result){ 0 };
	races_forget();
	run_begin(config, result);
	if (run.policy)
		run.policy->new_run(run.policy, config->seed);
	task = task_new("root", root, arg, 0);
	run.running = true;
	if (ex_parallel)
		threads_run(task);
	else
		fibers_run(task);
	run.running = false;
	run_end(result);
	if (ex_on_end)
		ex_on_end(result);
}
