// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * spinlock.c - raw_spinlock_t and spinlock_t: one owner that does not sleep
 *
 * True whenever ->guard is free:
 *  S1  ->owner is the task between lock and unlock, or NULL.
 *  S2  ->waiters lists the tasks that spin, oldest first; they spin by parking, so
 *      that the engine need not schedule them in vain.
 *  S3  If ->owner is NULL and someone waits, the oldest has a wakeup under way.
 *
 * Locking: ->guard covers ->owner and ->waiters.
 */
#include <linux/spinlock.h>

#include <linux/atomic.h>

#include "hooks.h"
#include "misuse.h"
#include "waiter.h"
#include "waits.h"

void __raw_spin_lock_init(raw_spinlock_t *lock, const char *name, struct lock_class_key *key,
			  short inner)
{
	debug_check_no_locks_freed(lock, sizeof(*lock));
	ex_guard_init(&lock->guard);
	lock->magic = SPINLOCK_MAGIC;
	lock->owner = NULL;
	INIT_LIST_HEAD(&lock->waiters);
	lockdep_init_map_wait(&lock->dep_map, name, key, 0, (u8)inner);
}

static void spin_check(raw_spinlock_t *lock)
{
	if (likely(lock->magic == SPINLOCK_MAGIC))
		return;
	misuse_uninitialised(&lock->dep_map);
	__raw_spin_lock_init(lock, "uninitialised spinlock", &misuse_key, LD_WAIT_CONFIG);
}

static bool spin_take(raw_spinlock_t *lock)
{
	ex_guard_assert_held(&lock->guard);
	if (lock->owner)
		return false;
	lock->owner = current;
	return true;
}

static void spin_wait(raw_spinlock_t *lock, unsigned long ip)
{
	struct waiter waiter;

	waiter_queue(&waiter, &lock->waiters);
	while (!spin_take(lock)) {
		ex_guard_unlock(&lock->guard);
		wait_park(WAIT_LOCK, lock, &lock->dep_map, ip);
		ex_guard_lock(&lock->guard);
	}
	list_del(&waiter.entry);
}

static void spin_lock_common(raw_spinlock_t *lock, int subclass, struct lockdep_map *nest,
			     unsigned long ip)
{
	preempt_disable();
	spin_check(lock);
	hook_lock_want_owned(&lock->dep_map, &lock->owner, (unsigned int)subclass, nest, ip);
	ex_guard_lock(&lock->guard);
	if (!spin_take(lock))
		spin_wait(lock, ip);
	ex_guard_unlock(&lock->guard);
	hook_lock_have(&lock->dep_map, (unsigned int)subclass, HOOK_WAIT, ip);
}

static void spin_unlock_common(raw_spinlock_t *lock, unsigned long ip)
{
	bool woken;

	spin_check(lock);
	hook_lock_drop(&lock->dep_map, HOOK_WAIT, ip);
	ex_guard_lock(&lock->guard);
	lock->owner = NULL;
	woken = waiter_wake_oldest(&lock->waiters);
	ex_guard_unlock(&lock->guard);
	waiter_woken(woken);
}

void _raw_spin_lock_nested(raw_spinlock_t *lock, int subclass)
{
	spin_lock_common(lock, subclass, NULL, _RET_IP_);
}

void _raw_spin_lock_nest_lock(raw_spinlock_t *lock, struct lockdep_map *nest)
{
	spin_lock_common(lock, 0, nest, _RET_IP_);
}

int _raw_spin_trylock(raw_spinlock_t *lock)
{
	bool taken;

	preempt_disable();
	spin_check(lock);
	hook_lock_want(&lock->dep_map, 0, HOOK_TRY, NULL, _RET_IP_);
	ex_guard_lock(&lock->guard);
	taken = spin_take(lock);
	ex_guard_unlock(&lock->guard);
	if (taken) {
		hook_lock_have(&lock->dep_map, 0, HOOK_TRY, _RET_IP_);
		return 1;
	}
	hook_lock_quit(&lock->dep_map, HOOK_TRY, _RET_IP_);
	preempt_enable();
	return 0;
}

void _raw_spin_unlock(raw_spinlock_t *lock)
{
	spin_unlock_common(lock, _RET_IP_);
	preempt_enable();
}

int _raw_spin_is_locked(raw_spinlock_t *lock)
{
	hook_point(EX_READ, &lock->dep_map);
	return READ_ONCE(lock->owner) != NULL;
}

void _raw_spin_lock_irq(raw_spinlock_t *lock)
{
	local_irq_disable();
	spin_lock_common(lock, 0, NULL, _RET_IP_);
}

void _raw_spin_unlock_irq(raw_spinlock_t *lock)
{
	spin_unlock_common(lock, _RET_IP_);
	local_irq_enable();
	preempt_enable();
}

unsigned long _raw_spin_lock_irqsave_nested(raw_spinlock_t *lock, int subclass)
{
	unsigned long flags;

	local_irq_save(flags);
	spin_lock_common(lock, subclass, NULL, _RET_IP_);
	return flags;
}

void _raw_spin_unlock_irqrestore(raw_spinlock_t *lock, unsigned long flags)
{
	spin_unlock_common(lock, _RET_IP_);
	local_irq_restore(flags);
	preempt_enable();
}

void _raw_spin_lock_bh(raw_spinlock_t *lock)
{
	local_bh_disable();
	spin_lock_common(lock, 0, NULL, _RET_IP_);
}

void _raw_spin_unlock_bh(raw_spinlock_t *lock)
{
	spin_unlock_common(lock, _RET_IP_);
	preempt_enable();
	local_bh_enable();
}

int _raw_spin_trylock_bh(raw_spinlock_t *lock)
{
	local_bh_disable();
	if (_raw_spin_trylock(lock))
		return 1;
	local_bh_enable();
	return 0;
}

int _atomic_dec_and_lock(atomic_t *atomic, spinlock_t *lock)
{
	if (atomic_add_unless(atomic, -1, 1))
		return 0;
	spin_lock(lock);
	if (atomic_dec_and_test(atomic))
		return 1;
	spin_unlock(lock);
	return 0;
}
