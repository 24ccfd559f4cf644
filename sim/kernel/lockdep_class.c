// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lockdep_class.c - lock classes: one a key and subclass, found by address
 *
 * Locking: lockdep_guard covers the table and every class in it (lockdep.h).
 */
#include "lockdep.h"

#include <linux/string.h>

#include "exec/exec.h"

struct lock_class_key __lockdep_no_validate__;
struct lock_class_key __lockdep_no_track__;
struct ex_guard lockdep_guard = EX_GUARD_INIT;

static struct lock_class **table;	/* chained; grown by doubling */
static unsigned int table_size, nr_classes;

void lockdep_init_map_type(struct lockdep_map *map, const char *name, struct lock_class_key *key,
			   int subclass, u8 inner, u8 outer, u8 lock_type)
{
	for (unsigned int i = 0; i < NR_LOCKDEP_CACHING_CLASSES; i++)
		map->class_cache[i] = NULL;
	map->name = name;
	map->key = key;
	map->wait_type_inner = inner;
	map->wait_type_outer = outer;
	map->lock_type = lock_type;
	if (subclass)
		map->class_cache[0] = class_of(map, (unsigned int)subclass);
}

struct saved_stack *stack_save(void)
{
	unsigned long ips[LOCKDEP_STACK_MAX];
	unsigned int depth = ex_backtrace(ips, LOCKDEP_STACK_MAX);
	struct saved_stack *stack = ex_host_alloc(sizeof(*stack) + depth * sizeof(ips[0]));

	stack->depth = depth;
	memcpy(stack->ips, ips, depth * sizeof(ips[0]));
	return stack;
}

static unsigned int hash_of(const void *key)
{
	return (unsigned int)(((unsigned long)key * 0x9e3779b97f4a7c15ul) >> 32) &
	       (table_size - 1);
}

static struct lock_class *find(const void *key)
{
	struct lock_class *class;

	if (!table_size)
		return NULL;
	for (class = table[hash_of(key)]; class; class = class->hash_next)
		if (class->key == key)
			return class;
	return NULL;
}

static void grow(void)
{
	struct lock_class **old = table;
	unsigned int old_size = table_size;

	table_size = old_size ? old_size * 2 : 1024;
	table = ex_host_alloc(table_size * sizeof(*table));
	for (unsigned int i = 0; i < old_size; i++)
		for (struct lock_class *class = old[i], *next; class; class = next) {
			next = class->hash_next;
			class->hash_next = table[hash_of(class->key)];
			table[hash_of(class->key)] = class;
		}
	ex_host_free(old);
}

/* A class for an address that has none. Called without the guard: it takes a stack. */
static struct lock_class *class_new(struct lockdep_map *map, const void *key,
				    unsigned int subclass)
{
	struct lock_class *class = ex_host_alloc(sizeof(*class)), *winner;

	class->key = key;
	class->name = map->name ? map->name : "?";
	class->subclass = subclass;
	class->wait_type_inner = map->wait_type_inner;
	class->wait_type_outer = map->wait_type_outer;
	class->first_use = stack_save();
	ex_guard_lock(&lockdep_guard);
	winner = find(key);
	if (!winner) {
		if (nr_classes >= table_size)
			grow();
		class->id = ++nr_classes;
		class->hash_next = table[hash_of(key)];
		table[hash_of(key)] = class;
		winner = class;
	}
	ex_guard_unlock(&lockdep_guard);
	if (winner != class) {
		ex_host_free(class->first_use);
		ex_host_free(class);
	}
	return winner;
}

struct lock_class *class_of(struct lockdep_map *map, unsigned int subclass)
{
	const char *key = (const char *)map->key;
	struct lock_class *class;

	if (likely(subclass < NR_LOCKDEP_CACHING_CLASSES)) {
		class = map->class_cache[subclass];
		if (likely(class && class->key))
			return class;
	}
	if (!key)	/* a static lock is its own key */
		key = (const char *)(map->key = (struct lock_class_key *)map);
	ex_guard_lock(&lockdep_guard);
	class = find(key + subclass);
	ex_guard_unlock(&lockdep_guard);
	if (!class)
		class = class_new(map, key + subclass, subclass);
	if (subclass < NR_LOCKDEP_CACHING_CLASSES)
		map->class_cache[subclass] = class;
	return class;
}

static void class_forget(struct lock_class *class)
{
	for (unsigned int i = 0; i < class->after.count; i++)
		ex_host_free(class->after.edges[i].stack);
	class->after.count = class->before.count = 0;
	class->usage = 0;
	class->recent = 0;
	class->predict_mark = 0;
}

void graph_forget(void)
{
	order_forget();
	lockdep_usages = 0;
	for (unsigned int i = 0; i < table_size; i++)
		for (struct lock_class *class = table[i]; class; class = class->hash_next)
			class_forget(class);
}

void lockdep_register_key(struct lock_class_key *key)
{
	(void)key;	/* any address will do */
}

static void cut(struct edge_list *list, const struct lock_class *gone)
{
	for (unsigned int i = 0; i < list->count; i++)
		if (list->edges[i].to == gone)
			list->edges[i--] = list->edges[--list->count];
}

/* The address may soon be that of another key: nothing learned about it holds then. */
void lockdep_unregister_key(struct lock_class_key *key)
{
	for (unsigned int subclass = 0; subclass < MAX_LOCKDEP_SUBCLASSES; subclass++) {
		const char *address = (const char *)key + subclass;
		struct lock_class *class, **link;

		ex_guard_lock(&lockdep_guard);
		class = find(address);
		if (class) {
			for (link = &table[hash_of(address)]; *link != class;
			     link = &(*link)->hash_next)
				;
			*link = class->hash_next;
			for (unsigned int i = 0; i < class->after.count; i++)
				cut(&class->after.edges[i].to->before, class);
			for (unsigned int i = 0; i < class->before.count; i++)
				cut(&class->before.edges[i].to->after, class);
			class->after.count = class->before.count = 0;
			class->key = NULL;
		}
		ex_guard_unlock(&lockdep_guard);
	}
}
