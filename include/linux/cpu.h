/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/cpu.c */
/*
 * cpu.h - the lock of CPU hotplug: Documentation/core-api/cpu_hotplug.rst
 *
 * There is one CPU (linux/smp.h) and it never leaves. What is left of hotplug is its lock, which
 * half of the kernel takes for reading and which is in cycles with locks that are held around it.
 *
 * Readers nest neither with a writer nor, while one waits, with themselves: as with any fair
 * rwsem. All of it sleeps, but for the trylock and the unlocks.
 */
#ifndef _LINUX_CPU_H
#define _LINUX_CPU_H

#include <linux/cleanup.h>
#include <linux/cpuhotplug.h>
#include <linux/smp.h>
#include <linux/types.h>

void cpus_read_lock(void);
void cpus_read_unlock(void);
int cpus_read_trylock(void);
void cpus_write_lock(void);
void cpus_write_unlock(void);
void lockdep_assert_cpus_held(void);
int lockdep_is_cpus_held(void);
int lockdep_is_cpus_write_held(void);

/* While it is disabled, who would take a CPU away gets -EBUSY: nobody here. Counts. */
void cpu_hotplug_disable(void);
void cpu_hotplug_enable(void);

DEFINE_LOCK_GUARD_0(cpus_read_lock, cpus_read_lock(), cpus_read_unlock())

#endif
