// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * parallel.c - primitives of the threads engine beside those of libc and liburcu
 *
 * A second thread is alive all the time: without one, glibc leaves out the atomics and a
 * comparison means nothing.
 */
#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>

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
	kref_init(&ref);
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

struct job {
	void		(*loop)(uint64_t n);
	uint64_t	n;
	struct ex_task	*second;
	bool		stop;
};

static void stay(void *arg)
{
	struct job *job = arg;

	while (!__atomic_load_n(&job->stop, __ATOMIC_ACQUIRE))
		ex_park(job);
}

static void with_second_thread(void *arg)
{
	struct job *job = arg;

	job->second = ex_spawn("second", stay, job, 0);
	job->loop(job->n);
	__atomic_store_n(&job->stop, true, __ATOMIC_RELEASE);
	ex_unpark(job->second);
	ex_join(job->second);
}

static void in_threads(void (*loop)(uint64_t n), uint64_t n)
{
	struct job job = { .loop = loop, .n = n * 100 };
	struct ex_config config = { .engine = EX_THREADS, .steps_max = UINT64_MAX };
	struct ex_result result;

	ex_run(&config, with_second_thread, &job, &result);
}

#define PARALLEL(name)								\
	static void bench_##name(uint64_t n) { in_threads(name, n); }

PARALLEL(mutex_pairs)
PARALLEL(spin_pairs)
PARALLEL(read_pairs)
PARALLEL(write_pairs)
PARALLEL(kref_pairs)
PARALLEL(rcu_pairs)
PARALLEL(host_mutex_pairs)
PARALLEL(host_spin_pairs)
PARALLEL(host_rwlock_read_pairs)
PARALLEL(host_rwlock_write_pairs)
PARALLEL(host_atomic_pairs)
PARALLEL(host_rcu_pairs)

/* Each is a hundred pairs: starting a run of threads is not what is measured. */
const struct bench bench_parallel[] = {
	{ "parallel/mutex_x100", bench_mutex_pairs },
	{ "parallel/pthread_mutex_x100", bench_host_mutex_pairs },
	{ "parallel/spinlock_x100", bench_spin_pairs },
	{ "parallel/pthread_spin_x100", bench_host_spin_pairs },
	{ "parallel/rwsem_read_x100", bench_read_pairs },
	{ "parallel/pthread_rwlock_read_x100", bench_host_rwlock_read_pairs },
	{ "parallel/rwsem_write_x100", bench_write_pairs },
	{ "parallel/pthread_rwlock_write_x100", bench_host_rwlock_write_pairs },
	{ "parallel/kref_x100", bench_kref_pairs },
	{ "parallel/two_atomics_x100", bench_host_atomic_pairs },
	{ "parallel/rcu_read_x100", bench_rcu_pairs },
	{ "parallel/urcu_memb_x100", bench_host_rcu_pairs },
	{ NULL, NULL },
};
