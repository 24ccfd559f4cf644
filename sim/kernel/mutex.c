// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mutex.c - struct mutex: one owner, waiters in order of arrival
 *
 * True whenever ->guard is free:
 *  M1  ->owner is the task between lock and unlock, or NULL.
 *  M2  ->waiters lists exactly the tasks inside mutex_wait(), oldest first.
 *  M3  If ->owner is NULL and someone waits, the oldest waiter has a wakeup
 *      that it has not acted on yet: none is ever lost.
 *
 * Locking: ->guard covers ->owner and ->waiters. It is a leaf: nothing parks,
 * calls up or takes a lock under it.
 *
 * Fairness: unlock wakes the oldest waiter, which competes with newcomers. Linux
 * also has a handoff; left out, since it only removes schedules to explore.
 */
#include <linux/mutex.h>

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/sched.h>

#include "hooks.h"
#include "misuse.h"
#include "waiter.h"
#include "waits.h"

void __mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key)
{
	debug_check_no_locks_freed(lock, sizeof(*lock));
	ex_guard_init(&lock->guard);
	lock->magic = MUTEX_MAGIC;
	lock->owner = NULL;
	INIT_LIST_HEAD(&lock->waiters);
	lockdep_init_map_wait(&lock->dep_map, name, key, 0, LD_WAIT_SLEEP);
}

void mutex_destroy(struct mutex *lock)
{
	if (lock->owner)
		misuse_destroy_held(&lock->dep_map);
	lock->magic = 0;
}

/* Memory that was never initialised, or a mutex that was destroyed. */
static void mutex_check(struct mutex *lock)
{
	if (likely(lock->magic == MUTEX_MAGIC))
		return;
	misuse_uninitialised(&lock->dep_map);
	__mutex_init(lock, "uninitialised mutex", &misuse_key);
}

static bool mutex_take(struct mutex *lock)
{
	ex_guard_assert_held(&lock->guard);
	if (lock->owner)
		return false;
	lock->owner = current;
	return true;
}

/*
 * Wait for @lock, or for a signal that @state lets in. Drops the guard to park. Out of line: the
 * registers that it needs are not saved by who finds the lock free.
 */
static noinline int mutex_wait(struct mutex *lock, unsigned int state, unsigned long ip)
{
	struct waiter waiter;
	int ret = 0;

	ex_guard_assert_held(&lock->guard);
	waiter_queue(&waiter, &lock->waiters);

	/*
	 * Try before looking for a signal: whoever leaves with -EINTR has then seen
	 * an owner, whose unlock wakes the next in line. The other order walks off
	 * with the wakeup of M3 (tests/kernel/mutex_signal.c).
	 */
	while (!mutex_take(lock)) {
		if (signal_pending_state(state, current)) {
			ret = -EINTR;
			break;
		}
		ex_guard_unlock(&lock->guard);
		wait_park(WAIT_LOCK, lock, &lock->dep_map, ip);
		ex_guard_lock(&lock->guard);
	}
	list_del(&waiter.entry);
	return ret;
}

static int mutex_lock_common(struct mutex *lock, unsigned int state, unsigned int subclass,
			     struct lockdep_map *nest, unsigned long ip)
{
	int ret = 0;

	might_sleep();
	mutex_check(lock);
	/* before we can deadlock */
	if (state == TASK_UNINTERRUPTIBLE)
		hook_lock_want_owned(&lock->dep_map, &lock->owner, subclass, nest, ip);
	else
		hook_lock_want(&lock->dep_map, subclass, HOOK_WAIT, nest, ip);

	ex_guard_lock(&lock->guard);
	if (!mutex_take(lock))
		ret = mutex_wait(lock, state, ip);
	ex_guard_unlock(&lock->guard);

	if (ret)
		hook_lock_quit(&lock->dep_map, HOOK_WAIT, ip);
	else
		hook_lock_have(&lock->dep_map, subclass, HOOK_WAIT, ip);
	return ret;
}

void mutex_lock_nested(struct mutex *lock, unsigned int subclass)
{
	mutex_lock_common(lock, TASK_UNINTERRUPTIBLE, subclass, NULL, _RET_IP_);
}

void _mutex_lock_nest_lock(struct mutex *lock, struct lockdep_map *nest_lock)
{
	mutex_lock_common(lock, TASK_UNINTERRUPTIBLE, 0, nest_lock, _RET_IP_);
}

int mutex_lock_interruptible_nested(struct mutex *lock, unsigned int subclass)
{
	return mutex_lock_common(lock, TASK_INTERRUPTIBLE, subclass, NULL, _RET_IP_);
}

int mutex_lock_killable_nested(struct mutex *lock, unsigned int subclass)
{
	return mutex_lock_common(lock, TASK_KILLABLE, subclass, NULL, _RET_IP_);
}

int mutex_trylock(struct mutex *lock)
{
	bool taken;

	mutex_check(lock);
	hook_lock_want(&lock->dep_map, 0, HOOK_TRY, NULL, _RET_IP_);
	ex_guard_lock(&lock->guard);
	taken = mutex_take(lock);
	ex_guard_unlock(&lock->guard);
	if (taken)
		hook_lock_have(&lock->dep_map, 0, HOOK_TRY, _RET_IP_);
	else
		hook_lock_quit(&lock->dep_map, HOOK_TRY, _RET_IP_);
	return taken;
}

void mutex_unlock(struct mutex *lock)
{
	bool woken;

	mutex_check(lock);
	hook_lock_drop(&lock->dep_map, HOOK_WAIT, _RET_IP_);	/* explains a wrong owner */

	ex_guard_lock(&lock->guard);
	lock->owner = NULL;
	woken = waiter_wake_oldest(&lock->waiters);
	ex_guard_unlock(&lock->guard);
	waiter_woken(woken);
	misuse_late_touch(lock, sizeof(*lock));	/* Linux touches it after the hand-over, too */
}

bool mutex_is_locked(struct mutex *lock)
{
	hook_point(EX_READ, &lock->dep_map);
	return READ_ONCE(lock->owner) != NULL;
}

int atomic_dec_and_mutex_lock(atomic_t *cnt, struct mutex *lock)
{
	if (atomic_add_unless(cnt, -1, 1))
		return 0;
	mutex_lock(lock);
	if (atomic_dec_and_test(cnt))
		return 1;
	mutex_unlock(lock);
	return 0;
}
