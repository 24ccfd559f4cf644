// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * device_key.c - lock classes by name
 *
 * Locking: named_key_lock covers the table. Entries are never freed and never change.
 */
#include "core/device_key.h"

#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "exec/heap.h"

#define BUCKETS		1024u

static struct named_key *buckets[BUCKETS];	/* named_key_lock: */
static DEFINE_RAW_SPINLOCK(named_key_lock);
static const struct named_key *machine;	/* between runs; above what has no parent */

static unsigned int hash_of(const struct named_key *parent, const char *name)
{
	/* Not of the address: what hashes alike must not change from run to run. */
	unsigned int hash = parent ? parent->hash : 0;

	while (*name)
		hash = hash * 31u + (unsigned char)*name++;
	return hash;
}

static struct named_key *find(struct named_key *bucket, const struct named_key *parent,
			      const char *kind, const char *name)
{
	for (; bucket; bucket = bucket->next)
		if (bucket->parent == parent && !strcmp(bucket->name, name) &&
		    !strcmp(bucket->kind, kind))
			return bucket;
	return NULL;
}

/* Memory of the process, not of the world. */
static struct named_key *make(const struct named_key *parent, const char *kind, const char *name)
{
	size_t name_size = strlen(name) + 1, kind_size = strlen(kind) + 1;
	struct named_key *new = ex_host_alloc(sizeof(*new) + name_size + kind_size +
					      name_size + 16);
	char *more = new->name + name_size;

	memcpy(new->name, name, name_size);
	memcpy(more, kind, kind_size);
	new->parent = parent;
	new->hash = hash_of(parent, name);
	new->kind = more;
	more += kind_size;
	sprintf(more, "&dev->mutex(%s)", name);
	new->title = more;
	return new;
}

static struct named_key *find_or_make(const struct named_key *parent, const char *kind,
				      const char *name)
{
	struct named_key **bucket = &buckets[hash_of(parent, name) % BUCKETS], *key;

	key = find(*bucket, parent, kind, name);
	if (!key) {
		key = make(parent, kind, name);
		key->next = *bucket;
		*bucket = key;
	}
	return key;
}

struct named_key *named_key(const struct named_key *parent, const char *kind, const char *name)
{
	struct named_key *key;
	unsigned long flags;

	raw_spin_lock_irqsave(&named_key_lock, flags);
	key = find_or_make(parent ?: machine, kind, name);
	raw_spin_unlock_irqrestore(&named_key_lock, flags);
	return key;
}

void named_keys_of_machine(const char *name)
{
	machine = name ? find_or_make(NULL, "machine", name) : NULL;
}

static struct named_key *device_named_key(struct device *dev)
{
	if (!dev->lock_key)
		dev->lock_key = named_key(dev->parent ? device_named_key(dev->parent) : NULL,
					  dev_bus_name(dev), dev_name(dev) ?: "?");
	return dev->lock_key;
}

struct lock_class_key *device_lock_key(struct device *dev)
{
	return &device_named_key(dev)->key;
}
