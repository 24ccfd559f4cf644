/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/rwsem.c */
#ifndef _LINUX_PERCPU_RWSEM_H
#define _LINUX_PERCPU_RWSEM_H

#include <linux/rwsem.h>

/* Semantically a fair rwsem; what per-CPU counters gain Linux is of no use here. */
struct percpu_rw_semaphore {
	struct rw_semaphore rw;
};

#define DEFINE_PERCPU_RWSEM(name)							\
	struct percpu_rw_semaphore name = { .rw = __RWSEM_INITIALIZER((name).rw) }
#define DEFINE_STATIC_PERCPU_RWSEM(name)	static DEFINE_PERCPU_RWSEM(name)
#define percpu_init_rwsem(sem)		({ init_rwsem(&(sem)->rw); 0; })
#define percpu_free_rwsem(sem)		do { (void)(sem); } while (0)
#define percpu_down_read(sem)		down_read(&(sem)->rw)
#define percpu_down_read_trylock(sem)	down_read_trylock(&(sem)->rw)
#define percpu_up_read(sem)		up_read(&(sem)->rw)
#define percpu_down_write(sem)		down_write(&(sem)->rw)
#define percpu_up_write(sem)		up_write(&(sem)->rw)
#define percpu_rwsem_assert_held(sem)	lockdep_assert_held(&(sem)->rw)

#endif
