// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * threads.c - the parallel engine: each task on a pthread from a pool
 *
 *  T1  run.nr_tasks, every task's state, token and deadline, and nr_running change
 *      under the engine lock.
 *  T2  nr_running counts the tasks in state READY. When it falls to zero, whoever
 *      brought it there lets virtual time pass, ends the run, or calls it a hang:
 *      so a hang is known at once and exactly.
 *  T3  A task waits on its own futex word and nowhere else.
 *
 * Locks and hand-overs are raw futexes: ThreadSanitizer intercepts pthread's and
 * would take each of them for an order that the simulated kernel does not promise.
 */

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "exec/backtrace.h"
#include "exec/internal.h"
#include "exec/rcu_threads.h"

/* Of <linux/futex.h>, which floor 0 cannot include: the name is the simulated kernel's. */
#define FUTEX_WAIT_PRIVATE	(0 | 128)
#define FUTEX_WAKE_PRIVATE	(1 | 128)

struct worker {
	struct worker	*next;
	struct task	*task;
	uint32_t	go;
};

static uint32_t engine_lock;		/* 0 free, 1 held, 2 held and waited for */
static unsigned int nr_running;
static unsigned int nr_external;	/* tasks that wait inside a library */
static uint32_t host_go;
static struct worker *idle_workers;

static void futex_wait(uint32_t *word, uint32_t value)
{
	syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

static void futex_wake(uint32_t *word)
{
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void lock_engine(void)
{
	uint32_t seen = 0;

	if (__atomic_compare_exchange_n(&engine_lock, &seen, 1, false, __ATOMIC_ACQUIRE,
					__ATOMIC_RELAXED))
		return;
	while (__atomic_exchange_n(&engine_lock, 2, __ATOMIC_ACQUIRE))
		futex_wait(&engine_lock, 2);
}

static void unlock_engine(void)
{
	if (__atomic_exchange_n(&engine_lock, 0, __ATOMIC_RELEASE) == 2)
		futex_wake(&engine_lock);
}

void threads_lock(void)
{
	if (ex_parallel)
		lock_engine();
}

void threads_unlock(void)
{
	if (ex_parallel)
		unlock_engine();
}

/* Wait until somebody set the flag, and take it. */
static void await(uint32_t *flag)
{
	while (!__atomic_load_n(flag, __ATOMIC_ACQUIRE))
		futex_wait(flag, 0);
	__atomic_store_n(flag, 0, __ATOMIC_RELAXED);
}

static void signal_flag(uint32_t *flag)
{
	__atomic_store_n(flag, 1, __ATOMIC_RELEASE);
	futex_wake(flag);
}

static void __attribute__((noreturn)) freeze(void)
{
	uint32_t never = 0;

	lock_engine();
	nr_running--;
	unlock_engine();
	for (;;)
		futex_wait(&never, 0);
}

/* The run ended badly: this thread keeps its stack for inspection and never returns. */
void threads_end(enum ex_outcome outcome)
{
	bool first;

	lock_engine();
	first = run.outcome == EX_DONE;
	if (first)
		run_bad_end(outcome);
	unlock_engine();
	if (first)
		signal_flag(&host_go);
	freeze();
}

static void make_ready(struct task *task)
{
	task->state = EX_TASK_READY;
	nr_running++;
	signal_flag(&task->futex);
}

static void wake_timed(struct task *task)
{
	task->timed_out = true;
	make_ready(task);
}

/* A grace period that is waited for outside the engine ends, unless a reader is parked. */
static bool reader_is_parked(void)
{
	for (unsigned int i = 0; i < run.nr_tasks; i++)
		if (run.tasks[i]->pub.rcu_nesting && run.tasks[i]->state == EX_TASK_PARKED)
			return true;
	return false;
}

/* T2, under the engine lock. */
static void nobody_runs(void)
{
	if (run.outcome != EX_DONE || (nr_external && !reader_is_parked()))
		return;
	if (run_is_over()) {
		signal_flag(&host_go);
	} else if (!timed_expire(wake_timed)) {
		run_bad_end(run_verdict());
		signal_flag(&host_go);
	}
}

void threads_point(enum ex_op op, const volatile void *obj)
{
	struct task *task = self();

	(void)op;
	(void)obj;
	if (__atomic_load_n(&run.outcome, __ATOMIC_RELAXED) != EX_DONE)
		freeze();
	if (ex_hot.steps >= ex_hot.steps_max)
		threads_end(EX_LIVELOCK);
	if (!run.config.perturb || ex_rng_below(&task->rng, run.config.perturb))
		return;
	if (ex_rng_below(&task->rng, 4)) {
		for (unsigned int i = ex_rng_below(&task->rng, 400); i; i--)
			__asm__ volatile("" ::: "memory");
	} else {
		sched_yield();
	}
}

void threads_yield(void)
{
	threads_point(EX_YIELD, NULL);
	sched_yield();
}

bool threads_park(struct task *task, enum ex_task_state state, const volatile void *obj,
		  uint64_t deadline)
{
	backtrace_note_park(task);
	lock_engine();
	if (task->token) {
		task->token = false;
		unlock_engine();
		return true;
	}
	if (deadline <= run.now_ns) {
		unlock_engine();
		return false;
	}
	task->state = state;
	task->wait_obj = obj;
	task->timed_out = false;
	task->pub.rcu_nesting = rcu_threads_depth();
	if (deadline != EX_NEVER)
		timed_add(task, deadline);
	if (!--nr_running)
		nobody_runs();
	unlock_engine();
	await(&task->futex);
	task->parked_frame = NULL;
	return !task->timed_out;
}

/* Under the engine lock. */
void threads_unpark(struct task *task)
{
	if (task->state == EX_TASK_READY || task->external) {
		task->token = true;
	} else if (task->state != EX_TASK_ENDED) {
		timed_del(task);
		make_ready(task);
	}
}

void threads_external_begin(struct task *task, const volatile void *obj)
{
	backtrace_note_park(task);
	task->pub.rcu_nesting = rcu_threads_depth();
	lock_engine();
	task->state = EX_TASK_PARKED;
	task->wait_obj = obj;
	task->external = true;
	nr_external++;
	if (!--nr_running)
		nobody_runs();
	unlock_engine();
}

void threads_external_end(struct task *task)
{
	lock_engine();
	nr_external--;
	task->external = false;
	nr_running++;
	task->state = EX_TASK_READY;
	task->parked_frame = NULL;
	unlock_engine();
}

static void run_task(struct task *task)
{
	ex_current = &task->pub;
	ex_hot.steps = 0;
	ex_hot.steps_max = budget_steps();
	ex_hot.slow = run.config.perturb != 0 || ex_on_step;
	ex_rng_seed(&task->rng, run.config.seed * EX_TASKS_MAX + task->pub.id);
	ex_tsan_acquire(task);
	task->fn(task->arg);
	ex_point(EX_EXIT, task);
	ex_tsan_release(&task->fn);
	ex_tsan_release(&run);
	ex_current = NULL;
}

static void *worker_main(void *arg)
{
	struct worker *worker = arg;

	crash_thread_init();
	rcu_threads_register();
	for (;;) {
		await(&worker->go);
		run_task(worker->task);
		lock_engine();
		worker->next = idle_workers;
		idle_workers = worker;
		task_ended(worker->task);
		if (!--nr_running)
			nobody_runs();
		unlock_engine();
	}
	return NULL;
}

static struct worker *worker_new(void)
{
	struct worker *worker = calloc(1, sizeof(*worker));
	pthread_attr_t attr;
	pthread_t thread;
	int error;

	if (!worker)
		return NULL;
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	error = pthread_create(&thread, &attr, worker_main, worker);
	pthread_attr_destroy(&attr);
	if (error) {
		free(worker);
		return NULL;
	}
	return worker;
}

void threads_spawn(struct task *task)
{
	struct worker *worker;

	lock_engine();
	worker = idle_workers;
	if (worker)
		idle_workers = worker->next;
	nr_running++;
	task->state = EX_TASK_READY;
	unlock_engine();
	if (!worker)
		worker = worker_new();
	if (!worker)
		threads_end(EX_NOTASK);
	worker->task = task;
	ex_tsan_release(task);
	signal_flag(&worker->go);
}

/*
 * After a bad end the other tasks run on to their next point. Whoever looks at what is left, or
 * starts the next run, had better find them there; one that never comes to a point is not waited
 * for. Once all are, nobody holds the lock any more that the host was woken under.
 */
static void settle(void)
{
	const struct timespec pause = { .tv_nsec = 100000 };
	unsigned int running;

	for (unsigned int tries = 0; tries < 2000; tries++) {
		lock_engine();
		running = run.outcome == EX_DONE ? 0 : nr_running;
		unlock_engine();
		if (!running)
			return;
		nanosleep(&pause, NULL);
	}
}

/*
 * A thread that parked idle when an earlier run ended keeps its worker for good; floor
 * 1 ends its daemons before a run is over, so that this stays an exception.
 */
void threads_run(struct task *root)
{
	nr_running = 0;
	host_go = 0;
	threads_spawn(root);
	await(&host_go);
	settle();
	ex_tsan_acquire(&run);
}

#define LIVING_SECONDS	0.2	/* the longest that somebody alive may keep a guard */

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/*
 * Whoever crashed under a guard never gives it back. With fibers it can be nobody else; with
 * threads the living are given time.
 */
void ex_guard_contended(struct ex_guard *guard)
{
	unsigned int spins = 0;
	double since = 0;

	if (!ex_parallel) {
		if (!crash_seen() || !ex_alive(guard, sizeof(*guard)))
			ex_guard_misused(guard);
		return;
	}
	do {
		while (__atomic_load_n(&guard->locked, __ATOMIC_RELAXED)) {
			if (++spins <= 100)
				continue;
			sched_yield();
			if (!crash_seen())
				continue;
			since = since ? since : seconds();
			if (seconds() - since > LIVING_SECONDS)
				return;
		}
	} while (__atomic_exchange_n(&guard->locked, 1, __ATOMIC_ACQUIRE));
}

/* Of a primitive in freed memory, it is the last to notice; otherwise we are wrong ourselves. */
void ex_guard_misused(const struct ex_guard *guard)
{
	if (!ex_current || ex_alive(guard, sizeof(*guard)))
		abort();
	ex_heap_bad(EX_HEAP_USE_AFTER_FREE, guard, (unsigned long)__builtin_return_address(0));
	ex_stop();
}
