/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/cpu.c */
/*
 * cpuhotplug.h - callbacks for CPUs that come and go: Documentation/core-api/cpu_hotplug.rst
 *
 * All CPUs are there already: @startup is called from the setup, @teardown from the removal, for
 * CPU 0, under cpus_read_lock() and a mutex of all states, with "cpuhp_state-up" or "-down" held as
 * lockdep has it. Linux has a thread of the CPU call those of the AP states while the caller
 * waits; here the caller does it, which has the same order of locks.
 *
 * A state that is still set up when its world ends is a LEAK.
 */
#ifndef _LINUX_CPUHOTPLUG_H
#define _LINUX_CPUHOTPLUG_H

#include <linux/types.h>

/* In Linux' order; of its many states those that drivers of these subsystems use. */
enum cpuhp_state {
	CPUHP_INVALID = -1,
	CPUHP_OFFLINE = 0,
	CPUHP_BP_PREPARE_DYN,
	CPUHP_BP_PREPARE_DYN_END = CPUHP_BP_PREPARE_DYN + 20,
	CPUHP_BRINGUP_CPU,
	CPUHP_AP_ONLINE,
	CPUHP_AP_KVM_ONLINE,
	CPUHP_AP_ONLINE_DYN,
	CPUHP_AP_ONLINE_DYN_END = CPUHP_AP_ONLINE_DYN + 40,
	CPUHP_ONLINE,
};

typedef int (*cpuhp_callback_t)(unsigned int cpu);

/*
 * 0, or the number of the state where @state is one of the two DYN. -EBUSY if it is taken, -ENOSPC
 * if there is no dynamic one left, -EINVAL, or what @startup returned: nothing is set up then.
 * Either callback may be NULL. Sleeps. The cpuslocked ones want cpus_read_lock() held.
 */
int __cpuhp_setup_state(enum cpuhp_state state, const char *name, bool invoke,
			cpuhp_callback_t startup, cpuhp_callback_t teardown);
int __cpuhp_setup_state_cpuslocked(enum cpuhp_state state, const char *name, bool invoke,
				   cpuhp_callback_t startup, cpuhp_callback_t teardown);
void __cpuhp_remove_state(enum cpuhp_state state, bool invoke);
void __cpuhp_remove_state_cpuslocked(enum cpuhp_state state, bool invoke);

#define cpuhp_setup_state(state, name, startup, teardown)				\
	__cpuhp_setup_state(state, name, true, startup, teardown)
#define cpuhp_setup_state_nocalls(state, name, startup, teardown)			\
	__cpuhp_setup_state(state, name, false, startup, teardown)
#define cpuhp_setup_state_cpuslocked(state, name, startup, teardown)			\
	__cpuhp_setup_state_cpuslocked(state, name, true, startup, teardown)
#define cpuhp_setup_state_nocalls_cpuslocked(state, name, startup, teardown)		\
	__cpuhp_setup_state_cpuslocked(state, name, false, startup, teardown)
#define cpuhp_remove_state(state)		__cpuhp_remove_state(state, true)
#define cpuhp_remove_state_nocalls(state)	__cpuhp_remove_state(state, false)
#define cpuhp_remove_state_nocalls_cpuslocked(state)					\
	__cpuhp_remove_state_cpuslocked(state, false)

#endif
