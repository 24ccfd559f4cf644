/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * locks.h - small primitives and shared variables for programs on bare floor 0
 *
 * For tests of engines and policies, which cannot use floor 1. Every access is a point,
 * and relaxed: the order of steps is what these programs are about.
 */
#ifndef SUPPORT_LOCKS_H
#define SUPPORT_LOCKS_H

#include "exec/exec.h"

/*
 * Zero what the tasks of a run share. Unlike memset() no race with tasks of an earlier
 * run that ended badly: nothing orders what they did last before this.
 */
void shared_reset(void *shared, size_t size);

static inline int rd(const int *x)
{
	ex_point(EX_READ, x);
	return __atomic_load_n(x, __ATOMIC_RELAXED);
}

static inline void wr(int *x, int value)
{
	ex_point(EX_WRITE, x);
	__atomic_store_n(x, value, __ATOMIC_RELAXED);
}

/* The value before. */
static inline int rmw_add(int *x, int delta)
{
	ex_point(EX_RMW, x);
	return __atomic_fetch_add(x, delta, __ATOMIC_RELAXED);
}

static inline int rmw_swap(int *x, int value)
{
	ex_point(EX_RMW, x);
	return __atomic_exchange_n(x, value, __ATOMIC_RELAXED);
}

static inline bool rmw_cas(int *x, int from, int to)
{
	ex_point(EX_RMW, x);
	return __atomic_compare_exchange_n(x, &from, to, false, __ATOMIC_RELAXED,
					   __ATOMIC_RELAXED);
}

/* Two steps, as x++ is to a compiler. */
static inline void add_in_two_steps(int *x, int delta)
{
	wr(x, rd(x) + delta);
}

struct waiter;

/* All zero is the initial state of all that follows. First come, first woken. */
struct wait_list {
	struct ex_guard	guard;
	struct waiter	*first;
	struct waiter	**end;
};

/* Whoever finds it free takes it, also ahead of those that were woken for it. */
struct mtx {
	struct wait_list	waiters;	/* its guard covers owner */
	struct ex_task		*owner;
};

struct cond {
	struct wait_list	waiters;
};

struct sem {
	struct wait_list	waiters;	/* its guard covers count */
	int			count;
};

void mtx_lock(struct mtx *mtx);
bool mtx_trylock(struct mtx *mtx);
void mtx_unlock(struct mtx *mtx);

/* Lets go of @mtx and sleeps in one step. */
void cond_wait(struct cond *cond, struct mtx *mtx);
void cond_signal(struct cond *cond);
void cond_broadcast(struct cond *cond);

void sem_down(struct sem *sem);
void sem_up(struct sem *sem);

#endif
