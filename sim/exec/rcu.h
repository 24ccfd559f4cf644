/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rcu.h - read-side sections and grace periods
 *
 * Fibers: a counter of grace periods and, per task, the one in which its outermost
 * section began; a waiter parks until no section older than its own is left. Threads:
 * liburcu's memb flavour. Both publish what readers did before they left to those
 * who waited, and what writers did before a grace period to readers after it.
 */
#ifndef EXEC_RCU_H
#define EXEC_RCU_H

#include <stdbool.h>

/* Nest. No point: callers on floor 1 decide. Any context of a task. */
void ex_rcu_read_lock(void);
void ex_rcu_read_unlock(void);

/* Depth of sections of the calling task. */
unsigned int ex_rcu_depth(void);

/*
 * Wait until every section that began before the call has ended. Parks. A section that
 * never ends is a hang; the wait object is ex_rcu_wait_object().
 */
void ex_rcu_synchronize(void);
const void *ex_rcu_wait_object(void);

#endif
