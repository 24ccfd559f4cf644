// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rwlock.c - rwlock_t: readers share, a writer is alone, nobody sleeps
 *
 *  R1  ->writer is the task between write_lock and write_unlock; ->readers counts
 *      those between read_lock and read_unlock; one of them is empty.
 *  R2  Readers do not queue behind a waiting writer: Linux lets those in interrupt
 *      context pass, so that recursion is allowed, and so do we for all contexts.
 *
 * Locking: ->guard covers all but the map.
 */
#include <linux/spinlock.h>

#include "hooks.h"
#include "misuse.h"
#include "waiter.h"
#include "waits.h"

#define RWLOCK_READ	(HOOK_READ | HOOK_RECURSIVE)

void __rwlock_init(rwlock_t *lock, const char *name, struct lock_class_key *key)
{
	debug_check_no_locks_freed(lock, sizeof(*lock));
	ex_guard_init(&lock->guard);
	lock->magic = RWLOCK_MAGIC;
	lock->readers = 0;
	lock->writer = NULL;
	INIT_LIST_HEAD(&lock->waiters);
	lockdep_init_map_wait(&lock->dep_map, name, key, 0, LD_WAIT_CONFIG);
}

static void rwlock_check(rwlock_t *lock)
{
	if (likely(lock->magic == RWLOCK_MAGIC))
		return;
	misuse_uninitialised(&lock->dep_map);
	__rwlock_init(lock, "uninitialised rwlock", &misuse_key);
}

static bool rwlock_take(rwlock_t *lock, bool write)
{
	ex_guard_assert_held(&lock->guard);
	if (lock->writer || (write && lock->readers))
		return false;
	if (write)
		lock->writer = current;
	else
		lock->readers++;
	return true;
}

static void rwlock_wait(rwlock_t *lock, bool write, unsigned long ip)
{
	struct waiter waiter = { .write = write };

	waiter_queue(&waiter, &lock->waiters);
	while (!rwlock_take(lock, write)) {
		ex_guard_unlock(&lock->guard);
		wait_park(WAIT_LOCK, lock, &lock->dep_map, ip);
		ex_guard_lock(&lock->guard);
	}
	list_del(&waiter.entry);
}

static void rwlock_lock(rwlock_t *lock, bool write, int subclass, unsigned long ip)
{
	unsigned int flags = write ? HOOK_WAIT : RWLOCK_READ;

	preempt_disable();
	rwlock_check(lock);
	hook_lock_want(&lock->dep_map, (unsigned int)subclass, flags, NULL, ip);
	ex_guard_lock(&lock->guard);
	if (!rwlock_take(lock, write))
		rwlock_wait(lock, write, ip);
	ex_guard_unlock(&lock->guard);
	hook_lock_have(&lock->dep_map, (unsigned int)subclass, flags, ip);
}

static int rwlock_trylock(rwlock_t *lock, bool write, unsigned long ip)
{
	unsigned int flags = HOOK_TRY | (write ? 0 : RWLOCK_READ);
	bool taken;

	preempt_disable();
	rwlock_check(lock);
	hook_lock_want(&lock->dep_map, 0, flags, NULL, ip);
	ex_guard_lock(&lock->guard);
	taken = rwlock_take(lock, write);
	ex_guard_unlock(&lock->guard);
	if (taken) {
		hook_lock_have(&lock->dep_map, 0, flags, ip);
		return 1;
	}
	hook_lock_quit(&lock->dep_map, flags, ip);
	preempt_enable();
	return 0;
}

/* All of them compete: whoever can, takes it. */
static void rwlock_wake(rwlock_t *lock)
{
	struct waiter *waiter;

	list_for_each_entry(waiter, &lock->waiters, entry)
		ex_unpark(waiter->task->ex);
}

static void rwlock_unlock(rwlock_t *lock, bool write, unsigned long ip)
{
	rwlock_check(lock);
	hook_lock_drop(&lock->dep_map, write ? HOOK_WAIT : RWLOCK_READ, ip);
	ex_guard_lock(&lock->guard);
	if (write)
		lock->writer = NULL;
	else if (lock->readers)
		lock->readers--;
	if (!lock->readers && !lock->writer)
		rwlock_wake(lock);
	ex_guard_unlock(&lock->guard);
	preempt_enable();
}

void _read_lock(rwlock_t *lock)
{
	rwlock_lock(lock, false, 0, _RET_IP_);
}

void _write_lock_nested(rwlock_t *lock, int subclass)
{
	rwlock_lock(lock, true, subclass, _RET_IP_);
}

int _read_trylock(rwlock_t *lock)
{
	return rwlock_trylock(lock, false, _RET_IP_);
}

int _write_trylock(rwlock_t *lock)
{
	return rwlock_trylock(lock, true, _RET_IP_);
}

void _read_unlock(rwlock_t *lock)
{
	rwlock_unlock(lock, false, _RET_IP_);
}

void _write_unlock(rwlock_t *lock)
{
	rwlock_unlock(lock, true, _RET_IP_);
}
