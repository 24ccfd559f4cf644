/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rcu.h - read-side sections and grace periods
 *
 * Fibers: a counter of grace periods and, per task, the one in which its outermost
 * section began; a waiter parks until no section older than its own is left. Threads:
 * liburcu's memb flavour, whose own depth is the only one kept: a section costs what it costs
 * there. Both publish what readers did before they left to those
 * who waited, and what writers did before a grace period to readers after it.
 */
#ifndef EXEC_RCU_H
#define EXEC_RCU_H

#include "exec/exec.h"

/* Nest. No point: callers on floor 1 decide. Any context of a task. */
void ex_rcu_read_lock(void);
void ex_rcu_read_unlock(void);

unsigned int ex_rcu_depth_parallel(void);

/* Depth of sections of the calling task. */
static inline unsigned int ex_rcu_depth(void)
{
	if (__builtin_expect(ex_parallel, 0))
		return ex_rcu_depth_parallel();
	return ex_current ? ex_current->rcu_nesting : 0;
}

/*
 * Wait until every section that began before the call has ended. Parks. A section that
 * never ends is a hang; the wait object is ex_rcu_wait_object().
 */
void ex_rcu_synchronize(void);
const void *ex_rcu_wait_object(void);

/* Is there a reader that a grace period which begins now would wait for? */
bool ex_rcu_must_wait(void);

#endif
