/* SPDX-License-Identifier: GPL-2.0-or-later */
/* implemented in sim/kernel/lockdep_class.c */
#ifndef _LINUX_LOCKDEP_TYPES_H
#define _LINUX_LOCKDEP_TYPES_H

#include <linux/types.h>

#define MAX_LOCKDEP_SUBCLASSES		8UL
#define NR_LOCKDEP_CACHING_CLASSES	2

/* What a context may wait for: the lower, the more atomic. */
enum lockdep_wait_type {
	LD_WAIT_INV = 0,	/* not checked */
	LD_WAIT_FREE,		/* nothing: RCU and the like */
	LD_WAIT_SPIN,		/* raw spinlocks */
	LD_WAIT_CONFIG,		/* spinlocks, which sleep on PREEMPT_RT */
	LD_WAIT_SLEEP,		/* mutexes */
	LD_WAIT_MAX,
};

enum lockdep_lock_type {
	LD_LOCK_NORMAL = 0,
	LD_LOCK_PERCPU,
	LD_LOCK_WAIT_OVERRIDE,
	LD_LOCK_MAX,
};

struct lockdep_subclass_key {
	char __one_byte;
} __attribute__((__packed__));

/* Locks of one key are one class: the same rules hold for all of them. */
struct lock_class_key {
	union {
		struct hlist_node		hash_entry;
		struct lockdep_subclass_key	subkeys[MAX_LOCKDEP_SUBCLASSES];
	};
};

extern struct lock_class_key __lockdep_no_validate__;
extern struct lock_class_key __lockdep_no_track__;

struct lock_class;
struct lockdep_map;

typedef int (*lock_cmp_fn)(const struct lockdep_map *a, const struct lockdep_map *b);
typedef void (*lock_print_fn)(const struct lockdep_map *map);

/* What a lock carries for the validator. Zero is valid for static locks. */
struct lockdep_map {
	struct lock_class_key	*key;
	struct lock_class	*class_cache[NR_LOCKDEP_CACHING_CLASSES];
	const char		*name;
	u8			wait_type_outer;
	u8			wait_type_inner;
	u8			lock_type;
};

struct pin_cookie {
	unsigned int val;
};

#endif
