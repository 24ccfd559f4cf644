// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * host.c - the pairs that the kernel's are compared with
 */
#include <pthread.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define RCU_MEMBARRIER
#define _LGPL_SOURCE
#include <urcu.h>

#include "host.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static int count;

static void __attribute__((constructor)) init(void)
{
	pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
}

void host_mutex_pairs(uint64_t n)
{
	while (n--) {
		pthread_mutex_lock(&mutex);
		pthread_mutex_unlock(&mutex);
	}
}

void host_spin_pairs(uint64_t n)
{
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

#define CALLBACKS_MAX	64u

unsigned int host_callbacks;

static int called(void *block, unsigned long event, void *data)
{
	(void)block;
	(void)event;
	(void)data;
	return 1;
}

void host_callback_calls(uint64_t n)
{
	int (*volatile callbacks[CALLBACKS_MAX])(void *, unsigned long, void *);

	for (unsigned int i = 0; i < host_callbacks; i++)
		callbacks[i] = called;
	while (n--) {
		pthread_rwlock_rdlock(&rwlock);
		for (unsigned int i = 0; i < host_callbacks; i++)
			callbacks[i](NULL, 0, NULL);
		pthread_rwlock_unlock(&rwlock);
	}
}

static pthread_cond_t turned[2] = { PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER };
static unsigned int turn;

void host_turns_init(void)
{
	turn = 0;
}

void host_cond_turns(unsigned int side, uint64_t n)
{
	pthread_mutex_lock(&mutex);
	while (n--) {
		while (turn != side)
			pthread_cond_wait(&turned[side], &mutex);
		turn = !side;
		pthread_cond_signal(&turned[!side]);
	}
	pthread_mutex_unlock(&mutex);
}

/* FUTEX_WAIT_PRIVATE and FUTEX_WAKE_PRIVATE, as the threads engine uses them. */
void host_futex_turns(unsigned int side, uint64_t n)
{
	while (n--) {
		while (__atomic_load_n(&turn, __ATOMIC_ACQUIRE) != side)
			syscall(SYS_futex, &turn, 128, !side, NULL, NULL, 0);
		__atomic_store_n(&turn, !side, __ATOMIC_RELEASE);
		syscall(SYS_futex, &turn, 129, 1, NULL, NULL, 0);
	}
}

uint64_t host_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}
