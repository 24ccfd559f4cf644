/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/rwsem.c */
/*
 * rwsem.h - sleeping lock for many readers or one writer
 *
 * Fair: a queued writer blocks new readers, so that taking it for reading twice in
 * one task can hang. Process context, except the trylocks and the unlocks of those.
 */
#ifndef _LINUX_RWSEM_H
#define _LINUX_RWSEM_H

#include <linux/cleanup.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/sched.h>

#include "exec/guard.h"

/* guard: covers all but the map. */
struct rw_semaphore {
	struct ex_guard		guard;
	u32			magic;
	unsigned int		readers;
	struct task_struct	*writer;
	struct list_head	waiters;	/* oldest first */
	struct lockdep_map	dep_map;
};

#define RWSEM_MAGIC	0x7277736d

#define __RWSEM_INITIALIZER(name_)						\
	{ .guard = EX_GUARD_INIT, .magic = RWSEM_MAGIC,				\
	  .waiters = { &(name_).waiters, &(name_).waiters },			\
	  .dep_map = { .name = #name_, .wait_type_inner = LD_WAIT_SLEEP } }
#define DECLARE_RWSEM(name)	struct rw_semaphore name = __RWSEM_INITIALIZER(name)

void __init_rwsem(struct rw_semaphore *sem, const char *name, struct lock_class_key *key);

#define init_rwsem(sem)								\
	do {									\
		static struct lock_class_key __key;				\
		__init_rwsem((sem), #sem, &__key);				\
	} while (0)

void down_read_nested(struct rw_semaphore *sem, int subclass);
int down_read_interruptible(struct rw_semaphore *sem);
int down_read_killable_nested(struct rw_semaphore *sem, int subclass);
int down_read_trylock(struct rw_semaphore *sem);
void down_write_nested(struct rw_semaphore *sem, int subclass);
int down_write_killable_nested(struct rw_semaphore *sem, int subclass);
void _down_write_nest_lock(struct rw_semaphore *sem, struct lockdep_map *nest_lock);
int down_write_trylock(struct rw_semaphore *sem);
void up_read(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);
void downgrade_write(struct rw_semaphore *sem);
/* For hand-over between tasks: neither checks nor tracks an owner. */
void down_read_non_owner(struct rw_semaphore *sem);
void up_read_non_owner(struct rw_semaphore *sem);
int rwsem_is_locked(struct rw_semaphore *sem);
int rwsem_is_contended(struct rw_semaphore *sem);

#define down_read(sem)			down_read_nested(sem, 0)
#define down_read_killable(sem)		down_read_killable_nested(sem, 0)
#define down_write(sem)			down_write_nested(sem, 0)
#define down_write_killable(sem)	down_write_killable_nested(sem, 0)
#define down_write_nest_lock(sem, nest)	_down_write_nest_lock(sem, &(nest)->dep_map)
#define rwsem_assert_held(sem)		lockdep_assert_held(sem)
#define rwsem_assert_held_write(sem)	lockdep_assert_held_write(sem)

DEFINE_GUARD(rwsem_read, struct rw_semaphore *, down_read(_T), up_read(_T))
DEFINE_GUARD_COND(rwsem_read, _try, down_read_trylock(_T))
DEFINE_GUARD_COND(rwsem_read, _intr, down_read_interruptible(_T) == 0)
DEFINE_GUARD(rwsem_write, struct rw_semaphore *, down_write(_T), up_write(_T))
DEFINE_GUARD_COND(rwsem_write, _try, down_write_trylock(_T))

#endif
