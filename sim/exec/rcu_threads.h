/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rcu_threads.h - the back end of the threads engine; the one door to liburcu */
#ifndef EXEC_RCU_THREADS_H
#define EXEC_RCU_THREADS_H

void rcu_threads_register(void);	/* once in each pool thread */
void rcu_threads_enter(void);
void rcu_threads_leave(void);	/* nothing outside a section */
unsigned int rcu_threads_depth(void);
void rcu_threads_synchronize(const volatile void *obj);

#endif
