/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/spinlock.c */
#ifndef _LINUX_SPINLOCK_TYPES_H
#define _LINUX_SPINLOCK_TYPES_H

#include <linux/lockdep_types.h>
#include <linux/types.h>

#include "exec/guard.h"

struct task_struct;

/* guard: covers owner and waiters. */
typedef struct raw_spinlock {
	struct ex_guard		guard;
	u32			magic;		/* fixed at init */
	struct task_struct	*owner;		/* borrowed; NULL: free */
	struct list_head	waiters;	/* those who spin */
	struct lockdep_map	dep_map;
} raw_spinlock_t;

typedef struct spinlock {
	union {
		struct raw_spinlock	rlock;
		struct {
			struct ex_guard		guard;
			u32			magic;
			struct task_struct	*owner;
			struct list_head	waiters;
			struct lockdep_map	dep_map;
		};
	};
} spinlock_t;

#define SPINLOCK_MAGIC		0xdead4ead

#define __RAW_SPIN_FIELDS(lockname, inner)						\
	.guard = EX_GUARD_INIT, .magic = SPINLOCK_MAGIC,				\
	.waiters = { &(lockname).waiters, &(lockname).waiters },			\
	.dep_map = { .name = #lockname, .wait_type_inner = (inner) }

#define __RAW_SPIN_LOCK_INITIALIZER(lockname)	{ __RAW_SPIN_FIELDS(lockname, LD_WAIT_SPIN) }
#define __RAW_SPIN_LOCK_UNLOCKED(lockname)						\
	(raw_spinlock_t)__RAW_SPIN_LOCK_INITIALIZER(lockname)
#define DEFINE_RAW_SPINLOCK(x)	raw_spinlock_t x = __RAW_SPIN_LOCK_INITIALIZER(x)

#define __SPIN_LOCK_INITIALIZER(lockname)	{ { .rlock = {				\
	.guard = EX_GUARD_INIT, .magic = SPINLOCK_MAGIC,				\
	.waiters = { &(lockname).waiters, &(lockname).waiters },			\
	.dep_map = { .name = #lockname, .wait_type_inner = LD_WAIT_CONFIG } } } }
#define __SPIN_LOCK_UNLOCKED(lockname)	(spinlock_t)__SPIN_LOCK_INITIALIZER(lockname)
#define DEFINE_SPINLOCK(x)	spinlock_t x = __SPIN_LOCK_INITIALIZER(x)

/* guard: covers the rest. Readers may nest; a waiting writer does not hold them up. */
typedef struct {
	struct ex_guard		guard;
	u32			magic;
	unsigned int		readers;
	struct task_struct	*writer;
	struct list_head	waiters;
	struct lockdep_map	dep_map;
} rwlock_t;

#define RWLOCK_MAGIC		0xdeaf1eed
#define __RW_LOCK_UNLOCKED(lockname)	(rwlock_t)					\
	{ .guard = EX_GUARD_INIT, .magic = RWLOCK_MAGIC,				\
	  .waiters = { &(lockname).waiters, &(lockname).waiters },			\
	  .dep_map = { .name = #lockname, .wait_type_inner = LD_WAIT_CONFIG } }
#define DEFINE_RWLOCK(x)	rwlock_t x = __RW_LOCK_UNLOCKED(x)

#endif
