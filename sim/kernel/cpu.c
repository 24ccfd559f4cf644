// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cpu.c - the lock of CPU hotplug, and the table of its states
 *
 *  C1  A step has a name from its setup to its removal, or is all zero.
 *
 * Locking: cpu_hotplug_lock, then cpuhp_state_mutex, which covers steps and disabled; the guard
 * covers ready_run.
 */
#include <linux/cpu.h>

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/percpu-rwsem.h>
#include <linux/string.h>

#include "exec/exec.h"

#include "finding.h"
#include "rest.h"

struct step {
	const char		*name;
	cpuhp_callback_t	startup, teardown;
};

static struct percpu_rw_semaphore cpu_hotplug_lock;
static struct mutex cpuhp_state_mutex;
static struct step steps[CPUHP_ONLINE];
static int disabled;
static u64 ready_run;		/* whose locks these are */
static struct ex_guard guard = EX_GUARD_INIT;

static struct lock_class_key up_key, down_key;
static struct lockdep_map up_map = { .name = "cpuhp_state-up", .key = &up_key };
static struct lockdep_map down_map = { .name = "cpuhp_state-down", .key = &down_key };

/* Locks as a run left them that was given up are not those of the next. */
static void hotplug_ready(void)
{
	if (likely(READ_ONCE(ready_run) == ex_run_number()))
		return;
	ex_guard_lock(&guard);
	if (ready_run != ex_run_number()) {
		percpu_init_rwsem(&cpu_hotplug_lock);
		mutex_init(&cpuhp_state_mutex);
		memset(steps, 0, sizeof(steps));
		disabled = 0;
		WRITE_ONCE(ready_run, ex_run_number());
	}
	ex_guard_unlock(&guard);
}

void cpus_read_lock(void)
{
	hotplug_ready();
	percpu_down_read(&cpu_hotplug_lock);
}
EXPORT_SYMBOL_GPL(cpus_read_lock);

void cpus_read_unlock(void)
{
	percpu_up_read(&cpu_hotplug_lock);
}
EXPORT_SYMBOL_GPL(cpus_read_unlock);

int cpus_read_trylock(void)
{
	hotplug_ready();
	return percpu_down_read_trylock(&cpu_hotplug_lock);
}
EXPORT_SYMBOL_GPL(cpus_read_trylock);

void cpus_write_lock(void)
{
	hotplug_ready();
	percpu_down_write(&cpu_hotplug_lock);
}

void cpus_write_unlock(void)
{
	percpu_up_write(&cpu_hotplug_lock);
}

void lockdep_assert_cpus_held(void)
{
	hotplug_ready();
	percpu_rwsem_assert_held(&cpu_hotplug_lock);
}
EXPORT_SYMBOL_GPL(lockdep_assert_cpus_held);

int lockdep_is_cpus_held(void)
{
	hotplug_ready();
	return lock_is_held(&cpu_hotplug_lock.rw.dep_map) != LOCK_STATE_NOT_HELD;
}

int lockdep_is_cpus_write_held(void)
{
	hotplug_ready();
	return lock_is_held_type(&cpu_hotplug_lock.rw.dep_map, 0) == LOCK_STATE_HELD;
}

void cpu_hotplug_disable(void)
{
	hotplug_ready();
	guard(mutex)(&cpuhp_state_mutex);
	disabled++;
}
EXPORT_SYMBOL_GPL(cpu_hotplug_disable);

void cpu_hotplug_enable(void)
{
	hotplug_ready();
	guard(mutex)(&cpuhp_state_mutex);
	if (!WARN_ONCE(!disabled, "Unbalanced cpu hotplug enable\n"))
		disabled--;
}
EXPORT_SYMBOL_GPL(cpu_hotplug_enable);

static bool is_dynamic(enum cpuhp_state state)
{
	return state == CPUHP_BP_PREPARE_DYN || state == CPUHP_AP_ONLINE_DYN;
}

/* The state itself, or the first free one of its range. */
static int state_reserve(enum cpuhp_state state)
{
	int last = state == CPUHP_BP_PREPARE_DYN ? CPUHP_BP_PREPARE_DYN_END :
						   CPUHP_AP_ONLINE_DYN_END;

	lockdep_assert_held(&cpuhp_state_mutex);
	if (!is_dynamic(state))
		return steps[state].name ? -EBUSY : (int)state;
	for (int i = (int)state; i <= last; i++)
		if (!steps[i].name)
			return i;
	WARN(1, "No more dynamic states available for CPU hotplug\n");
	return -ENOSPC;
}

static int call(cpuhp_callback_t callback, struct lockdep_map *map)
{
	int ret = 0;

	if (!callback)
		return 0;
	lock_map_acquire(map);
	ret = callback(0);
	lock_map_release(map);
	return ret;
}

int __cpuhp_setup_state_cpuslocked(enum cpuhp_state state, const char *name, bool invoke,
				   cpuhp_callback_t startup, cpuhp_callback_t teardown)
{
	int at, ret = 0;

	lockdep_assert_cpus_held();
	if (state <= CPUHP_OFFLINE || state >= CPUHP_ONLINE || !name)
		return -EINVAL;
	guard(mutex)(&cpuhp_state_mutex);
	at = state_reserve(state);
	if (at < 0)
		return at;
	steps[at] = (struct step){ name, startup, teardown };
	if (invoke)
		ret = call(startup, &up_map);
	if (ret) {
		steps[at] = (struct step){ NULL };
		return ret;
	}
	return is_dynamic(state) ? at : 0;
}
EXPORT_SYMBOL(__cpuhp_setup_state_cpuslocked);

int __cpuhp_setup_state(enum cpuhp_state state, const char *name, bool invoke,
			cpuhp_callback_t startup, cpuhp_callback_t teardown)
{
	guard(cpus_read_lock)();
	return __cpuhp_setup_state_cpuslocked(state, name, invoke, startup, teardown);
}
EXPORT_SYMBOL(__cpuhp_setup_state);

void __cpuhp_remove_state_cpuslocked(enum cpuhp_state state, bool invoke)
{
	lockdep_assert_cpus_held();
	if (WARN_ON(state <= CPUHP_OFFLINE || state >= CPUHP_ONLINE))
		return;
	guard(mutex)(&cpuhp_state_mutex);
	if (invoke)
		WARN_ON(call(steps[state].teardown, &down_map));
	steps[state] = (struct step){ NULL };
}
EXPORT_SYMBOL(__cpuhp_remove_state_cpuslocked);

void __cpuhp_remove_state(enum cpuhp_state state, bool invoke)
{
	guard(cpus_read_lock)();
	__cpuhp_remove_state_cpuslocked(state, invoke);
}
EXPORT_SYMBOL(__cpuhp_remove_state);

/* Callbacks of a module that is gone. */
static void none_left(void)
{
	for (unsigned int i = 0; i < CPUHP_ONLINE && ready_run == ex_run_number(); i++) {
		if (steps[i].name)
			finding_report(FINDING_LEAK, "CPU hotplug state left behind",
				       "%s was set up and never removed", steps[i].name);
	}
}
DEFINE_REST_CHECK(cpu_hotplug_states, none_left);
