// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rwsem.c - struct rw_semaphore: many readers or one writer, in order of arrival
 *
 * True whenever ->guard is free:
 *  W1  ->writer is the task between down_write and up_write; ->readers counts those
 *      between down_read and up_read; one of them is empty.
 *  W2  ->waiters lists the tasks that wait, oldest first. A newcomer that would have
 *      to pass anyone there waits too: a queued writer blocks new readers.
 *  W3  Nobody waits for what it could have: whoever frees the semaphore or leaves the
 *      queue hands it to the oldest, or to all readers at the head of the queue.
 *
 * Locking: ->guard covers all but the map.
 *
 * Linux also lets writers steal the lock and spin for it; left out, since the queue
 * then only empties in more orders, all of them reachable by arriving otherwise.
 */
#include <linux/rwsem.h>

#include <linux/bug.h>
#include <linux/errno.h>

#include "hooks.h"
#include "misuse.h"
#include "waiter.h"
#include "waits.h"

void __init_rwsem(struct rw_semaphore *sem, const char *name, struct lock_class_key *key)
{
	debug_check_no_locks_freed(sem, sizeof(*sem));
	ex_guard_init(&sem->guard);
	sem->magic = RWSEM_MAGIC;
	sem->readers = 0;
	sem->writer = NULL;
	INIT_LIST_HEAD(&sem->waiters);
	lockdep_init_map_wait(&sem->dep_map, name, key, 0, LD_WAIT_SLEEP);
}

static void rwsem_check(struct rw_semaphore *sem)
{
	if (likely(sem->magic == RWSEM_MAGIC))
		return;
	misuse_uninitialised(&sem->dep_map);
	__init_rwsem(sem, "uninitialised rwsem", &misuse_key);
}

/* Could it be had, if nobody were queued? */
static bool rwsem_free_for(const struct rw_semaphore *sem, bool write)
{
	return !sem->writer && !(write && sem->readers);
}

static void rwsem_give(struct rw_semaphore *sem, bool write, struct task_struct *task)
{
	if (write)
		sem->writer = task;
	else
		sem->readers++;
}

/* W3, under the guard. */
static bool rwsem_hand_over(struct rw_semaphore *sem)
{
	struct waiter *waiter, *next;
	bool woken = false;

	list_for_each_entry_safe(waiter, next, &sem->waiters, entry) {
		if (!rwsem_free_for(sem, waiter->write))
			break;
		rwsem_give(sem, waiter->write, waiter->task);
		list_del_init(&waiter->entry);
		waiter->granted = true;
		ex_unpark(waiter->task->ex);
		woken = true;
	}
	return woken;
}

static int rwsem_wait(struct rw_semaphore *sem, bool write, unsigned int state, unsigned long ip)
{
	struct waiter waiter = { .write = write };

	waiter_queue(&waiter, &sem->waiters);
	while (!waiter.granted) {
		if (signal_pending_state(state, current)) {
			list_del(&waiter.entry);
			rwsem_hand_over(sem);
			return -EINTR;
		}
		ex_guard_unlock(&sem->guard);
		wait_park(WAIT_LOCK, sem, &sem->dep_map, ip);
		ex_guard_lock(&sem->guard);
	}
	return 0;
}

static int rwsem_down(struct rw_semaphore *sem, bool write, unsigned int state,
		      unsigned int subclass, struct lockdep_map *nest, unsigned long ip)
{
	unsigned int flags = write ? HOOK_WAIT : HOOK_READ;
	int ret = 0;

	might_sleep();
	rwsem_check(sem);
	hook_lock_want(&sem->dep_map, subclass, flags, nest, ip);
	ex_guard_lock(&sem->guard);
	if (rwsem_free_for(sem, write) && list_empty(&sem->waiters))
		rwsem_give(sem, write, current);
	else
		ret = rwsem_wait(sem, write, state, ip);
	ex_guard_unlock(&sem->guard);
	if (ret)
		hook_lock_quit(&sem->dep_map, flags, ip);
	else
		hook_lock_have(&sem->dep_map, subclass, flags, ip);
	return ret;
}

static int rwsem_trylock(struct rw_semaphore *sem, bool write, unsigned long ip)
{
	unsigned int flags = HOOK_TRY | (write ? 0 : HOOK_READ);
	bool taken;

	rwsem_check(sem);
	hook_lock_want(&sem->dep_map, 0, flags, NULL, ip);
	ex_guard_lock(&sem->guard);
	taken = rwsem_free_for(sem, write) && list_empty(&sem->waiters);
	if (taken)
		rwsem_give(sem, write, current);
	ex_guard_unlock(&sem->guard);
	if (taken)
		hook_lock_have(&sem->dep_map, 0, flags, ip);
	else
		hook_lock_quit(&sem->dep_map, flags, ip);
	return taken;
}

static void rwsem_up(struct rw_semaphore *sem, bool write)
{
	bool woken;

	ex_guard_lock(&sem->guard);
	if (write)
		sem->writer = NULL;
	else if (sem->readers)		/* an unbalanced one has been reported */
		sem->readers--;
	woken = rwsem_hand_over(sem);
	ex_guard_unlock(&sem->guard);
	waiter_woken(woken);
	misuse_late_touch(sem, sizeof(*sem));
}

void down_read_nested(struct rw_semaphore *sem, int subclass)
{
	rwsem_down(sem, false, TASK_UNINTERRUPTIBLE, (unsigned int)subclass, NULL, _RET_IP_);
}

int down_read_interruptible(struct rw_semaphore *sem)
{
	return rwsem_down(sem, false, TASK_INTERRUPTIBLE, 0, NULL, _RET_IP_);
}

int down_read_killable_nested(struct rw_semaphore *sem, int subclass)
{
	return rwsem_down(sem, false, TASK_KILLABLE, (unsigned int)subclass, NULL, _RET_IP_);
}

void down_write_nested(struct rw_semaphore *sem, int subclass)
{
	rwsem_down(sem, true, TASK_UNINTERRUPTIBLE, (unsigned int)subclass, NULL, _RET_IP_);
}

int down_write_killable_nested(struct rw_semaphore *sem, int subclass)
{
	return rwsem_down(sem, true, TASK_KILLABLE, (unsigned int)subclass, NULL, _RET_IP_);
}

void _down_write_nest_lock(struct rw_semaphore *sem, struct lockdep_map *nest_lock)
{
	rwsem_down(sem, true, TASK_UNINTERRUPTIBLE, 0, nest_lock, _RET_IP_);
}

int down_read_trylock(struct rw_semaphore *sem)
{
	return rwsem_trylock(sem, false, _RET_IP_);
}

int down_write_trylock(struct rw_semaphore *sem)
{
	return rwsem_trylock(sem, true, _RET_IP_);
}

/* lockdep knows that the caller holds it, not how. */
static void rwsem_check_mode(struct rw_semaphore *sem, bool write)
{
	bool other = write ? !sem->writer && sem->readers : !sem->readers && sem->writer;

	WARN_ONCE(other, "DEBUG_RWSEMS_WARN_ON: released for %s, held for %s",
		  write ? "write" : "read", write ? "read" : "write");
}

void up_read(struct rw_semaphore *sem)
{
	rwsem_check(sem);
	rwsem_check_mode(sem, false);
	hook_lock_drop(&sem->dep_map, HOOK_READ, _RET_IP_);
	rwsem_up(sem, false);
}

void up_write(struct rw_semaphore *sem)
{
	rwsem_check(sem);
	rwsem_check_mode(sem, true);
	hook_lock_drop(&sem->dep_map, HOOK_WAIT, _RET_IP_);
	rwsem_up(sem, true);
}

void downgrade_write(struct rw_semaphore *sem)
{
	rwsem_check(sem);
	hook_point(EX_UNLOCK, &sem->dep_map);
	lock_downgrade(&sem->dep_map, _RET_IP_);
	hook_tsan_drop(&sem->dep_map, HOOK_WAIT);
	ex_guard_lock(&sem->guard);
	sem->writer = NULL;
	sem->readers = 1;
	rwsem_hand_over(sem);
	ex_guard_unlock(&sem->guard);
	hook_tsan_want(&sem->dep_map, HOOK_READ);
	hook_tsan_have(&sem->dep_map, HOOK_READ, true);
}

/* lockdep follows no owner here, but the order of memory holds all the same. */
void down_read_non_owner(struct rw_semaphore *sem)
{
	might_sleep();
	rwsem_check(sem);
	hook_point(EX_RDLOCK, &sem->dep_map);
	ex_guard_lock(&sem->guard);
	if (rwsem_free_for(sem, false) && list_empty(&sem->waiters))
		rwsem_give(sem, false, current);
	else
		rwsem_wait(sem, false, TASK_UNINTERRUPTIBLE, _RET_IP_);
	ex_guard_unlock(&sem->guard);
	ex_observe(&sem->dep_map);
}

void up_read_non_owner(struct rw_semaphore *sem)
{
	rwsem_check(sem);
	hook_point(EX_UNLOCK, &sem->dep_map);
	ex_publish(&sem->dep_map);
	rwsem_up(sem, false);
}

int rwsem_is_locked(struct rw_semaphore *sem)
{
	hook_point(EX_READ, &sem->dep_map);
	return READ_ONCE(sem->readers) || READ_ONCE(sem->writer);
}

int rwsem_is_contended(struct rw_semaphore *sem)
{
	hook_point(EX_READ, &sem->dep_map);
	return !list_empty(&sem->waiters);
}
