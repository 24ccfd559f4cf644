// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rcu_threads.c - grace periods by liburcu's memb flavour
 *
 * The only file that sees liburcu, whose rcu_head and call_rcu would clash with the
 * simulated kernel's. Waiting happens inside the library, where the engine cannot
 * see it: external_begin() tells it that this task runs no more but will come back
 * unless a reader is parked for good.
 */
#define RCU_MEMBARRIER
#define _LGPL_SOURCE
#include <urcu.h>

#include "exec/internal.h"
#include "exec/rcu_threads.h"

void rcu_threads_register(void)
{
	rcu_register_thread();
}

void rcu_threads_enter(void)
{
	rcu_read_lock();
}

void rcu_threads_leave(void)
{
	if (rcu_read_ongoing())
		rcu_read_unlock();
}

unsigned int rcu_threads_depth(void)
{
	return (unsigned int)rcu_read_ongoing();
}

void rcu_threads_synchronize(const volatile void *obj)
{
	threads_external_begin(self(), obj);
	synchronize_rcu();
	threads_external_end(self());
}
