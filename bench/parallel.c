// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parallel.c - primitives of the threads engine beside those of libc and liburcu
 *
 * NAME/N: N tasks share the repetitions, and the lock. One alone has a second thread alive all the
 * time: without one, glibc leaves out the atomics and a comparison means nothing. "handoff" and
 * "round_trip" are from one task to another and back; notifiers have so many callbacks.
 */
#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "exec/run.h"

#include "bench.h"
#include "host.h"

static DEFINE_MUTEX(lock);
static DEFINE_SPINLOCK(spin);
static DECLARE_RWSEM(sem);
static struct kref ref;

static void mutex_pairs(uint64_t n)
{
	while (n--) {
		mutex_lock(&lock);
		mutex_unlock(&lock);
	}
}

static void spin_pairs(uint64_t n)
{
	while (n--) {
		spin_lock(&spin);
		spin_unlock(&spin);
	}
}

static void read_pairs(uint64_t n)
{
	while (n--) {
		down_read(&sem);
		up_read(&sem);
	}
}

static void write_pairs(uint64_t n)
{
	while (n--) {
		down_write(&sem);
		up_write(&sem);
	}
}

static void never(struct kref *kref)
{
	__builtin_trap();
}

static void kref_pairs(uint64_t n)
{
	while (n--) {
		kref_get(&ref);
		kref_put(&ref, never);
	}
}

static void rcu_pairs(uint64_t n)
{
	while (n--) {
		rcu_read_lock();
		rcu_read_unlock();
	}
}

#define CALLBACKS_MAX	64u

static BLOCKING_NOTIFIER_HEAD(chain);
static struct notifier_block blocks[CALLBACKS_MAX];

static int notified(struct notifier_block *block, unsigned long event, void *data)
{
	return NOTIFY_OK;
}

static void notifier_calls(uint64_t n)
{
	while (n--)
		blocking_notifier_call_chain(&chain, 0, NULL);
}

#define TASKS_MAX	4u

/* What all tasks of a run do. */
struct job {
	void		(*loop)(uint64_t n);			/* one of these */
	void		(*side)(unsigned int side, uint64_t n);
	uint64_t	n;			/* of all tasks together; of each side */
	unsigned int	tasks;
	unsigned int	callbacks;		/* 0: no chain */
	bool		stop;
};

static struct {
	struct job	*job;
	unsigned int	number;
	struct ex_task	*task;
} shares[TASKS_MAX + 1];

static void do_share(unsigned int number)
{
	const struct job *job = shares[number].job;

	if (job->side)
		job->side(number, job->n);
	else
		job->loop((job->n + number) / job->tasks);
}

static void other(void *arg)
{
	do_share((unsigned int)(uintptr_t)arg);
}

static void stay(void *arg)
{
	struct job *job = arg;

	while (!__atomic_load_n(&job->stop, __ATOMIC_ACQUIRE))
		ex_park(job);
}

static void spawn_others(struct job *job)
{
	for (unsigned int i = 0; i < job->tasks; i++)
		shares[i].job = job;
	shares[0].task = ex_self();
	for (unsigned int i = 1; i < job->tasks; i++)
		shares[i].task = ex_task_new("other", other, (void *)(uintptr_t)i, 0);
	for (unsigned int i = 1; i < job->tasks; i++)
		ex_task_start(shares[i].task);
}

static void root(void *arg)
{
	struct job *job = arg;
	struct ex_task *second = NULL;

	kref_init(&ref);
	for (unsigned int i = 0; i < job->callbacks; i++) {
		blocks[i].notifier_call = notified;
		BUG_ON(blocking_notifier_chain_register(&chain, &blocks[i]));
	}
	if (job->tasks == 1)
		second = ex_spawn("second", stay, job, 0);
	spawn_others(job);
	do_share(0);
	for (unsigned int i = 1; i < job->tasks; i++)
		ex_join(shares[i].task);
	if (second) {
		__atomic_store_n(&job->stop, true, __ATOMIC_RELEASE);
		ex_unpark(second);
		ex_join(second);
	}
	for (unsigned int i = 0; i < job->callbacks; i++)
		blocking_notifier_chain_unregister(&chain, &blocks[i]);
}

static void in_threads(struct job job)
{
	struct ex_config config = { .engine = EX_THREADS, .steps_max = UINT64_MAX };
	struct ex_result result;

	ex_run(&config, root, &job, &result);
	BUG_ON(result.outcome != EX_DONE);
}

#define SHARED(name)								\
static void bench_##name(uint64_t n, unsigned int tasks)			\
{										\
	in_threads((struct job){ .loop = name, .n = n, .tasks = tasks });	\
}

SHARED(mutex_pairs)
SHARED(spin_pairs)
SHARED(read_pairs)
SHARED(write_pairs)
SHARED(kref_pairs)
SHARED(rcu_pairs)
SHARED(host_mutex_pairs)
SHARED(host_spin_pairs)
SHARED(host_rwlock_read_pairs)
SHARED(host_rwlock_write_pairs)
SHARED(host_atomic_pairs)
SHARED(host_rcu_pairs)

static struct completion turns[2];

static void completions(unsigned int side, uint64_t n)
{
	while (n--) {
		if (side)
			wait_for_completion(&turns[1]);
		complete(&turns[!side]);
		if (!side)
			wait_for_completion(&turns[0]);
	}
}

/* The token of each task says whose turn it is. */
static void parks(unsigned int side, uint64_t n)
{
	while (n--) {
		if (side)
			ex_park(turns);
		ex_unpark(shares[!side].task);
		if (!side)
			ex_park(turns);
	}
}

static void between_two(void (*side)(unsigned int side, uint64_t n), uint64_t n)
{
	init_completion(&turns[0]);
	init_completion(&turns[1]);
	host_turns_init();
	in_threads((struct job){ .side = side, .n = n, .tasks = 2 });
}

#define BETWEEN(name)								\
static void bench_##name(uint64_t n)						\
{										\
	between_two(name, n);							\
}

BETWEEN(completions)
BETWEEN(parks)
BETWEEN(host_cond_turns)
BETWEEN(host_futex_turns)

static void bench_notifier(uint64_t n, unsigned int callbacks)
{
	in_threads((struct job){ .loop = notifier_calls, .n = n, .tasks = 1,
				 .callbacks = callbacks });
}

static void bench_host_notifier(uint64_t n, unsigned int callbacks)
{
	host_callbacks = callbacks;
	in_threads((struct job){ .loop = host_callback_calls, .n = n, .tasks = 1 });
}

static const unsigned int tasks[] = { 1, 2, 3, 4, 0 };
static const unsigned int callbacks[] = { 1, 8, CALLBACKS_MAX, 0 };

#define SHARED_BENCH(name, fn)	{ "parallel/" name, .run_sized = bench_##fn, .sizes = tasks }

const struct bench bench_parallel[] = {
	SHARED_BENCH("mutex", mutex_pairs),
	SHARED_BENCH("pthread_mutex", host_mutex_pairs),
	SHARED_BENCH("spinlock", spin_pairs),
	SHARED_BENCH("pthread_spin", host_spin_pairs),
	SHARED_BENCH("rwsem_read", read_pairs),
	SHARED_BENCH("pthread_rwlock_read", host_rwlock_read_pairs),
	SHARED_BENCH("rwsem_write", write_pairs),
	SHARED_BENCH("pthread_rwlock_write", host_rwlock_write_pairs),
	SHARED_BENCH("kref", kref_pairs),
	SHARED_BENCH("two_atomics", host_atomic_pairs),
	SHARED_BENCH("rcu_read", rcu_pairs),
	SHARED_BENCH("urcu_memb", host_rcu_pairs),
	{ "parallel/notifier_callbacks", .run_sized = bench_notifier, .sizes = callbacks },
	{ "parallel/rwlock_callbacks", .run_sized = bench_host_notifier, .sizes = callbacks },
	{ "parallel/completion_round_trip", bench_completions },
	{ "parallel/pthread_cond_round_trip", bench_host_cond_turns },
	{ "parallel/handoff", bench_parks },
	{ "parallel/futex_handoff", bench_host_futex_turns },
	{ NULL, NULL },
};
