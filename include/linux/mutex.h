/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/mutex.c */
/*
 * mutex.h - sleeping lock with one owner: Documentation/locking/mutex-design.rst
 *
 * Process context; only the owner unlocks; not recursive. The interruptible form
 * returns -EINTR on any signal, the killable one on SIGKILL.
 */
#ifndef _LINUX_MUTEX_H
#define _LINUX_MUTEX_H

#include <linux/cleanup.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/sched.h>

#include "exec/guard.h"

/* guard: covers owner and waiters. */
struct mutex {
	struct ex_guard		guard;
	u32			magic;		/* fixed at init; 0: never initialised */
	struct task_struct	*owner;
	struct list_head	waiters;
	struct lockdep_map	dep_map;
};

#define MUTEX_MAGIC	0x6d757478

#define __MUTEX_INITIALIZER(lockname)						\
	{ .guard = EX_GUARD_INIT, .magic = MUTEX_MAGIC,				\
	  .waiters = { &(lockname).waiters, &(lockname).waiters },		\
	  .dep_map = { .name = #lockname, .wait_type_inner = LD_WAIT_SLEEP } }
#define DEFINE_MUTEX(mutexname)	struct mutex mutexname = __MUTEX_INITIALIZER(mutexname)

void __mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key);
void mutex_destroy(struct mutex *lock);

#define mutex_init(mutex)							\
	do {									\
		static struct lock_class_key __key;				\
		__mutex_init((mutex), #mutex, &__key);				\
	} while (0)

void mutex_lock_nested(struct mutex *lock, unsigned int subclass);
void _mutex_lock_nest_lock(struct mutex *lock, struct lockdep_map *nest_lock);
int mutex_lock_interruptible_nested(struct mutex *lock, unsigned int subclass);
int mutex_lock_killable_nested(struct mutex *lock, unsigned int subclass);
/* 1 if taken. Any process context; takes no part in a cycle as the last link. */
int mutex_trylock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);
bool mutex_is_locked(struct mutex *lock);
int atomic_dec_and_mutex_lock(atomic_t *cnt, struct mutex *lock);

#define mutex_lock(lock)			mutex_lock_nested(lock, 0)
#define mutex_lock_interruptible(lock)		mutex_lock_interruptible_nested(lock, 0)
#define mutex_lock_killable(lock)		mutex_lock_killable_nested(lock, 0)
#define mutex_lock_io(lock)			mutex_lock_nested(lock, 0)
#define mutex_lock_nest_lock(lock, nest)	_mutex_lock_nest_lock(lock, &(nest)->dep_map)

DEFINE_GUARD(mutex, struct mutex *, mutex_lock(_T), mutex_unlock(_T))
DEFINE_GUARD_COND(mutex, _try, mutex_trylock(_T))
DEFINE_GUARD_COND(mutex, _intr, mutex_lock_interruptible(_T) == 0)

#endif
