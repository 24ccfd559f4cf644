// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * jump_label.c - static keys: what is expensive about them is who they wait for
 *
 * Whoever switches one waits for CPU hotplug: no CPU may come while code is patched. The mutex that
 * Linux takes inside is left out, since nothing is ever waited for under it.
 */
#include <linux/jump_label.h>

#include <linux/bug.h>
#include <linux/cpu.h>
#include <linux/export.h>

bool static_key_slow_inc_cpuslocked(struct static_key *key)
{
	lockdep_assert_cpus_held();
	atomic_inc(&key->enabled);
	return true;
}
EXPORT_SYMBOL_GPL(static_key_slow_inc_cpuslocked);

bool static_key_slow_inc(struct static_key *key)
{
	guard(cpus_read_lock)();
	return static_key_slow_inc_cpuslocked(key);
}
EXPORT_SYMBOL_GPL(static_key_slow_inc);

void static_key_slow_dec_cpuslocked(struct static_key *key)
{
	lockdep_assert_cpus_held();
	WARN_ONCE(atomic_dec_return(&key->enabled) < 0, "jump label: negative count!\n");
}
EXPORT_SYMBOL_GPL(static_key_slow_dec_cpuslocked);

void static_key_slow_dec(struct static_key *key)
{
	guard(cpus_read_lock)();
	static_key_slow_dec_cpuslocked(key);
}
EXPORT_SYMBOL_GPL(static_key_slow_dec);

void static_key_enable_cpuslocked(struct static_key *key)
{
	lockdep_assert_cpus_held();
	if (atomic_read(&key->enabled) > 0) {
		WARN_ON_ONCE(atomic_read(&key->enabled) != 1);	/* it is counted, too */
		return;
	}
	atomic_cmpxchg(&key->enabled, 0, 1);
}
EXPORT_SYMBOL_GPL(static_key_enable_cpuslocked);

void static_key_enable(struct static_key *key)
{
	guard(cpus_read_lock)();
	static_key_enable_cpuslocked(key);
}
EXPORT_SYMBOL_GPL(static_key_enable);

void static_key_disable_cpuslocked(struct static_key *key)
{
	lockdep_assert_cpus_held();
	if (atomic_read(&key->enabled) != 1) {
		WARN_ON_ONCE(atomic_read(&key->enabled) != 0);
		return;
	}
	atomic_cmpxchg(&key->enabled, 1, 0);
}
EXPORT_SYMBOL_GPL(static_key_disable_cpuslocked);

void static_key_disable(struct static_key *key)
{
	guard(cpus_read_lock)();
	static_key_disable_cpuslocked(key);
}
EXPORT_SYMBOL_GPL(static_key_disable);
