// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * misuse.c - findings about primitives used in ways that they forbid
 */
#include "misuse.h"

#include <linux/sched.h>

#include "finding.h"
#include "hooks.h"

struct lock_class_key misuse_key;

void misuse_uninitialised(const struct lockdep_map *map)
{
	if (!ex_alive(map, sizeof(*map)))
		hook_dead_lock_used(map, _RET_IP_);
	finding_report(FINDING_LOCKUSE, "INFO: trying to register non-static key in %F",
		       "The code is fine but needs lockdep annotation, or maybe\n"
		       "you didn't initialize this object before use?\n"
		       "lock: %s", map->name ? map->name : "?");
}

void misuse_destroy_held(const struct lockdep_map *map)
{
	finding_report(FINDING_LOCKUSE, "WARNING: held lock freed in %F",
		       "lock %s is destroyed while it is held", map->name ? map->name : "?");
}

static void add_life(struct text *text, const struct ex_heap_object *object)
{
	unsigned long ip = object->alloc_ip;

	text_add(text, "The object of size %zu was\nallocated by task %u:\n", object->size,
		 object->alloc_task);
	text_add_stack(text, " ", &ip, 1);
	if (object->live)
		return;
	ip = object->free_ip;
	text_add(text, "freed by task %u:\n", object->free_task);
	text_add_stack(text, " ", &ip, 1);
}

void misuse_dead(const volatile void *ptr, const char *what)
{
	struct ex_heap_object object;
	struct text text = { 0 };
	bool stack = ex_on_stack(ptr);

	text_add(&text, stack ? "%s of the frame of a function that has returned\n" :
				"%s of freed memory\n", what);
	if (!stack && ex_heap_find(ptr, &object))
		add_life(&text, &object);
	finding_report(FINDING_UAF, stack ? "KASAN: stack-use-after-return in %F" :
					    "KASAN: use-after-free in %F", "%s", text.start);
	ex_host_free(text.start);
	ex_stop();
}

void hook_dead_lock_used(const volatile void *lock, unsigned long ip)
{
	(void)ip;
	misuse_dead(lock, "use");
}
