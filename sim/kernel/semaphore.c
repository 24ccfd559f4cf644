// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * semaphore.c - struct semaphore: a count that waits at zero
 *
 *  P1  ->count units are free; if it is above zero, nobody waits.
 *  P2  up() hands its unit to the oldest waiter, which then owns it.
 *
 * Locking: ->guard covers all.
 */
#include <linux/semaphore.h>

#include <linux/errno.h>
#include <linux/jiffies.h>

#include "hooks.h"
#include "waiter.h"
#include "waits.h"

void sema_init(struct semaphore *sem, int val)
{
	ex_guard_init(&sem->guard);
	sem->count = (unsigned int)val;
	INIT_LIST_HEAD(&sem->wait_list);
}

/* Under the guard. 0, -EINTR or -ETIME. */
static int down_wait(struct semaphore *sem, unsigned int state, u64 deadline, unsigned long ip)
{
	struct wait_note note = { .kind = WAIT_LOCK, .obj = sem, .name = "semaphore", .ip = ip };
	struct waiter waiter = { 0 };
	int ret = 0;

	waiter_queue(&waiter, &sem->wait_list);
	wait_note_begin(&note);
	while (!waiter.granted && !ret) {
		bool woken;

		if (signal_pending_state(state, current)) {
			ret = -EINTR;
			break;
		}
		ex_guard_unlock(&sem->guard);
		woken = ex_park_until(sem, deadline);
		ex_guard_lock(&sem->guard);
		if (!woken && !waiter.granted)
			ret = -ETIME;
	}
	wait_note_end(&note);
	if (!waiter.granted)
		list_del(&waiter.entry);
	return ret;
}

static int down_common(struct semaphore *sem, unsigned int state, u64 deadline, unsigned long ip)
{
	int ret = 0;

	might_sleep();
	hook_point(EX_LOCK, sem);
	ex_guard_lock(&sem->guard);
	if (sem->count)
		sem->count--;
	else
		ret = down_wait(sem, state, deadline, ip);
	ex_guard_unlock(&sem->guard);
	if (!ret)
		ex_observe(sem);
	return ret;
}

void down(struct semaphore *sem)
{
	down_common(sem, TASK_UNINTERRUPTIBLE, EX_NEVER, _RET_IP_);
}

int down_interruptible(struct semaphore *sem)
{
	return down_common(sem, TASK_INTERRUPTIBLE, EX_NEVER, _RET_IP_);
}

int down_killable(struct semaphore *sem)
{
	return down_common(sem, TASK_KILLABLE, EX_NEVER, _RET_IP_);
}

int down_timeout(struct semaphore *sem, long timeout)
{
	u64 deadline = ex_now() + (u64)timeout * NSEC_PER_JIFFY;

	return down_common(sem, TASK_UNINTERRUPTIBLE, deadline, _RET_IP_);
}

int down_trylock(struct semaphore *sem)
{
	bool taken;

	hook_point(EX_TRYLOCK, sem);
	ex_guard_lock(&sem->guard);
	taken = sem->count;
	if (taken)
		sem->count--;
	ex_guard_unlock(&sem->guard);
	if (taken)
		ex_observe(sem);
	return !taken;
}

void up(struct semaphore *sem)
{
	struct waiter *oldest;

	hook_point(EX_UNLOCK, sem);
	ex_publish(sem);
	ex_guard_lock(&sem->guard);
	oldest = waiter_oldest(&sem->wait_list);
	if (oldest) {
		list_del(&oldest->entry);
		oldest->granted = true;
		ex_unpark(oldest->task->ex);
	} else {
		sem->count++;
	}
	ex_guard_unlock(&sem->guard);
}
