/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/semaphore.c */
#ifndef _LINUX_SEMAPHORE_H
#define _LINUX_SEMAPHORE_H

#include <linux/list.h>
#include <linux/sched.h>

#include "exec/guard.h"

/* Counting; no owner, so that lockdep does not follow it. guard: covers the rest. */
struct semaphore {
	struct ex_guard		guard;
	unsigned int		count;
	struct list_head	wait_list;
};

#define __SEMAPHORE_INITIALIZER(name, n)						\
	{ .guard = EX_GUARD_INIT, .count = (n),					\
	  .wait_list = { &(name).wait_list, &(name).wait_list } }
#define DEFINE_SEMAPHORE(name, n)	struct semaphore name = __SEMAPHORE_INITIALIZER(name, n)

void sema_init(struct semaphore *sem, int val);
void down(struct semaphore *sem);
int down_interruptible(struct semaphore *sem);
int down_killable(struct semaphore *sem);
int down_trylock(struct semaphore *sem);	/* 0 if taken */
int down_timeout(struct semaphore *sem, long timeout);	/* in jiffies */
void up(struct semaphore *sem);

#endif
