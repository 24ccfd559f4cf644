/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * every_way.h - one small program of each primitive, run in every way there is
 *
 * Each entry is a program that uses the primitive as it is meant, and a twin with one thing
 * wrong. every_way.c runs both through all their schedules, through sampled ones and on
 * threads: the first must be silent everywhere, the second must be found each time. A
 * program checks with BUG_ON(), sets up all that it uses and tears it down.
 */
#ifndef TESTS_KERNEL_EVERY_WAY_H
#define TESTS_KERNEL_EVERY_WAY_H

#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/sched.h>

#include "exec/exec.h"

struct primitive {
	const char	*name;
	void		(*right)(void);
	void		(*wrong)(void);
	const char	*mistake;	/* what the twin does wrong, for docs/primitives.md */
	const char	*title;		/* what its finding is called, up to the function */
	bool		sanitized;	/* sanitizers see it first, and end the process */
	bool		alone;		/* one task: nothing to interleave */
};

/* One table a file; the last entry has no name. */
extern const struct primitive every_count[], every_lock[], every_wait[], every_work[],
	every_worker[], every_rcu[], every_structure[], every_service[], every_rare[];

/* The plain access to @x that follows is for the scheduler and for the search to see. */
static inline void access_to(const volatile void *x)
{
	ex_point(EX_CALL, x);
}

static inline int seen(const int *x)
{
	ex_point(EX_READ, x);
	return READ_ONCE(*x);
}

static inline void set(int *x, int value)
{
	ex_point(EX_WRITE, x);
	WRITE_ONCE(*x, value);
}

static inline struct task_struct *start(void (*fn)(void *arg), void *arg)
{
	return task_spawn("task", fn, arg, 0, false);
}

/* Two tasks from start to end. */
static inline void in_parallel(void (*one)(void *), void (*two)(void *), void *arg)
{
	struct task_struct *first = start(one, arg), *second = start(two, arg);

	task_join(first);
	task_join(second);
}

#endif
