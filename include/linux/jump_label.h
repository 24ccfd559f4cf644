/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/jump_label.c */
/*
 * jump_label.h - static keys: Documentation/staging/static-keys.rst
 *
 * A flag and a branch, no patched code. To switch one on or off sleeps and takes cpus_read_lock(),
 * as patching does; the _cpuslocked() ones want it held. Asking costs nothing and may be anywhere.
 */
#ifndef _LINUX_JUMP_LABEL_H
#define _LINUX_JUMP_LABEL_H

#include <linux/atomic.h>

struct static_key {
	atomic_t enabled;
};
struct static_key_true {
	struct static_key key;
};
struct static_key_false {
	struct static_key key;
};

#define STATIC_KEY_TRUE_INIT	{ .key = { .enabled = ATOMIC_INIT(1) } }
#define STATIC_KEY_FALSE_INIT	{ .key = { .enabled = ATOMIC_INIT(0) } }
#define DEFINE_STATIC_KEY_TRUE(name)	struct static_key_true name = STATIC_KEY_TRUE_INIT
#define DEFINE_STATIC_KEY_FALSE(name)	struct static_key_false name = STATIC_KEY_FALSE_INIT
#define DECLARE_STATIC_KEY_TRUE(name)	extern struct static_key_true name
#define DECLARE_STATIC_KEY_FALSE(name)	extern struct static_key_false name
#define static_key_enabled(x)		(atomic_read(&(x)->key.enabled) > 0)
#define static_branch_likely(x)		likely(static_key_enabled(x))
#define static_branch_unlikely(x)	unlikely(static_key_enabled(x))

bool static_key_slow_inc(struct static_key *key);	/* true: it cannot overflow here */
bool static_key_slow_inc_cpuslocked(struct static_key *key);
void static_key_slow_dec(struct static_key *key);
void static_key_slow_dec_cpuslocked(struct static_key *key);
void static_key_enable(struct static_key *key);
void static_key_enable_cpuslocked(struct static_key *key);
void static_key_disable(struct static_key *key);
void static_key_disable_cpuslocked(struct static_key *key);

#define static_key_count(key)			atomic_read(&(key)->enabled)
#define static_branch_inc(x)			static_key_slow_inc(&(x)->key)
#define static_branch_dec(x)			static_key_slow_dec(&(x)->key)
#define static_branch_inc_cpuslocked(x)		static_key_slow_inc_cpuslocked(&(x)->key)
#define static_branch_dec_cpuslocked(x)		static_key_slow_dec_cpuslocked(&(x)->key)
#define static_branch_enable(x)			static_key_enable(&(x)->key)
#define static_branch_disable(x)		static_key_disable(&(x)->key)
#define static_branch_enable_cpuslocked(x)	static_key_enable_cpuslocked(&(x)->key)
#define static_branch_disable_cpuslocked(x)	static_key_disable_cpuslocked(&(x)->key)

#endif
