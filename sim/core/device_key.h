/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * device_key.h - lock classes by name: one for each place in the tree of devices
 *
 * A class for each struct device would be learned anew in every world and be dead weight
 * after it. A device of the same name under the same parents plays the same part in
 * the next world: so they share a class, which is made once in the process and kept.
 */
#ifndef CORE_DEVICE_KEY_H
#define CORE_DEVICE_KEY_H

#include <linux/lockdep_types.h>

struct device;

struct named_key {
	struct lock_class_key	key;
	const struct named_key	*parent;
	unsigned int		hash;
	const char		*kind;	/* of bus or class: names are unique within one */
	struct named_key	*next;
	const char		*title;	/* for reports: "&dev->mutex 0000:01:00.0" */
	char			name[];
};

/* The key of @name of @kind under @parent (or NULL). Any context. */
struct named_key *named_key(const struct named_key *parent, const char *kind, const char *name);

/*
 * The lock class of a device that has a name and, if it will have one, its parent. Locks
 * that belong to the device one by one may use it with a subclass of their own.
 */
struct lock_class_key *device_lock_key(struct device *dev);

/*
 * From the next run on, keys are those of the machine @name (NULL: of none). lockdep remembers over
 * runs; what has the same name in another machine is something else, and nests otherwise.
 */
void named_keys_of_machine(const char *name);

#endif
