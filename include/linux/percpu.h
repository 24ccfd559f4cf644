/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in this header, sim/kernel/slab.c */
/*
 * percpu.h - per-CPU data on a machine where each task has a CPU to itself
 *
 * One copy is shared by all: the accessors are atomic, so that counters add up and
 * nothing races that would not race in Linux.
 */
#ifndef _LINUX_PERCPU_H
#define _LINUX_PERCPU_H

#include <linux/atomic.h>
#include <linux/slab.h>
#include <linux/smp.h>

#define __percpu
#define DEFINE_PER_CPU(type, name)	__typeof__(type) name
#define DECLARE_PER_CPU(type, name)	extern __typeof__(type) name
#define DEFINE_PER_CPU_ALIGNED(type, name)	__typeof__(type) name
#define alloc_percpu(type)		((type __percpu *)kzalloc(sizeof(type), GFP_KERNEL))
#define alloc_percpu_gfp(type, gfp)	((type __percpu *)kzalloc(sizeof(type), gfp))
#define free_percpu(p)			kfree(p)
#define per_cpu_ptr(ptr, cpu)		((void)(cpu), (ptr))
#define per_cpu(var, cpu)		(*per_cpu_ptr(&(var), cpu))
#define this_cpu_ptr(ptr)		(ptr)
#define raw_cpu_ptr(ptr)		(ptr)
#define get_cpu_ptr(ptr)		({ preempt_disable(); (ptr); })
#define put_cpu_ptr(ptr)		do { (void)(ptr); preempt_enable(); } while (0)
#define this_cpu_read(v)		READ_ONCE(v)
#define this_cpu_write(v, x)		WRITE_ONCE(v, x)
#define this_cpu_add(v, x)		((void)__atomic_fetch_add(&(v), (x), __ATOMIC_RELAXED))
#define this_cpu_inc(v)			this_cpu_add(v, 1)
#define this_cpu_dec(v)			this_cpu_add(v, -1)
#define this_cpu_inc_return(v)		__atomic_add_fetch(&(v), 1, __ATOMIC_RELAXED)
#define this_cpu_dec_return(v)		__atomic_sub_fetch(&(v), 1, __ATOMIC_RELAXED)
#define __this_cpu_read(v)		this_cpu_read(v)
#define __this_cpu_write(v, x)		this_cpu_write(v, x)
#define __this_cpu_inc(v)		this_cpu_inc(v)
#define __this_cpu_dec(v)		this_cpu_dec(v)

#endif
