// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * host.c - the pairs that the kernel's are compared with
 */
#include <pthread.h>
#include <stdint.h>

#define RCU_MEMBARRIER
#define _LGPL_SOURCE
#include <urcu.h>

#include "host.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static int count;

void host_mutex_pairs(uint64_t n)
{
	while (n--) {
		pthread_mutex_lock(&mutex);
		pthread_mutex_unlock(&mutex);
	}
}

void host_spin_pairs(uint64_t n)
{
	pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
	while (n--) {
		pthread_spin_lock(&spin);
		pthread_spin_unlock(&spin);
	}
}

void host_rwlock_read_pairs(uint64_t n)
{
	while (n--) {
		pthread_rwlock_rdlock(&rwlock);
		pthread_rwlock_unlock(&rwlock);
	}
}

void host_rwlock_write_pairs(uint64_t n)
{
	while (n--) {
		pthread_rwlock_wrlock(&rwlock);
		pthread_rwlock_unlock(&rwlock);
	}
}

void host_atomic_pairs(uint64_t n)
{
	while (n--) {
		__atomic_fetch_add(&count, 1, __ATOMIC_RELAXED);
		__atomic_fetch_sub(&count, 1, __ATOMIC_RELEASE);
	}
}

/* The pool thread that runs this is registered already. */
void host_rcu_pairs(uint64_t n)
{
	while (n--) {
		rcu_read_lock();
		rcu_read_unlock();
	}
}
