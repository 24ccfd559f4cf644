// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * locks.c - locks.h on nothing but guard, park and unpark
 *
 *  L1  A waiter is on its list until the one who takes it off, under the guard, has set
 *      woken and called ex_unpark(); it lies on the stack of the task that waits.
 */

/*
 * As floor 0 and 1: guards are invisible to ThreadSanitizer, what they cover must be too.
 * no_sanitize would leave the atomics, and a guard at the address of the mutex it is part
 * of would then overwrite what was published there.
 */
#ifdef KSIM_TSAN
#pragma clang attribute push(__attribute__((disable_sanitizer_instrumentation)), \
			     apply_to = function)
#endif

#include "support/locks.h"

#include <stdlib.h>

struct waiter {
	struct ex_task	*task;
	struct waiter	*next;
	bool		woken;
};

void shared_reset(void *shared, size_t size)
{
	for (volatile char *byte = shared; size--; byte++)
		*byte = 0;
}

static void enqueue(struct wait_list *list, struct waiter *waiter)
{
	*waiter = (struct waiter){ .task = ex_self() };
	if (!list->first)
		list->end = &list->first;
	*list->end = waiter;
	list->end = &waiter->next;
}

static void wake_first(struct wait_list *list)
{
	struct waiter *waiter = list->first;
	struct ex_task *task;

	if (!waiter)
		return;
	list->first = waiter->next;
	task = waiter->task;
	__atomic_store_n(&waiter->woken, true, __ATOMIC_RELAXED);
	ex_unpark(task);
}

static void sleep_on(struct waiter *waiter, const void *obj)
{
	while (!__atomic_load_n(&waiter->woken, __ATOMIC_RELAXED))
		ex_park(obj);
}

void mtx_lock(struct mtx *mtx)
{
	struct waiter waiter;
	bool taken;

	ex_point(EX_LOCK, mtx);
	for (;;) {
		ex_guard_lock(&mtx->waiters.guard);
		taken = !mtx->owner;
		if (taken)
			mtx->owner = ex_self();
		else
			enqueue(&mtx->waiters, &waiter);
		ex_guard_unlock(&mtx->waiters.guard);
		if (taken)
			break;
		sleep_on(&waiter, mtx);
	}
	ex_observe(mtx);
}

bool mtx_trylock(struct mtx *mtx)
{
	bool taken;

	ex_point(EX_TRYLOCK, mtx);
	ex_guard_lock(&mtx->waiters.guard);
	taken = !mtx->owner;
	if (taken)
		mtx->owner = ex_self();
	ex_guard_unlock(&mtx->waiters.guard);
	if (taken)
		ex_observe(mtx);
	return taken;
}

static void release(struct mtx *mtx)
{
	ex_publish(mtx);
	ex_guard_lock(&mtx->waiters.guard);
	if (mtx->owner != ex_self())
		abort();
	mtx->owner = NULL;
	wake_first(&mtx->waiters);
	ex_guard_unlock(&mtx->waiters.guard);
}

void mtx_unlock(struct mtx *mtx)
{
	ex_point(EX_UNLOCK, mtx);
	release(mtx);
}

void cond_wait(struct cond *cond, struct mtx *mtx)
{
	struct waiter waiter;

	ex_point(EX_WAIT, cond);
	ex_touch(EX_UNLOCK, mtx);
	ex_guard_lock(&cond->waiters.guard);
	enqueue(&cond->waiters, &waiter);
	ex_guard_unlock(&cond->waiters.guard);
	release(mtx);
	sleep_on(&waiter, cond);
	mtx_lock(mtx);
}

void cond_signal(struct cond *cond)
{
	ex_point(EX_WAKE, cond);
	ex_guard_lock(&cond->waiters.guard);
	wake_first(&cond->waiters);
	ex_guard_unlock(&cond->waiters.guard);
}

void cond_broadcast(struct cond *cond)
{
	ex_point(EX_WAKE, cond);
	ex_guard_lock(&cond->waiters.guard);
	while (cond->waiters.first)
		wake_first(&cond->waiters);
	ex_guard_unlock(&cond->waiters.guard);
}

void sem_down(struct sem *sem)
{
	struct waiter waiter;
	bool taken;

	ex_point(EX_LOCK, sem);
	for (;;) {
		ex_guard_lock(&sem->waiters.guard);
		taken = sem->count > 0;
		if (taken)
			sem->count--;
		else
			enqueue(&sem->waiters, &waiter);
		ex_guard_unlock(&sem->waiters.guard);
		if (taken)
			break;
		sleep_on(&waiter, sem);
	}
	ex_observe(sem);
}

void sem_up(struct sem *sem)
{
	ex_point(EX_UNLOCK, sem);
	ex_publish(sem);
	ex_guard_lock(&sem->waiters.guard);
	sem->count++;
	wake_first(&sem->waiters);
	ex_guard_unlock(&sem->waiters.guard);
}

#ifdef KSIM_TSAN
#pragma clang attribute pop
#endif
