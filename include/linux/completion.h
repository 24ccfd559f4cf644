/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/completion.c */
/*
 * completion.h - wait until somebody says done: Documentation/scheduler/completion.rst
 *
 * Each complete() lets one waiter through, now or later; complete_all() lets all
 * through until reinit_completion(). What happened before complete() is visible after
 * the wait. complete() may be called from any context; waiting may sleep.
 */
#ifndef _LINUX_COMPLETION_H
#define _LINUX_COMPLETION_H

#include <linux/list.h>
#include <linux/lockdep_types.h>
#include <linux/sched.h>

#include "exec/guard.h"

/* guard: covers done and waiters. */
struct completion {
	struct ex_guard		guard;
	unsigned int		done;		/* UINT_MAX: complete_all() */
	struct list_head	waiters;
	struct lockdep_map	dep_map;	/* as a wait, see sim/kernel/waits.h */
};

#define COMPLETION_INITIALIZER(work)						\
	{ .guard = EX_GUARD_INIT, .waiters = { &(work).waiters, &(work).waiters }, \
	  .dep_map = { .name = #work } }
#define DECLARE_COMPLETION(work)	struct completion work = COMPLETION_INITIALIZER(work)
#define COMPLETION_INITIALIZER_ONSTACK(work)	({ init_completion(&work); work; })
#define DECLARE_COMPLETION_ONSTACK(work)					\
	struct completion work;							\
	init_completion(&work)

void __init_completion(struct completion *x, const char *name, struct lock_class_key *key);
#define init_completion(x)							\
	do {									\
		static struct lock_class_key __key;				\
		__init_completion(x, #x, &__key);				\
	} while (0)
#define init_completion_map(x, m)	init_completion(x)

void reinit_completion(struct completion *x);
void wait_for_completion(struct completion *x);
int wait_for_completion_interruptible(struct completion *x);
int wait_for_completion_killable(struct completion *x);
/* 0 on timeout, else the jiffies left, at least 1; -ERESTARTSYS on a signal. */
unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout);
long wait_for_completion_interruptible_timeout(struct completion *x, unsigned long timeout);
long wait_for_completion_killable_timeout(struct completion *x, unsigned long timeout);
int wait_for_completion_state(struct completion *x, unsigned int state);
bool try_wait_for_completion(struct completion *x);
bool completion_done(struct completion *x);
void complete(struct completion *x);
void complete_all(struct completion *x);
#define wait_for_completion_io(x)	wait_for_completion(x)
#define wait_for_completion_io_timeout(x, timeout)	wait_for_completion_timeout(x, timeout)

#endif
